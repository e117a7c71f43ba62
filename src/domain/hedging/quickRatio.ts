import { LAYERS } from '../book/book.ts';
import { condorsOf, type Condor } from '../book/condors.ts';
import { isTradable } from '../book/valuation.ts';
import type { ContractFigures } from '../book/valuation.ts';
import { labelOf } from '../instruments/index.ts';
import { calendarDaysBetween } from '../time.ts';
import { inProfit, keptByFloor, keptLines, layerResult, partsToSell, saleDraft } from './delayer.ts';
import { coverageView, holdDraft, RANK, silent, type Draft, type Verdict } from './draft.ts';
import { dayOf, dollars, formatNumber, percent, price } from '../figureText.ts';
import { regimeFacts } from './explain.ts';
import { worthAtBid } from './instruments/unit.ts';
import type { Fact } from './decision.ts';
import type { Situation, TargetBand } from './situation.ts';

/** Hedge at the bid over the cost of closing the condors that expire soon; null where no such condor exists. */
export interface QuickRatio {
  readonly ratio: number;
  readonly hedgeAtBid: number;
  readonly closing: number;
  readonly credit: number;
}

/** Net $ to close: shorts bought at the ask, longs sold at the bid; null while a short has no ask. */
function closingCost(condor: Condor, figuresOf: ReadonlyMap<string, ContractFigures>): number | null {
  let sum = 0;
  for (const leg of [condor.shortPut, condor.longPut, condor.shortCall, condor.longCall]) {
    const figures = figuresOf.get(leg.id);
    const price = figures === undefined ? null : leg.quantity < 0 ? figures.ask : (figures.bid ?? 0);
    if (figures === undefined || price === null) return null;
    sum -= leg.quantity * price * figures.multiplier;
  }
  return sum;
}

const endsSoon = (s: Situation, condor: Condor): boolean => calendarDaysBetween(s.date, condor.expiration) <= s.policy.delayer.quickRatio.condorDays;

export function quickRatioOf(s: Situation): QuickRatio | null {
  const rules = s.policy.delayer.quickRatio;
  const soon = condorsOf(s.book).filter((condor) => endsSoon(s, condor));
  if (soon.length === 0 || s.held.length === 0) return null;
  const figuresOf = new Map(s.valuation.legs.flatMap((row) => (row.figures.ok ? [[row.leg.id, row.figures.value] as const] : [])));
  const credit = soon.reduce((sum, condor) => sum + condor.credit, 0);
  const closing = soon.reduce<number | null>((sum, condor) => {
    const cost = closingCost(condor, figuresOf);
    return sum === null || cost === null ? null : sum + cost;
  }, 0);
  if (closing === null) return null;
  const floor = Math.max(closing, rules.creditFloor * credit);
  if (floor <= 0) return null;
  const hedgeAtBid = s.held.reduce((sum, held) => sum + held.quantity * (worthAtBid(held.unit, held.price) ?? 0), 0);
  return { ratio: hedgeAtBid / floor, hedgeAtBid, closing, credit };
}

const inReachOfSpike = (s: Situation): boolean => {
  const days = s.signals.vixRegime?.daysSinceSpike ?? null;
  return days !== null && days <= s.policy.delayer.quickRatio.spikeWithinDays;
};

/** Only in the wake of a spike, with VIX well off its peak: on a quiet day a high ratio says nothing. */
function afterSpike(s: Situation): boolean {
  const regime = s.signals.vixRegime;
  const rules = s.policy.delayer.quickRatio;
  if (regime === null || regime.daysSinceSpike === null || regime.peak20 === null || regime.spike) return false;
  return regime.daysSinceSpike <= rules.spikeWithinDays && s.vix <= rules.vixBelowPeak * regime.peak20 * (1 + (s.memory.quickRatio.on ? s.policy.guards.standing : 0));
}

/** The ratio, the live VIX against its peak and the spike speak for the harvest; the rest of the regime stands as it is. */
function factsOf(s: Situation, quick: QuickRatio): readonly Fact[] {
  const rules = s.policy.delayer.quickRatio;
  const regime = s.signals.vixRegime;
  const facts: Fact[] = [{ label: 'Quick ratio', text: `${formatNumber(quick.ratio, 2)}, limit ${formatNumber(rules.on, 1)}`, asOf: s.date, supports: true }];
  if (regime !== null && regime.peak20 !== null) {
    facts.push({ label: 'VIX against its peak', text: `${price(s.vix)} = ${percent(s.vix / regime.peak20, 0)} of the ${s.policy.signals.vixRegime.peakDays}-day peak close ${price(regime.peak20)}`, asOf: s.date, supports: true });
  }
  if (regime !== null && regime.lastSpike !== null) facts.push({ label: 'VIX spike', text: `last on ${dayOf(regime.lastSpike)}`, asOf: regime.lastSpike, supports: true });
  return [...facts, ...regimeFacts(s.signals).filter(({ label }) => label === 'VIX MACD')];
}

