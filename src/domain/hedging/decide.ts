import type { Book, LayerName } from '../book/book.ts';
import type { BookValuation } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import type { DailySignals } from '../signals/dailySignals.ts';
import { judgeAdd } from './add.ts';
import { findChoices, type LayerChoices } from './candidates.ts';
import type { Decision } from './decision.ts';
import { judgeDecayPress, judgeTranches } from './delayer.ts';
import { expiryOf, holdDraft, idOf, lensOf, RANK, type Draft, type Verdict } from './draft.ts';
import { bandGuard, oldestHedge, qualityHold, type QualityHold } from './guards.ts';
import type { HedgeMemory } from './hedgeMemory.ts';
import { heldUnits } from './instruments/heldUnits.ts';
import type { StrikeChoice } from './instruments/unitSearch.ts';
import { describeHold } from './hold.ts';
import type { Policy, PolicyValues } from './policy/policySchema.ts';
import { settlePrecedence } from './precedence.ts';
import { judgeQuickRatio } from './quickRatio.ts';
import { judgeOverHedge, judgeRebalance, readClosing } from './rebalance.ts';
import { judgeRolls, netRollWithGrowth } from './rolls.ts';
import type { MacroEvent, MacroReading } from './macro.ts';
import { levelOf, type Situation, type TargetBand } from './situation.ts';
import { advanceStage, type StageChange } from './stages.ts';
import { targetBand } from './target.ts';
import { judgeOthers } from './others.ts';
import { judgeWiden } from './widen.ts';
import { bandOfStage, NO_BAND } from './programs/exempt.ts';
import { describeFixedLadder, judgeFixedLadder } from './programs/fixedLadder.ts';
import { describeTailHedge, judgeTailHedge } from './programs/tailHedge.ts';

export type { MacroEvent, MacroReading } from './macro.ts';
export type { StageChange } from './stages.ts';

export interface DecideInput {
  readonly context: ValuationContext;
  readonly book: Book;
  readonly valuation: BookValuation;
  /** Signals of the last closed session; null while warming up. */
  readonly signals: DailySignals | null;
  readonly policy: Policy;
  readonly memory: HedgeMemory;
  /** Scheduled macro events; empty where no calendar is known. */
  readonly events: readonly MacroEvent[];
  /** The newest reading of the trader's own macro files; null where there is none. */
  readonly macro: MacroReading | null;
}

export interface Judgement {
  /** In precedence order, the primary one first; never empty. */
  readonly decisions: readonly Decision[];
  readonly memory: HedgeMemory;
  readonly stageChanges: readonly StageChange[];
}

/** False when data quality or the closed market kept the rules from judging: then nothing may be concluded from what is absent. */
export const wasJudged = (decisions: readonly Decision[]): boolean => !decisions.some((decision) => decision.rule.startsWith('hold.quality.'));

type Rule = (s: Situation, band: TargetBand, earlier: readonly Draft[]) => Verdict;

interface ProgramRules {
  /** In order: what a rule remembers is seen by those after it. */
  readonly rules: readonly Rule[];
  readonly band: (s: Situation) => TargetBand;
  /** What stands when no rule fired: never silence. */
  readonly hold: (s: Situation, band: TargetBand) => Draft;
}

/** What each program of the policy judges by. The stage machine runs for all of them; only `bands` acts on it. */
const PROGRAMS: Readonly<Record<PolicyValues['program']['kind'], ProgramRules>> = {
  bands: {
    rules: [judgeTranches, judgeQuickRatio, judgeOverHedge, judgeRolls, judgeAdd, judgeRebalance, judgeDecayPress, judgeWiden, judgeOthers],
    band: targetBand, hold: describeHold,
  },
  fixedLadder: { rules: [judgeFixedLadder, judgeRolls, judgeWiden, judgeOthers], band: () => NO_BAND, hold: describeFixedLadder },
  tailHedge: { rules: [judgeTailHedge, judgeWiden, judgeOthers], band: () => NO_BAND, hold: describeTailHedge },
};

const QUALITY_CURED_BY: Readonly<Record<QualityHold['cause'], string>> = {
  closed: 'the next session', 'warming-up': 'the close of a session', missing: 'the level arriving', stale: 'a fresh level', delayed: 'quotes in real time',
  incomplete: 'live quotes of the legs named', 'model-marks': 'live quotes of the legs named',
  'old-signals': 'the close of a session, or its row from the feed’s history',
};

function qualityDraft(hold: QualityHold, input: DecideInput, memory: HedgeMemory): Draft {
  const [bandLow, bandHigh] = bandOfStage(input.policy.values, memory.stage);
  const headline = hold.cause === 'closed' ? 'Hold: the market is closed' : hold.cause === 'warming-up' ? 'Hold: signals are warming up' : 'Hold: data are not good enough to judge';
  return holdDraft({ now: null, after: null, bandLow, bandHigh, target: null }, {
    rule: `hold.quality.${hold.cause}`, rulePath: ['quality'], headline, why: hold.text, severity: hold.severity, rank: RANK.quality,
    cancelledBy: QUALITY_CURED_BY[hold.cause],
  });
}

