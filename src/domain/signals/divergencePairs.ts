import { barAt } from './barRing.ts';
import type { BarRing } from './barRing.ts';
import type { DivergenceAnchor, DivergenceKind } from './dailySignals.ts';
import { extremumOf, passedBetween, pivotsOf, rangeOf } from './divergenceTape.ts';
import type { DivergenceTape, KnownBar, Span, TapeBar } from './divergenceTape.ts';
import { edgeOf } from './pivots.ts';
import type { Side } from './pivots.ts';
import type { SignalParameters } from './signalParameters.ts';

/** What a kind looks at, and which way price goes from the older anchor to the newer; the series goes the other way. */
export interface Shape {
  /** 1: highs, and the series' maxima; −1: lows and minima. */
  readonly side: Side;
  readonly priceGoes: Side;
}

export const SHAPES: Readonly<Record<DivergenceKind, Shape>> = {
  bearish: { side: 1, priceGoes: 1 },
  bullish: { side: -1, priceGoes: -1 },
  hiddenBearish: { side: 1, priceGoes: -1 },
  hiddenBullish: { side: -1, priceGoes: 1 },
};

export const isHidden = ({ side, priceGoes }: Shape): boolean => side !== priceGoes;

/** Two anchors, and their bars by number. */
export interface Pair {
  readonly from: DivergenceAnchor;
  readonly to: DivergenceAnchor;
  readonly span: Span;
  readonly strength: number;
}

/** The newer bar, the older pivots it is held against, and the bars whose extremum is its value. */
interface Candidate {
  readonly toBar: number;
  readonly against: readonly number[];
  readonly values: Span;
}

const around = (number: number, reach: number): Span => ({ from: number - reach, to: number + reach });

/**
 * Price differs by the policy's share the way the kind asks, and no bar between stands beyond the anchor that is the further of the
 * two: the newer one, in a hidden divergence the older.
 */
function priceAllows(bars: BarRing<TapeBar>, { side, priceGoes }: Shape, span: Span, minPriceRise: number): boolean {
  const older = barAt(bars, span.from);
  const newer = barAt(bars, span.to);
  if (older === undefined || newer === undefined) return false;
  const [start, reached] = [edgeOf(older, side), edgeOf(newer, side)];
  if (priceGoes * (reached - start * (1 + priceGoes * minPriceRise)) < 0) return false;
  return !passedBetween(bars, span, side, side === priceGoes ? reached : start);
}

function anchorAt(bars: BarRing<TapeBar>, number: number, side: Side, { value, date: valueDate }: KnownBar): DivergenceAnchor | null {
  const bar = barAt(bars, number);
  return bar === undefined ? null : { date: bar.date, price: edgeOf(bar, side), value, valueDate };
}

/**
 * The pair in which the series went furthest against price, the older one of equals, or null. Its strength is that way as a share of
 * the series' own range, at most 1. Only differences of the series are used, so its level does not matter.
 */
function strongestPair({ bars }: DivergenceTape, shape: Shape, candidate: Candidate, parameters: SignalParameters['divergence']): Pair | null {
  const { toBar, against, values } = candidate;
  const { lookbackBars, minPriceRise, anchorWindow, rangeBars, minStrength } = parameters;
  const newest = extremumOf(bars, values, shape.side);
  if (newest === null) return null;
  let furthest = 0;
  let fromBar = -1;
  let oldest: KnownBar | null = null;
  for (const number of against) {
    if (toBar - number > lookbackBars || !priceAllows(bars, shape, { from: number, to: toBar }, minPriceRise)) continue;
    const extremum = extremumOf(bars, around(number, anchorWindow), shape.side);
    const way = extremum === null ? 0 : shape.priceGoes * (extremum.value - newest.value);
    if (way > furthest) [furthest, fromBar, oldest] = [way, number, extremum];
  }
  const range = oldest === null ? 0 : rangeOf(bars, rangeBars);
  if (oldest === null || range === 0 || furthest / range < minStrength) return null;
  const from = anchorAt(bars, fromBar, shape.side, oldest);
  const to = anchorAt(bars, toBar, shape.side, newest);
  return from === null || to === null ? null : { from, to, span: { from: fromBar, to: toBar }, strength: Math.min(1, furthest / range) };
}

/** The pivot that became known with the newest bar, against those before it. */
export function qualifiedPair(tape: DivergenceTape, shape: Shape, { pivot, divergence }: SignalParameters): Pair | null {
  const pivots = pivotsOf(tape, shape.side);
  const toBar = tape.bars.last - pivot.right;
  if (pivots.at(-1) !== toBar) return null;
  const { anchorWindow, pivotsBack } = divergence;
  const against = pivots.slice(0, -1).slice(-pivotsBack);
  return strongestPair(tape, shape, { toBar, against, values: around(toBar, anchorWindow) }, divergence);
}

/** The newest bar itself, not yet a pivot, against the last known pivots. */
export function formingPair(tape: DivergenceTape, shape: Shape, { divergence }: SignalParameters): Pair | null {
  const toBar = tape.bars.last;
  const against = pivotsOf(tape, shape.side).slice(-divergence.pivotsBack);
  return strongestPair(tape, shape, { toBar, against, values: { from: toBar - divergence.formingWindow + 1, to: toBar } }, divergence);
}
