import { plural } from '../domain/figureText.ts';
import type { LogEntry } from './ports.ts';

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const record = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

function fillText(payload: Readonly<Record<string, unknown>>): string {
  const lines = Array.isArray(payload['lines']) ? payload['lines'].map(record) : [];
  const parts = lines.map((line) => `${text(line['side']) === 'buy' ? 'bought' : 'sold'} ${text(line['contracts'])} × ${text(line['label'] ?? line['symbol'])} at ${typeof line['price'] === 'number' ? line['price'].toFixed(2) : text(line['price'])}`);
  return `${payload['source'] === 'simulated' ? 'Simulated fill: ' : 'Filled: '}${parts.join(', ')}`;
}

const barWords: readonly (readonly [field: string, word: string])[] = [['open', 'open'], ['high', 'high'], ['low', 'low'], ['close', 'close'], ['volume', 'volume']];

/** Only the fields that changed: `SPX of 2026-11-03 corrected: close 6941.20 → 6941.02`. */
function correctionText(payload: Readonly<Record<string, unknown>>): string {
  const [from, to] = [record(payload['from']), record(payload['to'])];
  const told = (value: unknown): string => (typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : text(value) === '' ? 'none' : text(value));
  const changes = barWords.filter(([field]) => from[field] !== to[field]).map(([field, word]) => `${word} ${told(from[field])} → ${told(to[field])}`);
  return `${text(payload['symbol'])} of ${text(payload['date'])} corrected: ${changes.join(', ')}`;
}

/** Entries of older releases do not say what changed. */
function policyText({ from, to, changes }: Readonly<Record<string, unknown>>): string {
  const versions = `Policy ${text(from)} → ${text(to)}`;
  if (changes === null) return `${versions}: the former values are not known`;
  if (!Array.isArray(changes)) return versions;
  return `${versions}: ${changes.length === 0 ? 'no value changed' : `${plural(changes.length, 'value')} changed`}`;
}

function bookText({ book, sample, legs, assigned }: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(assigned)) return `Layers assigned by days to expiry: ${assigned.map(text).join('; ')}`;
  return `Book: ${text(book)}${sample === true ? ' (sample)' : ''}, ${Array.isArray(legs) ? legs.length : 0} legs opened`;
}

/** One line of the hedge log in words, for the screen; the payload stays the record. */
export function logText(entry: LogEntry): string {
  const payload = record(entry.payload);
  const decision = record(payload['decision']);
  switch (entry.kind) {
    case 'started': return `Started, ${text(payload['source'])}`;
    case 'stopped': return 'Stopped';
    case 'decision': return text(decision['headline']);
    case 'alertChanged': return `Alert ${text(payload['transition'])}: ${text(payload['headline'] ?? payload['alertId'])}`;
    case 'acknowledged': return `Acknowledged: ${text(payload['headline'])}${text(payload['note']) === '' ? '' : ` (${text(payload['note'])})`}`;
    case 'snoozed': return `Snoozed for ${text(payload['marketMinutes'])} market minutes: ${text(payload['headline'])}`;
    case 'fill': return fillText(payload);
    case 'policyChanged': return policyText(payload);
    case 'bookChanged': return bookText(payload);
    case 'dataOutage': return `Data outage: ${Array.isArray(payload['causes']) ? payload['causes'].map(text).join('; ') : ''}`;
    case 'dataRestored': return 'Data restored';
    case 'dataCorrected': return correctionText(payload);
    case 'stageChanged': return `Stage ${text(payload['from'])} → ${text(payload['to'])}`;
    case 'settled': return `Settled: ${Array.isArray(payload['legs']) ? payload['legs'].length : 0} legs expired`;
  }
}