function situationOf(input: DecideInput, signals: DailySignals, memory: HedgeMemory): Situation {
  const { context, book, valuation, events, macro } = input;
  const policy: PolicyValues = input.policy.values;
  const date = context.market.date;
  const short = valuation.shortVega;
  const shortVega = short !== null && short < 0 ? -short : null;
  const hedgeVega = valuation.hedgeVega ?? 0;
  const units = heldUnits(book, valuation, { date, policy, vix: levelOf(context, 'VIX') });
  const searched = new Map<string, LayerChoices>();
  return {
    context, book, valuation, signals, policy, memory, events, macro, date, stage: memory.stage, held: units.filter(({ unit }) => unit.kind !== 'other'), others: units.filter(({ unit }) => unit.kind === 'other'),
    shortVega, hedgeVega, coverage: shortVega === null ? null : hedgeVega / shortVega,
    spx: levelOf(context, 'SPX'), vix: levelOf(context, 'VIX'), guard: bandGuard({ valuation, signals, memory, policy, vix: levelOf(context, 'VIX') }),
    choices: (layer: LayerName, strike: StrikeChoice) => {
      const key = `${layer}/${strike}`;
      const known = searched.get(key);
      if (known !== undefined) return known;
      const found = findChoices(context, policy, layer, strike);
      searched.set(key, found);
      return found;
    },
  };
}

/** Where no advice has been taken since the hedge is held or what is protected changed, short vega as first seen is what a collapse is measured by. */
function rememberGuards(s: Situation): Situation {
  const lastAccepted = s.memory.lastAccepted ?? (s.held.length > 0 && s.shortVega !== null ? { date: s.date, shortVega: -s.shortVega } : null);
  return { ...s, memory: { ...s.memory, lastAccepted, guarded: { spike: s.guard.spikeToday, collapsed: s.guard.vegaCollapsed } } };
}

/** Last advised size and contract of every live ticket; what is no longer advised is forgotten. */
function rememberAdvice(memory: HedgeMemory, decisions: readonly Decision[]): HedgeMemory {
  const advised = Object.fromEntries(decisions.filter((d) => d.severity === 'act')
    .map((d) => [d.id, { contracts: d.contracts, symbol: d.candidates[0]?.symbol ?? null }]));
  return { ...memory, advised };
}

function finish(drafts: readonly Draft[], input: DecideInput, memory: HedgeMemory): readonly Decision[] {
  const expiresUs = expiryOf({ date: input.context.market.date, policy: input.policy.values });
  const aimless = input.policy.values.program.kind !== 'bands';
  return settlePrecedence(drafts).map(({ draft: { rank: _rank, subject, rejected, ...rest }, alternatives }) => ({
    ...rest, id: idOf({ rule: rest.rule, subject }, memory.episode), lens: lensOf(rest), stage: memory.stage, alternatives: [...alternatives, ...(rejected ?? [])],
    coverage: aimless ? { ...rest.coverage, target: null } : rest.coverage, asOfUs: input.context.market.nowUs, expiresUs: rest.severity === 'act' ? expiresUs : null, modelled: input.context.market.modelled,
  }));
}

function judge(input: DecideInput, signals: DailySignals, memory: HedgeMemory): { drafts: readonly Draft[]; memory: HedgeMemory } {
  let situation = readClosing(rememberGuards(situationOf(input, signals, memory)));
  const { rules, band: bandOf, hold } = PROGRAMS[input.policy.values.program.kind];
  const band = bandOf(situation);
  const drafts: Draft[] = [];
  for (const rule of rules) {
    const verdict = rule(situation, band, drafts);
    drafts.push(...verdict.drafts);
    situation = { ...situation, memory: verdict.memory };
  }
  const netted = netTickets(situation, drafts);
  const settled = netted.some((draft) => draft.rank < RANK.widen && (draft.severity !== 'informational' || draft.action === 'hold'));
  return { drafts: settled ? netted : [...netted, hold(situation, band)], memory: situation.memory };
}

/** Buys for a layer as it is held: for its stage, or to put coverage back. */
const isGrowth = ({ action, rule }: Draft): boolean => action === 'add' || rule === 'rebalance.up';

/** A roll and a purchase for the same layer, with no sale above them, become one ticket. */
function netTickets(s: Situation, drafts: readonly Draft[]): readonly Draft[] {
  const netted = new Set<Draft>();
  const merged = drafts.map((roll) => {
    if (roll.action !== 'roll' || drafts.some((d) => d.action === 'delayer' && d.severity === 'act' && d.layer === roll.layer)) return roll;
    const growth = drafts.find((d) => isGrowth(d) && d.layer === roll.layer);
    if (growth === undefined) return roll;
    netted.add(growth);
    return netRollWithGrowth(s, roll, growth);
  });
  return merged.filter((draft) => !netted.has(draft));
}

/**
 * The judgement: pure, the same input gives the same decisions, ids included. To be called at every daily close and
 * as often as wished within the session; stages move on closed sessions only, tickets on today's quotes.
 */
export function decide(input: DecideInput): Judgement {
  const { signals, policy } = input;
  const stepped = signals === null
    ? { memory: input.memory, changes: [] }
    : advanceStage(input.memory, { signals, macro: input.macro, oldestHedge: oldestHedge(input.book) }, policy.values);
  const quality = qualityHold(input.context, input.valuation, signals, policy.values.quality);
  if (quality !== null || signals === null) {
    const drafts = quality === null ? [] : [qualityDraft(quality, input, stepped.memory)];
    return { decisions: finish(drafts, input, stepped.memory), memory: stepped.memory, stageChanges: stepped.changes };
  }
  const judged = judge(input, signals, stepped.memory);
  const decisions = finish(judged.drafts, input, judged.memory);
  return { decisions, memory: rememberAdvice(judged.memory, decisions), stageChanges: stepped.changes };
}
