import type { BarLabel, DivergenceAnchor } from './dailySignals.ts';
import { pivotsIn } from './pivots.ts';
import { slide } from './rollingWindow.ts';
import type { SignalParameters } from './signalParameters.ts';

/** One bar of price with the series' value; null where the series has none. */
export interface DivergenceBar {
  readonly date: BarLabel;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly value: number | null;
}

/** The recent past that divergences are judged on. Bars are numbered from the first ever seen; `last` is the newest one's number. */
export interface DivergenceTape {
  readonly last: number;
  /** Label of the newest bar; it outlives a restart. */
  readonly date: BarLabel | null;
  readonly bars: readonly DivergenceBar[];
  /** Numbers of the known pivot bars, oldest first. */
  readonly highs: readonly number[];
  readonly lows: readonly number[];
}

/** Bearish looks at highs and maxima (side 1); bullish is the mirror (side −1). */
export type Side = 1 | -1;

export interface Pair {
  readonly from: DivergenceAnchor;
  readonly to: DivergenceAnchor;
  readonly fromBar: number;
  readonly toBar: number;
  readonly strength: number;
}

export const emptyTape: DivergenceTape = { last: -1, date: null, bars: [], highs: [], lows: [] };

/** Drops what a changed or lost series makes incomparable, and goes on numbering. */
export const restartedTape = (tape: DivergenceTape): DivergenceTape => ({ ...emptyTape, last: tape.last, date: tape.date });

export function nextTape(tape: DivergenceTape, bar: DivergenceBar, parameters: SignalParameters): DivergenceTape {
  const { pivot, divergence } = parameters;
  const reach = divergence.lookbackBars + pivot.right + divergence.anchorWindow + 1;
  const bars = slide(tape.bars, bar, Math.max(reach, divergence.rangeBars, pivot.left + pivot.right + 1));
  const last = tape.last + 1;
  const known = pivotsIn(bars, pivot);
  const keep = divergence.pivotsBack + 1;
  const extend = (numbers: readonly number[], kind: 'high' | 'low'): readonly number[] =>
    known.some((found) => found.kind === kind) ? slide(numbers, last - pivot.right, keep) : numbers;
  return { last, date: bar.date, bars, highs: extend(tape.highs, 'high'), lows: extend(tape.lows, 'low') };
}

/** Bars numbered `from` to `to`, both included, as far as they are still held. */
function barsBetween(tape: DivergenceTape, from: number, to: number): readonly DivergenceBar[] {
  const first = tape.last - tape.bars.length + 1;
  return tape.bars.slice(Math.max(0, from - first), Math.max(0, to - first + 1));
}

const edgeOf = (bar: DivergenceBar, side: Side): number => (side === 1 ? bar.high : bar.low);

interface Extremum {
  readonly value: number;
  readonly date: BarLabel;
}

/** The series' maximum (bullish: minimum) over the bars, known values only; of equal ones the first. */
function extremumOf(bars: readonly DivergenceBar[], side: Side): Extremum | null {
  let extremum: Extremum | null = null;
  for (const { value, date } of bars) {
    if (value !== null && (extremum === null || side * (value - extremum.value) > 0)) extremum = { value, date };
  }
  return extremum;
}

/** Highest less lowest value of the series over the policy's bars; null where it did not move. */
function rangeOf(tape: DivergenceTape, rangeBars: number): number | null {
  const bars = tape.bars.slice(-rangeBars);
  const top = extremumOf(bars, 1);
  const bottom = extremumOf(bars, -1);
  return top === null || bottom === null || top.value === bottom.value ? null : top.value - bottom.value;
}

/** Price beyond the older anchor by the policy's share, and no bar between them beyond the newer. */
function priceDiverges(tape: DivergenceTape, fromBar: number, toBar: number, side: Side, minRise: number): boolean {
  const [older] = barsBetween(tape, fromBar, fromBar);
  const [newer] = barsBetween(tape, toBar, toBar);
  if (older === undefined || newer === undefined) return false;
  const reached = edgeOf(newer, side);
  const start = edgeOf(older, side);
  if (side * (reached - start * (1 + side * minRise)) < 0) return false;
  return barsBetween(tape, fromBar + 1, toBar - 1).every((bar) => side * (edgeOf(bar, side) - reached) <= 0);
}

/**
 * The strongest divergence of the newer bar against the given older pivots, or null. `newerValues` are the bars whose extremum is the
 * newer anchor's value. Only differences of the series and its range are used, so its level does not matter.
 */
export function strongestPair(
  tape: DivergenceTape,
  against: readonly number[],
  newer: { readonly bar: number; readonly values: readonly [from: number, to: number]; readonly side: Side },
  parameters: SignalParameters['divergence'],
): Pair | null {
  const { bar: toBar, side } = newer;
  let strongest: Pair | null = null;
  for (const fromBar of against) {
    if (fromBar >= toBar || toBar - fromBar > parameters.lookbackBars) continue;
    if (!priceDiverges(tape, fromBar, toBar, side, parameters.minPriceRise)) continue;
    const range = rangeOf(tape, parameters.rangeBars);
    const older = extremumOf(barsBetween(tape, fromBar - parameters.anchorWindow, fromBar + parameters.anchorWindow), side);
    const newest = extremumOf(barsBetween(tape, newer.values[0], newer.values[1]), side);
    const [fromEdge] = barsBetween(tape, fromBar, fromBar);
    const [toEdge] = barsBetween(tape, toBar, toBar);
    if (range === null || older === null || newest === null || fromEdge === undefined || toEdge === undefined) continue;
    const strength = Math.min(1, (side * (older.value - newest.value)) / range);
    if (strength < parameters.minStrength || (strongest !== null && strength <= strongest.strength)) continue;
    strongest = {
      from: { date: fromEdge.date, price: edgeOf(fromEdge, side), value: older.value, valueDate: older.date },
      to: { date: toEdge.date, price: edgeOf(toEdge, side), value: newest.value, valueDate: newest.date },
      fromBar,
      toBar,
      strength,
    };
  }
  return strongest;
}

/** Lowest low (bullish: highest high) strictly between two bars: a close beyond it confirms the divergence. */
export function confirmationLevel(tape: DivergenceTape, pair: Pair, side: Side): number | null {
  let level: number | null = null;
  for (const bar of barsBetween(tape, pair.fromBar + 1, pair.toBar - 1)) {
    const edge = edgeOf(bar, side === 1 ? -1 : 1);
    if (level === null || side * (edge - level) < 0) level = edge;
  }
  return level;
}
