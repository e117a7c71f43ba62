import { tradingDaysBetween } from '../calendar.ts';
import { dayOf, percent, plural, price } from '../figureText.ts';
import type { DailySignals, Divergence } from '../signals/dailySignals.ts';
import type { IsoDate } from '../units.ts';
import type { Fact, Stage } from './decision.ts';
import { atClose, strongestOf } from './entryStrength.ts';
import { checklistFacts, divergenceFacts, regimeFacts } from './explain.ts';
import type { HedgeMemory } from './hedgeMemory.ts';
import { isFresh, type MacroReading } from './macro.ts';
import type { PolicyValues } from './policy/policySchema.ts';

export interface StageChange {
  readonly date: IsoDate;
  readonly from: Stage;
  readonly to: Stage;
  /** Row of the transition table, e.g. `stage.first`. */
  readonly rule: string;
  /** One sentence. */
  readonly why: string;
  /** What caused it first, then the rest of the checklist. */
  readonly facts: readonly Fact[];
}

/** What the stages are judged on. */
export interface StageInput {
  /** Of a closed session. */
  readonly signals: DailySignals;
  readonly macro: MacroReading | null;
  /** Since when protection has been held; null while none is. */
  readonly oldestHedge: IsoDate | null;
}

/** What a transition may look at. */
export interface StageView extends StageInput {
  readonly policy: PolicyValues;
  /** Bearish, active, and known after the last press began. */
  readonly divergences: readonly Divergence[];
  readonly rearmAfter: IsoDate | null;
}

/** Why a condition holds: in words, and the facts behind them. */
interface Ground {
  readonly why: string;
  readonly facts: readonly Fact[];
}

type Condition = (view: StageView) => Ground | null;

interface Upward {
  readonly from: Stage | 'any';
  readonly to: Stage;
  readonly rule: string;
  /** The condition in plain words, without the policy's numbers. */
  readonly condition: string;
  readonly holds: Condition;
}

interface Downward {
  readonly from: 'first' | 'confirmed' | 'stress' | 'press';
  readonly to: Stage;
  readonly rule: string;
  readonly condition: string;
  readonly stays: Condition;
  readonly why: (view: StageView) => string;
}

const nameOf = { obv: 'OBV', adLine: 'A/D line' } as const;

const fact = (view: StageView, label: string, text: string): Fact => ({ label, text, asOf: view.signals.date, supports: true });
const listed = (view: StageView, label: string): readonly Fact[] => checklistFacts(view.signals).filter((row) => row.label === label);

function divergenceEntry(view: StageView): Ground | null {
  const names = [...new Set(view.divergences.map((d) => nameOf[d.series]))];
  if (names.length === 0) return null;
  return { why: `Active bearish divergence of ${names.join(' and ')}.`, facts: divergenceFacts(view.signals, view.rearmAfter) };
}

/** D2: a hot RSI of VIX with a fresh MACD cross-up, while VIX is still payable. */
function volatilityEntry(view: StageView): Ground | null {
  const { volTrigger, vixClose, vixCrossUpBarsAgo: bars } = view.signals;
  const { volTriggerMaxVix, volTriggerCrossBars } = view.policy.stages.first;
  if (volTrigger !== true || vixClose === null || bars === null || bars > volTriggerCrossBars || vixClose >= volTriggerMaxVix) return null;
  return {
    why: 'VIX trigger: hot RSI of VIX and a fresh MACD cross-up.',
    facts: [
      ...listed(view, 'VIX trigger'),
      fact(view, 'VIX MACD cross-up', `${bars === 0 ? 'today' : `${plural(bars, 'day')} ago`} (at most ${volTriggerCrossBars})`),
      fact(view, 'VIX', `closed at ${price(vixClose)}, below ${price(volTriggerMaxVix)}`),
    ],
  };
}

const entersFirst: Condition = (view) => divergenceEntry(view) ?? volatilityEntry(view);

