import type { BarLabel, Divergence, DivergenceKind, DivergenceSeries, DivergenceState } from './dailySignals.ts';
import { confirmationLevel, emptyTape, nextTape, restartedTape, strongestPair } from './divergenceTape.ts';
import type { DivergenceBar, DivergenceTape, Pair, Side } from './divergenceTape.ts';
import { explainDivergences, SERIES_NAME } from './divergenceWords.ts';
import type { ToldDivergence } from './divergenceWords.ts';
import { rangeProblem } from './pivots.ts';
import { firstProblem, numberProblem, orderProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';

export interface DivergenceInput extends DivergenceBar {
  /** The series begins anew with this bar (another universe, or back after an outage), or is gone for good. */
  readonly restart: boolean;
}

/** A divergence with the bar numbers its life is counted in. */
export interface TrackedDivergence {
  readonly divergence: Omit<Divergence, 'active' | 'overlaps'>;
  readonly fromBar: number;
  readonly toBar: number;
  readonly confirmBeyond: number | null;
  readonly knownBar: number;
  /** Qualified: the bar its newer anchor became known. Forming: the bar it was last true. */
  readonly freshBar: number;
  readonly sinceBar: number;
}

export interface DivergenceTrackerState {
  readonly tape: DivergenceTape;
  readonly tracked: readonly TrackedDivergence[];
}

const kinds: readonly { readonly kind: DivergenceKind; readonly side: Side }[] = [
  { kind: 'bearish', side: 1 },
  { kind: 'bullish', side: -1 },
];

export const newestFirst = (a: Divergence, b: Divergence): number => (a.knownOn === b.knownOn ? 0 : a.knownOn < b.knownOn ? 1 : -1);

const isLive = ({ divergence: { state } }: TrackedDivergence): boolean => state === 'forming' || state === 'qualified';

interface Sighting {
  readonly pair: Pair;
  readonly state: 'forming' | 'qualified';
  readonly side: Side;
  readonly kind: DivergenceKind;
}

/** The pivot that became known with the newest bar, against the pivots before it. */
function qualifiedToday(tape: DivergenceTape, side: Side, { pivot, divergence }: SignalParameters): Pair | null {
  const pivots = side === 1 ? tape.highs : tape.lows;
  const bar = tape.last - pivot.right;
  if (pivots.at(-1) !== bar) return null;
  const values = [bar - divergence.anchorWindow, bar + divergence.anchorWindow] as const;
  return strongestPair(tape, pivots.slice(0, -1).slice(-divergence.pivotsBack), { bar, values, side }, divergence);
}

/** The newest bar itself, not yet a pivot, against the last known pivots. */
function formingToday(tape: DivergenceTape, side: Side, { divergence }: SignalParameters): Pair | null {
  const pivots = side === 1 ? tape.highs : tape.lows;
  const bar = tape.last;
  const values = [bar - divergence.formingWindow + 1, bar] as const;
  return strongestPair(tape, pivots.slice(-divergence.pivotsBack), { bar, values, side }, divergence);
}

/** The same divergence with a newer anchor, or one that has grown from forming to qualified. */
function renewed(tracked: TrackedDivergence, { pair, state, side }: Sighting, tape: DivergenceTape, date: BarLabel): TrackedDivergence {
  const grown = state !== tracked.divergence.state;
  const { strength, from, to } = pair;
  return {
    ...tracked,
    divergence: { ...tracked.divergence, strength, from, to, state, stateSince: grown ? date : tracked.divergence.stateSince },
    toBar: pair.toBar,
    confirmBeyond: confirmationLevel(tape, pair, side),
    freshBar: tape.last,
    sinceBar: grown ? tape.last : tracked.sinceBar,
  };
}

function born(series: DivergenceSeries, { pair, state, side, kind }: Sighting, tape: DivergenceTape, date: BarLabel): TrackedDivergence {
  const { strength, from, to } = pair;
  const id = `${series}:${kind}:${date}`;
  return {
    divergence: { id, series, kind, state, strength, from, to, knownOn: date, stateSince: date },
    fromBar: pair.fromBar,
    toBar: pair.toBar,
    confirmBeyond: confirmationLevel(tape, pair, side),
    knownBar: tape.last,
    freshBar: tape.last,
    sinceBar: tape.last,
  };
}

/**
 * One divergence per older anchor: a newer high against the same one replaces the newer anchor and keeps the id. A qualified one
 * waits for the newer high to qualify too; one that has ended is not revived by the high it ended with.
 */
function meet(
  tracked: readonly TrackedDivergence[],
  sighting: Sighting,
  tape: DivergenceTape,
  { series, date }: { readonly series: DivergenceSeries; readonly date: BarLabel },
): readonly TrackedDivergence[] {
  const { pair, kind, state } = sighting;
  const same = tracked.filter((one) => one.divergence.kind === kind && one.fromBar === pair.fromBar);
  const live = same.find(isLive);
  if (live !== undefined) {
    if (state === 'forming' && live.divergence.state === 'qualified') return tracked;
    return tracked.map((one) => (one === live ? renewed(live, sighting, tape, date) : one));
  }
  const alreadyEnded = same.some((one) => one.toBar >= pair.toBar);
  const idTaken = tracked.some((one) => one.divergence.kind === kind && one.knownBar === tape.last);
  return alreadyEnded || idTaken ? tracked : [...tracked, born(series, sighting, tape, date)];
}

/** How today's bar ends a divergence. On one bar the first of these counts: price confirms, the series recovers, time runs out. */
function endOf(one: TrackedDivergence, tape: DivergenceTape, bar: DivergenceBar, parameters: SignalParameters['divergence']): DivergenceState | null {
  const side = one.divergence.kind === 'bearish' ? 1 : -1;
  if (one.confirmBeyond !== null && side * (bar.close - one.confirmBeyond) < 0) return 'confirmedDown';
  if (bar.value !== null && side * (bar.value - one.divergence.from.value) > 0) return 'invalidated';
  const life = one.divergence.state === 'forming' ? parameters.formingExpireBars : parameters.expireBars;
  return tape.last - one.freshBar >= life ? 'expired' : null;
}

const ended = (one: TrackedDivergence, state: DivergenceState, bar: number, date: BarLabel): TrackedDivergence => ({
  ...one,
  divergence: { ...one.divergence, state, stateSince: date },
  sinceBar: bar,
});

/** Success is not death: a confirmed divergence counts on for the policy's days. */
function isActive(one: TrackedDivergence, last: number, parameters: SignalParameters['divergence']): boolean {
  if (isLive(one)) return true;
  return one.divergence.state === 'confirmedDown' && last - one.sinceBar < parameters.activeAfterConfirmedDays;
}

/** Bars until it expires, or once confirmed until it stops to count. */
function barsLeft(one: TrackedDivergence, last: number, parameters: SignalParameters['divergence']): number {
  if (one.divergence.state === 'confirmedDown') return Math.max(0, parameters.activeAfterConfirmedDays - 1 - (last - one.sinceBar));
  const life = one.divergence.state === 'forming' ? parameters.formingExpireBars : parameters.expireBars;
  return life - (last - one.freshBar);
}

function stepTracker(
  series: DivergenceSeries,
  state: DivergenceTrackerState,
  { restart, ...bar }: DivergenceInput,
  parameters: SignalParameters,
): DivergenceTrackerState {
  const before = restart ? restartedTape(state.tape) : state.tape;
  const tape = nextTape(before, bar, parameters);
  let tracked = restart
    ? state.tracked.map((one) => (isLive(one) ? ended(one, 'expired', tape.last, bar.date) : one))
    : state.tracked;
  for (const { kind, side } of kinds) {
    const qualified = qualifiedToday(tape, side, parameters);
    const forming = formingToday(tape, side, parameters);
    const about = { series, date: bar.date };
    if (qualified !== null) tracked = meet(tracked, { pair: qualified, state: 'qualified', side, kind }, tape, about);
    if (forming !== null) tracked = meet(tracked, { pair: forming, state: 'forming', side, kind }, tape, about);
  }
  const judged = tracked.map((one) => {
    const end = isLive(one) ? endOf(one, tape, bar, parameters.divergence) : null;
    return end === null ? one : ended(one, end, tape.last, bar.date);
  });
  const { lookbackBars } = parameters.divergence;
  return { tape, tracked: judged.filter((one) => isLive(one) || tape.last - one.sinceBar <= lookbackBars) };
}

function problemOf({ value, close, ...bar }: DivergenceInput, { tape }: DivergenceTrackerState): string | null {
  return firstProblem(
    orderProblem(bar.date, tape.date),
    rangeProblem({ ...bar }),
    numberProblem('close', close),
    close > bar.high || close < bar.low ? `close ${close} lies outside ${bar.low}–${bar.high}` : null,
    value === null ? null : numberProblem('value', value),
  );
}

function listed({ tape, tracked }: DivergenceTrackerState, parameters: SignalParameters['divergence']): readonly ToldDivergence[] {
  return tracked
    .map((one) => ({
      divergence: { ...one.divergence, active: isActive(one, tape.last, parameters), overlaps: null },
      confirmBeyond: one.confirmBeyond,
      barsLeft: barsLeft(one, tape.last, parameters),
    }))
    .toSorted((a, b) => newestFirst(a.divergence, b.divergence));
}

/**
 * Divergences of one series from price, newest first: live ones, and those that ended within the look-back.
 * Bearish: price makes a higher high, the series a lower one. Bullish is the mirror, where `confirmedDown` reads as
 * "confirmed": a close above the highest high between the anchors. They time a hedge that is wanted anyway; they do not predict.
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
    valueOf: (state) => listed(state, parameters.divergence).map(({ divergence }) => divergence),
    explain: (state) => explainDivergences(series, listed(state, parameters.divergence), parameters),
  };
}
