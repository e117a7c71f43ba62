/** The definitions once more, written for reading and not for speed: whole arrays in, whole arrays out. */

export type Series = readonly (number | null)[];

const at = <T>(values: readonly T[], i: number): T => {
  const value = values[i];
  if (value === undefined) throw new Error(`no element ${i} of ${values.length}`);
  return value;
};
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

export function plainObv(closes: readonly number[], volumes: readonly number[]): number[] {
  return closes.map((_, day) =>
    sum(volumes.slice(1, day + 1).map((volume, i) => Math.sign(at(closes, i + 1) - at(closes, i)) * volume)),
  );
}

export function plainAdvanceDecline(advances: readonly number[], declines: readonly number[]): number[] {
  return advances.map((_, day) => sum(advances.slice(0, day + 1)) - sum(declines.slice(0, day + 1)));
}

export function plainRsi(closes: readonly number[], period: number): Series {
  const changes = closes.slice(1).map((close, i) => close - at(closes, i));
  const wilder = (moves: readonly number[]): number =>
    moves.slice(period).reduce((average, move) => average + (move - average) / period, mean(moves.slice(0, period)));
  return closes.map((_, day) => {
    if (day < period) return null;
    const seen = changes.slice(0, day);
    const gain = wilder(seen.map((change) => Math.max(change, 0)));
    const loss = wilder(seen.map((change) => Math.max(-change, 0)));
    return gain + loss === 0 ? null : 100 - 100 / (1 + gain / loss);
  });
}

/** Exponential averages by TA-Lib's trick: the fast one is seeded on the bars just before the slow one's seed ends. */
export function plainMacd(closes: readonly number[], fast: number, slow: number, signal: number): { macd: number; signal: number }[] {
  const average = (values: readonly number[], period: number): number[] => {
    const alpha = 2 / (period + 1);
    const averages = [mean(values.slice(0, period))];
    for (const value of values.slice(period)) averages.push(alpha * value + (1 - alpha) * at(averages, averages.length - 1));
    return averages;
  };
  const slowLine = average(closes, slow);
  const fastLine = average(closes.slice(slow - fast), fast);
  const macds = slowLine.map((value, i) => at(fastLine, i) - value);
  return average(macds, signal).map((line, i) => ({ macd: at(macds, i + signal - 1), signal: line }));
}

export function plainCorrelation(xs: readonly number[], ys: readonly number[]): number {
  const mx = mean(xs);
  const my = mean(ys);
  const cov = mean(xs.map((x, i) => (x - mx) * (at(ys, i) - my)));
  return cov / Math.sqrt(mean(xs.map((x) => (x - mx) ** 2)) * mean(ys.map((y) => (y - my) ** 2)));
}

export function plainSlope(xs: readonly number[], ys: readonly number[]): number {
  const n = xs.length;
  return (n * sum(xs.map((x, i) => x * at(ys, i))) - sum(xs) * sum(ys)) / (n * sum(xs.map((x) => x * x)) - sum(xs) ** 2);
}

export interface PlainBar {
  readonly high: number;
  readonly low: number;
}

/** High pivots known at the close of `day`, with five bars on each side. */
export function plainHighPivots(bars: readonly PlainBar[], day: number): number[] {
  const pivots: number[] = [];
  for (let i = 5; i + 5 <= day; i++) {
    const { high } = at(bars, i);
    const left = bars.slice(i - 5, i).every((bar) => bar.high < high);
    const right = bars.slice(i + 1, i + 6).every((bar) => bar.high <= high);
    if (left && right) pivots.push(i);
  }
  return pivots;
}

/** Low pivots likewise. */
export function plainLowPivots(bars: readonly PlainBar[], day: number): number[] {
  const pivots: number[] = [];
  for (let i = 5; i + 5 <= day; i++) {
    const { low } = at(bars, i);
    const left = bars.slice(i - 5, i).every((bar) => bar.low > low);
    const right = bars.slice(i + 1, i + 6).every((bar) => bar.low >= low);
    if (left && right) pivots.push(i);
  }
  return pivots;
}