function confirmation(view: StageView): Ground | null {
  const { signals } = view;
  const confirmedDown = view.divergences.some((d) => d.state === 'confirmedDown');
  const grounds: readonly (Ground | null)[] = [
    signals.spxMacdBearish === true ? { why: 'SPX MACD is in its bearish state', facts: listed(view, 'SPX MACD') } : null,
    signals.rsiFailure.on ? { why: 'RSI made a failure swing', facts: [fact(view, 'RSI failure', `failure swing since ${dayOf(signals.rsiFailure.since ?? signals.date)}`)] } : null,
    confirmedDown ? { why: 'price closed below the low between the divergence\'s anchors', facts: divergenceFacts(signals, view.rearmAfter) } : null,
  ];
  const held = grounds.filter((ground) => ground !== null);
  return held.length === 0 ? null : { why: `Confirmed: ${held.map(({ why }) => why).join('; ')}.`, facts: held.flatMap(({ facts }) => facts) };
}

/** D0: the broad dollar's rise, where the policy asks for it; a reading too old says nothing. */
function dollarStress(view: StageView): Ground | null {
  const { macro, policy, signals } = view;
  const limit = policy.stages.stress.dollarRise;
  if (limit === null || macro === null || macro.dollarChange63 === null) return null;
  if (macro.dollarChange63 <= limit || !isFresh(macro, signals.date, policy.sizing.tilts.maxAgeDays)) return null;
  return {
    why: `the broad dollar rose ${percent(macro.dollarChange63)} in 63 days`,
    facts: [{ label: 'Broad dollar', text: `up ${percent(macro.dollarChange63)} in 63 days, more than ${percent(limit)}`, asOf: macro.date, supports: true }],
  };
}

function stress(view: StageView): Ground | null {
  const credit: Ground | null = view.signals.creditStress?.on === true ? { why: 'credit stress is on', facts: listed(view, 'Credit stress') } : null;
  const grounds = [credit, dollarStress(view)].filter((ground) => ground !== null);
  return grounds.length === 0 ? null : { why: `Stress: ${grounds.map(({ why }) => why).join('; ')}. The outer layer may grow.`, facts: grounds.flatMap(({ facts }) => facts) };
}

/**
 * A hedge bought only after the press regime had begun is not sold into it: such a hedge was bought on a re-armed
 * divergence, and selling it at once would be churning.
 */
function press(view: StageView): Ground | null {
  const regime = view.signals.vixRegime;
  if (regime === null || !regime.press || view.oldestHedge === null) return null;
  if (regime.pressSince !== null && view.oldestHedge > regime.pressSince) return null;
  return {
    why: 'VIX falls back from its spike while a hedge is held: harvest it (Temporal Theta press).',
    facts: [...regimeFacts(view.signals), fact(view, 'Hedge', `held since ${dayOf(view.oldestHedge)}`)],
  };
}

/** What cannot be read keeps nothing up, but is not called off either. */
const stressOver = ({ signals, macro, policy }: StageView): string => {
  const credit = signals.creditStress === null ? 'Credit stress can no longer be read' : 'Credit stress is off';
  const { dollarRise } = policy.stages.stress;
  if (dollarRise === null) return `${credit}.`;
  const known = macro !== null && macro.dollarChange63 !== null && isFresh(macro, signals.date, policy.sizing.tilts.maxAgeDays);
  return `${credit}, and ${known ? 'the broad dollar no longer rises that much' : 'there is no recent reading of the broad dollar'}.`;
};

/** Upward rows, press before all others. Several may fire in one evaluation, each from the stage the one before reached. */
export const UPWARD: readonly Upward[] = [
  {
    from: 'any', to: 'press', rule: 'stage.press', holds: press,
    condition: 'the VIX regime is in its press, and a hedge is held that was bought before the press began',
  },
  {
    from: 'watch', to: 'first', rule: 'stage.first', holds: entersFirst,
    condition: 'a bearish divergence of OBV or the A/D line is active; or the VIX trigger is on with a fresh MACD cross-up of VIX, and VIX is below its limit',
  },
  {
    from: 'first', to: 'confirmed', rule: 'stage.confirmed', holds: confirmation,
    condition: 'SPX MACD is in its bearish state, or RSI made a failure swing, or price confirmed the divergence',
  },
  {
    from: 'confirmed', to: 'stress', rule: 'stage.stress', holds: stress,
    condition: 'credit stress is on; where the policy asks for it, also a rise of the broad dollar',
  },
];

