import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BookLeg } from '../../../src/domain/book/book.ts';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import { black76 } from '../../../src/domain/pricing/black76.ts';
import { positionGreeks } from '../../../src/domain/vega/greeks.ts';
import { vegaReport, type VegaReport } from '../../../src/domain/vega/vegaReport.ts';
import { weightAt } from '../../../src/domain/vega/vegaTables.ts';
import { book, CONDOR_LEGS, FUTURES, HEDGE_LEG, leg, quotedMarket, SPX_EXPIRY, TABLES, VIX_CALL, VIX_EXPIRY, withQuotes } from '../book/quotedMarket.ts';
import { condorLegs, ladderLegs, publishedContext } from './publishedLadder.ts';

const SHOCKS = [1, 5, 10, 20];
const market = quotedMarket({ expiries: [VIX_EXPIRY, SPX_EXPIRY], futures: FUTURES });
const context = createValuationContext(market, TABLES);
const FUTURE_LEG = leg({ symbol: 'VX270120', quantity: 1, price: 19, layer: 'intermediate' });
const PUT_HEDGE = leg({ symbol: 'SPXW  261218P06200000', quantity: 2, price: 6, layer: 'outer' });
const full = book(...CONDOR_LEGS, HEDGE_LEG, FUTURE_LEG, PUT_HEDGE);
const report = vegaReport(context, full, SHOCKS);
const inRootTime = createValuationContext(market, { ...TABLES, convention: 'rootTime' });

describe('the report and the rules', () => {
  it.each([['measured', context], ['rootTime', inRootTime]] as const)('tell the same figures, bit for bit, with %s in force', (convention, one) => {
    const told = vegaReport(one, full, SHOCKS);
    const valued = valueBook(one, full, SHOCKS);
    expect(told.conventionInForce).toBe(convention);
    expect(told.book.shortVegaPerVixPoint[convention]).toBe(valued.shortVega);
    expect(told.book.hedgeVegaPerVixPoint[convention]).toBe(valued.hedgeVega);
    expect(told.book.netVegaPerVixPoint[convention]).toBe(valued.netVega);
    expect(told.book.coverage[convention]).toEqual({ value: valued.coverage.ok ? valued.coverage.value : null, reason: null });
    expect(told.book.rawSpxVegaPerVolPoint).toBe(valued.rawVegaSpx);
    expect(told.book.rawVixVolOfVolVegaPerVolPoint).toBe(valued.rawVegaVix);
    expect(told.book.thetaPerDay).toBe(valued.thetaPerDay);
    expect(told.book.marketValue).toBe(valued.marketValue);
    expect(Object.fromEntries(told.layers.map(({ name, netVegaPerVixPoint }) => [name, netVegaPerVixPoint[convention]]))).toEqual(valued.layerVega);
    expect(told.book.shockTwins.map(({ coverage: _coverage, ...row }) => row)).toEqual(valued.shocks);
  });

  it('tell each convention alike, whichever is in force', () => {
    const other = vegaReport(inRootTime, full, []);
    for (const convention of ['measured', 'rootTime'] as const) {
      expect(other.book.netVegaPerVixPoint[convention]).toBeCloseTo(report.book.netVegaPerVixPoint[convention]!, 9);
      expect(other.book.coverage[convention].value).toBeCloseTo(report.book.coverage[convention].value!, 12);
    }
  });
});

describe('the three conventions', () => {
  it('weight each SPX leg with w of its own days', () => {
    for (const row of report.legs.filter(({ underlying }) => underlying === 'SPX')) {
      const days = row.quote!.daysToSettlement;
      expect(row.termWeightedSpxVegaPerVixPoint.measured).toBeCloseTo(row.rawSpxVegaPerVolPoint! * weightAt(TABLES, days), 9);
      expect(row.termWeightedSpxVegaPerVixPoint.rootTime).toBeCloseTo(row.rawSpxVegaPerVolPoint! * Math.sqrt(30 / days), 9);
    }
  });

  it('never add SPX vega and vol-of-vol vega: VIX legs have none of the first, SPX legs none of the second', () => {
    for (const row of report.legs) {
      if (row.underlying === 'VIX') expect([row.rawSpxVegaPerVolPoint, row.termWeightedSpxVegaPerVixPoint]).toEqual([0, { measured: 0, rootTime: 0 }]);
      else expect(row.rawVixVolOfVolVegaPerVolPoint).toBe(0);
    }
    expect(report.book.rawVixVolOfVolVegaPerVolPoint).toBeCloseTo(report.legs.find(({ symbol }) => symbol === VIX_CALL)!.greeks!.vegaPerVolPoint, 9);
  });

  it('leave β legs as they are under either weight', () => {
    for (const { underlying, netVegaPerVixPoint } of report.legs) if (underlying === 'VIX') expect(netVegaPerVixPoint.measured).toBe(netVegaPerVixPoint.rootTime);
  });
});

