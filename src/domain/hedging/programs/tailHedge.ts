import { addTradingDays } from '../../calendar.ts';
import { formatOptionSymbol, settlementMoment, vixMonthlyExpiration, vxExpirations } from '../../instruments/index.ts';
import { dayOf, dollars, percent, plural, price } from '../../figureText.ts';
import { addCalendarDays, calendarDaysBetween, partsOfDate } from '../../time.ts';
import type { IsoDate } from '../../units.ts';
import { findChoices, rejectionText, type LayerChoices, type UnitChoice } from '../candidates.ts';
import type { Fact } from '../decision.ts';
import { coverageView, holdDraft, idOf, RANK, silent, type Draft, type HoldText, type Verdict } from '../draft.ts';
import type { TailHedgeMonth } from '../hedgeMemory.ts';
import type { Situation } from '../situation.ts';
import { buyCandidate } from '../ticket.ts';
import { NO_BAND, type ProgramOf } from './exempt.ts';

type TailHedge = ProgramOf<'tailHedge'>;

/** A VIX point has a hundred steps: a level is compared as it is shown, so that 15.00 by parity's rounding is not above 15. */
const STEPS_PER_POINT = 100;
const atShownStep = (level: number): number => Math.round(level * STEPS_PER_POINT) / STEPS_PER_POINT;

/** Share of net liquidation value for a level of the same-expiry VIX forward: the first step whose upper bound is not below it. */
export const tailHedgeWeight = (weights: TailHedge['weights'], forward: number): number =>
  weights.find(({ upTo }) => upTo === null || atShownStep(forward) <= upTo)?.weight ?? 0;

/** The month between two monthly VIX expirations. */
interface Cycle {
  /** Settlement date on which this month's calls are bought. */
  readonly buyOn: IsoDate;
  /** Last session in which a missed purchase is made up for. */
  readonly openUntil: IsoDate;
  /** Expiration of the calls of this month, and the next buying day. */
  readonly expiration: IsoDate;
}

function lastMonthlyExpiration(date: IsoDate): IsoDate {
  const { year, month } = partsOfDate(date);
  const own = vixMonthlyExpiration(year, month);
  return own <= date ? own : month === 1 ? vixMonthlyExpiration(year - 1, 12) : vixMonthlyExpiration(year, month - 1);
}

function cycleOf(date: IsoDate, { buyWithinDays }: TailHedge): Cycle {
  const buyOn = lastMonthlyExpiration(date);
  const [expiration = buyOn] = vxExpirations(addCalendarDays(date, 1), 1);
  return { buyOn, openUntil: addTradingDays(buyOn, buyWithinDays), expiration };
}

/** On the settlement day itself the old calls settle first. */
function oldCallsHaveSettled(s: Situation, { buyOn }: Cycle): boolean {
  const moment = settlementMoment(formatOptionSymbol({ root: 'VIX', expiration: buyOn, right: 'C', strike: 1 }));
  return !moment.ok || s.context.market.nowUs >= moment.value;
}

const heldOf = (s: Situation, expiration: IsoDate): number => s.held.reduce((sum, held) => sum + (held.expiration === expiration ? held.quantity : 0), 0);

const LAYER = 'base';
const RULE = 'add.tail-hedge';

/** The month's calls alone, whatever window the layer has. */
function choicesOf(s: Situation, { expiration }: Cycle): LayerChoices {
  const dte = calendarDaysBetween(s.date, expiration);
  const month = { ...s.policy.layers[LAYER], instrument: 'vixCall' as const, entryDte: [dte, dte] as [number, number], targetDte: dte, rollBelowDte: 0, weeklies: false, fallbackDte: null };
  return findChoices(s.context, { ...s.policy, layers: { ...s.policy.layers, [LAYER]: month } }, LAYER, 'first');
}

/** Nearest to the delta of the rule, as the index does it; the call advised before stays while the strike rule still allows it. */
function chosen(s: Situation, { ranked }: LayerChoices, advised: string | null): readonly UnitChoice[] {
  const off = ({ unit }: UnitChoice): number => Math.abs(unit.delta - s.policy.strike.delta);
  const nearest = ranked.toSorted((a, b) => off(a) - off(b) || (a.symbol < b.symbol ? -1 : 1));
  const kept = nearest.find(({ symbol }) => symbol === advised);
  return kept === undefined ? nearest : [kept, ...nearest.filter((choice) => choice !== kept)];
}

