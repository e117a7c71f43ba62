import type { LayerName } from '../book/book.ts';
import { LAYERS } from '../book/book.ts';
import { addTradingDays } from '../calendar.ts';
import { lastTradingDay } from '../instruments/index.ts';
import { calendarDaysBetween } from '../time.ts';
import { evidenceFacts } from './add.ts';
import { rejectionText, type LayerChoices, type UnitChoice } from './candidates.ts';
import type { Candidate, Fact } from './decision.ts';
import { coverageView, holdDraft, idOf, RANK, silent, type Draft, type Rank, type Verdict } from './draft.ts';
import { dayOf, dollars, percent, plural, price } from '../figureText.ts';
import { expectedCost, heldCost } from './drag.ts';
import { steadyChoice } from './growth.ts';
import type { HeldUnits } from './instruments/heldUnits.ts';
import { isFuture, noBidBecause } from './instruments/unit.ts';
import { coversEvent, nextEvent, type MacroEvent } from './macro.ts';
import { contractsInto, rollPrice } from './rollSize.ts';
import { daysSince, heldIn, slackOf, type Situation, type TargetBand } from './situation.ts';
import { timeDecayOf } from './timeDecay.ts';
import { TENOR_OUT_KEYS, tenorOut, type TenorOut } from './tenorOut.ts';
import { standingFloor } from './standingFloor.ts';
import { boughtLayer, buyCandidate, choiceOf, soldIn, soldLabel, type SoldPart } from './ticket.ts';

type Cause = 'settlement' | 'floor' | 'event' | 'decay';

interface RollNeed {
  readonly cause: Cause;
  readonly part: SoldPart;
  readonly text: string;
  /** The sum behind it, to be checked by hand. */
  readonly line?: string;
}

/** An event close ahead after which a base contract would soon fall under its floor: roll before it, not in its wake. */
function eventNeed(s: Situation, held: HeldUnits): { readonly event: MacroEvent; readonly dte: number } | null {
  if (held.layer !== 'base' || daysSince(held.openedOn, s.date) < s.policy.roll.minHeldDays) return null;
  const event = nextEvent(s.events, s.context.market.nowUs, addTradingDays(s.date, s.policy.roll.eventAheadDays));
  if (event === undefined) return null;
  const dte = calendarDaysBetween(addTradingDays(event.date, s.policy.roll.eventWithinDays), held.expiration);
  return dte < s.policy.layers.base.rollBelowDte ? { event, dte } : null;
}

function eventText(s: Situation, held: HeldUnits, { event, dte }: { readonly event: MacroEvent; readonly dte: number }): string {
  const due = `${event.label} on ${dayOf(event.date)}`;
  if (!coversEvent(held.unit.symbol, event)) return `${due}, which it does not cover: it settles before`;
  if (dte < 0) return `${due}, and it settles within ${plural(s.policy.roll.eventWithinDays, 'day')} after it`;
  return `${due}, and soon after it ${plural(dte, 'day')} to expiry, under the floor of ${s.policy.layers[held.layer].rollBelowDte}`;
}

function needOf(s: Situation, held: HeldUnits): RollNeed | null {
  const floor = s.policy.layers[held.layer].rollBelowDte;
  const all: SoldPart = { held, contracts: held.quantity };
  const last = lastTradingDay(held.unit.symbol);
  if (last.ok && last.value <= addTradingDays(s.date, s.policy.settlement.lastTradingDaysOff)) {
    return { cause: 'settlement', part: all, text: `its last trading day is ${dayOf(last.value)}` };
  }
  if (held.dte < floor) return { cause: 'floor', part: all, text: `${plural(held.dte, 'day')} to expiry, under the layer's floor of ${floor}` };
  // A fixed ladder rolls by the calendar alone.
  if (s.policy.program.kind === 'fixedLadder') return null;
  const event = eventNeed(s, held);
  if (event !== null) return { cause: 'event', part: all, text: eventText(s, held, event) };
  if (s.memory.decayRolled.includes(held.id) || daysSince(held.openedOn, s.date) < s.policy.roll.minHeldDays) return null;
  const decay = timeDecayOf(held, s.context.market.nowUs, s.context.market.rate);
  if (decay === null || decay.share < s.policy.roll.timeDecay * (1 - slackOf(s, `roll.decay/${held.layer}`))) return null;
  const contracts = Math.min(held.quantity, s.memory.decayLeft[held.id] ?? Math.max(1, Math.ceil(held.quantity * s.policy.roll.decayShare)));
  return {
    cause: 'decay', part: { held, contracts },
    text: `time has taken ${percent(decay.share, 0)} of its premium (limit ${percent(s.policy.roll.timeDecay, 0)}): ${contracts} of ${held.quantity} ${contracts === 1 ? 'moves' : 'move'}`,
    line: `${held.unit.label} at the forward and volatility of its entry: worth ${price(decay.opened)} when opened, ${price(decay.now)} now; 1 − ${price(decay.now)} ÷ ${price(decay.opened)} = ${percent(decay.share)}`,
  };
}

