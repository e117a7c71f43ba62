import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';

/** A two-sided quote in dollars per unit; `null` marks an absent side (never 0 for "none"). Sizes are contracts or shares. */
export interface Quote {
  readonly symbol: InstrumentSymbol;
  readonly eventTimeUs: Micros;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidSize: number;
  readonly askSize: number;
}

/** A print: `cumulativeVolume` is the session's share volume so far, null where the feed has none. */
export interface Trade {
  readonly symbol: InstrumentSymbol;
  readonly eventTimeUs: Micros;
  readonly price: number;
  readonly size: number;
  readonly cumulativeVolume: number | null;
}

/** An index level: no volume, no bid or ask. */
export interface IndexLevel {
  readonly symbol: InstrumentSymbol;
  readonly eventTimeUs: Micros;
  readonly level: number;
}

/** Whether a contract trades: a halted one has no live quote, whatever its last one was. */
export interface TradingStatus {
  readonly symbol: InstrumentSymbol;
  readonly eventTimeUs: Micros;
  readonly halted: boolean;
}

/** Issues advancing and declining in one universe since the session's open. */
export interface BreadthCount {
  readonly universe: string;
  readonly eventTimeUs: Micros;
  readonly advances: number;
  readonly declines: number;
  readonly unchanged: number;
}

/** One bar; `volume` in shares, null for indices. `startUs` is the bar's first moment, `date` the New York session. */
export interface Bar {
  readonly date: IsoDate;
  readonly startUs: Micros;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number | null;
}

export type BarInterval = '5m' | '1h' | '1d';
