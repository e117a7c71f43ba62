/** What is drawn over time for each signal that the engine explains: which fields of the chart, under which price, in which unit. Pure. */
import type { ChartView } from '../../../contract/api.ts';
import type { ChartRow } from './chartOverlays.ts';
import type { SignalChartSpec, SignalSeriesSpec } from './signalChart.ts';
import type { SignalChartRow, ThresholdLevel } from './signalChartData.ts';
import { formatCompact, formatNumber, formatSigned, MISSING } from '../format.ts';
import { formatDay } from '../formatTime.ts';

export type PlottedField = Exclude<keyof ChartRow, 'date' | 'open' | 'high' | 'low' | 'close' | 'vix'>;

export interface SignalPlot {
  readonly price: 'SPX' | 'VIX';
  readonly series: readonly (SignalSeriesSpec & { readonly field: PlottedField })[];
  /** Unit and sign of what is drawn, for the line above the chart. */
  readonly convention: string;
  readonly format: (value: number) => string;
  /** Where the axis needs fewer decimals than a figure. */
  readonly axisFormat?: (value: number) => string;
  /** Lowest and highest that the figure can be: the axis names nothing beyond. */
  readonly bounds?: readonly [number, number];
  /** The series whose divergences are drawn on it and on the price. */
  readonly divergences: 'obv' | 'adLine' | null;
}

type OneSeries = Omit<SignalPlot, 'series' | 'divergences'> & { readonly field: PlottedField; readonly name: string };

const oneLine = ({ field, name, ...rest }: OneSeries): SignalPlot => ({ ...rest, divergences: null, series: [{ field, name, look: 'line', color: 'obv' }] });
const oneHistogram = ({ field, name, rise, ...rest }: OneSeries & { readonly rise: 'gain' | 'loss' }): SignalPlot =>
  ({ ...rest, divergences: null, series: [{ field, name, look: 'histogram', color: 'price', rise }] });

const whole = (value: number): string => formatNumber(value);
const tenths = (value: number): string => formatNumber(value, 1);
const signed = (decimals: number) => (value: number): string => formatSigned(value, decimals);

const obv: SignalPlot = {
  price: 'SPX', divergences: 'obv', format: formatCompact, convention: 'shares, added on up days and taken off on down days; only its turns mean anything, not its level',
  series: [{ field: 'obv', name: 'OBV', look: 'line', color: 'obv' }],
};
const adLine: SignalPlot = {
  price: 'SPX', divergences: 'adLine', format: whole, convention: 'advancing minus declining issues, summed; only its turns mean anything, not its level',
  series: [{ field: 'adLine', name: 'A/D line', look: 'line', color: 'adLine' }],
};
const rsi = oneLine({ field: 'rsi', name: 'RSI of SPX', price: 'SPX', format: tenths, axisFormat: whole, bounds: [0, 100], convention: '0 to 100' });
const vixRsi = oneLine({ field: 'vixRsi', name: 'RSI of VIX', price: 'VIX', format: tenths, axisFormat: whole, bounds: [0, 100], convention: '0 to 100' });
const macd = oneHistogram({ field: 'macdHistogram', name: 'MACD histogram of SPX', price: 'SPX', rise: 'gain', format: signed(2), convention: 'index points, MACD minus its signal; above zero momentum is up' });
const vixMacd = oneHistogram({ field: 'vixMacdHistogram', name: 'MACD histogram of VIX', price: 'VIX', rise: 'loss', format: signed(2), convention: 'VIX points, MACD minus its signal; above zero momentum is up' });
const vixVsSpx = oneLine({ field: 'vixVsSpx', name: 'VIX momentum minus SPX momentum', price: 'SPX', format: signed(2), convention: 'MACD histograms in their own ATR; above zero VIX leads' });
const correlation: SignalPlot = {
  price: 'SPX', divergences: null, format: signed(2), bounds: [-1, 1], convention: 'VIX point changes against SPX log returns, −1 to 1',
  series: [{ field: 'correlation21', name: 'correlation, 21 sessions', look: 'line', color: 'obv' }, { field: 'correlation63', name: '63 sessions', look: 'line', color: 'adLine' }],
};
const vixBeta: SignalPlot = {
  price: 'VIX', divergences: null, format: signed(2), convention: 'VIX points per +1 % of SPX; negative: VIX rises when SPX falls',
  series: [{ field: 'beta60', name: 'β, all days', look: 'line', color: 'obv' }, { field: 'beta60Down', name: 'β, down days', look: 'line', color: 'adLine' }],
};
const termStructure = oneLine({ field: 'vixOverVix3m', name: 'VIX ÷ VIX3M', price: 'VIX', format: (value) => formatNumber(value, 2), convention: 'ratio of the levels; above 1 the curve is inverted' });
const impliedCorrelation = oneLine({ field: 'cor1mPercentile', name: 'COR1M percentile', price: 'SPX', format: whole, bounds: [0, 100], convention: '0 to 100, the share of its own past year below it' });
const creditStress = oneLine({ field: 'creditZ', name: 'credit spread, z', price: 'SPX', format: signed(1), convention: 'standard deviations from the mean of its own year; positive: wider spreads' });

