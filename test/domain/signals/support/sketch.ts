import type { Divergence, DivergenceSeries } from '../../../../src/domain/signals/dailySignals.ts';
import { divergenceSignal } from '../../../../src/domain/signals/divergence.ts';
import type { DivergenceInput } from '../../../../src/domain/signals/divergence.ts';
import { sessionDates } from './randomWalk.ts';
import { valuesOf } from './runSignal.ts';
import { steward } from './steward.ts';

/** Corner points [bar, level] of a line drawn by hand. */
export type Corners = readonly (readonly [bar: number, level: number])[];

const dates = sessionDates(400);

export function dateOf(bar: number): string {
  const date = dates[bar];
  if (date === undefined) throw new Error(`the sketch has no bar ${bar}`);
  return date;
}

function levelAt(corners: Corners, bar: number): number {
  const right = corners.findIndex(([at]) => at >= bar);
  const [rightBar, rightLevel] = corners[right] ?? corners.at(-1) ?? [bar, 0];
  const [leftBar, leftLevel] = corners[right - 1] ?? [rightBar, rightLevel];
  if (rightBar === leftBar || bar >= rightBar) return rightLevel;
  return leftLevel + ((rightLevel - leftLevel) * (bar - leftBar)) / (rightBar - leftBar);
}

/** Bars whose highs follow the corners, one point tall, closing in the middle. The series follows its own corners. */
export function sketch(highs: Corners, series: Corners): DivergenceInput[] {
  const [lastBar] = highs.at(-1) ?? [0];
  return Array.from({ length: lastBar + 1 }, (_, bar) => {
    const high = levelAt(highs, bar);
    return { date: dateOf(bar), high, low: high - 1, close: high - 0.5, value: levelAt(series, bar), restart: false };
  });
}

/** The same bars with some of them redrawn. */
export function redrawn(bars: readonly DivergenceInput[], changes: Readonly<Record<number, Partial<DivergenceInput>>>): DivergenceInput[] {
  return bars.map((bar, i) => ({ ...bar, ...changes[i] }));
}

/** The picture upside down about `axis`: what was bearish is bullish. */
export function mirrored(bars: readonly DivergenceInput[], axis: number): DivergenceInput[] {
  return bars.map((bar) => ({
    ...bar,
    high: axis - bar.low,
    low: axis - bar.high,
    close: axis - bar.close,
    value: bar.value === null ? null : -bar.value,
  }));
}

/** Divergences listed at the close of every bar. */
export function divergencesOf(bars: readonly DivergenceInput[], series: DivergenceSeries = 'obv', parameters = steward): (readonly Divergence[])[] {
  return valuesOf(divergenceSignal(series, parameters), bars).map((listed) => listed ?? []);
}