const CAUSE_ORDER: readonly Cause[] = ['settlement', 'floor', 'event', 'decay'];
const RULE_PATH: Readonly<Record<Cause, (layer: LayerName) => string>> = {
  settlement: () => 'settlement.lastTradingDaysOff',
  floor: (layer) => `layers.${layer}.rollBelowDte`,
  event: () => 'roll.eventWithinDays',
  decay: () => 'roll.timeDecay',
};

/** Later expiry only: a roll that does not lengthen the hedge is a trade for its own sake. */
function laterChoices(choices: LayerChoices, after: string): LayerChoices {
  return { ...choices, ranked: choices.ranked.filter((choice) => choice.expiration > after) };
}

function replacement(s: Situation, layer: LayerName, after: string, id: string): { choices: LayerChoices; choice: UnitChoice | null } {
  const first = laterChoices(s.choices(layer, 'first'), after);
  const choices = first.ranked.length > 0 ? first : laterChoices(s.choices(layer, 'second'), after);
  return { choices, choice: steadyChoice(s, choices, id) };
}

function rollFacts(s: Situation, needs: readonly RollNeed[]): readonly Fact[] {
  return needs.map((need) => ({ label: `Roll of ${formatSold(need.part)}`, text: need.text, asOf: s.date, supports: true }));
}

const coverageText = (s: Situation, after: number | null): string =>
  (s.shortVega === null || after === null ? '' : `, ÷ short ${dollars(s.shortVega)} = coverage ${percent(after)} (now ${percent(s.coverage ?? 0)})`);

function rollArithmetic(s: Situation, parts: readonly SoldPart[], choice: UnitChoice, bought: number, candidate: Candidate): readonly string[] {
  const sold = parts.map((p) => `${p.contracts} × ${p.held.unit.multiplier} × ${price(p.held.unit.bid ?? 0)}`).join(' + ');
  const vegaOut = parts.reduce((sum, p) => sum + p.contracts * p.held.unit.vegaPerVixPoint, 0);
  const vegaIn = bought * choice.unit.vegaPerVixPoint;
  const paid = isFuture(choice.unit) ? 'futures, nothing is paid for them' : `net debit ${dollars(candidate.cost)}`;
  const margin = choice.unit.margin > 0 || parts.some((p) => p.held.unit.margin > 0) ? [`Margin of about ${dollars(bought * choice.unit.margin)} in place of ${dollars(parts.reduce((sum, p) => sum + p.contracts * p.held.unit.margin, 0))}`] : [];
  return [
    `Sell ${sold} at the bid, buy ${bought} × ${choice.unit.multiplier} × ${price(choice.unit.ask)} at the ask: ${paid}`,
    ...margin,
    `Hedge vega ${dollars(s.hedgeVega)} − ${dollars(vegaOut)} + ${dollars(vegaIn)} = ${dollars(s.hedgeVega - vegaOut + vegaIn)} per VIX point${coverageText(s, candidate.coverageNow)}`,
    `Expected ${s.policy.guards.dragDays}-day cost of the new contracts ${dollars(bought * choice.expectedCost)}`,
    ...dragLines(s, parts, bought * choice.expectedCost),
  ];
}

/** The drag limit binds growth; a roll keeps its number, and says where that leaves the whole hedge. */
function dragLines(s: Situation, parts: readonly SoldPart[], added: number): readonly string[] {
  const held = heldCost(s);
  const sold = parts.map((p) => ({ cost: expectedCost(s.context, p.held.unit, p.held.layer, s.policy), contracts: p.contracts }));
  if (held === null || sold.some(({ cost }) => cost === null) || s.book.netLiquidation <= 0 || s.policy.program.kind !== 'bands') return [];
  const after = sold.reduce((sum, { cost, contracts }) => sum - contracts * (cost ?? 0), held + added);
  const { drag } = s.policy.guards;
  const share = after / s.book.netLiquidation;
  return [`Whole hedge after the roll ${dollars(after)} = ${percent(share, 3)} of ${dollars(s.book.netLiquidation)} (limit of growth ${percent(drag, 3)}${share > drag ? ': passed, nothing may be added' : ''})`];
}

interface Replacement {
  readonly choices: LayerChoices;
  readonly choice: UnitChoice | null;
  /** One tenor out, as the choices are; null: the layer stays. */
  readonly out: TenorOut | null;
  /** One tenor out was wanted, and why it is not taken. */
  readonly notOut: string | null;
}

