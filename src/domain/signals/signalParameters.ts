/** The `signals` part of a policy's values. Every number is policy, none a constant in code. Windows count trading days. */
export interface SignalParameters {
  readonly pivot: { readonly left: number; readonly right: number };
  readonly divergence: {
    readonly lookbackBars: number;
    readonly pivotsBack: number;
    readonly minPriceRise: number;
    readonly anchorWindow: number;
    readonly minStrength: number;
    readonly rangeBars: number;
    readonly formingWindow: number;
    readonly expireBars: number;
    readonly formingExpireBars: number;
    readonly activeAfterConfirmedDays: number;
  };
  readonly rsi: { readonly period: number; readonly failurePeak: number; readonly failureBars: number; readonly volTrigger: number; readonly volSource: 'VIX' | 'VXX' };
  readonly macd: {
    readonly fast: number;
    readonly slow: number;
    readonly signal: number;
    readonly atrPeriod: number;
    readonly bearishEnterAtr: number;
    readonly bearishLeaveAtr: number;
    readonly crossUpBars: number;
  };
  readonly correlation: { readonly shortDays: number; readonly longDays: number; readonly reference: number; readonly slippage: number };
  readonly vixBeta: { readonly days: number; readonly minSideDays: number };
  readonly termStructure: { readonly contango: number; readonly backwardation: number; readonly hysteresis: number };
  readonly impliedCorrelation: { readonly days: number };
  readonly vixRegime: {
    readonly spikeOneDay: number;
    readonly spikeFiveDay: number;
    /** Sessions over which `spikeFiveDay` is measured. */
    readonly spikeLongDays: number;
    readonly spikeMemoryDays: number;
    readonly peakDays: number;
    readonly pressMinPeak: number;
    readonly pressRatio: number;
    readonly pressEndRatio: number;
    readonly pressMacdCloses: number;
    readonly pressMaxDays: number;
  };
  readonly creditStress: {
    readonly days: number;
    readonly onZ: number;
    readonly onDays: number;
    readonly offZ: number;
    readonly offDays: number;
    /** Of the WACC proxy that is shown beside it. */
    readonly wacc: { readonly equityWeight: number; readonly equityBeta: number; readonly equityPremium: number; readonly taxRate: number };
  };
  /** `windowMinutes` of market time behind the z-scores; `minQuotes` a minute below which it says nothing; `spreadNoise`: least deviation of spreads, as a mean widening. */
  readonly flow: { readonly windowMinutes: number; readonly minQuotes: number; readonly surgeZ: number; readonly wideZ: number; readonly spreadNoise: number };
  /** Sessions (or bars) for which an absent series holds its last value; after that it is gone and its signals start afresh. */
  readonly absentSessions: number;
  /** Bars that may be missing in a row on an intraday tape before its signals start afresh. */
  readonly intraday: { readonly maxGapBars: number };
}
