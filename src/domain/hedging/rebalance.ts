import { LAYERS, type LayerName } from '../book/book.ts';
import { isHedgeLeg } from '../book/hedgeLeg.ts';
import { expirationOf } from '../instruments/index.ts';
import { calendarDaysBetween } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { cannotDraft, evidenceFacts } from './add.ts';
import { growthAlternatives } from './alternatives.ts';
import { layerResult, partsToSell, saleDraft } from './delayer.ts';
import { coverageView, RANK, silent, type Draft, type Rank, type Verdict } from './draft.ts';
import { dollars, limit, percent, plural, points, range } from '../figureText.ts';
import { growthCandidates, planGrowth, type GrowthPlan } from './growth.ts';
import { growthArithmetic } from './growthArithmetic.ts';
import { afterRolls } from './afterRolls.ts';
import { contractsIn, coverageWith, daysSince, onceRolled, slackOf, type Situation, type TargetBand } from './situation.ts';
import { sizeHedge } from './sizing.ts';
import { standingFloor } from './standingFloor.ts';
import { boughtText, type SoldPart } from './ticket.ts';

const hasBand = (s: Situation): boolean => s.stage === 'first' || s.stage === 'confirmed' || s.stage === 'stress' || (s.stage === 'watch' && standingFloor(s.policy) > 0);

/** Last fill of any layer, or the newest hedge leg where the fills are not known. */
function lastFillDate(s: Situation): IsoDate | null {
  const dates = [...Object.values(s.memory.lastFill), ...s.held.map((held) => held.openedOn)];
  return dates.length === 0 ? null : dates.reduce((newest, date) => (date > newest ? date : newest));
}

/**
 * Daily rules act on the closed bar: the first evaluation after a daily close takes the reading that over-hedge and rebalance
 * rest on until the next one. Within a session the vega of condors near their expiry swings by more than a band's width.
 */
export function readClosing(s: Situation): Situation {
  const { date } = s.signals;
  if (s.memory.closing?.date === date) return s;
  const days = daysSince(lastFillDate(s), date);
  const closing = { date, coverage: s.guard.note === null ? s.coverage : null, daysSinceFill: Number.isFinite(days) ? days : null };
  return { ...s, memory: { ...s.memory, closing } };
}

/** Layers whose advice was filled today: no band rule turns round on them before another close. */
const layersAtRest = (s: Situation): readonly LayerName[] => LAYERS.filter((layer) => s.memory.completedOn[layer] === s.date);

interface Cut {
  readonly layers: readonly { readonly layer: LayerName; readonly contracts: number }[];
  /** Coverage the size was reckoned from. */
  readonly basis: number;
  readonly boundBy: readonly string[];
}

/**
 * How many contracts of each layer to sell so that coverage comes down to `target` inside the band: no more than both the
 * closing reading and the present one ask for, since a gap at the open alone doubles the ratio.
 */
function planCut(s: Situation, band: TargetBand, target: number, rule: string): Cut | null {
  const coverage = Math.min(s.coverage ?? 0, s.memory.closing?.coverage ?? 0);
  if (coverage <= 0) return null;
  const rows = LAYERS.map((layer) => ({ layer, result: layerResult(s, layer) })).filter((row) => row.result.contracts > 0);
  if (rows.length === 0) return null;
  const total = rows.reduce((sum, row) => sum + s.policy.layers[row.layer].share, 0) || 1;
  const advised = rows.map((row) => Object.entries(s.memory.advised).find(([id]) => id.startsWith(`${rule}/${row.layer}`))?.[1].contracts ?? null);
  const outcome = sizeHedge({
    layers: rows.map(({ layer, result }) => ({
      held: result.contracts, min: layersAtRest(s).includes(layer) ? result.contracts : 0, max: result.contracts, share: s.policy.layers[layer].share / total, notionalEach: 0, costEach: 0,
      vegaEach: result.sellable.reduce((sum, held) => sum + held.quantity * held.unit.vegaPerVixPoint, 0) / result.contracts,
    })),
    shortVega: s.hedgeVega / coverage, hedgeVega: s.hedgeVega, band: { low: band.low, high: band.high, target },
    notional: { now: 0, limit: null }, cost: { now: 0, limit: 0 }, coverageScale: s.policy.sizing.coverageScale, shareScale: s.policy.sizing.shareScale,
    preferred: advised.some((n) => n !== null) ? rows.map((row, i) => row.result.contracts - (advised[i] ?? 0)) : null, keepScore: s.policy.sizing.keepScore, standing: s.policy.guards.standing, withoutFit: 'nearest',
  });
  const sold = rows.map((row, i) => ({ layer: row.layer, contracts: -(outcome.change[i] ?? 0) }));
  return { basis: coverage, boundBy: outcome.boundBy, layers: sold };
}