const hold = (s: Situation, text: Omit<HoldText, 'cancelledBy'>): Draft =>
  holdDraft(coverageView(s, NO_BAND, null), { rulePath: ['program.buyWithinDays'], ...text, facts: text.facts ?? [], cancelledBy: 'the next monthly VIX expiration' });

const stepsText = ({ weights }: TailHedge): string =>
  weights.map(({ upTo, weight }) => `${upTo === null ? 'above' : `up to ${upTo}`}: ${percent(weight)}`).join(', ');

const weightLine = (program: TailHedge, month: TailHedgeMonth): string =>
  `VIX forward of ${dayOf(month.expiration)} ${price(month.forward)} on ${dayOf(month.decidedOn)}: weight ${percent(month.weight)} (${stepsText(program)})`;

/** The month's weight is read once, at the first judgement after the old calls have settled: what VIX does later in the window changes nothing. */
function monthOf(s: Situation, program: TailHedge, cycle: Cycle): { readonly month: TailHedgeMonth | null; readonly facts: readonly Fact[]; readonly problem: string } {
  const known = s.memory.tailHedge;
  if (known !== null && known.expiration === cycle.expiration) return { month: known, facts: [], problem: '' };
  const forward = s.context.forward('VIX', 'VIX', cycle.expiration);
  if (!forward.ok) return { month: null, facts: [], problem: forward.failure.detail };
  const { value, source, disputed } = forward.value;
  const facts = [{ label: 'VIX forward', text: `${price(value)} for ${dayOf(cycle.expiration)} (${source})${disputed ? '; parity and the future disagree' : ''}`, asOf: s.date, supports: !disputed }];
  return { month: { expiration: cycle.expiration, forward: atShownStep(value), weight: tailHedgeWeight(program.weights, value), decidedOn: s.date }, facts, problem: '' };
}

/** So many as the money buys; one more, which the ask's flicker gives and takes, is not advised on top of what was. */
function affordable(budget: number, each: number, advised: number | null): number {
  const wanted = Math.floor(budget / each + 1e-9);
  return advised !== null && wanted === advised + 1 ? advised : wanted;
}

interface Purchase {
  readonly program: TailHedge;
  readonly cycle: Cycle;
  readonly month: TailHedgeMonth;
  readonly facts: readonly Fact[];
}

function purchaseDraft(s: Situation, { program, cycle, month, facts }: Purchase): Draft | null {
  const subject = `${LAYER}/${cycle.expiration}`;
  const advised = s.memory.advised[idOf({ rule: RULE, subject }, s.memory.episode)] ?? null;
  const found = choicesOf(s, cycle);
  const [choice, ...others] = chosen(s, found, advised?.symbol ?? null);
  const path = ['program.weights', 'strike.delta'];
  const line = weightLine(program, month);
  if (choice === undefined) {
    return hold(s, {
      rule: 'hold.not-available', subject, layer: LAYER, severity: 'blocked', rank: RANK.add, rulePath: path, facts, arithmetic: [line],
      headline: `Hedge not available: no call of ${dayOf(cycle.expiration)} passes`, why: `Contracts were passed over: ${rejectionText(found)}.`,
    });
  }
  const { ask, multiplier } = choice.unit;
  const held = heldOf(s, cycle.expiration);
  const budget = month.weight * Math.max(s.book.netLiquidation, 0);
  const wanted = affordable(budget, multiplier * ask, advised === null ? null : advised.contracts + held);
  const sum = `${percent(month.weight)} of ${dollars(s.book.netLiquidation)} = ${dollars(budget)} ÷ (${multiplier} × ask ${price(ask)}) = ${(budget / (multiplier * ask)).toFixed(1)}`;
  if (wanted < 1) {
    return hold(s, { rule: 'hold.tail-too-small', rulePath: path, facts, arithmetic: [line, sum], headline: 'Hold: this month’s share does not buy one call', why: `${sum}: less than one contract.` });
  }
  const contracts = wanted - held;
  if (contracts < 1) return null;
  const candidates = [choice, ...others.slice(0, s.policy.candidates.shown - 1)].map((each) => buyCandidate(s, [{ choice: each, contracts }]));
  const late = s.date > cycle.buyOn ? `; the buying day was ${dayOf(cycle.buyOn)}, open until ${dayOf(cycle.openUntil)}` : '';
  return {
    action: 'add', layer: LAYER, contracts, severity: 'act', rule: RULE, subject, rank: RANK.add,
    headline: `Buy ${contracts} ${choice.label} at ${price(ask)} (tail hedge of the month${choice.marks.map((mark) => `, ${mark}`).join('')})`,
    why: `VIX options of ${dayOf(cycle.buyOn)} have settled; at a VIX forward of ${price(month.forward)} the month’s share is ${percent(month.weight)} of net liquidation${late}.`,
    rulePath: [...path, RULE], facts, candidates,
    arithmetic: [
      line, `${sum} → ${wanted}${held > 0 ? `; held ${held}: ${contracts} left` : ''}`,
      `Premium at the ask ${contracts} × ${multiplier} × ${price(ask)} = ${dollars(contracts * multiplier * ask)}`,
    ],
    coverage: coverageView(s, NO_BAND, candidates[0]?.coverageNow ?? null), boundBy: [], cancelledBy: `the purchase, or the end of ${dayOf(cycle.openUntil)}`,
  };
}

