import { LAYERS, type LayerName } from '../book/book.ts';
import type { IsoDate } from '../units.ts';
import { evidenceFacts } from './add.ts';
import { layerResult, partsToSell, saleDraft } from './delayer.ts';
import { coverageView, RANK, silent, type Draft, type Rank, type Verdict } from './draft.ts';
import { dollars, percent, plural, price } from './explain.ts';
import { growthArithmetic, growthCandidates, planGrowth } from './growth.ts';
import { contractsIn, daysSince, type Situation, type TargetBand } from './situation.ts';
import { sizeHedge, type SizingOutcome } from './sizing.ts';

const hasBand = (s: Situation): boolean => s.stage === 'first' || s.stage === 'confirmed' || s.stage === 'stress';

interface Cut {
  readonly layers: readonly { readonly layer: LayerName; readonly contracts: number }[];
  readonly outcome: SizingOutcome;
}

/** How many contracts of each layer to sell so that coverage comes down to `target` inside the band. */
function planCut(s: Situation, band: TargetBand, target: number, rule: string): Cut | null {
  if (s.shortVega === null) return null;
  const rows = LAYERS.map((layer) => ({ layer, result: layerResult(s, layer) })).filter((row) => row.result.contracts > 0);
  if (rows.length === 0) return null;
  const total = rows.reduce((sum, row) => sum + s.policy.layers[row.layer].share, 0) || 1;
  const advised = rows.map((row) => Object.entries(s.memory.advised).find(([id]) => id.startsWith(`${rule}/${row.layer}`))?.[1].contracts ?? null);
  const outcome = sizeHedge({
    layers: rows.map(({ layer, result }) => ({
      held: result.contracts, min: 0, max: result.contracts, share: s.policy.layers[layer].share / total, notionalEach: 0, costEach: 0,
      vegaEach: result.sellable.reduce((sum, held) => sum + held.leg.quantity * held.figures.vegaPerVixPoint, 0) / result.contracts,
    })),
    shortVega: s.shortVega, hedgeVega: s.hedgeVega, band: { low: band.low, high: band.high, target },
    notional: { now: 0, limit: null }, cost: { now: 0, limit: 0 }, coverageScale: s.policy.sizing.coverageScale, shareScale: s.policy.sizing.shareScale,
    preferred: advised.some((n) => n !== null) ? rows.map((row, i) => row.result.contracts - (advised[i] ?? 0)) : null, keepScore: s.policy.sizing.keepScore, withoutFit: 'nearest',
  });
  return { outcome, layers: rows.map((row, i) => ({ layer: row.layer, contracts: -(outcome.change[i] ?? 0) })) };
}

interface CutText {
  readonly rule: string;
  readonly rank: Rank;
  readonly action: 'delayer' | 'rebalance';
  readonly tag: string;
  readonly why: string;
  readonly rulePath: readonly string[];
  readonly minShare: number;
}

function cutDrafts(s: Situation, band: TargetBand, target: number, text: CutText): readonly Draft[] {
  const plan = planCut(s, band, target, text.rule);
  if (plan === null || s.shortVega === null) return [];
  const short = s.shortVega;
  return plan.layers.filter((row) => row.contracts >= s.policy.rebalance.minContracts && row.contracts >= text.minShare * contractsIn(s, row.layer)).map((row) => {
    const draft = saleDraft(s, band, partsToSell(layerResult(s, row.layer).sellable, row.contracts), {
      ...text, layer: row.layer, facts: evidenceFacts(s), subject: `${row.layer}/${lastFillDate(s) ?? '-'}`,
      arithmetic: [`Hedge ${dollars(s.hedgeVega)} ÷ short ${dollars(short)} per VIX point = ${percent(s.coverage ?? 0)}; aim ${percent(target)} in the band ${percent(band.low, 0)}–${percent(band.high, 0)}`],
      cancelledBy: 'coverage coming back inside the band, or a VIX spike',
    });
    return { ...draft, coverage: coverageView(s, band, plan.outcome.coverage), boundBy: plan.outcome.boundBy };
  });
}

