import type { BarLabel, Divergence, DivergenceKind, DivergenceSeries, DivergenceState } from './dailySignals.ts';
import { formingPair, isHidden, qualifiedPair, SHAPES } from './divergencePairs.ts';
import type { Pair } from './divergencePairs.ts';
import { confirmationLevel, emptyTape, nextTape, restartedTape } from './divergenceTape.ts';
import type { DivergenceTape, Span, TapeBar } from './divergenceTape.ts';
import { explainDivergences, SERIES_NAME } from './divergenceWords.ts';
import type { ToldDivergence } from './divergenceWords.ts';
import { newestLabel, rangeProblem } from './pivots.ts';
import { firstProblem, numberProblem, orderProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';

/** One bar of price with the series' value; null where the series has none. */
export interface DivergenceInput extends TapeBar {
  readonly close: number;
  /** The series begins anew with this bar (another universe, or back after an outage), or is gone for good. */
  readonly restart: boolean;
}

/** A divergence with the bar numbers its life is counted in. */
export interface TrackedDivergence {
  readonly divergence: Divergence;
  /** From anchor to anchor. */
  readonly span: Span;
  readonly confirmBeyond: number | null;
  readonly knownBar: number;
  /** Qualified: the bar its newer anchor became known. Forming: the bar it was last true. */
  readonly freshBar: number;
  readonly sinceBar: number;
}

export interface DivergenceTrackerState {
  readonly tape: DivergenceTape;
  /** Newest first. */
  readonly tracked: readonly TrackedDivergence[];
}

const KINDS: readonly DivergenceKind[] = ['bearish', 'bullish', 'hiddenBearish', 'hiddenBullish'];

export const newestFirst = (a: Divergence, b: Divergence): number => (a.knownOn === b.knownOn ? 0 : a.knownOn < b.knownOn ? 1 : -1);

const isLive = ({ divergence: { state } }: TrackedDivergence): boolean => state === 'forming' || state === 'qualified';

interface Sighting {
  readonly pair: Pair;
  readonly state: 'forming' | 'qualified';
  readonly series: DivergenceSeries;
  readonly kind: DivergenceKind;
  readonly date: BarLabel;
}

/** The same divergence with a newer anchor, or one that has grown from forming to qualified. */
function renewed(tracked: TrackedDivergence, { pair, state, kind, date }: Sighting, tape: DivergenceTape): TrackedDivergence {
  const grown = state !== tracked.divergence.state;
  const { strength, from, to, span } = pair;
  const { last } = tape.bars;
  return {
    ...tracked,
    divergence: { ...tracked.divergence, strength, from, to, state, stateSince: grown ? date : tracked.divergence.stateSince },
    span,
    confirmBeyond: confirmationLevel(tape.bars, span, SHAPES[kind].side),
    freshBar: last,
    sinceBar: grown ? last : tracked.sinceBar,
  };
}

function born({ pair, state, series, kind, date }: Sighting, tape: DivergenceTape): TrackedDivergence {
  const { strength, from, to, span } = pair;
  const { last } = tape.bars;
  const id = `${series}:${kind}:${date}`;
  return {
    divergence: { id, series, kind, state, strength, from, to, knownOn: date, stateSince: date, active: true, overlaps: null },
    span,
    confirmBeyond: confirmationLevel(tape.bars, span, SHAPES[kind].side),
    knownBar: last,
    freshBar: last,
    sinceBar: last,
  };
}

/**
 * One divergence of a kind per older anchor: a newer pivot against the same one replaces the newer anchor and keeps the id. A qualified
 * one waits for the newer high to qualify too; one that has ended is not revived by the high it ended with. Where two of one kind would
 * begin on the same close, which takes two equal highs, the qualified one does.
 */
function meet(tracked: readonly TrackedDivergence[], sighting: Sighting, tape: DivergenceTape): readonly TrackedDivergence[] {
  const { pair, kind, state } = sighting;
  const ofKind = tracked.filter((one) => one.divergence.kind === kind);
  const same = ofKind.filter((one) => one.span.from === pair.span.from);
  const live = same.find(isLive);
  if (live !== undefined) {
    if (state === 'forming' && live.divergence.state === 'qualified') return tracked;
    return tracked.map((one) => (one === live ? renewed(live, sighting, tape) : one));
  }
  const alreadyEnded = same.some((one) => one.span.to >= pair.span.to);
  const idTaken = ofKind.some((one) => one.knownBar === tape.bars.last);
  return alreadyEnded || idTaken ? tracked : [born(sighting, tape), ...tracked];
}

/** Everything that today's bar shows, met kind by kind. A hidden divergence has no forming state: today's bar is nearly always short of the last pivot. */
function metToday(
  tracked: readonly TrackedDivergence[],
  tape: DivergenceTape,
  { series, date }: Pick<Sighting, 'series' | 'date'>,
  parameters: SignalParameters,
): readonly TrackedDivergence[] {
  let met = tracked;
  for (const kind of KINDS) {
    const shape = SHAPES[kind];
    const qualified = qualifiedPair(tape, shape, parameters);
    const forming = isHidden(shape) ? null : formingPair(tape, shape, parameters);
    if (qualified !== null) met = meet(met, { pair: qualified, state: 'qualified', series, kind, date }, tape);
    if (forming !== null) met = meet(met, { pair: forming, state: 'forming', series, kind, date }, tape);
  }
  return met;
}

const lifeOf = ({ divergence }: TrackedDivergence, { formingExpireBars, expireBars }: SignalParameters['divergence']): number =>
  (divergence.state === 'forming' ? formingExpireBars : expireBars);

/** The series recovers beyond its older value. In a hidden divergence price and series change places: price does. */
function isRefuted({ divergence: { kind, from } }: TrackedDivergence, { close, value }: DivergenceInput): boolean {
  const shape = SHAPES[kind];
  if (isHidden(shape)) return shape.side * (close - from.price) > 0;
  return value !== null && shape.side * (value - from.value) > 0;
}

/** How today's bar ends a live divergence. On one bar the first of these counts: price confirms, the series recovers, time runs out. */
function endOf(one: TrackedDivergence, input: DivergenceInput, last: number, parameters: SignalParameters['divergence']): DivergenceState | null {
  const { side } = SHAPES[one.divergence.kind];
  if (one.confirmBeyond !== null && side * (input.close - one.confirmBeyond) < 0) return 'confirmedDown';
  if (isRefuted(one, input)) return 'invalidated';
  return last - one.freshBar >= lifeOf(one, parameters) ? 'expired' : null;
}

const ended = (one: TrackedDivergence, state: DivergenceState, sinceBar: number, stateSince: BarLabel): TrackedDivergence => ({
  ...one,
  divergence: { ...one.divergence, state, stateSince, active: state === 'confirmedDown' },
  sinceBar,
});

/** A divergence after today's close: a live one may end; a confirmed one, for success is not death, counts on for the policy's days. */
function judged(one: TrackedDivergence, input: DivergenceInput, last: number, parameters: SignalParameters['divergence']): TrackedDivergence {
  if (isLive(one)) {
    const end = endOf(one, input, last, parameters);
    return end === null ? one : ended(one, end, last, input.date);
  }
  const over = one.divergence.active && last - one.sinceBar >= parameters.activeAfterConfirmedDays;
  return over ? { ...one, divergence: { ...one.divergence, active: false } } : one;
}

function stepTracker(series: DivergenceSeries, state: DivergenceTrackerState, input: DivergenceInput, parameters: SignalParameters): DivergenceTrackerState {
  const { restart, date, high, low, value } = input;
  const tape = nextTape(restart ? restartedTape(state.tape) : state.tape, { date, high, low, value }, parameters);
  const { last } = tape.bars;
  const kept = restart ? state.tracked.map((one) => (isLive(one) ? ended(one, 'expired', last, date) : one)) : state.tracked;
  const met = metToday(kept, tape, { series, date }, parameters);
  if (met.length === 0) return { tape, tracked: met };
  const { lookbackBars } = parameters.divergence;
  const tracked = met.map((one) => judged(one, input, last, parameters.divergence)).filter((one) => isLive(one) || last - one.sinceBar <= lookbackBars);
  return { tape, tracked };
}

function problemOf({ date, high, low, close, value }: DivergenceInput, { tape }: DivergenceTrackerState): string | null {
  return firstProblem(
    orderProblem(date, newestLabel(tape.bars)),
    rangeProblem(high, low),
    numberProblem('close', close),
    close > high || close < low ? `close ${close} lies outside ${low}–${high}` : null,
    value === null ? null : numberProblem('value', value),
  );
}

function told(one: TrackedDivergence, last: number, parameters: SignalParameters['divergence']): ToldDivergence {
  const { divergence, confirmBeyond, freshBar, sinceBar } = one;
  const barsLeft = isLive(one) ? lifeOf(one, parameters) - (last - freshBar) : parameters.activeAfterConfirmedDays - 1 - (last - sinceBar);
  return { divergence, confirmBeyond, barsLeft };
}

/**
 * Divergences of one series from price, newest first: live ones, and those that ended within the look-back. They time a hedge that is
 * wanted anyway; they do not predict.
 * - Bearish: price makes a higher high, the series a lower one. Bullish is the mirror, where `confirmedDown` reads as "confirmed": a
 *   close above the highest high between the anchors.
 * - Hidden bearish, shown and used by no rule: the newest high pivot is *lower* in price than one of those before it by the same share,
 *   no bar between is higher than the older one, and the series is *higher* by the same strength; the strongest pair is kept. It is
 *   known with its newer pivot and never forming, as today's bar is nearly always below the last pivot. It ends, in this order on one
 *   bar, `confirmedDown` (close below the lowest low between the anchors), `invalidated` (price closes above its older anchor: price
 *   and series change places) or `expired`. Hidden bullish is the mirror. Neither touches the ids or lives of the others.
 */
export function divergenceSignal(
  series: DivergenceSeries,
  parameters: SignalParameters,
): SignalDefinition<DivergenceInput, DivergenceTrackerState, readonly Divergence[]> {
  return {
    name: `${SERIES_NAME[series]} divergence`,
    warmUp: 1,
    start: { tape: emptyTape, tracked: [] },
    problemOf,
    step: (state, input) => stepTracker(series, state, input, parameters),
    valueOf: ({ tracked }) => tracked.map(({ divergence }) => divergence),
    explain: ({ tape, tracked }) => explainDivergences(series, tracked.map((one) => told(one, tape.bars.last, parameters.divergence)), parameters),
  };
}
