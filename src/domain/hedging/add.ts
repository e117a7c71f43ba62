import type { LayerName } from '../book/book.ts';
import { addTradingDays, tradingDaysBetween } from '../calendar.ts';
import { growthAlternatives } from './alternatives.ts';
import type { Fact } from './decision.ts';
import { coverageView, holdDraft, RANK, silent, type Draft, type Verdict } from './draft.ts';
import { dayOf, dollars, limit, percent, plural } from '../figureText.ts';
import { checklistFacts, divergenceFacts } from './explain.ts';
import { growthCandidates, planGrowth, strikeKey, type GrowthPlan, type GrowthRequest } from './growth.ts';
import { growthArithmetic } from './growthArithmetic.ts';
import type { AddProgress } from './hedgeMemory.ts';
import { oneMoreArithmetic } from './oneMore.ts';
import { nextEvent } from './macro.ts';
import { isFuture } from './instruments/unit.ts';
import { onceRolled, type Situation, type TargetBand } from './situation.ts';
import { afterRolls } from './afterRolls.ts';
import { standingFloor } from './standingFloor.ts';
import { macroFacts } from './tilts.ts';
import { boughtText } from './ticket.ts';

const CANCELS = 'the stage falling back, a VIX spike that opens the press, or coverage reaching the target by other trades';

/** Timing: the VIX MACD state of the moment, an event close ahead, or the end of patience. Once gone, gone. */
function fire(s: Situation, progress: AddProgress): AddProgress {
  if (progress.firedOn !== null) return progress;
  const { timingWaitDays, eventWaiveDays } = s.policy.add;
  if (s.signals.vixTiming === true) return { ...progress, firedOn: s.date, firedBy: 'timing' };
  const event = nextEvent(s.events, s.context.market.nowUs, addTradingDays(s.date, eventWaiveDays));
  if (event !== undefined) return { ...progress, firedOn: s.date, firedBy: 'event', firedFor: { label: event.label, date: event.date } };
  const waited = tradingDaysBetween(progress.since, s.date);
  return s.signals.vixTiming === null || waited >= timingWaitDays ? { ...progress, firedOn: s.date, firedBy: 'untimed' } : progress;
}

function timingFact(s: Situation, progress: AddProgress): Fact {
  const firedOn = progress.firedOn ?? s.date;
  const event = progress.firedFor;
  const text = {
    timing: `VIX MACD timing was on when the ticket went out on ${dayOf(firedOn)}`,
    event: event === undefined ? 'a macro event close ahead waived the wait' : `${event.label} on ${dayOf(event.date)} waived the wait`,
    untimed: s.signals.vixTiming === null ? 'untimed: no VIX MACD to wait for' : `untimed: waited ${plural(s.policy.add.timingWaitDays, 'day')} for the VIX MACD`,
  }[progress.firedBy ?? 'untimed'];
  return { label: 'Timing', text, asOf: firedOn, supports: progress.firedBy !== 'untimed' };
}

export const evidenceFacts = (s: Situation): readonly Fact[] => [
  ...divergenceFacts(s.signals, s.memory.rearmAfter), ...checklistFacts(s.signals), ...macroFacts(s.macro, s.date, s.policy),
];

/** A stage whose own condition no longer holds is on its way down: it finishes no purchase it has not begun. */
function fadingDraft(s: Situation, band: TargetBand): Draft {
  return holdDraft(coverageView(s, band, null), {
    rule: 'hold.add-evidence-gone', rulePath: [`stages.${s.stage}`], facts: evidenceFacts(s),
    headline: `Hold: what opened stage ${s.stage} is gone, nothing is bought`,
    why: `The condition of the stage has been absent for ${plural(s.memory.leaveDays, 'close')}; unless it returns, the stage falls back.`,
    cancelledBy: 'the evidence returning',
  });
}

