import { LAYERS, type LayerName } from '../book/book.ts';
import type { Candidate, Fact } from './decision.ts';
import { coverageView, RANK, silent, type Draft, type Rank, type Verdict } from './draft.ts';
import { dollars, percent, plural, price } from '../figureText.ts';
import { divergenceFacts, regimeFacts } from './explain.ts';
import type { HedgeMemory, TrancheProgress } from './hedgeMemory.ts';
import type { HeldUnits } from './instruments/heldUnits.ts';
import { isFuture, premiumOf } from './instruments/unit.ts';
import { contractsIn, daysSince, heldIn, slackOf, type Situation, type TargetBand } from './situation.ts';
import { contractsKept, standingFloor } from './standingFloor.ts';
import { sellCandidate, type SoldPart } from './ticket.ts';

/** Bid value and cost of a layer in $; legs without a worthwhile bid are left to settle and do not count. */
export interface LayerResult {
  readonly sellable: readonly HeldUnits[];
  readonly contracts: number;
  /** Premium that a sale at the bid brings, and what was paid; futures have neither. */
  readonly bidValue: number;
  readonly cost: number;
  /** $ against entry, futures too. */
  readonly profit: number;
}

/** $ that so many of the units have earned at the bid. */
const profitOf = ({ unit, price: entry }: HeldUnits, contracts: number): number => contracts * unit.multiplier * ((unit.bid ?? 0) - entry);

export function layerResult(s: Situation, layer: LayerName): LayerResult {
  const sellable = heldIn(s, layer).filter((held) => (held.unit.bid ?? 0) >= s.policy.roll.leaveToSettleBid && (held.unit.bid ?? 0) > 0);
  const sum = (value: (held: HeldUnits) => number): number => sellable.reduce((total, held) => total + value(held), 0);
  return {
    sellable, contracts: sum(({ quantity }) => quantity), profit: sum((held) => profitOf(held, held.quantity)),
    bidValue: sum((held) => held.quantity * premiumOf(held.unit, held.unit.bid ?? 0)), cost: sum((held) => held.quantity * premiumOf(held.unit, held.price)),
  };
}

export const inProfit = (result: LayerResult): boolean => result.contracts > 0 && result.profit > 0;

/** How a layer stands, in words: premium against cost; of futures what they have moved since entry. */
const standing = (result: LayerResult): string =>
  (result.sellable.every(({ unit }) => isFuture(unit)) ? `${dollars(result.profit)} at the bid since entry` : `bid ${dollars(result.bidValue)} against cost ${dollars(result.cost)}`);

/** A spread may have been opened for nothing. */
const LEAST_COST = 0.01;

/** Highest bid ÷ cost first: what has gained most is harvested first. */
export function partsToSell(sellable: readonly HeldUnits[], contracts: number): readonly SoldPart[] {
  const gain = (held: HeldUnits): number => (held.unit.bid ?? 0) / Math.max(held.price, LEAST_COST);
  const ordered = [...sellable].sort((a, b) => gain(b) - gain(a) || (a.id < b.id ? -1 : 1));
  const parts: SoldPart[] = [];
  let left = contracts;
  for (const held of ordered) {
    const take = Math.min(left, held.quantity);
    if (take > 0) parts.push({ held, contracts: take });
    left -= take;
  }
  return parts;
}

export interface SaleText {
  readonly rule: string;
  readonly rank: Rank;
  readonly layer: LayerName;
  readonly tag: string;
  readonly why: string;
  readonly rulePath: readonly string[];
  readonly facts: readonly Fact[];
  readonly arithmetic?: readonly string[];
  readonly cancelledBy: string;
  readonly subject?: string;
  readonly action?: 'delayer' | 'rebalance';
  /** What limits the size; a tranche where nothing is said. */
  readonly boundBy?: readonly string[];
}

export function saleDraft(s: Situation, band: TargetBand, parts: readonly SoldPart[], text: SaleText): Draft {
  const candidate: Candidate = sellCandidate(s, parts);
  const profit = parts.reduce((sum, p) => sum + profitOf(p.held, p.contracts), 0);
  const proceeds = parts.every((p) => isFuture(p.held.unit)) ? [] : [`proceeds at the bid ${dollars(-candidate.cost)}`];
  const freed = candidate.margin < 0 ? [`about ${dollars(-candidate.margin)} of margin is freed`] : [];
  const result = [...proceeds, `profit ${dollars(profit)}`, ...freed].join('; ');
  const others = parts.length > 1 ? ` and ${plural(parts.length - 1, 'other leg')}` : '';
  const main = parts[0] as SoldPart;
  const headline = parts.length === 1
    ? `Sell ${candidate.contracts} ${candidate.label} at ${price(candidate.bid ?? 0)} (${text.layer} layer, ${text.tag})`
    : `Sell ${candidate.contracts} contracts of the ${text.layer} layer: ${main.contracts} ${candidate.label}${others} (${text.tag})`;
  return {
    action: text.action ?? 'delayer', layer: text.layer, contracts: candidate.contracts, severity: 'act', headline, why: text.why, rule: text.rule,
    rulePath: [...text.rulePath, text.rule], facts: text.facts, candidates: [candidate], rank: text.rank, subject: text.subject ?? text.layer,
    arithmetic: [
      ...(text.arithmetic ?? []),
      ...parts.map((p) => `${p.contracts} × ${p.held.unit.multiplier} × (bid ${price(p.held.unit.bid ?? 0)} − ${isFuture(p.held.unit) ? 'entry' : 'cost'} ${price(p.held.price)}) = ${dollars(profitOf(p.held, p.contracts))}`),
      result.charAt(0).toUpperCase() + result.slice(1),
    ],
    coverage: coverageView(s, band, candidate.coverageNow), boundBy: text.boundBy ?? [], cancelledBy: text.cancelledBy,
  };
}

