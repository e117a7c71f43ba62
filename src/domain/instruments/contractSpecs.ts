import type { InstrumentSymbol } from '../units.ts';

export type OptionRoot = 'SPX' | 'SPXW' | 'VIX' | 'VIXW' | 'SPY';
export type FutureRoot = 'VX' | 'VXM';

/** `morning` contracts settle to the special opening quotation of their expiration day, `afternoon` ones to its close. */
export type SettlementTime = 'morning' | 'afternoon';

export interface OptionSpec {
  readonly kind: 'option';
  readonly root: OptionRoot;
  readonly underlying: InstrumentSymbol;
  /** Dollars per point of one contract. */
  readonly multiplier: number;
  readonly settlement: SettlementTime;
  readonly exercise: 'european' | 'american';
  readonly delivery: 'cash' | 'physical';
}

export interface FutureSpec {
  readonly kind: 'future';
  readonly root: FutureRoot;
  readonly underlying: InstrumentSymbol;
  /** Dollars per point of one contract. */
  readonly multiplier: number;
  readonly settlement: SettlementTime;
  readonly delivery: 'cash';
}

/** Cboe and CFE contract specifications. */
export const OPTION_SPECS: Readonly<Record<OptionRoot, OptionSpec>> = {
  SPX: { kind: 'option', root: 'SPX', underlying: 'SPX', multiplier: 100, settlement: 'morning', exercise: 'european', delivery: 'cash' },
  SPXW: { kind: 'option', root: 'SPXW', underlying: 'SPX', multiplier: 100, settlement: 'afternoon', exercise: 'european', delivery: 'cash' },
  VIX: { kind: 'option', root: 'VIX', underlying: 'VIX', multiplier: 100, settlement: 'morning', exercise: 'european', delivery: 'cash' },
  VIXW: { kind: 'option', root: 'VIXW', underlying: 'VIX', multiplier: 100, settlement: 'morning', exercise: 'european', delivery: 'cash' },
  SPY: { kind: 'option', root: 'SPY', underlying: 'SPY', multiplier: 100, settlement: 'afternoon', exercise: 'american', delivery: 'physical' },
};

export const FUTURE_SPECS: Readonly<Record<FutureRoot, FutureSpec>> = {
  VX: { kind: 'future', root: 'VX', underlying: 'VIX', multiplier: 1_000, settlement: 'morning', delivery: 'cash' },
  VXM: { kind: 'future', root: 'VXM', underlying: 'VIX', multiplier: 100, settlement: 'morning', delivery: 'cash' },
};

/** Listed shares; every other plain symbol is an index level. */
export const EQUITIES: ReadonlySet<InstrumentSymbol> = new Set(['SPY']);

/** Counts of the NYSE's market, not instruments: feeds that have them mark them (dxFeed: `$ADVN`). */
export const MARKET_INDICATORS: ReadonlySet<InstrumentSymbol> = new Set(['ADVN', 'DECN', 'UNCN', 'TICK', 'TRIN']);

export const isOptionRoot = (text: string): text is OptionRoot => Object.hasOwn(OPTION_SPECS, text);
export const isFutureRoot = (text: string): text is FutureRoot => Object.hasOwn(FUTURE_SPECS, text);