/** One tenor out where that is due and there is such a contract: a hedge that has to roll does not lapse for want of a farther one. */
function replacementFor(s: Situation, due: { readonly layer: LayerName; readonly after: string; readonly id: string }, out: TenorOut | null): Replacement {
  const { layer, after, id } = due;
  if (out === null) return { ...replacement(s, layer, after, id), out, notOut: null };
  const farther = replacement(s, out.into, after, id);
  if (farther.choice !== null) return { ...farther, out, notOut: null };
  return { ...replacement(s, layer, after, id), out: null, notOut: `One tenor out, because ${out.because}: no contract of the ${out.into} layer passes (${rejectionText(farther.choices)})` };
}

function rollDraft(s: Situation, band: TargetBand, { layer, needs, wanted }: { readonly layer: LayerName; readonly needs: readonly RollNeed[]; readonly wanted: TenorOut | null }): Draft {
  const cause = CAUSE_ORDER.find((c) => needs.some((need) => need.cause === c)) ?? 'floor';
  const parts = needs.map((need) => need.part);
  const furthest = needs.reduce((latest, need) => (need.part.held.expiration > latest ? need.part.held.expiration : latest), '');
  const rule = `roll.${cause}`;
  const rank: Rank = cause === 'settlement' ? RANK.settlement : RANK.roll;
  const subject = `${layer}/${furthest}`;
  const found = replacementFor(s, { layer, after: furthest, id: idOf({ rule, subject }, s.memory.episode) }, wanted);
  const { choices, choice, out } = found;
  const why = needs.map((need) => `${need.part.contracts} ${formatSold(need.part)}: ${need.text}`).join('; ');
  const cancelledBy = s.policy.program.kind === 'bands' ? 'the stage falling to watch or press, or the contracts being sold' : 'the contracts being sold';
  if (choice === null) {
    return holdDraft(coverageView(s, band, null), {
      rule: 'hold.roll-not-available', subject, layer, severity: 'blocked', rank, cancelledBy, rulePath: [RULE_PATH[cause](layer)], facts: rollFacts(s, needs),
      headline: `Roll of the ${layer} layer not available: no later contract passes`, why: `${why}. Passed over: ${rejectionText(choices)}.`,
    });
  }
  const contracts = contractsInto(parts, choice);
  if (contracts === 0) {
    return holdDraft(coverageView(s, band, null), {
      rule: 'hold.roll-too-large', subject, layer, severity: 'blocked', rank, cancelledBy, rulePath: [RULE_PATH[cause](layer), `layers.${layer}.instrument`], facts: rollFacts(s, needs),
      headline: `Roll of the ${layer} layer not possible: one ${choice.label} covers more than what is due`, why: `${why}. One ${choice.label} covers ${dollars(choice.unit.vegaPerVixPoint)} per VIX point.`,
    });
  }
  const candidates = [choice, ...choices.ranked.filter((other) => other.symbol !== choice.symbol).slice(0, s.policy.candidates.shown - 1)]
    .map((one) => buyCandidate(s, [{ choice: one, contracts: contractsInto(parts, one) }], parts)).filter((candidate) => candidate.contracts > 0);
  const first = candidates[0] as Candidate;
  const sold = parts.reduce((sum, part) => sum + part.contracts, 0);
  return {
    action: 'roll', layer, contracts, severity: 'act', rule, subject, rank, cancelledBy,
    headline: `Roll ${sold} ${formatSold(parts[0] as SoldPart)}${parts.length > 1 ? ' and others' : ''} into ${contracts === sold ? '' : `${contracts} `}${choice.label} ${rollPrice(parts, choice, first)} (${out === null ? layer : `${layer} → ${out.into}`} layer)`,
    why: out === null ? `${why}.` : `${why}. One tenor out, because ${out.because}.`,
    rulePath: [RULE_PATH[cause](layer), ...(out === null ? [] : TENOR_OUT_KEYS), `layers.${out?.into ?? layer}`, rule], facts: [...rollFacts(s, needs), ...(out?.facts ?? []), ...evidenceFacts(s)],
    arithmetic: [...needs.flatMap(({ line }) => line ?? []), ...rollArithmetic(s, parts, choice, contracts, first)], candidates,
    coverage: coverageView(s, band, first.coverageNow), boundBy: outside(band, first.coverageNow) ? ['a roll keeps its number of contracts'] : [], rejected: rollAlternatives(found, needs),
  };
}

/** Where the roll leaves coverage outside the band, the rebalance rule has the next word. */
const outside = (band: Pick<TargetBand, 'low' | 'high'>, coverage: number | null): boolean => coverage !== null && band.high > 0 && (coverage < band.low || coverage > band.high);

