import { condorsOf, type Condor } from '../book/condors.ts';
import { isTradable } from '../book/valuation.ts';
import type { ContractFigures, TradableFigures } from '../book/valuation.ts';
import { formatOptionSymbol, labelOf, parseOptionSymbol } from '../instruments/index.ts';
import { calendarDaysBetween } from '../time.ts';
import type { Candidate, TicketLine } from './decision.ts';
import { coverageView, holdDraft, RANK, silent, type Draft, type Verdict } from './draft.ts';
import { dollars, formatNumber, percent, price } from '../figureText.ts';
import { daysSince, slackOf, type Situation, type TargetBand } from './situation.ts';
import { debitOf, gainOf } from './ticket.ts';

interface PutSide {
  readonly condor: Condor;
  readonly short: ContractFigures;
  readonly long: ContractFigures;
  readonly shortStrike: number;
  readonly longStrike: number;
}

interface Move {
  readonly points: number;
  readonly short: TradableFigures;
  readonly long: TradableFigures;
  readonly lines: readonly TicketLine[];
  readonly debit: number;
}

function putSideOf(s: Situation, condor: Condor): PutSide | null {
  const short = s.context.figures(condor.shortPut.symbol);
  const long = s.context.figures(condor.longPut.symbol);
  const shortContract = parseOptionSymbol(condor.shortPut.symbol);
  const longContract = parseOptionSymbol(condor.longPut.symbol);
  if (!short.ok || !long.ok || !shortContract.ok || !longContract.ok) return null;
  return { condor, short: short.value, long: long.value, shortStrike: shortContract.value.strike, longStrike: longContract.value.strike };
}

interface Threat {
  readonly text: string;
  /** Policy key that says so. */
  readonly key: string;
}

/** Why the short put is too near; null while it is far enough. */
function threat(s: Situation, side: PutSide): Threat | null {
  const { delta, sigmaDistance } = s.policy.widen;
  const absDelta = Math.abs(side.short.deltaForward);
  const slack = slackOf(s, `widen.put-side/${side.condor.strategy}`);
  if (absDelta >= delta * (1 - slack)) {
    const limit = absDelta >= delta ? `(limit ${formatNumber(-delta, 2)})` : `and not clearly back from its limit of ${formatNumber(-delta, 2)}`;
    return { key: 'widen.delta', text: `the short put's delta is ${formatNumber(-absDelta, absDelta >= delta ? 2 : 3)} ${limit}` };
  }
  const volatility = side.short.volatility;
  if (volatility === null) return null;
  const distance = sigmaDistance * volatility * Math.sqrt(side.short.timeYears) * s.spx;
  const away = s.spx - side.shortStrike;
  if (away > distance * (1 + slack)) return null;
  const text = `SPX ${formatNumber(s.spx, 0)} ${away > distance ? 'was within and is not clearly beyond' : 'is within'} ${formatNumber(distance, 0)} points (${sigmaDistance} σ√T) of the short put ${formatNumber(side.shortStrike, 0)}`;
  return { key: 'widen.sigmaDistance', text };
}

function lowerPut(s: Situation, symbol: string, points: number): TradableFigures | null {
  const parsed = parseOptionSymbol(symbol);
  if (!parsed.ok) return null;
  const figures = s.context.figures(formatOptionSymbol({ ...parsed.value, strike: parsed.value.strike - points }));
  return figures.ok && isTradable(figures.value) ? figures.value : null;
}

/** Old legs are closed before new ones open: a step as wide as the spread sells the old long strike twice. */
function moveBy(s: Situation, side: PutSide, points: number): Move | null {
  const short = lowerPut(s, side.condor.shortPut.symbol, points);
  const long = lowerPut(s, side.condor.longPut.symbol, points);
  if (short === null || long === null || !isTradable(side.short) || !isTradable(side.long)) return null;
  const { strategy, shortPut, longPut } = side.condor;
  const line = (which: 'buy' | 'sell', contracts: number, figures: TradableFigures, legId: string | null): TicketLine => ({
    side: which, contracts, symbol: figures.symbol, price: which === 'buy' ? figures.ask : figures.bid, layer: null, legId, strategy,
  });
  const lines = [
    line('buy', -shortPut.quantity, side.short, shortPut.id), line('sell', longPut.quantity, side.long, longPut.id),
    line('sell', -shortPut.quantity, short, null), line('buy', longPut.quantity, long, null),
  ];
  return { points, short, long, lines, debit: debitOf(lines) };
}

