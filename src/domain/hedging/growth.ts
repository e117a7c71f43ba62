import type { LayerName } from '../book/book.ts';
import { rejectionText, type ContractChoice, type LayerChoices } from './candidates.ts';
import type { Candidate } from './decision.ts';
import { idOf } from './draft.ts';
import { heldCost } from './drag.ts';
import { dollars, formatNumber, percent, plural } from '../figureText.ts';
import { contractsIn, type Situation, type TargetBand } from './situation.ts';
import { contractsToTop, sizeHedge, type SizingOutcome, type SizingProblem } from './sizing.ts';
import { buyCandidate } from './ticket.ts';

/** How many contracts of what each layer that may grow would get. */
export interface GrowthPlan {
  readonly layers: readonly { readonly layer: LayerName; readonly choice: ContractChoice; readonly choices: LayerChoices; readonly added: number }[];
  readonly outcome: SizingOutcome;
  readonly problem: SizingProblem;
  readonly delta: number;
  /** Layers that could not be searched, with the reason in words. */
  readonly unavailable: readonly { readonly layer: LayerName; readonly why: string }[];
}

export interface GrowthRequest {
  readonly band: TargetBand;
  readonly layers: readonly LayerName[];
  /** Layers whose ticket has been filled: they keep what they hold. */
  readonly frozen: readonly LayerName[];
  /** Rule the advice will carry: last advised sizes are found by its id. */
  readonly rule: string;
}

/** The last advised contract while it is nearly as good as the best: prices flicker, advice should not. */
export function steadyChoice(s: Situation, choices: LayerChoices, id: string): ContractChoice | null {
  const [best] = choices.ranked;
  if (best === undefined) return null;
  const advised = s.memory.advised[id]?.symbol;
  const kept = choices.ranked.find((choice) => choice.symbol === advised);
  return kept !== undefined && kept.score >= best.score - Math.abs(best.score) * s.policy.candidates.keepShare ? kept : best;
}

const notionalOf = (contracts: number, multiplier: number, forward: number): number => contracts * multiplier * forward;

/** Notional limits compare with the condors' own; a book without condors has no such ceiling. */
function notionalLimits(s: Situation): SizingProblem['notional'] {
  const now = s.held.reduce((sum, h) => sum + notionalOf(h.leg.quantity, h.figures.multiplier, h.figures.forward.value), 0);
  const condors = s.valuation.condorContracts;
  return { now, limit: condors > 0 ? s.policy.stages[s.stage].notionalCeiling * condors * 100 * s.spx : null };
}

function problemFor(s: Situation, request: GrowthRequest, choices: readonly ContractChoice[], known: { readonly shortVega: number; readonly heldCost: number }): SizingProblem {
  const { shortVega } = known;
  const shares = choices.map((choice) => s.policy.layers[choice.layer].share);
  const total = shares.reduce((sum, share) => sum + share, 0) || 1;
  const preferred = choices.map((choice) => {
    const advised = s.memory.advised[idOf({ rule: request.rule, subject: choice.layer }, s.memory.episode)];
    return advised === undefined ? null : contractsIn(s, choice.layer) + advised.contracts;
  });
  return {
    layers: choices.map((choice, i) => {
      const held = contractsIn(s, choice.layer);
      const vegaEach = choice.figures.vegaPerVixPoint;
      const room = request.frozen.includes(choice.layer) ? 0 : contractsToTop(shortVega, request.band.high, s.hedgeVega, vegaEach);
      return {
        held, min: held, max: held + room, vegaEach, notionalEach: notionalOf(1, choice.figures.multiplier, choice.figures.forward.value),
        costEach: choice.expectedCost + choice.halfSpread, share: (shares[i] ?? 0) / total,
      };
    }),
    shortVega, hedgeVega: s.hedgeVega, band: request.band, notional: notionalLimits(s),
    cost: { now: known.heldCost, limit: s.policy.guards.drag * Math.max(s.book.netLiquidation, 0) },
    coverageScale: s.policy.sizing.coverageScale, shareScale: s.policy.sizing.shareScale, keepScore: s.policy.sizing.keepScore, withoutFit: 'belowTop',
    preferred: preferred.some((n) => n !== null) ? preferred.map((n, i) => n ?? contractsIn(s, (choices[i] as ContractChoice).layer)) : null,
  };
}

/** What the hedge in hand costs counts against the drag limit: while that is unknown, nothing may be added to it. */
const COST_UNKNOWN = 'what the hedge held will cost is unknown without a smile of its expiry';