/** Every additive figure of a group, in one order. */
const additive = (row: VegaReport['layers'][number] | VegaReport['legs'][number] | VegaReport['book']): (number | null)[] => [
  row.rawSpxVegaPerVolPoint, row.rawVixVolOfVolVegaPerVolPoint, row.termWeightedSpxVegaPerVixPoint.measured, row.termWeightedSpxVegaPerVixPoint.rootTime,
  row.netVegaPerVixPoint.measured, row.netVegaPerVixPoint.rootTime, ...row.shocks.map(({ dollars }) => dollars),
];
const summed = (rows: readonly (VegaReport['layers'][number] | VegaReport['legs'][number])[]): number[] =>
  rows.map(additive).reduce<number[]>((sum, row) => row.map((value, at) => (sum[at] ?? 0) + (value ?? Number.NaN)), []);

describe('parts and whole', () => {
  it('agree: legs, strategies with the rest, and underlyings add up to the book', () => {
    const whole = additive(report.book);
    const close = (sums: readonly number[]): void => sums.forEach((sum, at) => expect(sum).toBeCloseTo(whole[at]!, 7));
    close(summed(report.legs));
    close(summed(report.underlyings));
    close(summed([...report.strategies, ...report.layers]));
    expect(report.underlyings.map(({ name, legs }) => [name, legs])).toEqual([['SPX', 5], ['VIX', 2]]);
  });

  it('agree for every book (seeded)', () => {
    const symbols = [...CONDOR_LEGS.map(({ symbol }) => symbol), VIX_CALL, 'VX270120', PUT_HEDGE.symbol];
    const anyLeg = fc.record({
      symbol: fc.constantFrom(...symbols), quantity: fc.integer({ min: -20, max: 20 }).filter((contracts) => contracts !== 0),
      strategy: fc.constantFrom(null, 'a', 'b'), layer: fc.constantFrom(null, 'base', 'outer'),
    });
    fc.assert(fc.property(fc.array(anyLeg, { maxLength: 8 }), (rows) => {
      const legs = rows.map((row, at) => leg({ ...row, id: String(at) } as Partial<BookLeg> & Pick<BookLeg, 'symbol' | 'quantity'>));
      const told = vegaReport(context, book(...legs), [5]);
      const [whole, sums] = [additive(told.book), summed(told.legs)];
      sums.forEach((sum, at) => expect(Math.abs(sum - whole[at]!)).toBeLessThan(1e-6));
      expect(told.book.netVegaPerVixPoint.measured).toBe(valueBook(context, book(...legs), []).netVega);
      for (const { value, reason } of Object.values(told.book.coverage)) expect(value === null).toBe(reason !== null);
      expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    }), { seed: 20_261_121, numRuns: 40 });
  });

  it('agree in the greeks of one underlying; two underlyings are never added', () => {
    const { SPX, VIX } = report.book.greeksByUnderlying;
    const spx = report.legs.filter(({ underlying }) => underlying === 'SPX');
    for (const name of Object.keys(SPX!) as (keyof NonNullable<typeof SPX>)[]) {
      expect(SPX![name]).toBeCloseTo(spx.reduce((sum, { greeks }) => sum + greeks![name], 0), 9);
    }
    expect(VIX!.thetaPerDay + SPX!.thetaPerDay).toBeCloseTo(report.book.thetaPerDay!, 9);
    expect(VIX!.deltaShareEquivalents).toBeCloseTo(1000 + report.legs.find(({ symbol }) => symbol === VIX_CALL)!.greeks!.deltaShareEquivalents, 9);
  });
});

