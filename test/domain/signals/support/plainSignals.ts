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
  readonly value: number | null;
}

export interface PlainPair {
  readonly from: number;
  readonly to: number;
  readonly strength: number;
}

/** High pivots known at the close of `day`, with five bars on each side. */
export function plainHighPivots(bars: readonly PlainBar[], day: number): number[] {
  const pivots: number[] = [];
  for (let i = 5; i + 5 <= day; i++) {
    const high = at(bars, i).high;
    const left = bars.slice(i - 5, i).every((bar) => bar.high < high);
    const right = bars.slice(i + 1, i + 6).every((bar) => bar.high <= high);
    if (left && right) pivots.push(i);
  }
  return pivots;
}

function plainPairs(bars: readonly PlainBar[], day: number, to: number, against: readonly number[], toValues: readonly PlainBar[]): PlainPair[] {
  const known = (part: readonly PlainBar[]): number[] => part.flatMap(({ value }) => (value === null ? [] : [value]));
  const seen = bars.slice(0, day + 1);
  const window = known(seen.slice(-60));
  const range = Math.max(...window) - Math.min(...window);
  const newest = at(bars, to).high;
  return against.flatMap((from) => {
    const older = known(seen.slice(Math.max(0, from - 3), from + 4));
    const newer = known(toValues);
    if (to - from > 60 || !(range > 0) || older.length === 0 || newer.length === 0) return [];
    if (newest < 1.001 * at(bars, from).high) return [];
    if (bars.slice(from + 1, to).some((bar) => bar.high > newest)) return [];
    const strength = Math.min(1, (Math.max(...older) - Math.max(...newer)) / range);
    return strength >= 0.05 ? [{ from, to, strength }] : [];
  });
}

const strongest = (pairs: readonly PlainPair[]): PlainPair | null =>
  pairs.reduce<PlainPair | null>((best, pair) => (best === null || pair.strength > best.strength ? pair : best), null);

/** The bearish pair that qualifies at the close of `day`, by the method page's words. */
export function plainQualified(bars: readonly PlainBar[], day: number): PlainPair | null {
  const pivots = plainHighPivots(bars, day);
  const newest = day - 5;
  if (pivots.at(-1) !== newest) return null;
  return strongest(plainPairs(bars, day, newest, pivots.slice(0, -1).slice(-3), bars.slice(newest - 3, newest + 4)));
}

/** The bearish pair that forms with the bar of `day` itself. */
export function plainForming(bars: readonly PlainBar[], day: number): PlainPair | null {
  return strongest(plainPairs(bars, day, day, plainHighPivots(bars, day).slice(-3), bars.slice(Math.max(0, day - 3), day + 1)));
}
