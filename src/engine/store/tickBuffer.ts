import type { IndexLevel, Quote, Trade } from '../../domain/market/quote.ts';
import type { InstrumentSymbol } from '../../domain/units.ts';
import type { TickCounts } from '../ports.ts';

export type TickRow =
  | { readonly kind: 'quote'; readonly symbol: InstrumentSymbol; readonly value: Quote }
  | { readonly kind: 'trade'; readonly symbol: InstrumentSymbol; readonly value: Trade }
  | { readonly kind: 'level'; readonly symbol: InstrumentSymbol; readonly value: IndexLevel };

/** What waits for the next flush: the newest row of each kind per instrument, and the one place that holds the balance of rows. */
export interface TickBuffer {
  addQuote(quote: Quote): void;
  addTrade(trade: Trade): void;
  addLevel(level: IndexLevel): void;
  countRejected(reason: string, rows: number): void;
  /** Hands out what waits; the caller answers with `settle` or `reject` for the same number of rows. */
  drain(): readonly TickRow[];
  settle(rows: number): void;
  reject(reason: string, rows: number): void;
  counts(): TickCounts;
}

export function createTickBuffer(): TickBuffer {
  // A quote never replaces a trade of the same instrument: they say different things.
  const quotes = new Map<InstrumentSymbol, Quote>();
  const trades = new Map<InstrumentSymbol, Trade>();
  const levels = new Map<InstrumentSymbol, IndexLevel>();
  const rejectedByReason = new Map<string, number>();
  let received = 0;
  let stored = 0;
  let conflated = 0;
  let rejected = 0;

  const latest = <T extends { readonly symbol: InstrumentSymbol }>(waiting: Map<InstrumentSymbol, T>) => (row: T): void => {
    received += 1;
    const before = waiting.size;
    waiting.set(row.symbol, row);
    if (waiting.size === before) conflated += 1;
  };
  const reject = (reason: string, rows: number): void => {
    rejected += rows;
    rejectedByReason.set(reason, (rejectedByReason.get(reason) ?? 0) + rows);
  };
  return {
    addQuote: latest(quotes), addTrade: latest(trades), addLevel: latest(levels), reject,
    countRejected: (reason, rows) => { received += rows; reject(reason, rows); },
    drain: () => {
      const rows: TickRow[] = [];
      for (const value of quotes.values()) rows.push({ kind: 'quote', symbol: value.symbol, value });
      for (const value of trades.values()) rows.push({ kind: 'trade', symbol: value.symbol, value });
      for (const value of levels.values()) rows.push({ kind: 'level', symbol: value.symbol, value });
      quotes.clear();
      trades.clear();
      levels.clear();
      return rows;
    },
    settle: (rows) => { stored += rows; },
    counts: () => ({ received, stored, conflated, rejected, rejectedByReason: Object.fromEntries(rejectedByReason) }),
  };
}
