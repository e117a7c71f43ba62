import type { IsoDate } from '../units.ts';
import { slide } from './rollingWindow.ts';
import type { SignalDefinition } from './signal.ts';

export interface PivotInput {
  readonly date: IsoDate;
  readonly high: number;
  readonly low: number;
}

export interface Pivot {
  readonly date: IsoDate;
  readonly kind: 'high' | 'low';
  readonly price: number;
}

export interface PivotWindow {
  readonly left: number;
  readonly right: number;
}

/** A pivot stands strictly beyond every bar on its left, and no bar on its right is beyond it: of equal highs the first is the pivot. */
function standsOut(prices: readonly number[], left: number, side: 1 | -1): boolean {
  const candidate = prices[left];
  if (candidate === undefined) return false;
  return prices.every((price, i) => {
    const margin = side * (candidate - price);
    return i < left ? margin > 0 : margin >= 0;
  });
}

/** Pivots at the bar `right` before the last of `bars`, judged on the last `left + right + 1` bars; none while there are fewer. */
export function pivotsIn(bars: readonly PivotInput[], { left, right }: PivotWindow): readonly Pivot[] {
  const window = bars.slice(-(left + right + 1));
  const bar = window[left];
  if (bar === undefined || window.length < left + right + 1) return [];
  const found: Pivot[] = [];
  if (standsOut(window.map(({ high }) => high), left, 1)) found.push({ date: bar.date, kind: 'high', price: bar.high });
  if (standsOut(window.map(({ low }) => low), left, -1)) found.push({ date: bar.date, kind: 'low', price: bar.low });
  return found;
}

/** Pivots that become known with each bar: those of the bar `right` sessions ago. An empty list is an answer. */
export function pivotSignal(window: PivotWindow): SignalDefinition<PivotInput, { readonly bars: readonly PivotInput[] }, readonly Pivot[]> {
  const length = window.left + window.right + 1;
  return {
    warmUp: length,
    start: { bars: [] },
    step: (state, { date, high, low }) => ({ bars: slide(state.bars, { date, high, low }, length) }),
    valueOf: ({ bars }) => (bars.length < length ? null : pivotsIn(bars, window)),
  };
}