/** A change too small to be worth a trade is left out of the ticket, and of the coverage it is said to lead to. */
const LEAST_SIZE = 'least size';

interface CutText {
  readonly rule: string;
  readonly rank: Rank;
  readonly action: 'delayer' | 'rebalance';
  readonly tag: string;
  readonly why: string;
  readonly rulePath: readonly string[];
  readonly minShare: number;
}

interface Sale {
  readonly rows: readonly { readonly layer: LayerName; readonly parts: readonly SoldPart[] }[];
  readonly coverage: number;
  /** Contracts were kept back. */
  readonly bounded: boolean;
}

/** What the layers sell, contract by contract: a layer is sized by its mean, and what has gained most often covers most. None that would carry coverage below the least. */
function saleDownTo(s: Situation, least: number, layers: Cut['layers']): Sale {
  const contracts = layers.map((row) => row.contracts);
  for (let bounded = false; ; bounded = true) {
    const rows = layers.map(({ layer }, i) => ({ layer, parts: partsToSell(layerResult(s, layer).sellable, contracts[i] ?? 0) })).filter(({ parts }) => parts.length > 0);
    const vega = rows.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.contracts * part.held.unit.vegaPerVixPoint, 0);
    const coverage = coverageWith(s, -vega) ?? 0;
    if (rows.length === 0 || coverage >= least - 1e-9) return { rows, coverage, bounded };
    const most = contracts.indexOf(Math.max(...contracts));
    contracts[most] = (contracts[most] ?? 0) - 1;
  }
}

function cutDrafts(s: Situation, band: TargetBand, target: number, text: CutText): readonly Draft[] {
  const plan = planCut(s, band, target, text.rule);
  if (plan === null || s.shortVega === null) return [];
  const short = s.shortVega;
  const closing = s.memory.closing?.coverage ?? 0;
  const worth = plan.layers.filter((row) => row.contracts >= s.policy.rebalance.minContracts && row.contracts >= text.minShare * contractsIn(s, row.layer));
  // Where no whole number fits, a cut goes to the nearest size, below the band too.
  const sale = saleDownTo(s, plan.boundBy.includes('whole contracts') ? 0 : band.low, worth);
  const bounds = [
    ...(plan.layers.some(({ layer, contracts }) => contracts > 0 && !worth.some((row) => row.layer === layer)) ? [LEAST_SIZE] : []),
    ...(sale.bounded ? ['whole contracts'] : []), ...(sale.coverage > band.high && plan.basis < (s.coverage ?? 0) ? ['the last close'] : []),
  ];
  return sale.rows.map((row) => {
    const draft = saleDraft(s, band, row.parts, {
      ...text, layer: row.layer, facts: evidenceFacts(s), subject: `${row.layer}/${s.memory.completedOn[row.layer] ?? '-'}`,
      arithmetic: [`Hedge ${dollars(s.hedgeVega)} ÷ short ${dollars(short)} per VIX point = ${percent(s.coverage ?? 0)}; at the last close ${percent(closing)}; from the lower, ${percent(plan.basis)}, down to ${percent(target)} in the band ${range(band.low, band.high)}`],
      cancelledBy: 'coverage coming back inside the band, or a VIX spike',
    });
    return { ...draft, coverage: coverageView(s, band, sale.coverage), boundBy: [...new Set([...plan.boundBy, ...bounds])] };
  });
}

/**
 * Beyond the limit at the last close and still above the band: a fast market alone moves the ratio, not the need. Protection is
 * bought at once and sold slowly: what was traded less than the rebalance's days ago is not cut yet.
 */
