import { isOptionRoot } from '../instruments/contractSpecs.ts';
import { formatFutureSymbol, parseFutureSymbol } from '../instruments/futureSymbol.ts';
import { formatOptionSymbol } from '../instruments/optionSymbol.ts';
import { settlementMoment } from '../instruments/settlement.ts';
import type { MarketView } from '../market/marketView.ts';
import { impliedCarry } from '../pricing/impliedCarry.ts';
import { parityForward } from '../pricing/parityForward.ts';
import type { ParityPair } from '../pricing/parityForward.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { yearFraction } from '../time.ts';
import { MICROS_PER_DAY } from '../units.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';
import { createExpiryMap } from './expiryMap.ts';
import { chainKey, listedChainOf } from './listedChain.ts';
import { midOf, trustedQuote, trustedQuoteOrNull } from './trustedQuote.ts';
import type { Forward } from './valuation.ts';

/** How far parity and the future of the same expiry may differ before the expiry is flagged. */
export interface DisputeLimit {
  readonly points: number;
  readonly relative: number;
}

export interface Forwards {
  of(underlying: InstrumentSymbol, root: string, expiration: IsoDate): Result<Forward>;
  /** The VIX futures curve, points, at fractional calendar days from now. */
  vixCurve(days: number): Result<CurvePoint>;
}

export interface CurvePoint {
  readonly value: number;
  readonly source: 'interpolated' | 'extrapolated';
}

type Node = readonly [days: number, value: number];

const daysFrom = (fromUs: Micros, toUs: Micros): number => (toUs - fromUs) / MICROS_PER_DAY;

/** Linear in days; before the first and beyond the last node flat, which is marked. */
function alongNodes(nodes: readonly Node[], days: number): CurvePoint | null {
  let before: Node | undefined;
  for (const node of nodes) {
    if (days <= node[0]) {
      if (before === undefined) return { value: node[1], source: days === node[0] ? 'interpolated' : 'extrapolated' };
      return { value: before[1] + ((node[1] - before[1]) * (days - before[0])) / (node[0] - before[0]), source: 'interpolated' };
    }
    before = node;
  }
  return before === undefined ? null : { value: before[1], source: 'extrapolated' };
}

function momentOfExpiration(root: string, expiration: IsoDate): Result<Micros> {
  if (!isOptionRoot(root)) return failed('not-available', `${root} is not an option root`);
  return settlementMoment(formatOptionSymbol({ root, expiration, right: 'C', strike: 1 }));
}

/** Strikes of an expiry whose call and put both have a market. */
function parityPairsOf(market: MarketView, root: string, expiration: IsoDate, settlesUs: Micros): readonly ParityPair[] {
  if (settlesUs <= market.nowUs) return [];
  const pairs: ParityPair[] = [];
  for (const { strike, call, put } of listedChainOf(market.listed).options.get(chainKey(root, expiration)) ?? []) {
    if (call === null || put === null) continue;
    const callQuote = trustedQuoteOrNull(market, call);
    const putQuote = trustedQuoteOrNull(market, put);
    // A bid of zero is no second side for parity: the true value may lie anywhere below the ask.
    if (callQuote === null || putQuote === null || callQuote.bid === 0 || putQuote.bid === 0) continue;
    pairs.push({ strike, callMid: midOf(callQuote), putMid: midOf(putQuote), callWidth: callQuote.ask - callQuote.bid, putWidth: putQuote.ask - putQuote.bid });
  }
  return pairs;
}

function parityOf(market: MarketView, root: string, expiration: IsoDate): Result<number> {
  const moment = momentOfExpiration(root, expiration);
  if (!moment.ok) return moment;
  return parityForward(parityPairsOf(market, root, expiration, moment.value), market.rate, yearFraction(market.nowUs, moment.value));
}

/** The share itself, from its level or the mid of its quote. Fails with `missing-data`. */
export function spotOf(market: MarketView, underlying: InstrumentSymbol): Result<number> {
  const level = freshLevel(market, underlying);
  if (level !== null && level > 0) return success(level);
  const quote = trustedQuote(market, underlying);
  if (quote.ok && quote.value.bid > 0) return success(midOf(quote.value));
  return failed('missing-data', `${underlying} itself has no live price`);
}