describe('greeks of a position against finite differences', () => {
  const row = report.legs.find(({ symbol }) => symbol === PUT_HEDGE.symbol)!;
  const figures = context.figures(PUT_HEDGE.symbol);
  it('delta and gamma in dollars foretell a small move of the SPX at unchanged volatilities', () => {
    if (!figures.ok) throw new Error(figures.failure.detail);
    // Sticky moneyness moves the volatility along the smile: a flat smile shows delta and gamma alone.
    const flat = createValuationContext(quotedMarket({ expiries: [VIX_EXPIRY, { ...SPX_EXPIRY, volatility: () => 0.2 }], futures: FUTURES }), TABLES);
    const told = vegaReport(flat, book(PUT_HEDGE), []).legs[0]!.greeks!;
    const now = flat.figures(PUT_HEDGE.symbol);
    if (!now.ok) throw new Error(now.failure.detail);
    for (const percent of [-0.2, 0.2]) {
      const change = PUT_HEDGE.quantity * flat.valueChange(now.value, { spxPercent: percent, vixPoints: 0, days: 0 });
      expect(Math.abs(change - (told.deltaDollarsPerPercent * percent + (told.gammaDollarsPerPercent * percent ** 2) / 2))).toBeLessThan(0.01 * Math.abs(change));
    }
    expect(row.quantity).toBe(2);
  });

  it.each([[VIX_CALL, 19, 'C'], [PUT_HEDGE.symbol, 6200, 'P']] as const)('%s: what a volatility point and a day change, in units of the underlying and dollars', (symbol, strike, right) => {
    const priced = context.figures(symbol);
    if (!priced.ok) throw new Error(priced.failure.detail);
    const { forward, volatility, timeYears, multiplier } = priced.value;
    const quantity = -3;
    const told = positionGreeks(priced.value, quantity);
    const at = (volPoints: number, days: number) => black76({ right, strike, forward: forward.value, rate: market.rate, volatility: volatility! + volPoints / 100, timeYears: timeYears - days / 365 });
    /** Central differences, a tenth of a point or of a day to either side. */
    const perVolPoint = (of: (figures: ReturnType<typeof at>) => number): number => (quantity * multiplier * (of(at(0.1, 0)) - of(at(-0.1, 0)))) / 0.2;
    const perDay = (of: (figures: ReturnType<typeof at>) => number): number => (quantity * multiplier * (of(at(0, 0.1)) - of(at(0, -0.1)))) / 0.2;
    const close = (figure: number, difference: number): void => expect(Math.abs(figure - difference)).toBeLessThan(1e-3 * Math.abs(difference));
    close(told.vegaPerVolPoint, perVolPoint(({ price }) => price));
    close(told.vannaPerVolPoint, perVolPoint(({ delta }) => delta));
    close(told.volgaPerVolPoint, perVolPoint(({ vegaPerVolPoint }) => vegaPerVolPoint));
    close(told.thetaPerDay, perDay(({ price }) => price));
    close(told.charmPerDay, perDay(({ delta }) => delta));
    expect(told.deltaShareEquivalents).toBeCloseTo(quantity * multiplier * at(0, 0).delta, 9);
  });
});

describe('a leg without a trusted price', () => {
  const broken = vegaReport(createValuationContext(withQuotes(market, Object.fromEntries(market.listed.filter((symbol) => symbol.startsWith('VIX ')).map((symbol) => [symbol, { stale: true }]))), TABLES), full, SHOCKS);

  it('leaves open every total it belongs to, with its cause, and no other', () => {
    expect(broken.complete).toBe(false);
    expect(broken.incompleteBecause).toEqual([{ legId: HEDGE_LEG.id, symbol: VIX_CALL, reason: expect.any(String), detail: expect.stringContaining('VIX 16 Dec 26 19 C') }]);
    expect(broken.book).toMatchObject({
      rawVixVolOfVolVegaPerVolPoint: null, netVegaPerVixPoint: { measured: null, rootTime: null }, hedgeVegaPerVixPoint: { measured: null, rootTime: null }, thetaPerDay: null,
      greeksByUnderlying: { VIX: null },
    });
    expect(broken.book.rawSpxVegaPerVolPoint).toBe(report.book.rawSpxVegaPerVolPoint);
    expect(broken.book.shortVegaPerVixPoint).toEqual(report.book.shortVegaPerVixPoint);
    for (const { value, reason } of [...Object.values(broken.book.coverage), ...broken.book.shockTwins.map(({ coverage }) => coverage)]) {
      expect([value, reason]).toEqual([null, expect.stringMatching(/^a leg of the book has no trusted price/)]);
    }
    expect(broken.legs.find(({ symbol }) => symbol === VIX_CALL)).toMatchObject({ quote: null, greeks: null, failure: { reason: expect.any(String) } });
    expect(broken.layers.map(({ complete }) => complete)).toEqual([false, true, true]);
    expect(broken.strategies.map(({ complete }) => complete)).toEqual([true]);
  });
});

