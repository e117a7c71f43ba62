import { listedChainOf } from '../../book/listedChain.ts';
import { instrumentOf, vixMonthlyExpiration } from '../../instruments/index.ts';
import { calendarDaysBetween, partsOfDate } from '../../time.ts';
import type { IsoDate } from '../../units.ts';
import { hedgeOptionsOf, type ListedExpiry, type ListedOption } from './listedOptions.ts';
import type { InstrumentKind, UnitLeg } from './unit.ts';
import { byStrikeRule, inWords, isInWindow, nearDelta, nearest, pricedInWindow, pricedToSell, type PricedOption, type UnitsOf, type UnitSearch } from './unitSearch.ts';

const long = ({ figures }: Pick<PricedOption, 'figures'>): UnitLeg => ({ figures, ratio: 1 });
const short = ({ figures }: Pick<PricedOption, 'figures'>): UnitLeg => ({ figures, ratio: -1 });

const longCalls = (search: UnitSearch): ReturnType<typeof byStrikeRule> =>
  byStrikeRule(search, pricedInWindow(search, hedgeOptionsOf(search.context.market.listed).vixCalls));

/** Long VIX calls by the strike rule: the method's own instrument (D1). */
const vixCalls: UnitsOf = (search) => longCalls(search).map((row) => ({ legs: [long(row)], marks: row.marks }));

/** The option to sell: nearest to a delta (without its sign) among those that are bid for; null where none is near it at all. */
function soldNear(search: UnitSearch, options: readonly ListedOption[], delta: number): PricedOption | null {
  const off = ({ figures }: PricedOption): number => Math.abs(Math.abs(figures.deltaForward) - delta);
  const found = nearest(pricedToSell(search, options), off);
  return found !== null && off(found) <= search.policy.strike.fallbackTolerance + 1e-9 ? found : null;
}

const sameExpiry = (expiries: readonly ListedExpiry[], { root, expiration }: ListedOption): readonly ListedOption[] =>
  expiries.find((expiry) => expiry.root === root && expiry.expiration === expiration)?.options ?? [];

/** Long by the strike rule, short at a lower delta of the same expiry: cheaper, and its convexity ends at the short strike. */
const vixCallSpreads: UnitsOf = (search) => {
  const { shortDelta } = search.policy.instruments.callSpread;
  const expiries = hedgeOptionsOf(search.context.market.listed).vixCalls;
  return longCalls(search).flatMap((row) => {
    const above = sameExpiry(expiries, row.option).filter(({ strike }) => strike > row.option.strike);
    const sold = soldNear(search, above, shortDelta);
    if (sold !== null) return [{ legs: [long(row), short(sold)], marks: row.marks }];
    search.reject(`no short call near ${shortDelta.toFixed(2)} delta`);
    return [];
  });
};

/** Expiries within a stretch of days, those nearest to its middle first. */
function expiriesWithin(date: IsoDate, expiries: readonly ListedExpiry[], [low, high]: readonly [number, number]): readonly ListedExpiry[] {
  const off = ({ expiration }: ListedExpiry): number => Math.abs(calendarDaysBetween(date, expiration) - (low + high) / 2);
  return expiries.filter(({ expiration }) => {
    const dte = calendarDaysBetween(date, expiration);
    return dte >= low && dte <= high;
  }).sort((a, b) => off(a) - off(b));
}

/** Long by the strike rule in the layer's window, short a nearer call at the same strike or above. */
const vixCallDiagonals: UnitsOf = (search) => {
  const { shortDelta, shortDte } = search.policy.instruments.callDiagonal;
  const { market } = search.context;
  const near = expiriesWithin(market.date, hedgeOptionsOf(market.listed).vixCalls, shortDte);
  return longCalls(search).flatMap((row) => {
    for (const { expiration, options } of near) {
      if (expiration >= row.option.expiration) continue;
      const sold = soldNear(search, options.filter(({ strike }) => strike >= row.option.strike), shortDelta);
      if (sold !== null) return [{ legs: [long(row), short(sold)], marks: row.marks }];
    }
    search.reject(`no nearer call near ${shortDelta.toFixed(2)} delta to sell against it`);
    return [];
  });
};

function isMonthlyFuture(expiration: IsoDate): boolean {
  const { year, month } = partsOfDate(expiration);
  return vixMonthlyExpiration(year, month) === expiration;
}

/** Long futures of the window; strike rules do not apply. */
const futures = (root: 'VX' | 'VXM'): UnitsOf => (search) =>
  listedChainOf(search.context.market.listed).futures.flatMap(({ symbol, expiration }) => {
    if (!isInWindow(search, expiration) || (search.monthlyOnly && !isMonthlyFuture(expiration))) return [];
    const instrument = instrumentOf(symbol);
    if (!instrument.ok || instrument.value.kind !== 'future' || instrument.value.contract.root !== root) return [];
    const figures = search.context.figures(symbol);
    if (figures.ok) return [{ legs: [{ figures: figures.value, ratio: 1 }], marks: [] }];
    search.reject(inWords(figures.failure.reason));
    return [];
  });

/** Long an SPX put, short a lower one of the same expiry (D2, intermediate layer); deltas of their own, the strike rule is for VIX calls. */
const spxPutSpreads: UnitsOf = (search) => {
  const { longDelta, shortDelta } = search.policy.instruments.putSpread;
  const expiries = hedgeOptionsOf(search.context.market.listed).spxPuts;
  return nearDelta(search, pricedInWindow(search, expiries), longDelta).flatMap((row) => {
    const below = sameExpiry(expiries, row.option).filter(({ strike }) => strike < row.option.strike);
    const sold = soldNear(search, below, shortDelta);
    if (sold !== null) return [{ legs: [long(row), short(sold)], marks: row.marks }];
    search.reject(`no short put near ${shortDelta.toFixed(2)} delta`);
    return [];
  });
};

/** Every instrument that a layer may be made of: how its units are found in the chain. */
export const UNITS_OF: Readonly<Record<InstrumentKind, UnitsOf>> = {
  vixCall: vixCalls,
  vixCallSpread: vixCallSpreads,
  vixCallDiagonal: vixCallDiagonals,
  vxFuture: futures('VX'),
  vxmFuture: futures('VXM'),
  spxPutSpread: spxPutSpreads,
};

/** What the chain must list for an instrument, for the sentence that says nothing does. */
export const LISTED_NAME: Readonly<Record<InstrumentKind, string>> = {
  vixCall: 'VIX call', vixCallSpread: 'VIX call', vixCallDiagonal: 'VIX call', vxFuture: 'VX future', vxmFuture: 'VXM future', spxPutSpread: 'SPX put',
};
