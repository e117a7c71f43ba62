/** Rows of any signal as the points a chart draws. Pure. */

export interface PriceBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** One session: the price on top (a bar for candles, a number for a line) and a value for each series below. */
export interface SignalChartRow {
  readonly date: string;
  readonly price: PriceBar | number | null;
  readonly values: readonly (number | null)[];
}

export interface ChartPoint {
  readonly time: string;
  readonly value?: number;
  readonly color?: string;
}

const NO_INK = 'transparent';

/**
 * A date without a value keeps its place on the axis, and no line is drawn across it: what is not known is not interpolated.
 * The stretch of line after a point has that point's color.
 */
export function linePoints(rows: readonly SignalChartRow[], valueOf: (row: SignalChartRow) => number | null): ChartPoint[] {
  return rows.map((row, index) => {
    const value = valueOf(row);
    const next = rows[index + 1];
    if (value === null) return { time: row.date };
    return next !== undefined && valueOf(next) === null ? { time: row.date, value, color: NO_INK } : { time: row.date, value };
  });
}

export function histogramPoints(rows: readonly SignalChartRow[], valueOf: (row: SignalChartRow) => number | null, colors: { readonly above: string; readonly below: string }): ChartPoint[] {
  return rows.map((row) => {
    const value = valueOf(row);
    return value === null ? { time: row.date } : { time: row.date, value, color: value > 0 ? colors.above : colors.below };
  });
}

/** The close of a bar, or the number itself. */
export const closeOf = ({ price }: SignalChartRow): number | null => (price === null || typeof price === 'number' ? price : price.close);

export interface ThresholdLevel {
  readonly value: number;
  readonly label: string;
}

/** Low and high of all levels, so that a line is in sight although the series is far from it; null without any. */
export function levelRange(levels: readonly ThresholdLevel[]): { readonly minValue: number; readonly maxValue: number } | null {
  if (levels.length === 0) return null;
  const values = levels.map((level) => level.value);
  return { minValue: Math.min(...values), maxValue: Math.max(...values) };
}