/** SPY options are American: their parity holds only without what early exercise adds, see `impliedCarry`. */
function americanForward(market: MarketView, underlying: InstrumentSymbol, root: string, expiration: IsoDate): Result<Forward> {
  const moment = momentOfExpiration(root, expiration);
  if (!moment.ok) return moment;
  const spot = spotOf(market, underlying);
  if (!spot.ok) return spot;
  const carry = impliedCarry(parityPairsOf(market, root, expiration, moment.value), { spot: spot.value, rate: market.rate, timeYears: yearFraction(market.nowUs, moment.value) });
  return carry.ok ? success({ value: carry.value.forward, source: 'parity', disputed: false }) : carry;
}

/** Mid of a future's quote, or its level where the feed sends one. */
function futureMark(market: MarketView, symbol: InstrumentSymbol): number | null {
  const quote = trustedQuote(market, symbol);
  if (quote.ok) return quote.value.bid > 0 ? midOf(quote.value) : null;
  const level = market.levels.get(symbol);
  const { reason } = quote.failure;
  return reason !== 'expired' && reason !== 'halted' && level !== undefined && !level.stale ? level.level : null;
}

function futureOfExpiry(market: MarketView, expiration: IsoDate): number | null {
  return futureMark(market, formatFutureSymbol({ root: 'VX', expiration })) ?? futureMark(market, formatFutureSymbol({ root: 'VXM', expiration }));
}

function freshLevel(market: MarketView, symbol: InstrumentSymbol): number | null {
  const level = market.levels.get(symbol);
  return level === undefined || level.stale ? null : level.level;
}

/** Settlement dates of the futures that the feed lists, or sends as levels. */
function futureDates(market: MarketView): readonly IsoDate[] {
  const dates = new Set(listedChainOf(market.listed).futures.map(({ expiration }) => expiration));
  for (const symbol of market.levels.keys()) {
    const future = parseFutureSymbol(symbol);
    if (future.ok) dates.add(future.value.expiration);
  }
  return [...dates].sort();
}

function futureNodes(market: MarketView): readonly Node[] {
  return futureDates(market).flatMap((expiration): Node[] => {
    const mark = futureOfExpiry(market, expiration);
    const moment = settlementMoment(formatFutureSymbol({ root: 'VX', expiration }));
    return mark === null || !moment.ok ? [] : [[daysFrom(market.nowUs, moment.value), mark]];
  });
}

/** Where a feed has VIX options and no futures, the curve runs through the options' own forwards. */
function parityNodes({ market, parity }: Pick<Desk, 'market' | 'parity'>): readonly Node[] {
  return (listedChainOf(market.listed).expirations.get('VIX') ?? []).flatMap(({ root, date }): Node[] => {
    const moment = momentOfExpiration(root, date);
    if (!moment.ok || moment.value <= market.nowUs) return [];
    const implied = parity(root, date);
    return implied.ok ? [[daysFrom(market.nowUs, moment.value), implied.value]] : [];
  });
}

/** Spot VIX at 0 days, then the futures by settlement. Spot alone is no curve: nothing would say where the futures stand. */
function vixNodes(desk: Pick<Desk, 'market' | 'parity'>): readonly Node[] {
  const futures = futureNodes(desk.market);
  const later = futures.length > 0 ? futures : parityNodes(desk);
  const spot = freshLevel(desk.market, 'VIX');
  return spot === null || later.length === 0 ? later : [[0, spot], ...later];
}

interface Desk {
  readonly market: MarketView;
  readonly dispute: DisputeLimit;
  parity(root: string, expiration: IsoDate): Result<number>;
  vixCurve(days: number): Result<CurvePoint>;
}

function vixForward({ market, dispute, parity, vixCurve }: Desk, root: string, expiration: IsoDate): Result<Forward> {
  const implied = parity(root, expiration);
  const future = futureOfExpiry(market, expiration);
  if (implied.ok) {
    const disputed = future !== null && Math.abs(implied.value - future) > Math.max(dispute.points, dispute.relative * future);
    return success({ value: implied.value, source: 'parity', disputed });
  }
  if (future !== null) return success({ value: future, source: 'future', disputed: false });
  const moment = momentOfExpiration(root, expiration);
  if (!moment.ok) return moment;
  const point = vixCurve(daysFrom(market.nowUs, moment.value));
  if (point.ok) return success({ ...point.value, disputed: false });
  return failed('missing-data', `no VIX forward for ${expiration}: ${implied.failure.detail}, and ${point.failure.detail}`);
}