/** Downward rows: `stays` is what keeps the stage; the row fires once it has been absent for the policy's closes in a row, and the stage has lasted its least days. */
export const DOWNWARD: readonly Downward[] = [
  {
    from: 'press', to: 'watch', rule: 'stage.press.over', why: () => 'The press is over.', condition: 'the press of the VIX regime is over',
    stays: (view) => (view.signals.vixRegime?.press === false ? null : { why: 'press', facts: [] }),
  },
  { from: 'stress', to: 'confirmed', rule: 'stage.stress.over', stays: stress, why: stressOver, condition: 'nothing of the stress is on any more' },
  {
    from: 'confirmed', to: 'first', rule: 'stage.confirmed.over', stays: confirmation, condition: 'no confirmation is left',
    why: () => 'No confirmation is left: SPX MACD, RSI and price have recovered.',
  },
  {
    from: 'first', to: 'watch', rule: 'stage.first.over', stays: entersFirst, condition: 'no bearish divergence is active, and the VIX trigger is off',
    why: () => 'No bearish divergence is active any more.',
  },
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
  if (to === 'press') return { ...common, rearmAfter: view.signals.vixRegime?.pressSince ?? date, add: null, tranches: {} };
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

/** What caused the move, then what else stood on the checklist. */
function factsOf(view: StageView, cause: readonly Fact[], regime: boolean): readonly Fact[] {
  const rest = regime ? regimeFacts(view.signals) : [...divergenceFacts(view.signals, view.rearmAfter), ...checklistFacts(view.signals)];
  const facts = [...cause, ...rest];
  return facts.filter((one, i) => facts.findIndex(({ label, text }) => label === one.label && text === one.text) === i);
}

/**
 * Steps the stage machine on one closed session. The same session changes nothing a second time. Upward moves may be
 * several; a downward move is single and never in the same session as an upward one.
 */
export function advanceStage(
  memory: HedgeMemory, input: StageInput, policy: PolicyValues,
): { readonly memory: HedgeMemory; readonly changes: readonly StageChange[] } {
  const { signals } = input;
  if (memory.evaluatedOn !== null && signals.date <= memory.evaluatedOn) return { memory, changes: [] };
  const { rearmAfter } = memory;
  const view: StageView = { ...input, policy, divergences: countingDivergences(signals, rearmAfter), rearmAfter };
  let state: HedgeMemory = { ...memory, evaluatedOn: signals.date, stageSince: memory.stageSince ?? signals.date };
  const changes: StageChange[] = [];
  for (const row of UPWARD) {
    if (state.stage === 'press' || (row.from !== 'any' && row.from !== state.stage)) continue;
    const ground = row.holds(view);
    const dwell = policy.stages[row.to].dwellUpDays;
    if (ground === null || (dwell > 0 && daysInStage(state, signals.date) < dwell)) continue;
    changes.push({ date: signals.date, from: state.stage, to: row.to, rule: row.rule, why: ground.why, facts: factsOf(view, ground.facts, row.to === 'press') });
    state = enter(state, row.to, view, true);
  }
  state = latchEvidence(state, view);
  const stepped = changes.length > 0 ? { memory: state, changes } : stepDown(state, view);
  const entryStrength = atClose(memory.entryStrength, { date: signals.date, latest: strongestOf(view.divergences), inWatch: stepped.memory.stage === 'watch' });
  return { ...stepped, memory: { ...stepped.memory, entryStrength } };
}

function stepDown(memory: HedgeMemory, view: StageView): { memory: HedgeMemory; changes: readonly StageChange[] } {
  const row = DOWNWARD.find((candidate) => candidate.from === memory.stage);
  if (row === undefined) return { memory, changes: [] };
  const leaveDays = row.stays(view) === null ? memory.leaveDays + 1 : 0;
  const rules = view.policy.stages[row.from];
  const lasted = daysInStage(memory, view.signals.date);
  if (leaveDays < rules.leaveAfterDays || lasted < rules.dwellDownDays) return { memory: { ...memory, leaveDays }, changes: [] };
  const cause = [
    fact(view, 'What held the stage', `absent for ${plural(leaveDays, 'close')} in a row (at least ${rules.leaveAfterDays})`),
    fact(view, 'Stage', `${row.from} lasted ${plural(lasted, 'day')} (at least ${rules.dwellDownDays})`),
  ];
  const change: StageChange = { date: view.signals.date, from: row.from, to: row.to, rule: row.rule, why: row.why(view), facts: factsOf(view, cause, row.from === 'press') };
  return { memory: enter(memory, row.to, view, false), changes: [change] };
}