function widenCandidate(s: Situation, side: PutSide, move: Move): Candidate {
  const contracts = -side.condor.shortPut.quantity;
  const change = (pick: (f: ContractFigures) => number): number =>
    contracts * (pick(side.short) - pick(move.short)) + side.condor.longPut.quantity * (pick(move.long) - pick(side.long));
  const vega = change((f) => f.vegaPerVixPoint);
  const short = s.shortVega === null ? null : s.shortVega - vega;
  return {
    instrument: 'spxPutSpread', symbol: move.short.symbol, label: `${labelOf(move.short.symbol)} / ${labelOf(move.long.symbol)}`, contracts, bid: move.short.bid, ask: move.short.ask,
    mid: move.short.mark, delta: move.short.deltaForward, daysToSettlement: move.short.daysToSettlement, vegaPerVixPoint: move.short.vegaPerVixPoint,
    cost: move.debit, margin: 0, breakEvenVix: null, drag: s.book.netLiquidation > 0 ? move.debit / s.book.netLiquidation : 0, executionRatio: null,
    gainAtVixPlus10: gainOf([
      { figures: side.short, quantity: contracts }, { figures: move.short, quantity: -contracts },
      { figures: move.long, quantity: side.condor.longPut.quantity }, { figures: side.long, quantity: -side.condor.longPut.quantity },
    ]),
    coverageNow: short !== null && short > 0 && !s.guard.vegaCollapsed ? s.hedgeVega / short : null,
    coverageIn7Days: null, coverageIn14Days: null, ticket: move.lines, warnings: [],
  };
}

/** The put is threatened and no step can be had: silence would be taken for safety. */
const noStepDraft = (s: Situation, band: TargetBand, { condor: { strategy } }: PutSide, { text: why, key }: Threat): Draft =>
  holdDraft(coverageView(s, band, null), {
    rule: 'hold.widen-not-available', subject: strategy, rank: RANK.widen, rulePath: [key, 'widen.points', 'widen.maxDebitShare'], facts: [{ label: 'Short put', text: why, asOf: s.date, supports: true }],
    headline: `The put side of ${strategy} is near, and no step down is to be had`,
    why: `With a hedge held, ${why}; no step of ${s.policy.widen.points.join(' or ')} points is quoted on all its legs for at most ${percent(s.policy.widen.maxDebitShare, 0)} of what it can gain.`,
    cancelledBy: 'a step becoming affordable, or SPX moving away from the short put',
  });

function widenDraft(s: Situation, band: TargetBand, side: PutSide, { text: why, key }: Threat): Draft | null {
  // The step gains its own width at most, and only between the old and the new strikes: wide spreads can cost more than that.
  const moves = s.policy.widen.points.flatMap((points) => moveBy(s, side, points) ?? [])
    .filter((move) => move.debit <= s.policy.widen.maxDebitShare * move.points * -side.condor.shortPut.quantity * move.short.multiplier)
    .sort((a, b) => a.debit / a.points - b.debit / b.points || a.points - b.points);
  const [best] = moves;
  if (best === undefined) return null;
  const { strategy } = side.condor;
  const times = s.memory.widened[strategy]?.times ?? 0;
  const strikes = `${formatNumber(side.shortStrike, 0)}/${formatNumber(side.longStrike, 0)} to ${formatNumber(side.shortStrike - best.points, 0)}/${formatNumber(side.longStrike - best.points, 0)}`;
  const candidates = moves.map((move) => widenCandidate(s, side, move));
  const perUnit = best.debit / (-side.condor.shortPut.quantity * best.short.multiplier);
  return {
    action: 'widen', layer: null, contracts: -side.condor.shortPut.quantity, severity: 'act', rule: 'widen.put-side', subject: `${strategy}/${times + 1}`, rank: RANK.widen,
    headline: `Move the put side of ${strategy} down ${best.points} points: ${strikes} for ${price(Math.abs(perUnit))} ${perUnit >= 0 ? 'debit' : 'credit'}`,
    why: `With a hedge held, ${why}; ${best.points} points are ${percent(best.points / s.spx, 2)} of SPX ${formatNumber(s.spx, 0)}.`,
    rulePath: [key, 'widen.maxDebitShare', 'widen.put-side'],
    facts: [{ label: 'Short put', text: why, asOf: s.date, supports: true }],
    arithmetic: moves.map((move) => `${move.points} points: ${dollars(move.debit)} = ${dollars(move.debit / move.points)} a point, ${percent(move.debit / (move.points * -side.condor.shortPut.quantity * move.short.multiplier), 0)} of the most it can gain (limit ${percent(s.policy.widen.maxDebitShare, 0)})`),
    candidates, coverage: coverageView(s, band, candidates[0]?.coverageNow ?? null), boundBy: [],
    cancelledBy: 'SPX moving away from the short put, the hedge being sold, or the condor being closed',
  };
}

/** `widen`: runs beside the hedge rules, only while a hedge is held, once per condor per policy days. */
export function judgeWiden(s: Situation, band: TargetBand): Verdict {
  if (s.held.length === 0) return silent(s.memory);
  const drafts = condorsOf(s.book).flatMap((condor): Draft[] => {
    if (calendarDaysBetween(s.date, condor.expiration) <= s.policy.widen.minDte) return [];
    if (daysSince(s.memory.widened[condor.strategy]?.date, s.date) < s.policy.widen.everyDays) return [];
    const side = putSideOf(s, condor);
    const why = side === null ? null : threat(s, side);
    return side === null || why === null ? [] : [widenDraft(s, band, side, why) ?? noStepDraft(s, band, side, why)];
  });
  return { drafts, memory: s.memory };
}