/** `delayer` by over-hedge: more than the policy's points above the band comes down to the band's middle. */
export function judgeOverHedge(s: Situation, band: TargetBand): Verdict {
  if (!hasBand(s) || s.guard.note !== null || s.coverage === null) return silent(s.memory);
  const limit = band.high + s.policy.delayer.overHedge;
  if (s.coverage <= limit) return silent(s.memory);
  const middle = (band.low + band.high) / 2;
  return {
    memory: s.memory,
    drafts: cutDrafts(s, band, middle, {
      rule: 'delayer.over-hedge', rank: RANK.overHedge, action: 'delayer', tag: 'over-hedged', rulePath: ['delayer.overHedge', `stages.${s.stage}.band`], minShare: 0,
      why: `Coverage ${percent(s.coverage, 0)} is more than ${percent(s.policy.delayer.overHedge, 0)} above the band's top ${percent(band.high, 0)}: down to its middle.`,
    }),
  };
}

/** Last fill of any layer, or the newest hedge leg where the fills are not known. */
function lastFillDate(s: Situation): IsoDate | null {
  const dates = [...Object.values(s.memory.lastFill), ...s.held.map((held) => held.leg.openedOn)];
  return dates.length === 0 ? null : dates.reduce((newest, date) => (date > newest ? date : newest));
}

/** Why a rebalance may be looked at today; null when its day has not come. */
function occasion(s: Situation, band: TargetBand, coverage: number): { readonly why: string; readonly key: string } | null {
  const { everyDays, outsideFromDay, atOnceBelow } = s.policy.rebalance;
  const days = daysSince(lastFillDate(s), s.date);
  if (coverage < band.low - atOnceBelow) return { why: `coverage is more than ${percent(atOnceBelow, 0)} below the band`, key: 'rebalance.atOnceBelow' };
  const outside = coverage < band.low || coverage > band.high;
  if (outside && days >= outsideFromDay) return { why: `coverage is outside the band ${plural(days, 'day')} after the last fill`, key: 'rebalance.outsideFromDay' };
  return days >= everyDays ? { why: `${plural(days, 'day')} since the last fill`, key: 'rebalance.everyDays' } : null;
}

function growDrafts(s: Situation, band: TargetBand, because: { readonly why: string; readonly key: string }): readonly Draft[] {
  if (s.memory.harvestedOn !== null) return [];
  const rule = 'rebalance.up';
  const plan = planGrowth(s, { band, layers: s.policy.stages[s.stage].layers, frozen: LAYERS.filter((layer) => s.memory.rebalanced[layer] === s.date), rule });
  if (plan === null) return [];
  const { minContracts, minShare } = s.policy.rebalance;
  return plan.layers.filter((row) => row.added >= minContracts && row.added >= minShare * contractsIn(s, row.layer)).map((row): Draft => ({
    action: 'rebalance', layer: row.layer, contracts: row.added, severity: 'act', rule, subject: row.layer, rank: RANK.rebalance,
    headline: `Buy ${row.added} ${row.choice.label} at ${price(row.choice.figures.ask)} (${row.layer} layer, rebalance)`,
    why: `Coverage ${percent(s.coverage ?? 0, 0)} against a target of ${percent(band.target, 0)}: ${because.why}.`,
    rulePath: [because.key, `stages.${s.stage}.band`, rule], facts: evidenceFacts(s), arithmetic: growthArithmetic(s, plan, band),
    candidates: growthCandidates(s, row.choices, row.choice, row.added), coverage: coverageView(s, band, plan.outcome.coverage),
    boundBy: plan.outcome.boundBy, cancelledBy: 'coverage coming back to the target, a stage change, or a VIX spike',
  }));
}

/** `rebalance`: the filled target drifted. Its days, its least size, and never while coverage says nothing. */
export function judgeRebalance(s: Situation, band: TargetBand): Verdict {
  const pending = s.memory.add !== null && !s.memory.add.done;
  if (!hasBand(s) || pending || s.held.length === 0 || s.coverage === null || s.guard.note !== null) return silent(s.memory);
  // More than that above the band is the over-hedge rule's.
  if (s.coverage > band.high + s.policy.delayer.overHedge) return silent(s.memory);
  const because = occasion(s, band, s.coverage);
  if (because === null) return silent(s.memory);
  if (s.coverage < band.target) return { drafts: growDrafts(s, band, because), memory: s.memory };
  return {
    memory: s.memory,
    drafts: cutDrafts(s, band, band.target, {
      rule: 'rebalance.down', rank: RANK.rebalance, action: 'rebalance', tag: 'rebalance', rulePath: [because.key, `stages.${s.stage}.band`],
      minShare: s.policy.rebalance.minShare, why: `Coverage ${percent(s.coverage, 0)} against a target of ${percent(band.target, 0)}: ${because.why}.`,
    }),
  };
}
