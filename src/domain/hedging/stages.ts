import { tradingDaysBetween } from '../calendar.ts';
import type { DailySignals, Divergence } from '../signals/dailySignals.ts';
import type { IsoDate } from '../units.ts';
import type { Fact, Stage } from './decision.ts';
import { checklistFacts, divergenceFacts, regimeFacts } from './explain.ts';
import type { HedgeMemory } from './hedgeMemory.ts';
import type { PolicyValues } from './policy/policySchema.ts';

export interface StageChange {
  readonly date: IsoDate;
  readonly from: Stage;
  readonly to: Stage;
  /** Row of the transition table, e.g. `stage.first`. */
  readonly rule: string;
  /** One sentence. */
  readonly why: string;
  readonly facts: readonly Fact[];
}

/** What a transition may look at: closed bars, and since when protection has been held. */
export interface StageView {
  readonly signals: DailySignals;
  readonly policy: PolicyValues;
  /** Bearish, active, and known after the last press began. */
  readonly divergences: readonly Divergence[];
  readonly oldestHedge: IsoDate | null;
}

interface Transition {
  readonly from: Stage | 'any';
  readonly to: Stage;
  readonly rule: string;
  /** The reason in words when it holds, else null. */
  readonly holds: (view: StageView) => string | null;
}

const nameOf = { obv: 'OBV', adLine: 'A/D line' } as const;

function divergenceEntry(view: StageView): string | null {
  const names = [...new Set(view.divergences.map((d) => nameOf[d.series]))];
  return names.length === 0 ? null : `Active bearish divergence of ${names.join(' and ')}.`;
}

/** D2: a hot RSI of VIX with a fresh MACD cross-up, while VIX is still payable. */
function volatilityEntry(view: StageView): string | null {
  const { signals } = view;
  const { volTriggerMaxVix, volTriggerCrossBars } = view.policy.stages.first;
  const bars = signals.vixCrossUpBarsAgo;
  if (signals.volTrigger !== true || signals.vixClose === null || bars === null) return null;
  return bars <= volTriggerCrossBars && signals.vixClose < volTriggerMaxVix ? 'VIX trigger: hot RSI of VIX and a fresh MACD cross-up.' : null;
}

function confirmation(view: StageView): string | null {
  const { signals } = view;
  const reasons = [
    signals.spxMacdBearish === true ? 'SPX MACD is in its bearish state' : null,
    signals.rsiFailure.on ? 'RSI made a failure swing' : null,
    view.divergences.some((d) => d.state === 'confirmedDown') ? 'price closed below the low between the divergence\'s anchors' : null,
  ].filter((reason) => reason !== null);
  return reasons.length === 0 ? null : `Confirmed: ${reasons.join('; ')}.`;
}

const creditStress = (view: StageView): string | null =>
  view.signals.creditStress?.on === true ? 'Credit stress is on: the outer layer may grow.' : null;

/**
 * A hedge bought only after the press regime had begun is not sold into it: such a hedge was bought on a re-armed
 * divergence, and selling it at once would be churning.
 */
function press(view: StageView): string | null {
  const regime = view.signals.vixRegime;
  if (regime === null || !regime.press || view.oldestHedge === null) return null;
  if (regime.pressSince !== null && view.oldestHedge > regime.pressSince) return null;
  return 'VIX falls back from its spike while a hedge is held: harvest it (Temporal Theta press).';
}

const entersFirst = (view: StageView): string | null => divergenceEntry(view) ?? volatilityEntry(view);

/** Upward rows, press before all others. Several may fire in one evaluation, each from the stage the one before reached. */
export const UPWARD: readonly Transition[] = [
  { from: 'any', to: 'press', rule: 'stage.press', holds: press },
  { from: 'watch', to: 'first', rule: 'stage.first', holds: entersFirst },
  { from: 'first', to: 'confirmed', rule: 'stage.confirmed', holds: confirmation },
  { from: 'confirmed', to: 'stress', rule: 'stage.stress', holds: creditStress },
];

/** Downward rows: `stays` is what keeps the stage; the row fires once it has been absent for the policy's days. */
export const DOWNWARD: readonly {
  readonly from: 'first' | 'confirmed' | 'stress' | 'press';
  readonly to: Stage;
  readonly rule: string;
  readonly stays: (view: StageView) => string | null;
  readonly why: string;
}[] = [
  { from: 'press', to: 'watch', rule: 'stage.press.over', stays: (view) => (view.signals.vixRegime?.press === false ? null : 'press'), why: 'The press is over.' },
  { from: 'stress', to: 'confirmed', rule: 'stage.stress.over', stays: creditStress, why: 'Credit stress is off.' },
  { from: 'confirmed', to: 'first', rule: 'stage.confirmed.over', stays: confirmation, why: 'No confirmation is left: SPX MACD, RSI and price have recovered.' },
  { from: 'first', to: 'watch', rule: 'stage.first.over', stays: entersFirst, why: 'No bearish divergence is active any more.' },
];

