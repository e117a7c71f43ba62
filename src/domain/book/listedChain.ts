import type { OptionRoot } from '../instruments/contractSpecs.ts';
import { instrumentOf } from '../instruments/instrument.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';

export interface StrikePair {
  readonly strike: number;
  call: InstrumentSymbol | null;
  put: InstrumentSymbol | null;
}

/** The strikes of one root and expiration, ascending. */
export type ExpirationChain = readonly StrikePair[];

/** Listed contracts sorted for valuation. */
export interface ListedChain {
  readonly options: ReadonlyMap<string, ExpirationChain>;
  /** Expirations per underlying, ascending, with the root they belong to. */
  readonly expirations: ReadonlyMap<InstrumentSymbol, readonly { readonly root: OptionRoot; readonly date: IsoDate }[]>;
  readonly futures: readonly { readonly symbol: InstrumentSymbol; readonly expiration: IsoDate }[];
}

export const chainKey = (root: string, expiration: IsoDate): string => `${root}|${expiration}`;

interface Draft {
  readonly options: Map<string, Map<number, StrikePair>>;
  readonly expirations: Map<InstrumentSymbol, Map<string, { root: OptionRoot; date: IsoDate }>>;
  readonly futures: { symbol: InstrumentSymbol; expiration: IsoDate }[];
}

function place(draft: Draft, symbol: InstrumentSymbol): void {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return;
  const it = instrument.value;
  if (it.kind === 'future') draft.futures.push({ symbol, expiration: it.contract.expiration });
  if (it.kind !== 'option') return;
  const { root, expiration, right, strike } = it.contract;
  const key = chainKey(root, expiration);
  let strikes = draft.options.get(key);
  if (strikes === undefined) {
    strikes = new Map();
    draft.options.set(key, strikes);
    const dates = draft.expirations.get(it.spec.underlying) ?? new Map<string, { root: OptionRoot; date: IsoDate }>();
    dates.set(key, { root, date: expiration });
    draft.expirations.set(it.spec.underlying, dates);
  }
  const pair = strikes.get(strike) ?? { strike, call: null, put: null };
  if (right === 'C') pair.call = symbol;
  else pair.put = symbol;
  strikes.set(strike, pair);
}

function sortListed(listed: readonly InstrumentSymbol[]): ListedChain {
  const draft: Draft = { options: new Map(), expirations: new Map(), futures: [] };
  for (const symbol of listed) place(draft, symbol);
  const byDate = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return {
    options: new Map([...draft.options].map(([key, strikes]) => [key, [...strikes.values()].sort((a, b) => a.strike - b.strike)])),
    expirations: new Map([...draft.expirations].map(([underlying, dates]) => [underlying, [...dates.values()].sort((a, b) => byDate(a.date, b.date))])),
    futures: draft.futures.sort((a, b) => byDate(a.expiration, b.expiration) || a.symbol.length - b.symbol.length),
  };
}

// Every evaluation brings a new view, the list of contracts changes about once a day.
const sorted = new WeakMap<readonly InstrumentSymbol[], ListedChain>();

export function listedChainOf(listed: readonly InstrumentSymbol[]): ListedChain {
  const known = sorted.get(listed);
  if (known !== undefined) return known;
  const chain = sortListed(listed);
  sorted.set(listed, chain);
  return chain;
}
