import type { DailySignals } from './dailySignals.ts';

export interface AbsentSeries {
  readonly obv: boolean;
  readonly breadth: boolean;
  readonly vix: boolean;
  readonly term: boolean;
  readonly cor1m: boolean;
  readonly credit: boolean;
  /** A volatility ETF that the policy reads its trigger from. */
  readonly vxx: boolean;
}

const consequences: readonly { readonly key: keyof AbsentSeries; readonly series: string; readonly disables: string }[] = [
  { key: 'obv', series: 'SPY volume', disables: 'on-balance volume and its divergences' },
  { key: 'breadth', series: 'Advances and declines', disables: 'the advance-decline line and its divergences' },
  { key: 'vix', series: 'VIX', disables: 'VIX RSI and MACD timing, VIX–SPX correlation and beta, spikes and the press' },
  { key: 'term', series: 'VIX term structure', disables: 'contango and backwardation' },
  { key: 'cor1m', series: 'COR1M', disables: 'the implied-correlation boost of the hedge size' },
  { key: 'credit', series: 'Credit spread', disables: 'credit stress and with it the stress stage' },
  { key: 'vxx', series: 'VXX', disables: 'the volatility trigger, which this policy reads from it' },
];

/** The absent series with what they disable, in the trader's words. */
export function missingSeries(absent: AbsentSeries): DailySignals['missing'] {
  return consequences.filter(({ key }) => absent[key]).map(({ series, disables }) => ({ series, disables }));
}
