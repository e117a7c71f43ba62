import { formatNumber, plural } from '../figureText.ts';
import { barAt, emptyBars, pushBar } from './barRing.ts';
import type { BarRing } from './barRing.ts';
import type { BarLabel } from './dailySignals.ts';
import { firstProblem, numberProblem, orderProblem } from './signal.ts';
import type { Explanation, SignalDefinition } from './signal.ts';

export interface PivotInput {
  readonly date: BarLabel;
  readonly high: number;
  readonly low: number;
}

export interface Pivot {
  readonly date: BarLabel;
  readonly kind: 'high' | 'low';
  readonly price: number;
}

/** Bars on either side of a pivot. */
export interface PivotWindow {
  readonly left: number;
  readonly right: number;
}

export type PivotState = BarRing<PivotInput>;

/** Looks at highs (1), or at lows as their mirror (−1). */
export type Side = 1 | -1;

export const edgeOf = (bar: PivotInput, side: Side): number => (side === 1 ? bar.high : bar.low);

export const pivotLength = ({ left, right }: PivotWindow): number => left + right + 1;

/**
 * Whether the bar `right` before the newest is a pivot. It stands strictly beyond every bar on its left, and no bar on its right is
 * beyond it: of equal highs the first is the pivot.
 */
export function pivotIsKnown(bars: BarRing<PivotInput>, { left, right }: PivotWindow, side: Side): boolean {
  const number = bars.last - right;
  const pivot = barAt(bars, number);
  if (pivot === undefined || bars.held < left + right + 1) return false;
  const edge = edgeOf(pivot, side);
  for (let other = number - left; other <= bars.last; other++) {
    const bar = barAt(bars, other);
    const margin = bar === undefined ? 0 : side * (edge - edgeOf(bar, side));
    if (other < number ? margin <= 0 : margin < 0) return false;
  }
  return true;
}

function pivotsKnown(bars: PivotState, window: PivotWindow): readonly Pivot[] {
  const bar = barAt(bars, bars.last - window.right);
  if (bar === undefined) return [];
  const found: Pivot[] = [];
  if (pivotIsKnown(bars, window, 1)) found.push({ date: bar.date, kind: 'high', price: bar.high });
  if (pivotIsKnown(bars, window, -1)) found.push({ date: bar.date, kind: 'low', price: bar.low });
  return found;
}

/** Of a high and a low that do not belong together, or are no numbers. */
export const rangeProblem = (high: number, low: number): string | null =>
  firstProblem(numberProblem('high', high), numberProblem('low', low), high < low ? `high ${high} is below low ${low}` : null);

export const newestLabel = (bars: BarRing<PivotInput>): BarLabel | null => barAt(bars, bars.last)?.date ?? null;

function explainPivots(bars: PivotState, window: PivotWindow): Explanation {
  const found = pivotsKnown(bars, window).map(({ kind, price, date }) => `the ${kind} of ${formatNumber(price, 2)} on ${date}`);
  return {
    reading: found.length === 0 ? 'No pivot became known' : `Became known as a pivot: ${found.join(', ')}`,
    because: [
      `a pivot stands strictly beyond the ${plural(window.left, 'bar')} before it, and none of the ${plural(window.right, 'bar')} after it stands beyond it`,
      `the newest bar is ${newestLabel(bars) ?? ''}, so the bar of ${barAt(bars, bars.last - window.right)?.date ?? ''} could be judged`,
    ],
  };
}

/** Pivots that become known with each bar: those of the bar `right` bars ago. An empty list is an answer. */
export function pivotSignal(window: PivotWindow): SignalDefinition<PivotInput, PivotState, readonly Pivot[]> {
  const length = pivotLength(window);
  return {
    name: `Pivot ${window.left}/${window.right}`,
    warmUp: length,
    start: emptyBars,
    problemOf: ({ date, high, low }, bars) => firstProblem(orderProblem(date, newestLabel(bars)), rangeProblem(high, low)),
    step: (bars, { date, high, low }) => pushBar(bars, { date, high, low }, length),
    valueOf: (bars) => (bars.held < length ? null : pivotsKnown(bars, window)),
    explain: (bars) => explainPivots(bars, window),
  };
}