/** In the wake of a spike, with a hedge in profit against condors that end soon: the moment in which the ratio would be asked for. */
const mayHarvest = (s: Situation): boolean =>
  afterSpike(s) && s.stage !== 'press' && LAYERS.some((layer) => inProfit(layerResult(s, layer))) && condorsOf(s.book).some((condor) => endsSoon(s, condor));

const unknownDraft = (s: Situation, band: TargetBand, unquoted: readonly string[]): Draft => holdDraft(coverageView(s, band, null), {
  rule: 'hold.quick-ratio-unknown', rulePath: ['delayer.quickRatio'], headline: 'Hold: the quick ratio cannot be told', facts: regimeFacts(s.signals),
  why: `${unquoted.join(', ')} ${unquoted.length === 1 ? 'has' : 'have'} no live bid and ask: what closing the condors costs is not known.`, cancelledBy: 'live quotes of the legs named',
});

/** `delayer` by quick ratio: half of each profitable layer, once per layer until the ratio has fallen below its re-arm level. */
export function judgeQuickRatio(s: Situation, band: TargetBand): Verdict {
  const rules = s.policy.delayer.quickRatio;
  // Without live sides the ratio is not known; neither a sale nor the re-arming may stand on that.
  const unquoted = s.valuation.legs.flatMap(({ leg, figures }) => (figures.ok && !isTradable(figures.value) ? [`${labelOf(leg.symbol)} (${figures.value.quoteCondition})`] : []));
  if (unquoted.length > 0) return { drafts: mayHarvest(s) ? [unknownDraft(s, band, unquoted)] : [], memory: s.memory };
  const quick = quickRatioOf(s);
  if (quick !== null && quick.ratio < rules.rearm) return silent({ ...s.memory, quickRatio: { on: false, sold: [] } });
  // Closing the near condors leaves no ratio, not a low one: what this spike has paid for is not sold again with the next that come near.
  if (quick === null) return silent({ ...s.memory, quickRatio: { on: false, sold: inReachOfSpike(s) ? s.memory.quickRatio.sold : [] } });
  const on = afterSpike(s) && (s.memory.quickRatio.on || quick.ratio >= rules.on);
  const memory = { ...s.memory, quickRatio: { ...s.memory.quickRatio, on } };
  if (!on || s.stage === 'press') return silent(memory);
  const kept = keptByFloor(s);
  const drafts = LAYERS.filter((layer) => !memory.quickRatio.sold.includes(layer)).flatMap((layer) => {
    const result = layerResult(s, layer);
    const free = result.contracts - kept[layer];
    if (!inProfit(result) || free <= 0) return [];
    return [saleDraft(s, band, partsToSell(result.sellable, Math.ceil(free * s.policy.delayer.tranche1)), {
      boundBy: ['delayer.tranche1'],
      rule: 'delayer.quick-ratio', rank: RANK.quickRatio, layer, tag: 'quick ratio', rulePath: ['delayer.quickRatio'], facts: factsOf(s, quick),
      why: `The hedge at its bid is worth ${formatNumber(quick.ratio, 1)} times the cost of closing the condors that expire within ${rules.condorDays} days, and VIX is ${price(s.vix)}: half of each layer in profit is harvested.`,
      arithmetic: [...keptLines(s, kept[layer], result.contracts), `Hedge at bid ${dollars(quick.hedgeAtBid)} ÷ max(closing ${dollars(quick.closing)}, ${percent(rules.creditFloor, 0)} of the credit ${dollars(quick.credit)}) = ${formatNumber(quick.ratio, 2)} (limit ${formatNumber(rules.on, 1)}, re-arms below ${formatNumber(rules.rearm, 1)})`],
      cancelledBy: `the ratio falling below ${formatNumber(rules.rearm, 1)} or a new VIX spike`,
    })];
  });
  return { drafts, memory };
}