/** By the name under which the engine explains the signal. The regime of VIX is read off its level and its MACD. */
const plots: ReadonlyMap<string, SignalPlot> = new Map(Object.entries({
  obv, adLine, rsi, rsiFailure: rsi, macd, spxMacdBearish: macd, vixRsi, vixRsiFailure: vixRsi, volTrigger: vixRsi, vixMacd, vixTiming: vixMacd, vixRegime: vixMacd, vixVsSpx,
  vixSpxCorrelation21: correlation, vixSpxCorrelation63: correlation, vixBeta60: vixBeta, termStructure, cor1mPercentile: impliedCorrelation, creditStress,
}));

/** Null for a signal of which no history is kept for the chart. */
export const plotOf = (signal: string): SignalPlot | null => plots.get(signal) ?? null;

export function chartSpec({ price, series, divergences, format, axisFormat = format, bounds: [lowest, highest] = [-Infinity, Infinity] }: SignalPlot): SignalChartSpec {
  return {
    price: price === 'SPX' ? { name: 'SPX', look: 'candles', decimals: 0 } : { name: 'VIX', look: 'line', decimals: 1 }, series, swings: divergences !== null,
    format: (value) => (value < lowest || value > highest ? '' : axisFormat(value)),
  };
}

export function plotRows(rows: readonly ChartRow[], { price, series }: SignalPlot): SignalChartRow[] {
  return rows.map((row) => ({
    date: row.date,
    price: price === 'VIX' ? row.vix : { open: row.open, high: row.high, low: row.low, close: row.close },
    values: series.map(({ field }) => row[field]),
  }));
}

/** Every threshold of the policy that what is drawn is read against; one that two lines share is drawn once. */
export function plotLevels({ thresholds }: Pick<ChartView, 'thresholds'>, { series }: SignalPlot): ThresholdLevel[] {
  const levels = series.flatMap(({ field }) => thresholds[field] ?? []);
  return levels.filter((level, index) => levels.findIndex((other) => other.value === level.value && other.label === level.label) === index);
}

export interface LatestFigure {
  readonly name: string;
  readonly color: SignalSeriesSpec['color'];
  readonly look: SignalSeriesSpec['look'];
  readonly text: string;
  /** Session of the value; null where the charted sessions have none. */
  readonly date: string | null;
}

/** The newest value of each series, which may be older than the newest session. */
export function latestFigures(rows: readonly ChartRow[], { series, format }: SignalPlot): LatestFigure[] {
  return series.map(({ field, name, color, look }) => {
    const row = rows.findLast((candidate) => candidate[field] !== null);
    const value = row?.[field] ?? null;
    return { name, color, look, text: value === null ? MISSING : format(value), date: row?.date ?? null };
  });
}

/** The session under the pointer: its price, then every series. */
export function plotHover(row: ChartRow, { price, series, format }: SignalPlot): string {
  const level = price === 'SPX' ? `SPX ${formatNumber(row.close, 2)}` : `VIX ${formatNumber(row.vix, 2)}`;
  const values = series.map(({ field, name }) => `${name} ${row[field] === null ? MISSING : format(row[field])}`);
  return [formatDay(row.date, 'weekday'), level, ...values].join('   ');
}