function isOverHedged(s: Situation, band: TargetBand): boolean {
  const { closing } = s.memory;
  if (s.coverage === null || closing === null || closing.coverage === null || closing.daysSinceFill === null) return false;
  return s.coverage > band.high * (1 - slackOf(s, 'delayer.over-hedge')) && closing.coverage > band.high + s.policy.delayer.overHedge && closing.daysSinceFill >= s.policy.rebalance.outsideFromDay;
}

/** `delayer` by over-hedge: more than the policy's points above the band comes down to the band's middle. */
export function judgeOverHedge(s: Situation, band: TargetBand): Verdict {
  if (!hasBand(s) || s.guard.note !== null || !isOverHedged(s, band)) return silent(s.memory);
  const middle = (band.low + band.high) / 2;
  return {
    memory: s.memory,
    drafts: cutDrafts(s, band, middle, {
      rule: 'delayer.over-hedge', rank: RANK.overHedge, action: 'delayer', tag: 'over-hedged', rulePath: ['delayer.overHedge', `stages.${s.stage}.band`], minShare: 0,
      why: `Coverage was ${percent(s.memory.closing?.coverage ?? 0, 0)} at the last close, more than ${points(s.policy.delayer.overHedge)} above the band's top of ${limit(band.high)}, and is ${percent(s.coverage ?? 0, 0)} now: down to the band's middle.`,
    }),
  };
}

/** What coverage is below and buys, or above and sells: the target, give or take the slack of what stands. */
const turningPoint = (s: Situation, { target }: TargetBand): number => target * (1 + slackOf(s, 'rebalance.up') - slackOf(s, 'rebalance.down'));

/** Why coverage is put back to its target today; null when its day has not come. */
function occasion(s: Situation, band: TargetBand, coverage: number): { readonly why: string; readonly key: string } | null {
  const { everyDays, outsideFromDay, atOnceBelow } = s.policy.rebalance;
  const low = band.low * (1 + slackOf(s, 'rebalance.up'));
  const high = band.high * (1 - slackOf(s, 'rebalance.down'));
  if (coverage < low - atOnceBelow) {
    const stands = coverage < band.low - atOnceBelow ? 'is more than' : 'was more than, and still is about,';
    return { why: `coverage ${stands} ${points(atOnceBelow)} below the band`, key: 'rebalance.atOnceBelow' };
  }
  const closing = s.memory.closing;
  if (closing === null || closing.coverage === null || closing.daysSinceFill === null) return null;
  const days = closing.daysSinceFill;
  const outside = (coverage < low && closing.coverage < band.low) || (coverage > high && closing.coverage > band.high);
  if (outside && days >= outsideFromDay) return { why: `coverage was ${coverage < band.low || coverage > band.high ? 'and is outside the band' : 'outside the band and is not clearly back inside it'}, ${plural(days, 'day')} after the last fill`, key: 'rebalance.outsideFromDay' };
  const sameSide = (coverage < turningPoint(s, band)) === (closing.coverage < band.target);
  return sameSide && days > 0 && days % everyDays === 0 ? { why: `checked ${plural(days, 'day')} after the last fill`, key: 'rebalance.everyDays' } : null;
}

/** Days for which a quick-ratio harvest is not bought back: its own reach after a spike. A rising stage ends it before. */
export const harvestRests = (s: Situation): boolean =>
  s.memory.harvestedOn !== null && daysSince(s.memory.harvestedOn, s.date) <= s.policy.delayer.quickRatio.spikeWithinDays;

/** What is missing is due to legs that are about to settle: no month of hedge is bought for their last days. */
export function dueToLastDays(s: Situation, band: TargetBand): boolean {
  if (s.shortVega === null) return false;
  const ending = s.valuation.legs.filter(({ leg }) => !isHedgeLeg(leg) && inLastDays(s, leg.symbol));
  if (ending.length === 0) return false;
  const left = s.shortVega + ending.reduce((sum, { leg, figures }) => sum + (figures.ok ? leg.quantity * figures.value.vegaPerVixPoint : 0), 0);
  return left <= 0 || s.hedgeVega / left >= band.low;
}