/** ln F of the listed expiries whose parity holds, by settlement. */
function forwardNodes({ market, parity }: Desk): readonly Node[] {
  const nodes: Node[] = [];
  for (const { root, date } of listedChainOf(market.listed).expirations.get('SPX') ?? []) {
    const settles = momentOfExpiration(root, date);
    if (!settles.ok || settles.value <= market.nowUs) continue;
    const implied = parity(root, date);
    if (implied.ok) nodes.push([daysFrom(market.nowUs, settles.value), Math.log(implied.value)]);
  }
  return nodes.sort((a, b) => a[0] - b[0]);
}

/** Over less than a day what parity leaves open outweighs the carry. */
const LEAST_SPAN_OF_A_PACE_DAYS = 1;

/**
 * ln F straight between expiries; beyond them at the pace from the first to the last, or from the index where there is one alone.
 * Not through growth rates over the index: in a fast market it lags its options, and 0.3 % of lag is 100 % a year over one day.
 */
function alongForwards(nodes: readonly Node[], spot: number | null, days: number): CurvePoint | null {
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (first === undefined || last === undefined) return null;
  const from = last[0] - first[0] >= LEAST_SPAN_OF_A_PACE_DAYS ? first : spot === null ? null : ([0, Math.log(spot)] as const);
  if (from === null) return null;
  const end = days < first[0] ? first : days > last[0] ? last : null;
  const along = end === null ? alongNodes(nodes, days) : { value: end[1] + ((last[1] - from[1]) * (days - end[0])) / (last[0] - from[0]), source: 'extrapolated' as const };
  return along === null ? null : { ...along, value: Math.exp(along.value) };
}

function spxForward(desk: Desk, root: string, expiration: IsoDate): Result<Forward> {
  const { market } = desk;
  const implied = desk.parity(root, expiration);
  if (implied.ok) return success({ value: implied.value, source: 'parity', disputed: false });
  const moment = momentOfExpiration(root, expiration);
  if (!moment.ok) return moment;
  const point = alongForwards(forwardNodes(desk), freshLevel(market, 'SPX'), daysFrom(market.nowUs, moment.value));
  return point === null ? implied : success({ ...point, disputed: false });
}

function remembering<T>(compute: (root: string, expiration: IsoDate) => T): (root: string, expiration: IsoDate) => T {
  const known = createExpiryMap<T>();
  return (root, expiration) => known.get(root, expiration) ?? known.set(root, expiration, compute(root, expiration));
}

/**
 * Forwards of one market view, remembered per expiration. VIX: parity of that expiry's options, the future of the same
 * expiry, interpolation between futures, flat beyond them. SPX: parity, else along the forwards of the neighbouring
 * expiries; never the index itself. SPY: parity without the worth of early exercise. Fails with `missing-data`.
 */
export function createForwards(market: MarketView, dispute: DisputeLimit): Forwards {
  let nodes: readonly Node[] | null = null;
  const parity = remembering((root, expiration) => parityOf(market, root, expiration));
  const vixCurve = (days: number): Result<CurvePoint> => {
    nodes ??= vixNodes({ market, parity });
    const point = alongNodes(nodes, days);
    return point === null ? failed('missing-data', 'no VIX future is quoted') : success(point);
  };
  const desk: Desk = { market, dispute, vixCurve, parity };
  const vix = remembering((root, expiration) => vixForward(desk, root, expiration));
  const spx = remembering((root, expiration) => spxForward(desk, root, expiration));
  const spy = remembering((root, expiration) => americanForward(market, 'SPY' as InstrumentSymbol, root, expiration));
  return {
    vixCurve,
    of(underlying, root, expiration) {
      if (underlying === 'VIX') return vix(root, expiration);
      if (underlying === 'SPY') return spy(root, expiration);
      return underlying === 'SPX' ? spx(root, expiration) : failed('not-available', `forwards of ${underlying} are not computed`);
    },
  };
}
