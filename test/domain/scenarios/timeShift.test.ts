import { describe, expect, it } from 'vitest';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { black76Price } from '../../../src/domain/pricing/black76.ts';
import { decayCurves } from '../../../src/domain/scenarios/decayCurves.ts';
import { linkedPath } from '../../../src/domain/scenarios/linkedPath.ts';
import { changeUnder } from '../../../src/domain/scenarios/position.ts';
import { FUTURES, quotedMarket, RATE, SPX_EXPIRY, TABLES, VIX_EXPIRY } from '../book/quotedMarket.ts';
import { context, figuresOf, HEDGED, position, spxw, vixCall } from './scenarioMarket.ts';

const DAYS = [...Array(31).keys()];
const still = { spxPercent: 0, vixPoints: 0 };
const worthAfter = (symbol: string, shock: { spxPercent: number; vixPoints: number; days: number }, from = context): number => {
  const figures = figuresOf(symbol, from);
  return figures.mark + from.valueChange(figures, shock) / figures.multiplier;
};

describe('time that passes at an unchanged SPX', () => {
  const put = spxw('P', 6600);
  const flat = { ...SPX_EXPIRY, volatility: () => 0.15 };
  const level = createValuationContext(quotedMarket({ expiries: [flat, VIX_EXPIRY], futures: FUTURES }), TABLES);

  it('takes the forward of a fixed expiry down its carry: 7015 over 7000 is worth half of it at half the time', () => {
    const { timeYears } = figuresOf(put, level);
    const half = (timeYears * 365) / 2;
    const expected = black76Price({ right: 'P', forward: Math.sqrt(7015 * 7000), strike: 6600, timeYears: timeYears / 2, rate: RATE, volatility: 0.15 });
    expect(worthAfter(put, { ...still, days: half }, level)).toBeCloseTo(expected, 6);
  });

  it('holds the forward where the SPX level is not known, since the carry is not', () => {
    const blind = createValuationContext(quotedMarket({ expiries: [flat], levels: {} }), TABLES);
    const { timeYears } = figuresOf(put, blind);
    const expected = black76Price({ right: 'P', forward: 7015, strike: 6600, timeYears: timeYears - 10 / 365, rate: RATE, volatility: 0.15 });
    expect(worthAfter(put, { ...still, days: 10 }, blind)).toBeCloseTo(expected, 6);
  });

  it('begins as theta at a fixed forward, less delta times the carry of a day', () => {
    const { thetaPerDay, deltaForward, timeYears, forward } = figuresOf(put, level);
    const carryPerDay = (forward.value * Math.log(forward.value / 7000)) / (timeYears * 365);
    const day = 0.001;
    expect(level.valueChange(figuresOf(put, level), { ...still, days: day }) / day).toBeCloseTo(thetaPerDay - 100 * deltaForward * carryPerDay, 1);
  });

  it.each([28.3, 30, 400])('settles what expires on the way at the shocked index, not at its forward (%d days)', (days) => {
    expect(worthAfter(spxw('C', 6900), { ...still, days })).toBeCloseTo(100, 6);
    expect(worthAfter(spxw('C', 6900), { spxPercent: 2, vixPoints: 0, days })).toBeCloseTo(240, 6);
    expect(worthAfter(spxw('P', 6600), { spxPercent: -10, vixPoints: 40, days })).toBeCloseTo(300, 6);
    expect(worthAfter(spxw('P', 6600), { ...still, days })).toBeCloseTo(0, 6);
  });

  it('settles a VIX call at the shocked spot VIX', () => {
    expect(worthAfter(vixCall(12), { ...still, days: 26 })).toBeCloseTo(4.5, 6);
    expect(worthAfter(vixCall(19), { spxPercent: -10, vixPoints: 12, days: 26 })).toBeCloseTo(9.5, 6);
  });

  it('does not take a VIX future below a hundredth of itself, however far spot VIX would fall', () => {
    expect(worthAfter('VX261216', { ...still, vixPoints: -100, days: 26 })).toBeCloseTo(0.184, 9);
    expect(worthAfter('VX261216', { ...still, vixPoints: -10, days: 26 })).toBeCloseTo(6.5, 9);
  });
});