function inLastDays(s: Situation, symbol: InstrumentSymbol): boolean {
  const expiration = expirationOf(symbol);
  return expiration.ok && calendarDaysBetween(s.date, expiration.value) <= s.policy.rebalance.condorMinDte;
}

/** The plan without the layers that would change by too little. */
function worthTrading(s: Situation, plan: GrowthPlan): GrowthPlan {
  const { minContracts, minShare } = s.policy.rebalance;
  const isSmall = ({ layer, added }: GrowthPlan['layers'][number]): boolean => added > 0 && (added < minContracts || added < minShare * contractsIn(s, layer));
  if (!plan.layers.some(isSmall)) return plan;
  const layers = plan.layers.map((row) => (isSmall(row) ? { ...row, added: 0, parts: [] } : row));
  const vega = layers.flatMap(({ parts }) => parts).reduce((sum, { choice, contracts }) => sum + contracts * choice.unit.vegaPerVixPoint, 0);
  return { ...plan, layers, outcome: { ...plan.outcome, coverage: coverageWith(s, vega) ?? 0, boundBy: [...plan.outcome.boundBy, LEAST_SIZE] } };
}

function growDrafts(s: Situation, band: TargetBand, because: { readonly why: string; readonly key: string }): readonly Draft[] {
  if (harvestRests(s)) return [];
  const rule = 'rebalance.up';
  const wanted = planGrowth(s, { band, layers: s.policy.stages[s.stage].layers, frozen: layersAtRest(s), rule });
  if (wanted === null) return [];
  const nothingFits = wanted.layers.every((row) => row.added === 0) && (s.coverage ?? 0) < band.low && layersAtRest(s).length === 0;
  if (nothingFits) return [cannotDraft(s, band, wanted)];
  const plan = worthTrading(s, wanted);
  return plan.layers.filter(({ added }) => added > 0).map((row): Draft => ({
    action: 'rebalance', layer: row.layer, contracts: row.added, severity: 'act', rule, subject: row.layer, rank: RANK.rebalance,
    headline: `Buy ${boughtText(row.parts)} (${row.layer} layer, rebalance)`,
    why: `Coverage ${percent(s.coverage ?? 0, 0)}${onceRolled(s)} against a target of ${percent(band.target, 0)}: ${because.why}.`,
    rulePath: [because.key, `stages.${s.stage}.band`, rule], facts: evidenceFacts(s), arithmetic: growthArithmetic(s, plan, band),
    candidates: growthCandidates(s, row), rejected: growthAlternatives(s, plan, row, { band, action: 'rebalance' }), coverage: coverageView(s, band, plan.outcome.coverage),
    boundBy: plan.outcome.boundBy, cancelledBy: 'coverage coming back to the target, a stage change, or a VIX spike',
  }));
}

/** `rebalance`: the filled target drifted. Its days, its least size, and never while coverage says nothing. */
export function judgeRebalance(s: Situation, band: TargetBand, earlier: readonly Draft[] = []): Verdict {
  const pending = s.memory.add !== null && !s.memory.add.done;
  if (!hasBand(s) || pending || s.coverage === null || s.guard.note !== null) return silent(s.memory);
  // While something is being harvested, coverage is not what it will be.
  if (isOverHedged(s, band) || earlier.some(({ action, severity }) => action === 'delayer' && severity === 'act')) return silent(s.memory);
  const because = occasion(s, band, s.coverage);
  if (because === null) return silent(s.memory);
  if (s.coverage < turningPoint(s, band)) return { drafts: dueToLastDays(s, band) ? [] : growDrafts(afterRolls(s, earlier), band, because), memory: s.memory };
  return {
    memory: s.memory,
    drafts: cutDrafts(s, band, band.target, {
      rule: 'rebalance.down', rank: RANK.rebalance, action: 'rebalance', tag: 'rebalance', rulePath: [because.key, `stages.${s.stage}.band`],
      minShare: s.policy.rebalance.minShare, why: `Coverage ${percent(s.coverage, 0)} against a target of ${percent(band.target, 0)}: ${because.why}.`,
    }),
  };
}