function waitingDraft(s: Situation, band: TargetBand, progress: AddProgress): Draft {
  const day = tradingDaysBetween(progress.since, s.date);
  return holdDraft(coverageView(s, band, null), {
    rule: 'hold.add-waits-timing', rank: RANK.hold, rulePath: ['add.timingWaitDays'], facts: evidenceFacts(s),
    headline: `Wait with the hedge of stage ${s.stage}: VIX MACD is not rising (day ${day} of ${s.policy.add.timingWaitDays})`,
    why: `The stage wants ${percent(band.target)} coverage; buying waits for the VIX MACD to turn up, at most ${plural(s.policy.add.timingWaitDays, 'day')}.`,
    cancelledBy: 'VIX MACD turning up, an FOMC, CPI or PPI date close ahead, or the end of the wait',
  });
}

/** Nothing can be bought though the target is not met: the reason, and for drag the equity that would carry it. */
export function cannotDraft(s: Situation, band: TargetBand, plan: GrowthPlan): Draft {
  const view = coverageView(s, band, null);
  const common = { facts: evidenceFacts(s), cancelledBy: CANCELS, arithmetic: oneMoreArithmetic(s, band, plan) };
  if (plan.layers.length === 0) {
    const why = plan.unavailable.map((row) => `${row.layer}: ${row.why}`).join('; ');
    return holdDraft(view, { ...common, rule: 'hold.not-available', severity: 'blocked', rank: RANK.add, rulePath: [strikeKey(s, 'first'), strikeKey(s, 'second'), 'candidates'], headline: 'Hedge not available: nothing in the chain passes', why: `Contracts were passed over: ${why}.` });
  }
  const { boundBy, costWanted } = plan.outcome;
  if (boundBy.includes('drag')) {
    const equity = costWanted === null ? null : costWanted / s.policy.guards.drag;
    return holdDraft(view, {
      ...common, rule: 'hold.drag', rulePath: ['guards.drag'], boundBy,
      headline: `Hold: one more contract would cost more than ${percent(s.policy.guards.drag, 2)} of equity in ${s.policy.guards.dragDays} days`,
      why: equity === null ? 'The drag limit leaves no room.' : `The band would need an equity of ${dollars(equity)}; the account has ${dollars(s.book.netLiquidation)}.`,
    });
  }
  if (boundBy.includes('ceiling')) {
    return holdDraft(view, {
      ...common, rule: 'hold.ceiling', rulePath: [`stages.${s.stage}.notionalCeiling`], boundBy,
      headline: `Hold: the notional ceiling of ${percent(s.policy.stages[s.stage].notionalCeiling, 2)} leaves no room`, why: 'One more contract would pass the notional ceiling of this stage.',
    });
  }
  const futures = plan.layers.every(({ choice }) => isFuture(choice.unit));
  return holdDraft(view, {
    ...common, rule: 'hold.whole-contracts', boundBy, headline: 'Hold: whole contracts cannot fit',
    rulePath: [`stages.${s.stage}.band`, ...(futures ? plan.layers.map(({ layer }) => `layers.${layer}.instrument`) : [strikeKey(s, 'first'), strikeKey(s, 'second')])],
    why: `One contract would lift coverage past the top of the band (${limit(band.high)})${futures ? '' : ' at either strike rule'}.`,
  });
}

function whyAdd(s: Situation, band: TargetBand, plan: GrowthPlan): string {
  const bound = plan.outcome.boundBy.length > 0 ? `, bound by ${plan.outcome.boundBy.join(' and ')}` : '';
  return `Stage ${s.stage} wants ${percent(band.target)} of short vega covered; coverage is ${percent(s.coverage ?? 0)}${onceRolled(s)} and would be ${percent(plan.outcome.coverage)}${bound}.`;
}