export function countingDivergences(signals: DailySignals, rearmAfter: IsoDate | null): readonly Divergence[] {
  return signals.divergences.filter((d) => d.kind === 'bearish' && d.active && (rearmAfter === null || d.knownOn > rearmAfter));
}

const daysInStage = (memory: HedgeMemory, date: IsoDate): number =>
  memory.stageSince === null ? Number.POSITIVE_INFINITY : tradingDaysBetween(memory.stageSince, date);

function enter(memory: HedgeMemory, to: Stage, view: StageView, up: boolean): HedgeMemory {
  const date = view.signals.date;
  const fromWatch = memory.stage === 'watch' && to !== 'watch';
  const common = { ...memory, stage: to, stageSince: date, leaveDays: 0, episode: memory.episode + (fromWatch ? 1 : 0) };
  if (to === 'press') return { ...common, rearmAfter: date, add: null, tranches: {} };
  if (to === 'watch') return { ...common, add: null, entry: null, evidence: { bothSeries: false, formingOnly: false }, tranches: {} };
  if (!up) return { ...common, add: null };
  const entry = fromWatch ? (view.divergences.length > 0 ? 'divergence' : 'volTrigger') : memory.entry;
  return { ...common, entry, harvestedOn: null, add: { stage: to, since: date, firedOn: null, firedBy: null, filledLayers: [], done: false } };
}

/** Evidence is latched while a divergence is active: a target does not sink because its divergence has run its course. */
function latchEvidence(memory: HedgeMemory, view: StageView): HedgeMemory {
  if (view.divergences.length === 0) return memory;
  const series = new Set(view.divergences.map((d) => d.series));
  const evidence = { bothSeries: series.size > 1, formingOnly: view.divergences.every((d) => d.state === 'forming') };
  return { ...memory, evidence, entry: memory.stage === 'watch' ? memory.entry : 'divergence' };
}

function factsFor(to: Stage, view: StageView, memory: HedgeMemory): readonly Fact[] {
  if (to === 'press') return regimeFacts(view.signals);
  return [...divergenceFacts(view.signals, memory.rearmAfter), ...checklistFacts(view.signals)];
}

/**
 * Steps the stage machine on one closed session. The same session changes nothing a second time. Upward moves may be
 * several; a downward move is single and never in the same session as an upward one.
 */
export function advanceStage(
  memory: HedgeMemory, signals: DailySignals, oldestHedge: IsoDate | null, policy: PolicyValues,
): { readonly memory: HedgeMemory; readonly changes: readonly StageChange[] } {
  if (memory.evaluatedOn !== null && signals.date <= memory.evaluatedOn) return { memory, changes: [] };
  const view: StageView = { signals, policy, divergences: countingDivergences(signals, memory.rearmAfter), oldestHedge };
  let state: HedgeMemory = { ...memory, evaluatedOn: signals.date, stageSince: memory.stageSince ?? signals.date };
  const changes: StageChange[] = [];
  for (const row of UPWARD) {
    if (state.stage === 'press' || (row.from !== 'any' && row.from !== state.stage)) continue;
    const why = row.holds(view);
    const dwell = policy.stages[row.to].dwellUpDays;
    if (why === null || (dwell > 0 && daysInStage(state, signals.date) < dwell)) continue;
    changes.push({ date: signals.date, from: state.stage, to: row.to, rule: row.rule, why, facts: factsFor(row.to, view, state) });
    state = enter(state, row.to, view, true);
  }
  state = latchEvidence(state, view);
  if (changes.length > 0) return { memory: state, changes };
  return stepDown(state, view);
}

function stepDown(memory: HedgeMemory, view: StageView): { memory: HedgeMemory; changes: readonly StageChange[] } {
  const row = DOWNWARD.find((candidate) => candidate.from === memory.stage);
  if (row === undefined) return { memory, changes: [] };
  const leaveDays = row.stays(view) === null ? memory.leaveDays + 1 : 0;
  const rules = view.policy.stages[row.from];
  if (leaveDays < rules.leaveAfterDays || daysInStage(memory, view.signals.date) < rules.dwellDownDays) {
    return { memory: { ...memory, leaveDays }, changes: [] };
  }
  const change: StageChange = {
    date: view.signals.date, from: row.from, to: row.to, rule: row.rule, why: row.why, facts: factsFor(row.to, view, memory),
  };
  return { memory: enter(memory, row.to, view, false), changes: [change] };
}