/** Contracts of each layer that stay for the policy's standing floor. */
export const keptByFloor = (s: Situation): Readonly<Record<LayerName, number>> =>
  contractsKept(s, (layer) => {
    const { sellable, contracts } = layerResult(s, layer);
    return partsToSell(sellable, contracts);
  });

/** What the floor leaves of a layer, as a line to be checked; none where it keeps nothing. */
export const keptLines = (s: Situation, keep: number, contracts: number): readonly string[] =>
  keep > 0 ? [`Standing floor of ${percent(standingFloor(s.policy), 0)} of short vega: ${Math.min(keep, contracts)} of ${plural(contracts, 'contract')} stay, ${Math.max(0, contracts - keep)} may go`] : [];

type TrancheKind = 'press' | 'watch';

/** What the trader sold by himself since the sale began is part of its first tranche: else half of the rest would be called half. */
function withOwnSales(s: Situation, layer: LayerName, known: TrancheProgress): TrancheProgress {
  const gone = (known.held ?? 0) - contractsIn(s, layer);
  if (known.firstDoneOn !== null || gone <= known.firstFilled) return known;
  return gone < known.first ? { ...known, firstFilled: gone } : { ...known, firstFilled: gone, firstDoneOn: s.date, vixAtFirst: s.vix };
}

/** Fixes the first tranche of every layer that may be sold now; a layer that turns profitable later joins then. */
function begin(s: Situation, kind: TrancheKind): HedgeMemory {
  const tranches: Record<string, TrancheProgress> = { ...s.memory.tranches };
  const floor = keptByFloor(s);
  for (const layer of LAYERS) {
    const key = `${kind}/${layer}`;
    const result = layerResult(s, layer);
    const known = tranches[key];
    if (result.contracts === 0) continue;
    if (known !== undefined && known.first > 0) {
      tranches[key] = withOwnSales(s, layer, known);
      continue;
    }
    const keep = known?.keep ?? floor[layer];
    const first = kind === 'watch' || inProfit(result) ? Math.ceil(Math.max(0, result.contracts - keep) * s.policy.delayer.tranche1) : 0;
    tranches[key] = { first, firstFilled: 0, firstDoneOn: null, vixAtFirst: null, held: contractsIn(s, layer), ...(keep > 0 ? { keep } : {}) };
  }
  return { ...s.memory, tranches };
}

/** The first tranche that was sold of any layer: layers at a loss go by it. */
const firstSale = (memory: HedgeMemory, kind: TrancheKind): TrancheProgress | null =>
  LAYERS.flatMap((layer) => memory.tranches[`${kind}/${layer}`] ?? []).filter(({ firstDoneOn }) => firstDoneOn !== null)
    .toSorted((a, b) => ((a.firstDoneOn ?? '') < (b.firstDoneOn ?? '') ? -1 : 1))[0] ?? null;

/** Tranche 2: enough days after the first sale, or VIX lower still. Layers at a loss wait for it from the stage's start. */
function secondDue(s: Situation, kind: TrancheKind, layer: LayerName, progress: TrancheProgress): string | null {
  const { tranche2Days, tranche2VixDrop } = s.policy.delayer;
  const sale = progress.firstDoneOn === null ? firstSale(s.memory, kind) : progress;
  const days = daysSince(sale?.firstDoneOn ?? s.memory.stageSince, s.date);
  const vixAtFirst = sale?.vixAtFirst ?? null;
  if (days >= tranche2Days) return `${plural(days, 'trading day')} after the first tranche (limit ${tranche2Days})`;
  const slack = slackOf(s, `delayer.${kind}.2/${layer}`);
  if (vixAtFirst !== null && s.vix <= vixAtFirst * (1 - tranche2VixDrop) * (1 + slack)) {
    return `VIX ${price(s.vix)} is ${percent(1 - s.vix / vixAtFirst, 0)} below its level at the first tranche`;
  }
  return null;
}