function addDraft(s: Situation, band: TargetBand, plan: GrowthPlan, row: GrowthPlan['layers'][number], progress: AddProgress): Draft {
  const { choice, layer, added } = row;
  const marks = choice.marks.length > 0 ? `, ${choice.marks.join(', ')}` : '';
  const rule = `add.${s.stage}`;
  return {
    action: 'add', layer, contracts: added, severity: 'act', rule, subject: layer, rank: RANK.add,
    headline: `Buy ${boughtText(row.parts)} (${layer} layer${marks})`,
    why: whyAdd(s, band, plan),
    rulePath: [`stages.${s.stage}.band`, `layers.${layer}`, strikeKey(s, plan.strike), `add.${progress.firedBy ?? 'untimed'}`, rule],
    facts: [timingFact(s, progress), ...evidenceFacts(s)],
    arithmetic: growthArithmetic(s, plan, band), candidates: growthCandidates(s, row), rejected: growthAlternatives(s, plan, row, { band, action: 'add' }),
    coverage: coverageView(s, band, plan.outcome.coverage),
    boundBy: [...plan.outcome.boundBy, ...(band.clipped ? ['band'] : [])], cancelledBy: CANCELS,
  };
}

/** A standing floor is a target that no rise of the stage brings: its filling begins on the first day of watch that has something to cover. */
const floorProgress = (s: Situation): AddProgress | null =>
  s.stage === 'watch' && standingFloor(s.policy) > 0 ? { stage: 'watch', since: s.date, firedOn: null, firedBy: null, filledLayers: [], done: false } : null;

/** Layers on which a sale comes first: what is bought beside it may not count on them. */
const layersBeingSold = (earlier: readonly Draft[]): readonly LayerName[] =>
  earlier.flatMap(({ action, severity, layer }) => (action === 'delayer' && severity === 'act' && layer !== null ? [layer] : []));

/** What would be bought of a layer that is being sold: shown under the sale's alternatives. */
function pushedAside(s: Situation, band: TargetBand, { request, sold, fired }: { readonly request: GrowthRequest; readonly sold: readonly LayerName[]; readonly fired: AddProgress }): readonly Draft[] {
  const plan = sold.some((layer) => request.layers.includes(layer)) ? planGrowth(s, request) : null;
  return plan === null ? [] : plan.layers.filter(({ layer, added }) => added > 0 && sold.includes(layer)).map((row) => addDraft(s, band, plan, row, fired));
}

/** `add`: a stage rose and its target is not filled yet. One ticket per layer; held contracts count, nothing is sold. */
export function judgeAdd(desk: Situation, band: TargetBand, earlier: readonly Draft[] = []): Verdict {
  const s = afterRolls(desk, earlier);
  const { memory } = s;
  const progress = memory.add ?? floorProgress(s);
  if (progress === null || progress.done || progress.stage !== s.stage) return silent(memory);
  if (s.shortVega === null || s.guard.vegaCollapsed) return silent(memory);
  const fired = fire(s, progress);
  const request = { band, layers: s.policy.stages[s.stage].layers, frozen: fired.filledLayers, rule: `add.${s.stage}` };
  const sold = layersBeingSold(earlier);
  const plan = planGrowth(s, { ...request, frozen: [...request.frozen, ...sold] });
  if (plan === null) return silent(memory);
  const wanted = plan.layers.filter((row) => row.added > 0);
  const found = plan.layers.length > 0 && (plan.outcome.fit === 'inBand' || fired.filledLayers.length > 0);
  if (wanted.length === 0 && sold.length > 0) return { drafts: fired.firedOn === null ? [] : pushedAside(s, band, { request, sold, fired }), memory };
  if (wanted.length === 0 && (found || (s.coverage ?? 0) >= band.low)) {
    return silent({ ...memory, add: { ...progress, done: true } });
  }
  if (progress.firedOn === null && memory.leaveDays > 0) return { drafts: [fadingDraft(s, band)], memory };
  if (fired.firedOn === null) return { drafts: [waitingDraft(s, band, progress)], memory: { ...memory, add: progress } };
  const kept = { ...memory, add: fired };
  if (wanted.length === 0) return { drafts: [cannotDraft(s, band, plan)], memory: kept };
  return { drafts: [...wanted.map((row) => addDraft(s, band, plan, row, fired)), ...pushedAside(s, band, { request, sold, fired })], memory: kept };
}
