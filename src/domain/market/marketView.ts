import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';
import type { Quote } from './quote.ts';

/** `curb` is 16:00–16:15 New York, when SPX and VIX options still trade but SPY's session has closed. */
export type SessionPhase = 'open' | 'curb' | 'closed';

export interface QuoteView extends Quote {
  /** No receipt within the policy's age while the session is open. */
  readonly stale: boolean;
  /** The feed has said that trading in the contract is halted, and not yet that it goes on: the quote is not live. */
  readonly halted: boolean;
}

export interface LevelView {
  readonly symbol: InstrumentSymbol;
  readonly level: number;
  readonly eventTimeUs: Micros;
  readonly stale: boolean;
}

/** Everything the rules may know about the market at one moment. Plain data: a test or a state file can write one. */
export interface MarketView {
  /** Market time of the evaluation. */
  readonly nowUs: Micros;
  /** New York session date of `nowUs`. */
  readonly date: IsoDate;
  readonly session: SessionPhase;
  /** Index and ETF levels by symbol: SPX, VIX, SPY, VIX3M, … and VX futures' mids where quoted as levels. */
  readonly levels: ReadonlyMap<InstrumentSymbol, LevelView>;
  /** Option and futures quotes by canonical symbol. */
  readonly quotes: ReadonlyMap<InstrumentSymbol, QuoteView>;
  /** Every listed option and future the feed has named. */
  readonly listed: readonly InstrumentSymbol[];
  /** Flat continuously compounded rate per year, 0.04 = 4 %. */
  readonly rate: number;
  /** Quotes come late by contract (15-minute feeds): sizing is refused. */
  readonly delayed: boolean;
  /** Quotes come from a model, not a market: every figure from them is marked. */
  readonly modelled: boolean;
}