function planAt(s: Situation, request: GrowthRequest, delta: number, shortVega: number): GrowthPlan | null {
  const cost = heldCost(s);
  if (cost === null) {
    const unavailable = request.layers.map((layer) => ({ layer, why: COST_UNKNOWN }));
    return { layers: [], outcome: emptyOutcome(s), problem: problemFor(s, request, [], { shortVega, heldCost: 0 }), delta, unavailable };
  }
  const known = { shortVega, heldCost: cost };
  const searched = request.layers.map((layer) => {
    const choices = s.choices(layer, delta);
    return { layer, choices, choice: steadyChoice(s, choices, idOf({ rule: request.rule, subject: layer }, s.memory.episode)) };
  });
  const usable = searched.flatMap((row) => (row.choice === null ? [] : [{ ...row, choice: row.choice }]));
  const unavailable = searched.filter((row) => row.choice === null).map((row) => ({ layer: row.layer, why: rejectionText(row.choices) }));
  if (usable.length === 0) return { layers: [], outcome: emptyOutcome(s), problem: problemFor(s, request, [], known), delta, unavailable };
  const problem = problemFor(s, request, usable.map((row) => row.choice), known);
  const outcome = sizeHedge(problem);
  return { layers: usable.map((row, i) => ({ ...row, added: outcome.change[i] ?? 0 })), outcome, problem, delta, unavailable };
}

const emptyOutcome = (s: Situation): SizingOutcome => ({ change: [], coverage: s.coverage ?? 0, fit: 'whole', boundBy: [], costWanted: null });

/** 0.50 delta first; where no whole number of contracts fits the band, the second delta; else nearest below the top. */
export function planGrowth(s: Situation, request: GrowthRequest): GrowthPlan | null {
  if (s.shortVega === null) return null;
  const first = planAt(s, request, s.policy.strike.delta, s.shortVega);
  if (first === null || (first.layers.length > 0 && first.outcome.fit === 'inBand')) return first;
  const second = planAt(s, request, s.policy.strike.secondDelta, s.shortVega);
  if (second === null || second.layers.length === 0) return first;
  return first.layers.length === 0 || second.outcome.fit === 'inBand' || second.outcome.coverage > first.outcome.coverage ? second : first;
}

/** First the advised contract, then others of the same rule as information. */
export function growthCandidates(s: Situation, choices: LayerChoices, first: ContractChoice, contracts: number): readonly Candidate[] {
  const others = choices.ranked.filter((choice) => choice.symbol !== first.symbol).slice(0, s.policy.candidates.shown - 1);
  return [first, ...others].map((choice) => buyCandidate(s, choice, contracts));
}

/** current → target → contracts, checkable with a pocket calculator. */
export function growthArithmetic(s: Situation, plan: GrowthPlan, band: TargetBand): readonly string[] {
  const short = s.shortVega ?? 0;
  const { problem, outcome } = plan;
  const added = plan.layers.filter((row) => row.added > 0);
  const gain = added.map((row) => `${row.added} × ${dollars(row.choice.figures.vegaPerVixPoint)} (${row.layer})`).join(' + ');
  const cost = added.reduce((sum, row) => sum + row.added * row.choice.figures.ask * row.choice.figures.multiplier, 0);
  const drag = problem.cost.now + added.reduce((sum, row) => sum + row.added * (row.choice.expectedCost + row.choice.halfSpread), 0);
  const notional = problem.notional.now + added.reduce((sum, row) => sum + row.added * row.choice.figures.multiplier * row.choice.figures.forward.value, 0);
  const condors = s.valuation.condorContracts;
  return [
    `Short vega ${dollars(-short)} per VIX point (${s.valuation.convention} weights); hedge ${dollars(s.hedgeVega)}; coverage ${percent(s.coverage ?? 0)}`,
    ...band.lines,
    `${percent(band.target)} of ${dollars(short)} = ${dollars(band.target * short)} per VIX point; band ${dollars(band.low * short)} to ${dollars(band.high * short)}`,
    `Add ${gain}: coverage ${percent(outcome.coverage)}`,
    `Premium at the ask ${dollars(cost)}; expected ${s.policy.guards.dragDays}-day cost of the whole hedge ${dollars(drag)} = ${percent(drag / s.book.netLiquidation, 3)} of ${dollars(s.book.netLiquidation)} (limit ${percent(s.policy.guards.drag, 3)}; ${percent((drag / s.book.netLiquidation) * (365 / s.policy.guards.dragDays), 2)} a year)`,
    ...(outcome.boundBy.includes('drag') && outcome.costWanted !== null ? [`The best size in the band would need an equity of ${dollars(outcome.costWanted / s.policy.guards.drag)}`] : []),
    ...(condors > 0 ? [`Notional ${dollars(notional)} ÷ (${plural(condors, 'condor')} × 100 × SPX ${formatNumber(s.spx, 0)}) = ${percent(notional / (condors * 100 * s.spx), 2)} (ceiling ${percent(s.policy.stages[s.stage].notionalCeiling, 0)})`] : []),
  ];
}
