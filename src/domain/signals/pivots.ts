import { formatNumber, plural } from '../figureText.ts';
import type { BarLabel } from './dailySignals.ts';
import { slide } from './rollingWindow.ts';
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

export interface PivotState {
  readonly bars: readonly PivotInput[];
}

export function rangeProblem({ high, low }: PivotInput): string | null {
  return firstProblem(
    numberProblem('high', high),
    numberProblem('low', low),
    high < low ? `high ${high} is below low ${low}` : null,
  );
}

const describe = ({ kind, price, date }: Pivot): string => `${kind} of ${formatNumber(price, 2)} on ${date}`;

function explainPivots({ bars }: PivotState, window: PivotWindow): Explanation {
  const found = pivotsIn(bars, window);
  const judged = bars.at(-window.right - 1)?.date ?? '';
  return {
    reading: found.length === 0 ? 'No pivot became known' : `Became known as pivot: ${found.map(describe).join('; ')}`,
    because: [
      `a pivot stands strictly beyond the ${plural(window.left, 'bar')} before it, and none of the ${plural(window.right, 'bar')} after it is beyond it`,
      `so it is known ${plural(window.right, 'bar')} later: the newest bar is ${bars.at(-1)?.date ?? ''}, the bar judged with it ${judged}`,
    ],
  };
}

/** Pivots that become known with each bar: those of the bar `right` bars ago. An empty list is an answer. */
export function pivotSignal(window: PivotWindow): SignalDefinition<PivotInput, PivotState, readonly Pivot[]> {
  const length = window.left + window.right + 1;
  return {
    name: `Pivot ${window.left}/${window.right}`,
    warmUp: length,
    start: { bars: [] },
    problemOf: (input, { bars }) => firstProblem(orderProblem(input.date, bars.at(-1)?.date ?? null), rangeProblem(input)),
    step: (state, { date, high, low }) => ({ bars: slide(state.bars, { date, high, low }, length) }),
    valueOf: ({ bars }) => (bars.length < length ? null : pivotsIn(bars, window)),
    explain: (state) => explainPivots(state, window),
  };
}
