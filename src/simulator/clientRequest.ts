import { failed, success } from '../domain/result.ts';
import type { Result } from '../domain/result.ts';
import type { InstrumentSymbol } from '../domain/units.ts';

/** What a client may ask of the feed: `docs/feed-protocol.md`, client → server. */
export interface Subscription {
  readonly symbols: ReadonlySet<InstrumentSymbol>;
  readonly roots: ReadonlySet<string>;
  readonly channels: ReadonlySet<string>;
  /** Closed daily sessions wanted before the stream. */
  readonly history: number;
}

export type ClientRequest = { readonly t: 'heartbeat' } | { readonly t: 'subscribe'; readonly subscription: Subscription } | { readonly t: 'unknown' };

const MAX_NAMES = 20_000;
const MAX_HISTORY = 2_000;

function namesIn(value: unknown, field: string): Result<ReadonlySet<string>> {
  if (!Array.isArray(value) || value.length > MAX_NAMES || !value.every((name) => typeof name === 'string' && name.length <= 32)) {
    return failed('invalid-input', `"${field}" must be a list of at most ${MAX_NAMES} names.`);
  }
  return success(new Set(value as readonly string[]));
}

function decodeSubscription(fields: Readonly<Record<string, unknown>>): Result<Subscription> {
  const symbols = namesIn(fields['symbols'], 'symbols');
  if (!symbols.ok) return symbols;
  const roots = namesIn(fields['roots'], 'roots');
  if (!roots.ok) return roots;
  const channels = namesIn(fields['channels'], 'channels');
  if (!channels.ok) return channels;
  const history = fields['history'] ?? 0;
  if (typeof history !== 'number' || !Number.isInteger(history) || history < 0 || history > MAX_HISTORY) {
    return failed('invalid-input', `"history" must be a whole number of sessions from 0 to ${MAX_HISTORY}.`);
  }
  return success({ symbols: symbols.value, roots: roots.value, channels: channels.value, history });
}

/** Decodes one text frame of a client. An unknown kind is not an error: a newer client may say more. */
export function decodeClientRequest(text: string): Result<ClientRequest> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failed('invalid-input', 'The frame is not JSON.');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return failed('invalid-input', 'The frame is not a JSON object.');
  const fields = json as Readonly<Record<string, unknown>>;
  if (fields['t'] === 'heartbeat') return success({ t: 'heartbeat' });
  if (fields['t'] !== 'subscribe') return success({ t: 'unknown' });
  const subscription = decodeSubscription(fields);
  return subscription.ok ? success({ t: 'subscribe', subscription: subscription.value }) : subscription;
}

/** Class under which a contract is listed: the VIX class holds the weekly root VIXW too. Null for plain symbols. */
export function listedClassOf(symbol: InstrumentSymbol): string | null {
  if (symbol.length === 21) {
    const root = symbol.slice(0, 6).trimEnd();
    return root === 'VIXW' ? 'VIX' : root;
  }
  return /^VX\d{6}$/.test(symbol) ? 'VX' : null;
}

/** Whether the client wants rows of this symbol. */
export function wants(subscription: Subscription, symbol: InstrumentSymbol): boolean {
  if (subscription.symbols.has(symbol)) return true;
  const listedClass = listedClassOf(symbol);
  return listedClass !== null && subscription.roots.has(listedClass);
}
