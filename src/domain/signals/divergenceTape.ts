import { barAt, clearedBars, emptyBars, pushBar } from './barRing.ts';
import type { BarRing } from './barRing.ts';
import { edgeOf, pivotIsKnown, pivotLength } from './pivots.ts';
import type { PivotInput, Side } from './pivots.ts';
import { slide } from './rollingWindow.ts';
import type { SignalParameters } from './signalParameters.ts';

/** The range of one bar with the series' value; null where the series has none. */
export interface TapeBar extends PivotInput {
  readonly value: number | null;
}

/** The recent past that divergences are judged on, bars by their number. */
export interface DivergenceTape {
  readonly bars: BarRing<TapeBar>;
  /** Numbers of the known pivot bars, oldest first. */
  readonly highs: readonly number[];
  readonly lows: readonly number[];
}

/** Two bars by number. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type KnownBar = TapeBar & { readonly value: number };

export const emptyTape: DivergenceTape = { bars: emptyBars, highs: [], lows: [] };

/** Drops what a changed or lost series makes incomparable, and goes on numbering. */
export const restartedTape = (tape: DivergenceTape): DivergenceTape => ({ bars: clearedBars(tape.bars), highs: [], lows: [] });

/** Bars back to which the oldest anchor can reach when its newest partner becomes known. */
function windowOf({ pivot, divergence }: SignalParameters): number {
  const reach = divergence.lookbackBars + pivot.right + divergence.anchorWindow + 1;
  return Math.max(reach, divergence.rangeBars, pivotLength(pivot));
}

export function nextTape(tape: DivergenceTape, bar: TapeBar, parameters: SignalParameters): DivergenceTape {
  const { pivot, divergence } = parameters;
  const bars = pushBar(tape.bars, bar, windowOf(parameters));
  const withNew = (numbers: readonly number[], side: Side): readonly number[] =>
    pivotIsKnown(bars, pivot, side) ? slide(numbers, bars.last - pivot.right, divergence.pivotsBack + 1) : numbers;
  return { bars, highs: withNew(tape.highs, 1), lows: withNew(tape.lows, -1) };
}

export const pivotsOf = (tape: DivergenceTape, side: Side): readonly number[] => (side === 1 ? tape.highs : tape.lows);

const isKnown = (bar: TapeBar): bar is KnownBar => bar.value !== null;

/** The bar of the series' maximum (side −1: minimum) within a span, both ends included; of equal ones the first. */
export function extremumOf(bars: BarRing<TapeBar>, { from, to }: Span, side: Side): KnownBar | null {
  let extremum: KnownBar | null = null;
  for (let number = from; number <= to; number++) {
    const bar = barAt(bars, number);
    if (bar !== undefined && isKnown(bar) && (extremum === null || side * (bar.value - extremum.value) > 0)) extremum = bar;
  }
  return extremum;
}

/** Highest less lowest value of the series over the newest bars; 0 where it did not move or is not known. */
export function rangeOf(bars: BarRing<TapeBar>, length: number): number {
  const newest = { from: bars.last - length + 1, to: bars.last };
  const top = extremumOf(bars, newest, 1);
  const bottom = extremumOf(bars, newest, -1);
  return top === null || bottom === null ? 0 : top.value - bottom.value;
}

/** Whether a bar strictly within a span stands beyond the level. */
export function passedBetween(bars: BarRing<TapeBar>, { from, to }: Span, side: Side, level: number): boolean {
  for (let number = from + 1; number < to; number++) {
    const bar = barAt(bars, number);
    if (bar !== undefined && side * (edgeOf(bar, side) - level) > 0) return true;
  }
  return false;
}

/** Lowest low (side −1: highest high) strictly within a span: a close beyond it confirms a divergence. Null where no bar lies there. */
export function confirmationLevel(bars: BarRing<TapeBar>, { from, to }: Span, side: Side): number | null {
  let level: number | null = null;
  for (let number = from + 1; number < to; number++) {
    const bar = barAt(bars, number);
    const edge = bar === undefined ? null : edgeOf(bar, side === 1 ? -1 : 1);
    if (edge !== null && (level === null || side * (edge - level) < 0)) level = edge;
  }
  return level;
}
