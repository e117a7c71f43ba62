import type { LayerName } from '../book/book.ts';
import { coverageAhead } from './ahead.ts';
import { rejectionText, type LayerChoices, type UnitChoice } from './candidates.ts';
import type { Candidate } from './decision.ts';
import { idOf } from './draft.ts';
import { heldCost } from './drag.ts';
import { percent } from '../figureText.ts';
import type { StrikeChoice } from './instruments/unitSearch.ts';
import type { IsoDate } from '../units.ts';
import { contractsIn, coverageWith, type Situation, type TargetBand } from './situation.ts';
import { contractsToTop, sizeHedge, type SizingOutcome, type SizingProblem } from './sizing.ts';
import { partsOf, squareOf } from './staggered.ts';
import { AHEAD, buyCandidate, positionsOf, type BoughtPart } from './ticket.ts';

export interface LayerGrowth {
  readonly layer: LayerName;
  readonly choice: UnitChoice;
  readonly choices: LayerChoices;
  readonly added: number;
  /** What is bought, `added` in all: the choice alone, or the squares of a staggered layer. */
  readonly parts: readonly BoughtPart[];
}

/** How many contracts of what each layer that may grow would get. */
export interface GrowthPlan {
  readonly layers: readonly LayerGrowth[];
  readonly outcome: SizingOutcome;
  readonly problem: SizingProblem;
  readonly strike: StrikeChoice;
  /** Why the first strike rule was passed over; absent where it was not. */
  readonly firstFailed?: string;
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

/** Policy key of a strike rule. */
export function strikeKey(s: Pick<Situation, 'policy'>, strike: StrikeChoice): string {
  const { rule } = s.policy.strike;
  if (rule === 'delta') return strike === 'first' ? 'strike.delta' : 'strike.secondDelta';
  const name = rule === 'pointsOtm' ? 'PointsOtm' : 'PercentOtm';
  return strike === 'first' ? `strike.${rule}` : `strike.second${name}`;
}

/** The last advised contract while it is nearly as good as the best: prices flicker, advice should not. */
export function steadyChoice(s: Situation, choices: LayerChoices, id: string): UnitChoice | null {
  const [best] = choices.ranked;
  if (best === undefined) return null;
  const advised = s.memory.advised[id]?.symbol;
  const kept = choices.ranked.find((choice) => choice.symbol === advised);
  return kept !== undefined && kept.score >= best.score - Math.abs(best.score) * s.policy.candidates.keepShare ? kept : best;
}

/** Notional limits compare with the condors' own; a book without condors has no such ceiling. */
function notionalLimits(s: Situation): SizingProblem['notional'] {
  const now = s.held.reduce((sum, h) => sum + h.quantity * h.unit.notional, 0);
  const condors = s.valuation.condorContracts;
  return { now, limit: condors > 0 ? s.policy.stages[s.stage].notionalCeiling * condors * 100 * s.spx : null };
}

function problemFor(s: Situation, request: GrowthRequest, choices: readonly UnitChoice[], known: { readonly shortVega: number; readonly heldCost: number }): SizingProblem {
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
      const vegaEach = choice.unit.vegaPerVixPoint;
      const room = request.frozen.includes(choice.layer) ? 0 : contractsToTop(shortVega, request.band.high, s.hedgeVega, vegaEach);
      return {
        held, min: held, max: held + room, vegaEach, notionalEach: choice.unit.notional,
        costEach: choice.expectedCost + choice.halfSpread, share: (shares[i] ?? 0) / total,
      };
    }),
    shortVega, hedgeVega: s.hedgeVega, band: request.band, notional: notionalLimits(s),
    cost: { now: known.heldCost, limit: s.policy.guards.drag * Math.max(s.book.netLiquidation, 0) },
    coverageScale: s.policy.sizing.coverageScale, shareScale: s.policy.sizing.shareScale, keepScore: s.policy.sizing.keepScore, standing: s.policy.guards.standing, withoutFit: 'belowTop',
    preferred: preferred.some((n) => n !== null) ? preferred.map((n, i) => n ?? contractsIn(s, (choices[i] as UnitChoice).layer)) : null,
  };
}

/** What the hedge in hand costs counts against the drag limit: while that is unknown, nothing may be added to it. */
const COST_UNKNOWN = 'what the hedge held will cost is unknown without a smile of its expiry';

/** Nearer expiries of a layer that are passed over, because coverage would not last the week. */
type NotBefore = ReadonlyMap<LayerName, IsoDate>;
const NOTHING_PASSED_OVER: NotBefore = new Map();