/** Filled in whole since the month began; a purchase by another policy before it was judged by this one does not count. */
const isFilled = (s: Situation, { buyOn, expiration }: Cycle): boolean =>
  s.memory.tailHedge?.expiration === expiration && (s.memory.completedOn[LAYER] ?? '') >= buyOn;

/** The baseline of the Cboe VIX Tail Hedge: once a month, at the monthly VIX expiration; nothing is rolled or sold, the calls settle. */
export function judgeTailHedge(s: Situation): Verdict {
  const { program } = s.policy;
  if (program.kind !== 'tailHedge') return silent(s.memory);
  const cycle = cycleOf(s.date, program);
  if (s.date > cycle.openUntil || isFilled(s, cycle) || !oldCallsHaveSettled(s, cycle)) return silent(s.memory);
  const { month, facts, problem } = monthOf(s, program, cycle);
  if (month === null) {
    const why = `The VIX forward of ${dayOf(cycle.expiration)} sets the month’s share and is not known: ${problem}.`;
    return { drafts: [hold(s, { rule: 'hold.no-forward', subject: cycle.expiration, severity: 'blocked', rank: RANK.add, rulePath: ['program.weights'], headline: 'Hold: the month’s share cannot be told', why })], memory: s.memory };
  }
  const memory = { ...s.memory, tailHedge: month };
  const draft = month.weight > 0 ? purchaseDraft(s, { program, cycle, month, facts }) : null;
  return { drafts: draft === null ? [] : [draft], memory };
}

/** What stands between the buying days, and in a month without a purchase. */
export function describeTailHedge(s: Situation): Draft {
  const { program } = s.policy;
  if (program.kind !== 'tailHedge') return hold(s, { rule: 'hold.tail-hedge', headline: 'Hold', why: 'The policy has no tail hedge.' });
  const cycle = cycleOf(s.date, program);
  const month = s.memory.tailHedge;
  const held = heldOf(s, cycle.expiration);
  const next = `next purchase on ${dayOf(cycle.expiration)}`;
  if (!oldCallsHaveSettled(s, cycle)) return hold(s, { rule: 'hold.tail-hedge', headline: 'Hold: the old calls settle at this morning’s opening, then the new ones are bought', why: 'A month’s calls are bought once those before have settled.' });
  if (month !== null && month.expiration === cycle.expiration && month.weight === 0 && held === 0) {
    return hold(s, {
      rule: 'hold.tail-weight', rulePath: ['program.weights'], arithmetic: [weightLine(program, month)], headline: `Hold: no VIX calls this month at a forward of ${price(month.forward)}, ${next}`,
      why: `The VIX forward of ${dayOf(month.expiration)} was ${price(month.forward)} on ${dayOf(month.decidedOn)}: the month’s share is ${percent(0)}.`,
    });
  }
  const standing = held === 0 ? 'No calls of this month are held' : `${plural(held, 'call')} of this month ${held === 1 ? 'settles' : 'settle'} on ${dayOf(cycle.expiration)}`;
  return hold(s, { rule: 'hold.tail-hedge', headline: `Hold: ${next}`, why: `${standing}; nothing is rolled or sold.` });
}