/** What else could be done with contracts that are due, and what the search passed over. */
function rollAlternatives({ choices, notOut }: Replacement, needs: readonly RollNeed[]): NonNullable<Draft['rejected']> {
  const passed = Object.entries(choices.rejected).map(([why, count]) => `${why} (${count})`);
  return [
    { action: 'hold', text: `Keep ${needs.map(({ part }) => formatSold(part)).join(', ')}: ${needs.map(({ text }) => text).join('; ')}` },
    ...(notOut === null ? [] : [{ action: 'roll' as const, text: notOut }]),
    ...(passed.length === 0 ? [] : [{ action: 'roll' as const, text: `Other contracts of the window: ${passed.join(', ')}` }]),
  ];
}

/** A contract that has to go and has no live bid: a model value is no price to sell at, and silence would be taken for "nothing is due". */
function unquotedDraft(s: Situation, band: TargetBand, layer: LayerName, needs: readonly RollNeed[]): Draft {
  const furthest = needs.reduce((latest, need) => (need.part.held.expiration > latest ? need.part.held.expiration : latest), '');
  return holdDraft(coverageView(s, band, null), {
    rule: 'hold.roll-no-bid', subject: `${layer}/${furthest}`, layer, severity: 'blocked', rank: RANK.roll, cancelledBy: 'a live bid', facts: rollFacts(s, needs),
    rulePath: needs.map(({ cause }) => RULE_PATH[cause](layer)), headline: `Roll of the ${layer} layer wanted, but there is no live bid to sell at`,
    why: `${needs.map((need) => `${formatSold(need.part)}: ${need.text}, and ${noBidBecause(need.part.held.unit)}`).join('; ')}.`,
  });
}

const formatSold = soldLabel;

/** What comes off is not rolled; a fixed ladder never comes off, and in watch neither does a standing floor. */
const rollsIn = ({ stage, policy }: Situation): boolean =>
  policy.program.kind === 'fixedLadder' || (stage === 'watch' ? standingFloor(policy) > 0 : stage !== 'press');

/** `roll`: same layer (or one tenor out), same number of contracts, one ticket. Worthless contracts, and those of watch and press, settle. */
export function judgeRolls(s: Situation, band: TargetBand, earlier: readonly Draft[] = []): Verdict {
  if (!rollsIn(s)) return silent(s.memory);
  const drafts = LAYERS.flatMap((layer) => {
    const due = heldIn(s, layer)
      .filter(({ unit }) => unit.bid === null || unit.bid >= s.policy.roll.leaveToSettleBid)
      .flatMap((held) => needOf(s, held) ?? []);
    const needs = due.filter(({ part }) => part.held.unit.bid !== null);
    const unquoted = due.filter(({ part }) => part.held.unit.bid === null);
    return [...(needs.length === 0 ? [] : [rollDraft(s, band, { layer, needs, wanted: tenorOut(s, layer, earlier) })]), ...(unquoted.length === 0 ? [] : [unquotedDraft(s, band, layer, unquoted)])];
  });
  return { drafts, memory: s.memory };
}

/**
 * Roll and growth of one layer are one ticket: the growth's contracts are bought with the roll's, every figure for the whole. Where the
 * roll goes one tenor out, the growth stays in its layer: it was sized on the layer as it is held.
 */
export function netRollWithGrowth(s: Situation, roll: Draft, growth: Draft): Draft {
  const { layer } = roll;
  if (layer === null || growth.contracts <= 0) return roll;
  const added = choiceOf(s, layer, growth.candidates[0]?.symbol);
  const candidates = roll.candidates.flatMap((candidate): readonly Candidate[] => {
    const into = boughtLayer(candidate) ?? layer;
    const choice = choiceOf(s, into, candidate.symbol);
    if (choice === undefined) return [];
    if (into === layer) return [buyCandidate(s, [{ choice, contracts: candidate.contracts + growth.contracts }], soldIn(s.held, candidate.ticket))];
    return added === undefined ? [] : [buyCandidate(s, [{ choice, contracts: candidate.contracts }, { choice: added, contracts: growth.contracts }], soldIn(s.held, candidate.ticket))];
  });
  const first = candidates[0];
  if (first === undefined) return roll;
  return {
    ...roll, contracts: roll.contracts + growth.contracts, candidates, rulePath: [...roll.rulePath, growth.rule],
    headline: `${roll.headline}, with ${growth.contracts} ${boughtLayer(first) === layer || added === undefined ? '' : `${added.label} `}more`,
    why: `${roll.why} ${growth.why}`, arithmetic: [...roll.arithmetic, ...growth.arithmetic], facts: [...roll.facts, ...growth.facts.filter((f) => !roll.facts.some((r) => r.label === f.label))],
    boundBy: [...new Set([...growth.boundBy, ...(outside({ low: roll.coverage.bandLow, high: roll.coverage.bandHigh }, first.coverageNow) ? ['whole contracts'] : [])])], coverage: { ...roll.coverage, after: first.coverageNow },
  };
}