describe('coverage', () => {
  it('is null with a reason where nothing short is to be covered', () => {
    const bare = vegaReport(context, book(HEDGE_LEG), SHOCKS);
    expect(bare.book.coverage).toEqual({ measured: { value: null, reason: 'no short vega' }, rootTime: { value: null, reason: 'no short vega' } });
    expect(bare.book.shockTwins[0]?.coverage).toEqual({ value: null, reason: 'nothing to protect loses in this shock' });
    const long = vegaReport(context, book(...CONDOR_LEGS.map((row) => ({ ...row, quantity: -row.quantity })), HEDGE_LEG), SHOCKS);
    expect(long.book.shockTwins[2]?.coverage).toEqual({ value: null, reason: 'the condors gain in this shock' });
  });

  it('under a shock is what the hedge gains per dollar that the condors lose', () => {
    const losing = report.book.shockTwins.filter(({ condors }) => condors! < 0);
    expect(losing.map(({ vixPoints }) => vixPoints)).toEqual([5, 10, 20]);
    for (const { condors, hedge, coverage } of losing) expect(coverage).toEqual({ value: hedge! / -condors!, reason: null });
  });
});

/**
 * Published arithmetic (project test vectors, §5): ladder 4/4/2 of 0.50-delta VIX calls at 30, 110 and 220 days, futures 18.5 / 20.2 / 21,
 * volatilities 95 / 70 / 58 %, VIX 17; condors on SPX 7000, flat 16 %, r 4 %, q 1.3 %. The betas printed there are in per cent of VIX.
 */
describe('the published ladder', () => {
  const percentBeta = (beta: number, future: number): number => (beta * future) / 17;
  const PERCENT_BETAS = [[30, percentBeta(0.44, 18.5)], [110, percentBeta(0.28, 20.2)], [220, percentBeta(0.17, 21)]] as const;
  const ONE_TO_ONE = [[30, 1], [220, 1]] as const;
  const ladder = vegaReport(publishedContext({ beta: PERCENT_BETAS }), book(...ladderLegs), [10]).book;

  it('costs $2,273.52, loses $20.34 a day and has $38.61 of vol-of-vol vega a point', () => {
    expect(Math.abs(ladder.marketValue! - 2273.52)).toBeLessThan(0.2);
    expect(Math.abs(ladder.thetaPerDay! + 20.34)).toBeLessThan(0.01);
    expect(Math.abs(ladder.rawVixVolOfVolVegaPerVolPoint! - 38.61)).toBeLessThan(0.01);
  });

  it('gains $183.31 a VIX point with percent-style betas, $500 when all futures move alike, about $155 with the point betas', () => {
    expect(Math.abs(ladder.netVegaPerVixPoint.measured! - 183.31)).toBeLessThan(0.02);
    expect(Math.abs(vegaReport(publishedContext({ beta: ONE_TO_ONE }), book(...ladderLegs), []).book.netVegaPerVixPoint.measured! - 500)).toBeLessThan(0.05);
    expect(Math.abs(vegaReport(publishedContext({ beta: TABLES.beta }), book(...ladderLegs), []).book.netVegaPerVixPoint.measured! - 155)).toBeLessThan(0.5);
  });

  it('gains $2,270.30 at VIX +10 with those betas and unmoved vol-of-vol', () => {
    expect(Math.abs(ladder.shocks[0]!.dollars! - 2270.3)).toBeLessThan(0.5);
  });

  it.each([[1, 1.5697, -432.19], [30, 10.7448, -1390.47], [45, null, -1369.94]] as const)('ten condors at %i days: credit and raw vega', (days, credit, vega) => {
    const condors = vegaReport(publishedContext({}), book(...condorLegs(days)), []).book;
    expect(Math.abs(condors.rawSpxVegaPerVolPoint! - vega)).toBeLessThan(0.01);
    if (credit !== null) expect(condors.marketValue! / -1000).toBeCloseTo(credit, 4);
  });

  // 1-DTE: raw condor vega against percent betas 42 %, against parallel futures 116 %, root-time weights 8 %; 30-DTE 13 % and 36 %.
  it.each([
    [1, 'measured', PERCENT_BETAS, 0.42], [1, 'measured', ONE_TO_ONE, 1.16], [1, 'rootTime', PERCENT_BETAS, 0.08], [30, 'measured', PERCENT_BETAS, 0.13], [30, 'measured', ONE_TO_ONE, 0.36],
  ] as const)('covers ten condors at %i days, %s', (days, convention, beta, share) => {
    // Weights of 1 leave the condors' vega raw, as the source does.
    const told = vegaReport(publishedContext({ beta, weight: [[1, 1], [30, 1]] }), book(...condorLegs(days), ...ladderLegs), []);
    expect(Math.abs(told.book.coverage[convention].value! - share)).toBeLessThan(0.005);
  });
});
