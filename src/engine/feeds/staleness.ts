import type { InstrumentSymbol } from '../../domain/units.ts';

/** Receipt age per instrument on the monotonic wall clock: a connected feed may be silent for one instrument only. */
export interface Staleness {
  touch(symbol: InstrumentSymbol, receivedMs: number): void;
  /** Symbols whose last receipt is older than their limit. `limitMs` null exempts a symbol. */
  staleSymbols(nowMs: number, limitMs: (symbol: InstrumentSymbol) => number | null): readonly InstrumentSymbol[];
  isStale(symbol: InstrumentSymbol, nowMs: number, limitMs: number): boolean;
  /** Milliseconds since the receipt of the longest silent instrument; null before the first receipt. */
  oldestAge(nowMs: number): number | null;
  age(symbol: InstrumentSymbol, nowMs: number): number | null;
  count(): number;
  /** An expired or delisted contract is no longer expected. */
  forget(symbol: InstrumentSymbol): void;
  /** The session was closed: silence was right, ages start again now. */
  restart(nowMs: number): void;
}

export function createStaleness(): Staleness {
  const receipts = new Map<InstrumentSymbol, number>();
  const age = (symbol: InstrumentSymbol, nowMs: number): number | null => {
    const received = receipts.get(symbol);
    return received === undefined ? null : nowMs - received;
  };
  return {
    touch: (symbol, receivedMs) => { receipts.set(symbol, receivedMs); },
    staleSymbols: (nowMs, limitMs) => {
      const stale: InstrumentSymbol[] = [];
      for (const [symbol, received] of receipts) {
        const limit = limitMs(symbol);
        if (limit !== null && nowMs - received > limit) stale.push(symbol);
      }
      return stale;
    },
    // What was never received is as stale as can be.
    isStale: (symbol, nowMs, limitMs) => (age(symbol, nowMs) ?? Infinity) > limitMs,
    oldestAge: (nowMs) => {
      let oldest: number | null = null;
      for (const received of receipts.values()) oldest = Math.max(oldest ?? 0, nowMs - received);
      return oldest;
    },
    age,
    count: () => receipts.size,
    forget: (symbol) => { receipts.delete(symbol); },
    restart: (nowMs) => { for (const symbol of receipts.keys()) receipts.set(symbol, nowMs); },
  };
}