function laterThan(choices: LayerChoices, after: IsoDate | undefined): LayerChoices {
  return after === undefined ? choices : { ...choices, ranked: choices.ranked.filter(({ expiration }) => expiration > after) };
}

function planAt(s: Situation, request: GrowthRequest, strike: StrikeChoice, notBefore: NotBefore = NOTHING_PASSED_OVER): GrowthPlan | null {
  const { shortVega } = s;
  if (shortVega === null) return null;
  const cost = heldCost(s);
  if (cost === null) {
    const unavailable = request.layers.map((layer) => ({ layer, why: COST_UNKNOWN }));
    return { layers: [], outcome: emptyOutcome(s), problem: problemFor(s, request, [], { shortVega, heldCost: 0 }), strike, unavailable };
  }
  const known = { shortVega, heldCost: cost };
  const searched = request.layers.map((layer) => {
    const choices = laterThan(s.choices(layer, strike), notBefore.get(layer));
    return { layer, choices, choice: steadyChoice(s, choices, idOf({ rule: request.rule, subject: layer }, s.memory.episode)) };
  });
  const usable = searched.flatMap((row) => (row.choice === null ? [] : [{ ...row, choice: row.choice }]));
  const unavailable = searched.filter((row) => row.choice === null).map((row) => ({ layer: row.layer, why: rejectionText(row.choices) }));
  if (usable.length === 0) return { layers: [], outcome: emptyOutcome(s), problem: problemFor(s, request, [], known), strike, unavailable };
  const problem = problemFor(s, request, usable.map((row) => row.choice), known);
  const outcome = sizeHedge(problem);
  const layers = usable.map((row, i): LayerGrowth => {
    const added = outcome.change[i] ?? 0;
    return { ...row, added, parts: [{ choice: row.choice, contracts: added }] };
  });
  return withStaggering(s, { layers, outcome, problem, strike, unavailable }, request.band);
}

const boughtVega = (layers: readonly LayerGrowth[]): number =>
  layers.flatMap(({ parts }) => parts).reduce((sum, { choice, contracts }) => sum + contracts * choice.unit.vegaPerVixPoint, 0);
export const boughtCost = (layers: readonly LayerGrowth[]): number =>
  layers.flatMap(({ parts }) => parts).reduce((sum, { choice, contracts }) => sum + contracts * (choice.expectedCost + choice.halfSpread), 0);
export const boughtNotional = (layers: readonly LayerGrowth[]): number =>
  layers.flatMap(({ parts }) => parts).reduce((sum, { choice, contracts }) => sum + contracts * choice.unit.notional, 0);

const mean = (square: readonly UnitChoice[], figureOf: (choice: UnitChoice) => number): number =>
  square.reduce((sum, choice) => sum + figureOf(choice), 0) / square.length;

/** The size search for layers that are bought as squares: a contract counts as the mean of its square. */
function squaredProblem(s: Situation, plan: GrowthPlan, squares: readonly (readonly UnitChoice[] | null)[], band: TargetBand): SizingProblem {
  const layers = plan.problem.layers.map((layer, i) => {
    const square = squares[i] ?? null;
    if (square === null) return layer;
    const vegaEach = mean(square, ({ unit }) => unit.vegaPerVixPoint);
    const room = layer.max > layer.min ? contractsToTop(plan.problem.shortVega, band.high, s.hedgeVega, vegaEach) : 0;
    return {
      ...layer, vegaEach, max: layer.held + room, notionalEach: mean(square, ({ unit }) => unit.notional),
      costEach: mean(square, ({ expectedCost, halfSpread }) => expectedCost + halfSpread),
    };
  });
  return { ...plan.problem, layers };
}

/** Staggered layers are sized by what they are made of, and taken where band and limits hold for what is really bought; else the plan stays. */
function withStaggering(s: Situation, plan: GrowthPlan, band: TargetBand): GrowthPlan {
  const squares = plan.layers.map(({ choice, added }) => squareOf(s, choice, added));
  if (squares.every((square) => square === null)) return plan;
  const problem = squaredProblem(s, plan, squares, band);
  const outcome = sizeHedge(problem);
  const layers = plan.layers.map((row, i) => {
    const added = outcome.change[i] ?? 0;
    return { ...row, added, parts: partsOf(s, row.choice, squares[i] ?? null, added) };
  });
  if (layers.every(({ parts, choice }) => parts.length === 1 && parts[0]?.choice === choice)) return plan;
  const coverage = coverageWith(s, boughtVega(layers)) ?? 0;
  const { cost, notional } = problem;
  const inBand = coverage <= band.high && (coverage >= band.low || (outcome.fit !== 'inBand' && plan.outcome.fit !== 'inBand'));
  const withinLimits = cost.now + boughtCost(layers) <= cost.limit && (notional.limit === null || notional.now + boughtNotional(layers) <= notional.limit);
  return inBand && withinLimits ? { ...plan, problem, layers, outcome: { ...outcome, coverage } } : plan;
}

