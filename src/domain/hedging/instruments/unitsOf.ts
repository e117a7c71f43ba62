import { listedChainOf } from '../../book/listedChain.ts';
import { instrumentOf } from '../../instruments/index.ts';
import { calendarDaysBetween } from '../../time.ts';
import { hedgeOptionsOf } from './listedOptions.ts';
import type { InstrumentKind, UnitLeg } from './unit.ts';
import { byStrikeRule, inWindow, nearDelta, nearest, priced, type PricedOption, type UnitsOf, type UnitSearch } from './unitSearch.ts';

const long = ({ figures }: Pick<PricedOption, 'figures'>): UnitLeg => ({ figures, ratio: 1 });
const short = ({ figures }: Pick<PricedOption, 'figures'>): UnitLeg => ({ figures, ratio: -1 });

const longCalls = (search: UnitSearch): ReturnType<typeof byStrikeRule> =>
  byStrikeRule(search, priced(search, hedgeOptionsOf(search.context.market.listed).vixCalls.filter((call) => inWindow(search, call))));

/** Long VIX calls by the strike rule: the method's own instrument (D1). */
const vixCalls: UnitsOf = (search) => longCalls(search).map((row) => ({ legs: [long(row)], marks: row.marks }));

/** Nearest to a delta among priced calls; null where none has one at all near it. */
function shortCall(search: UnitSearch, rows: readonly PricedOption[], delta: number): PricedOption | null {
  const found = nearest(rows, ({ figures }) => Math.abs(figures.deltaForward - delta));
  return found !== null && Math.abs(found.figures.deltaForward - delta) <= search.policy.strike.fallbackTolerance ? found : null;
}

/** Long by the strike rule, short at a lower delta of the same expiry: cheaper, and its convexity ends at the short strike. */
const vixCallSpreads: UnitsOf = (search) => {
  const { shortDelta } = search.policy.instruments.callSpread;
  const calls = hedgeOptionsOf(search.context.market.listed).vixCalls;
  return longCalls(search).flatMap((row) => {
    const above = calls.filter(({ root, expiration, strike }) => root === row.option.root && expiration === row.option.expiration && strike > row.option.strike);
    const sold = shortCall(search, priced(search, above), shortDelta);
    if (sold !== null) return [{ legs: [long(row), short(sold)], marks: row.marks }];
    search.reject(`no short call near ${shortDelta.toFixed(2)} delta`);
    return [];
  });
};

/** Long by the strike rule in the layer's window, short a nearer call at the same strike or above. */
const vixCallDiagonals: UnitsOf = (search) => {
  const { shortDelta, shortDte } = search.policy.instruments.callDiagonal;
  const { market } = search.context;
  const near = priced(search, hedgeOptionsOf(market.listed).vixCalls.filter(({ expiration }) => {
    const dte = calendarDaysBetween(market.date, expiration);
    return dte >= shortDte[0] && dte <= shortDte[1];
  }));
  const middle = (shortDte[0] + shortDte[1]) / 2;
  return longCalls(search).flatMap((row) => {
    const eligible = near.filter(({ option }) => option.expiration < row.option.expiration && option.strike >= row.option.strike);
    const expiry = nearest(eligible, ({ option }) => Math.abs(calendarDaysBetween(market.date, option.expiration) - middle))?.option.expiration;
    const sold = shortCall(search, eligible.filter(({ option }) => option.expiration === expiry), shortDelta);
    if (sold !== null) return [{ legs: [long(row), short(sold)], marks: row.marks }];
    search.reject(`no nearer call near ${shortDelta.toFixed(2)} delta to sell against it`);
    return [];
  });
};

/** Long futures of the window; strike rules do not apply. */
const futures = (root: 'VX' | 'VXM'): UnitsOf => (search) => {
  const { context, window } = search;
  return listedChainOf(context.market.listed).futures.flatMap(({ symbol, expiration }) => {
    const instrument = instrumentOf(symbol);
    if (!instrument.ok || instrument.value.kind !== 'future' || instrument.value.contract.root !== root) return [];
    const dte = calendarDaysBetween(context.market.date, expiration);
    if (dte < window[0] || dte > window[1]) return [];
    const figures = context.figures(symbol);
    if (figures.ok) return [{ legs: [{ figures: figures.value, ratio: 1 }], marks: [] }];
    search.reject(figures.failure.reason);
    return [];
  });
};

/** Long an SPX put, short a lower one of the same expiry (D2, intermediate layer); deltas of their own, the strike rule is for VIX calls. */
const spxPutSpreads: UnitsOf = (search) => {
  const { longDelta, shortDelta } = search.policy.instruments.putSpread;
  const puts = hedgeOptionsOf(search.context.market.listed).spxPuts;
  return nearDelta(search, priced(search, puts.filter((put) => inWindow(search, put))), longDelta).flatMap((row) => {
    const below = puts.filter(({ root, expiration, strike }) => root === row.option.root && expiration === row.option.expiration && strike < row.option.strike);
    const sold = nearest(priced(search, below), ({ figures }) => Math.abs(-figures.deltaForward - shortDelta));
    if (sold !== null && Math.abs(-sold.figures.deltaForward - shortDelta) <= search.policy.strike.fallbackTolerance) return [{ legs: [long(row), short(sold)], marks: row.marks }];
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