function trancheDraft(s: Situation, band: TargetBand, kind: TrancheKind, layer: LayerName): Draft | null {
  const progress = s.memory.tranches[`${kind}/${layer}`];
  const result = layerResult(s, layer);
  const keep = progress?.keep ?? 0;
  const free = result.contracts - keep;
  if (progress === undefined || free <= 0) return null;
  const press = kind === 'press';
  const common = {
    rank: press ? RANK.press : RANK.watchOff, layer, arithmetic: keptLines(s, keep, result.contracts), facts: press ? regimeFacts(s.signals) : [...divergenceFacts(s.signals, s.memory.rearmAfter)],
    cancelledBy: press ? 'a new VIX spike or the end of the press' : 'a new active divergence',
  };
  const left = progress.first - progress.firstFilled;
  if (progress.first > 0 && progress.firstDoneOn === null && left > 0) {
    const ratio = standing(result);
    return saleDraft(s, band, partsToSell(result.sellable, Math.min(left, free)), {
      ...common, rule: `delayer.${kind}.1`, tag: 'first tranche', boundBy: ['delayer.tranche1'], rulePath: press ? ['stages.press', 'delayer.tranche1'] : ['delayer.watchDays', 'delayer.tranche1'],
      why: press ? `VIX falls back from its peak and the ${layer} layer is in profit (${ratio}): half of ${keep > 0 ? 'what lies above the standing floor' : 'it'} is harvested (${Math.min(left, free)} of ${plural(result.contracts, 'contract')}).` : `The stage has been watch for ${plural(s.policy.delayer.watchDays, 'day')}: the hedge comes off, half first (${ratio}).`,
    });
  }
  const due = secondDue(s, kind, layer, progress);
  if (due === null || (progress.first > 0 && progress.firstDoneOn === null)) return null;
  return saleDraft(s, band, partsToSell(result.sellable, free), {
    ...common, rule: `delayer.${kind}.2`, tag: 'second tranche', rulePath: ['delayer.tranche2Days'],
    why: `The rest of the ${layer} layer ${keep > 0 ? 'above the standing floor ' : ''}comes off: ${due}.`,
  });
}

/** Why the hedge of a watch stage is not sold today; null when it comes off. In a spike only press and quick ratio sell. */
export function watchOffRests(s: Situation): string | null {
  const { watchDays } = s.policy.delayer;
  if (standingFloor(s.policy) > 0) return 'The policy keeps it as a standing floor.';
  if (s.guard.note !== null) return `${s.guard.note}: nothing is sold on coverage or calm.`;
  return daysSince(s.memory.stageSince, s.date) < watchDays ? `It comes off in two tranches once the stage has been watch for ${plural(watchDays, 'day')}.` : null;
}

/** A VIX spike after the press began, on closed bars or today. */
export function harvestCancelled(s: Situation): boolean {
  const last = s.signals.vixRegime?.lastSpike ?? null;
  const since = s.memory.stageSince;
  return s.guard.spikeToday || s.signals.vixRegime?.spike === true || (last !== null && since !== null && last > since);
}

/** `delayer` by press (Temporal Theta) and by a lasting watch, in two tranches, base first. */
export function judgeTranches(s: Situation, band: TargetBand): Verdict {
  const kind: TrancheKind | null = s.stage === 'press' ? 'press' : s.stage === 'watch' ? 'watch' : null;
  if (kind === null || s.held.length === 0) return silent(s.memory);
  if (kind === 'watch' && watchOffRests(s) !== null) return silent(s.memory);
  if (kind === 'press' && harvestCancelled(s)) return silent(s.memory);
  const memory = begin(s, kind);
  const begun = { ...s, memory };
  return { drafts: LAYERS.flatMap((layer) => trancheDraft(begun, band, kind, layer) ?? []), memory };
}

/** Decay press: its divergence is gone and the layer has lost most of its cost: a review, not an order. Futures have no premium to decay. */
export function judgeDecayPress(s: Situation, band: TargetBand): Verdict {
  const bearish = s.signals.divergences.filter((d) => d.kind === 'bearish');
  const gone = bearish.length > 0 && bearish.every((d) => d.state === 'invalidated' || d.state === 'expired');
  if (!gone || s.stage === 'press') return silent(s.memory);
  const drafts = LAYERS.flatMap((layer): Draft[] => {
    const result = layerResult(s, layer);
    if (result.cost <= 0 || result.bidValue >= result.cost * (1 - s.policy.delayer.decayPressLoss)) return [];
    const draft = saleDraft(s, band, partsToSell(result.sellable, contractsIn(s, layer)), {
      rule: 'delayer.decay-press', rank: RANK.review, layer, tag: 'review', rulePath: ['delayer.decayPressLoss'], facts: divergenceFacts(s.signals, s.memory.rearmAfter),
      why: `The divergence behind the ${layer} layer is gone and the layer is worth ${percent(result.bidValue / result.cost, 0)} of its cost: keep what is left, or sell it for ${dollars(result.bidValue)}.`,
      cancelledBy: 'a new active divergence, or the layer recovering',
    });
    return [{ ...draft, severity: 'informational', headline: `Review the ${layer} layer: ${percent(1 - result.bidValue / result.cost, 0)} of its cost is gone with its divergence` }];
  });
  return { drafts, memory: s.memory };
}