const emptyOutcome = (s: Situation): SizingOutcome => ({ change: [], coverage: s.coverage ?? 0, fit: 'whole', boundBy: [], costWanted: null });

const coverageInAWeek = (s: Situation, plan: GrowthPlan): number | null =>
  coverageAhead(s, plan.layers.flatMap(({ parts }) => parts).flatMap(({ choice, contracts }) => positionsOf(choice.unit, contracts)), AHEAD.week);

/** A later expiry than the best stands advised: the nearer one lasts only once it clearly does. */
const laterIsAdvised = (s: Situation, request: GrowthRequest, plan: GrowthPlan): boolean => plan.layers.some(({ layer, choices, choice }) => {
  const symbol = s.memory.advised[idOf({ rule: request.rule, subject: layer }, s.memory.episode)]?.symbol;
  return choices.ranked.some((other) => other.symbol === symbol && other.expiration > choice.expiration);
});

/** Below the band's floor a week on: the next expiry is preferred, where one holds it; else the plan stays. */
function lastingPlan(s: Situation, request: GrowthRequest, plan: GrowthPlan): GrowthPlan {
  const floor = request.band.low;
  if (!s.policy.candidates.holdFloorIn7Days || plan.outcome.fit !== 'inBand') return plan;
  const lasts = floor * (1 + (laterIsAdvised(s, request, plan) ? s.policy.guards.standing : 0));
  let tried = plan;
  const notBefore = new Map<LayerName, IsoDate>();
  for (;;) {
    const coverage = coverageInAWeek(s, tried);
    if (coverage === null || coverage >= (tried === plan ? lasts : floor)) break;
    const [nearest] = tried.layers.filter(({ added }) => added > 0).toSorted((a, b) => (a.choice.expiration < b.choice.expiration ? -1 : 1));
    if (nearest === undefined) return plan;
    notBefore.set(nearest.layer, nearest.choice.expiration);
    const next = planAt(s, request, plan.strike, notBefore);
    if (next === null || next.layers.length < plan.layers.length || next.outcome.fit !== 'inBand') return plan;
    tried = next;
  }
  return tried === plan ? plan : { ...tried, layers: tried.layers.map((row) => (notBefore.has(row.layer) ? { ...row, choice: { ...row.choice, marks: [...row.choice.marks, NEXT_EXPIRY] } } : row)) };
}

const NEXT_EXPIRY = 'next expiry, since coverage would not last the week';

/** The first strike rule; where no whole number of contracts fits the band, the second; else nearest below the top. */
export function planGrowth(s: Situation, request: GrowthRequest): GrowthPlan | null {
  const plan = fittingPlan(s, request);
  return plan === null ? null : lastingPlan(s, request, plan);
}

function failureOf({ layers, outcome, unavailable }: GrowthPlan): string {
  if (layers.length === 0) return unavailable.map(({ why }) => why).join('; ');
  return outcome.fit === 'whole' ? 'no whole number of contracts lies inside the band' : `${outcome.boundBy.join(' and ')} would keep coverage at ${percent(outcome.coverage)}`;
}

function fittingPlan(s: Situation, request: GrowthRequest): GrowthPlan | null {
  const first = planAt(s, request, 'first');
  if (first === null || (first.layers.length > 0 && first.outcome.fit === 'inBand')) return first;
  const second = planAt(s, request, 'second');
  if (second === null || second.layers.length === 0) return first;
  // Where the first cannot fit by whole contracts and the second by a limit, the limit is what keeps the hedge off.
  const limited = first.outcome.fit === 'whole' && second.outcome.fit === 'limited' && first.layers.every(({ added }) => added === 0);
  const better = first.layers.length === 0 || second.outcome.fit === 'inBand' || limited || second.outcome.coverage > first.outcome.coverage;
  return better ? { ...second, firstFailed: failureOf(first) } : first;
}

/** First the advised contract, then others of the same rule as information. */
export function growthCandidates(s: Situation, { choices, choice: first, added, parts }: LayerGrowth): readonly Candidate[] {
  const others = choices.ranked.filter((choice) => choice.symbol !== first.symbol).slice(0, s.policy.candidates.shown - 1);
  return [parts, ...others.map((choice) => [{ choice, contracts: added }])].map((one) => buyCandidate(s, one));
}
