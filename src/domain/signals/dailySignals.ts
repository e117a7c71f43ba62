import type { IsoDate } from '../units.ts';

/** One closed New York session as the daily signals see it. `null` marks a series that has no value that day. */
export interface DailyInput {
  readonly date: IsoDate;
  /** SPX high/low/close, or SPY scaled where SPX OHLC is absent (`priceSource` names which). */
  readonly price: { readonly open: number; readonly high: number; readonly low: number; readonly close: number };
  /** Unadjusted SPY close and share volume, for on-balance volume. */
  readonly spy: { readonly close: number; readonly volume: number } | null;
  readonly vix: { readonly open: number; readonly high: number; readonly low: number; readonly close: number } | null;
  readonly breadth: { readonly universe: string; readonly advances: number; readonly declines: number } | null;
  /** Cboe implied correlation index levels of one and three months, or computed (`computedCorrelation.ts`). */
  readonly cor1m: number | null;
  readonly cor3m: number | null;
  /** BAA − 10Y spread (or HY OAS), percentage points. */
  readonly creditSpread: number | null;
  /** Close of a volatility ETF (VXX), dollars. */
  readonly vxx: number | null;
  readonly term: TermLevels | null;
}

/** One VX month: calendar days to its settlement and its settlement or mid, VIX points. */
export interface VxMonth {
  readonly days: number;
  readonly level: number;
}

/** What is known of the VIX curve that day beside VIX itself: VX months, nearest first, and the volatility indices, points. */
export interface TermLevels {
  /** `days` null where the source does not tell the settlements: then only their ratio is read. */
  readonly vx: readonly { readonly days: number | null; readonly level: number }[];
  readonly vix9d: number | null;
  readonly vix3m: number | null;
  readonly vix6m: number | null;
}

export type DivergenceSeries = 'obv' | 'adLine';
/** Hidden ones point with the trend: shown, used by no rule. */
export type DivergenceKind = 'bearish' | 'bullish' | 'hiddenBearish' | 'hiddenBullish';
export type DivergenceState = 'forming' | 'qualified' | 'confirmedDown' | 'invalidated' | 'expired';

/** A session, or on an intraday tape the New York start of the bar, `2026-11-20T10:35`; later ones sort later. */
export type BarLabel = string;

export interface DivergenceAnchor {
  readonly date: BarLabel;
  /** Price of the pivot (high for bearish), index points. */
  readonly price: number;
  /** Series extremum near the pivot; level is arbitrary, only differences mean anything. */
  readonly value: number;
  /** The bar on which the series stood there: where the line on the series is drawn. */
  readonly valueDate: BarLabel;
}

export interface Divergence {
  /** Stable over a replaced newer anchor: series, kind and the date it was first seen. */
  readonly id: string;
  readonly series: DivergenceSeries;
  readonly kind: DivergenceKind;
  readonly state: DivergenceState;
  /** Fall of the series between the anchors as a share of its 60-bar range, 0…1. */
  readonly strength: number;
  readonly from: DivergenceAnchor;
  readonly to: DivergenceAnchor;
  /** Session on whose close it was first known (forming or qualified). */
  readonly knownOn: BarLabel;
  /** Session on whose close the present state began. */
  readonly stateSince: BarLabel;
  /** Counts for the stages: forming, qualified, or confirmedDown for the policy's number of days. */
  readonly active: boolean;
  /** An active divergence of the same kind on the other series, by id; null where there is none. */
  readonly overlaps: string | null;
}

export interface MacdValue {
  readonly macd: number;
  readonly signal: number;
  readonly histogram: number;
}

export type TermShape = 'contango' | 'flat' | 'backwardation';

export interface TermStructure {
  readonly shape: TermShape;
  /** Front ÷ back that the shape is read from, and what stood for them. */
  readonly ratio: number;
  readonly from: 'VIX/VIX3M' | 'VX1/VX2' | 'VIX9D/VIX';
  readonly vixOverVix3m: number | null;
  /** Rise of the second VX month over the first, as a share of the first; of VIX3M over VIX where there are no futures. Positive in contango. */
  readonly slope: number | null;
  /** Spot VIX at 0 days and the VX months of that day, for the roll-down of a layer (`rollDownPerDay`); empty without futures. */
  readonly curve: readonly VxMonth[];
}

/** State of every daily signal after one closed session. Null: warming up or its series is absent (`missing` says which). */
export interface DailySignals {
  readonly date: IsoDate;
  /** Sessions seen so far. */
  readonly bars: number;
  readonly close: number;
  readonly vixClose: number | null;
  readonly obv: number | null;
  readonly adLine: number | null;
  readonly breadthUniverse: string | null;
  readonly rsi: number | null;
  /** RSI failure swing counted within the last policy bars. */
  readonly rsiFailure: { readonly on: boolean; readonly since: IsoDate | null };
  readonly vixRsi: number | null;
  readonly vixRsiFailure: { readonly on: boolean; readonly since: IsoDate | null };
  /** RSI of the volatility ETF, where it is read. */
  readonly vxxRsi: number | null;
  readonly volTrigger: boolean | null;
  readonly macd: MacdValue | null;
  /** Wilder mean of |Δclose| (close-only) or of the true range, 14 bars. */
  readonly atr: number | null;
  readonly spxMacdBearish: boolean | null;
  readonly vixMacd: MacdValue | null;
  readonly vixAtr: number | null;
  /** Histogram > 0 or a cross-up within the policy's bars. */
  readonly vixTiming: boolean | null;
  /** Bars since MACD(VIX) last crossed above its signal; null when never. */
  readonly vixCrossUpBarsAgo: number | null;
  readonly vixVsSpx: number | null;
  readonly vixSpxCorrelation21: number | null;
  readonly vixSpxCorrelation63: number | null;
  readonly correlationSlippage: boolean | null;
  /** VIX points per +1 % of SPX, OLS with intercept over the policy's days; up and down days apart. */
  readonly vixBeta60: { readonly all: number | null; readonly up: number | null; readonly down: number | null } | null;
  readonly termStructure: TermStructure | null;
  readonly cor1mPercentile: number | null;
  readonly cor3mPercentile: number | null;
  readonly vixRegime: {
    readonly spike: boolean;
    readonly lastSpike: IsoDate | null;
    readonly daysSinceSpike: number | null;
    /** Highest close of the last 20 sessions. */
    readonly peak20: number | null;
    /** VIX level above the last close from which the coming session counts as a spike. */
    readonly spikeAt: number;
    readonly press: boolean;
    readonly pressSince: IsoDate | null;
  } | null;
  /** `spread` in percentage points. */
  readonly creditStress: { readonly z: number; readonly on: boolean; readonly spread: number } | null;
  /** Every divergence that is active or ended within the last 60 sessions, newest first. */
  readonly divergences: readonly Divergence[];
  /** High and low pivots that became known today. */
  readonly pivotsKnownToday: readonly { readonly date: IsoDate; readonly kind: 'high' | 'low'; readonly price: number }[];
  /** Series that are absent, with what that disables, in words. */
  readonly missing: readonly { readonly series: string; readonly disables: string }[];
}