describe('everything at once: SPX −5 %, VIX +10, a week', () => {
  const shock = { spxPercent: -5, vixPoints: 10, days: 7 };
  const between = (days: number, [from, at]: readonly [number, number], [to, then]: readonly [number, number]): number => at + ((then - at) * (days - from)) / (to - from);

  it('takes an SPX put to the moved forward with the carry left, and a flat smile up by w of the days left', () => {
    const flat = createValuationContext(quotedMarket({ expiries: [{ ...SPX_EXPIRY, volatility: () => 0.15 }] }), TABLES);
    const put = spxw('P', 6600);
    const days = figuresOf(put, flat).daysToSettlement;
    const weight = between(days - 7, [9, 1.52], [30, 1]);
    const forward = 0.95 * 7000 * (7015 / 7000) ** ((days - 7) / days);
    const expected = black76Price({ right: 'P', forward, strike: 6600, timeYears: (days - 7) / 365, rate: RATE, volatility: 0.15 + weight * 0.1 });
    // The level of a flat smile is its volatility, as far as the wings that a level is read from reach.
    expect(Math.abs(worthAfter(put, shock, flat) - expected)).toBeLessThan(0.02);
  });

  it('takes a VIX call down the curve and up by β of the days left, its volatility by the VVIX slope at that β', () => {
    const flat = createValuationContext(quotedMarket({ expiries: [{ ...VIX_EXPIRY, volatility: () => 0.85 }], futures: FUTURES }), TABLES);
    const call = vixCall(19);
    const days = figuresOf(call, flat).daysToSettlement;
    // The future of the expiry settles half an hour before its options.
    const curve = between(days - 7, [0, 16.5], [25.9167, 18.4]) - (0.8 * (days - 25.9167)) / 35;
    const beta = between(days - 7, [11, 0.59], [20, 0.55]);
    const volatility = 0.85 + (2 * 10 * beta) / 0.43 / 100;
    const expected = black76Price({ right: 'C', forward: curve + beta * 10, strike: 19, timeYears: (days - 7) / 365, rate: RATE, volatility });
    expect(Math.abs(worthAfter(call, shock, flat) - expected)).toBeLessThan(0.001);
  });
});

describe('decay curves', () => {
  const curves = decayCurves(context, HEDGED, DAYS);

  it('start at nothing, earn on the condors and cost on the hedge', () => {
    expect(curves[0]).toEqual({ days: 0, condors: 0, hedge: 0, total: 0 });
    for (const { condors, hedge, total } of curves.slice(1)) {
      expect(condors).toBeGreaterThan(0);
      expect(hedge).toBeLessThan(0);
      expect(total).toBe(condors + hedge);
    }
  });

  it('give condors that expire unhurt their whole premium', () => {
    const premium = HEDGED.filter(({ side }) => side === 'condors').reduce((sum, { figures, quantity }) => sum - quantity * figures.mark * 100, 0);
    expect(curves[29]!.condors).toBeCloseTo(premium, 6);
  });

});

describe('the linked diagonal', () => {
  const vixPoints = [...Array(34).keys()].map((index) => index - 10);
  const path = linkedPath(context, HEDGED, { vixPoints, days: 7 });

  it('moves SPX with VIX by the policy’s slope, each point a full revaluation', () => {
    for (const point of path.points) {
      expect(point.spxPercent).toBeCloseTo(point.vixPoints / -1.18, 12);
      expect(changeUnder(context, HEDGED, { ...point, days: 7 }).total).toBe(point.total);
    }
  });

  it('breaks even where it says, between points of opposite sign', () => {
    const signs = path.points.slice(1).filter((point, index) => point.total * path.points[index]!.total < 0);
    expect(path.breakEvens).toHaveLength(signs.length);
    expect(path.breakEvens.length).toBeGreaterThan(0);
    for (const { vixPoints: points, spxPercent } of path.breakEvens) {
      const totals = [-0.01, 0.01].map((step) => changeUnder(context, HEDGED, { vixPoints: points + step, spxPercent: (points + step) / -1.18, days: 7 }).total);
      expect(totals[0]! * totals[1]!).toBeLessThanOrEqual(0);
      expect(spxPercent).toBeCloseTo(points / -1.18, 12);
    }
  });

  it('has no break-even for a position that only gains with VIX', () => {
    expect(linkedPath(context, [position(vixCall(19), 1, 'hedge')], { vixPoints: [0, 5, 10, 20], days: 0 }).breakEvens).toEqual([]);
  });
});
