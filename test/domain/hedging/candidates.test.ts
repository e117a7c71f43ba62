import { describe, expect, it } from 'vitest';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { findChoices, rejectionText } from '../../../src/domain/hedging/candidates.ts';
import type { PolicyValues } from '../../../src/domain/hedging/policy/policySchema.ts';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import { parseOptionSymbol } from '../../../src/domain/instruments/index.ts';
import { actsOf, aDivergence, createDesk, only, stewardPolicy } from '../../support/builders.ts';
import { FUTURES, quotedMarket, range, SPX_EXPIRY, TABLES, VIX_EXPIRY } from '../book/quotedMarket.ts';
import { D0, withValues } from './instrumentDesk.ts';

const steward = stewardPolicy().values;
/** One expiry 26 days off, its forward at 18.4, well above spot VIX of 16.5. */
const contextWith = (strikes: readonly number[]) =>
  createValuationContext(quotedMarket({ expiries: [SPX_EXPIRY, { ...VIX_EXPIRY, strikes }], futures: FUTURES }), TABLES, steward.quality);
const strikesFound = (strikes: readonly number[], strike: Partial<PolicyValues['strike']>, choice: 'first' | 'second' = 'first') => {
  const policy: PolicyValues = {
    ...steward, strike: { ...steward.strike, ...strike }, candidates: { ...steward.candidates, minExecutionRatio: 0, maxSpreadShare: 2 },
    layers: { ...steward.layers, base: { ...steward.layers.base, entryDte: [20, 40] } },
  };
  const found = findChoices(contextWith(strikes), policy, 'base', choice);
  return { why: rejectionText(found), strikes: found.ranked.map(({ symbol }) => { const parsed = parseOptionSymbol(symbol); return parsed.ok ? parsed.value.strike : Number.NaN; }) };
};
const WHOLE = range(10, 40, 1);

describe('strike rules are measured from the forward of the same expiry, never from spot VIX', () => {
  it('points out of the money: 18.4 + 2 is nearest to 20', () => {
    expect(strikesFound(WHOLE, { rule: 'pointsOtm', pointsOtm: 2 }).strikes).toEqual([20]);
    expect(strikesFound(WHOLE, { rule: 'pointsOtm', secondPointsOtm: 6 }, 'second').strikes).toEqual([24]);
  });

  it('per cent out of the money: 18.4 × 1.25 = 23', () => {
    expect(strikesFound(WHOLE, { rule: 'percentOtm', percentOtm: 0.25 }).strikes).toEqual([23]);
    expect(strikesFound(WHOLE, { rule: 'percentOtm', secondPercentOtm: 0.5 }, 'second').strikes).toEqual([28]);
  });

  it('a negative distance is in the money', () => {
    expect(strikesFound(WHOLE, { rule: 'pointsOtm', pointsOtm: -2.4 }).strikes).toEqual([16]);
  });

  // Strikes up to 26 and from 32 on; wanted: 18.4 + 10 = 28.4, so that the nearest, 26, lies 2.4 away.
  const gap = [...range(10, 26, 1), ...range(32, 40, 2)];
  it('the nearest strike counts as long as it lies within maxGapPoints', () => {
    expect(strikesFound(gap, { rule: 'pointsOtm', pointsOtm: 10, maxGapPoints: 2.5 }).strikes).toEqual([26]);
  });

  it('beyond maxGapPoints there is none, and the reason says so', () => {
    const { strikes, why } = strikesFound(gap, { rule: 'pointsOtm', pointsOtm: 10, maxGapPoints: 2.3 });
    expect(strikes).toEqual([]);
    expect(why).toMatch(/no strike within 2\.3 points of the one wanted/);
    expect(strikesFound(gap, { rule: 'percentOtm', percentOtm: 10 / 18.4, maxGapPoints: 2.3 }).strikes).toEqual([]);
    expect(strikesFound(gap, { rule: 'percentOtm', percentOtm: 10 / 18.4, maxGapPoints: 2.5 }).strikes).toEqual([26]);
  });
});

describe('coverage that would not last the week', () => {
  const AT = { date: D0, spx: 7000, vix: 16.5 };
  const diverging = { divergences: [aDivergence(D0)] };
  /** The band's floor is what is under test; the size is held by the band around it. */
  const withFloor = (low: number, hold: boolean) => withValues((values) => ({
    ...values, candidates: { ...values.candidates, holdFloorIn7Days: hold },
    stages: { ...values.stages, first: { ...values.stages.first, band: [low, 0.55] } },
  }));
  const addWith = (low: number, hold = true) => only(actsOf(createDesk(AT, { policy: withFloor(low, hold), netLiquidation: 4_000_000 }).evaluate(AT, diverging)));
  const plain = addWith(0.3, false);
  const weekOf = (add: typeof plain): number => add.candidates[0]!.coverageIn7Days!;

  it('a week on it stands above the floor: the best expiry is bought', () => {
    const low = Math.min(plain.coverage.after!, weekOf(plain)) - 0.03;
    const add = addWith(low);
    expect(weekOf(add)).toBeGreaterThanOrEqual(low);
    expect(add.candidates[0]!.symbol).toBe(addWith(low, false).candidates[0]!.symbol);
    expect(add.headline).not.toMatch(/next expiry/);
  });

  it('a week on it stands below: the next expiry is bought, marked, and it lasts', () => {
    // Long condors lose little of their vega in a week and the call rolls down: the shortest expiry alone does not last.
    const policy = (hold: boolean) => withValues((values) => ({
      ...values, candidates: { ...values.candidates, holdFloorIn7Days: hold },
      layers: { ...values.layers, base: { ...values.layers.base, entryDte: [5, 45], rollBelowDte: 2, targetDte: 8 } },
    }));
    const evaluate = (hold: boolean) => only(actsOf(createDesk(AT, { policy: policy(hold), netLiquidation: 4_000_000 }).evaluate(AT, diverging)));
    const without = evaluate(false);
    const floor = without.coverage.bandLow;
    expect(weekOf(without)).toBeLessThan(floor);
    const add = evaluate(true);
    expect(weekOf(add)).toBeGreaterThanOrEqual(floor);
    expect(add.candidates[0]!.daysToSettlement).toBeGreaterThan(without.candidates[0]!.daysToSettlement);
    expect(add.headline).toMatch(/next expiry, since coverage would not last the week/);
    expect(add.coverage.after).toBeGreaterThanOrEqual(floor);
  });

  it('no expiry lasts: the best stays, unmarked', () => {
    const policy = withValues((values) => ({ ...values, layers: { ...values.layers, base: { ...values.layers.base, entryDte: [5, 8], fallbackDte: null, rollBelowDte: 2, targetDte: 7 } } }));
    const add = only(actsOf(createDesk(AT, { policy, netLiquidation: 4_000_000 }).evaluate(AT, diverging)));
    expect(weekOf(add)).toBeLessThan(add.coverage.bandLow);
    expect(add.headline).not.toMatch(/next expiry/);
  });
});

describe('the candidates of an advice', () => {
  const AT = { date: D0, spx: 7000, vix: 16.5 };
  const add = only(actsOf(createDesk(AT).evaluate(AT, { divergences: [aDivergence(D0)] })));

  it('are at most as many as the policy shows, the advised one first, the others by rank', () => {
    expect(add.candidates.length).toBe(3);
    expect(new Set(add.candidates.map(({ symbol }) => symbol)).size).toBe(3);
  });

  it('each has price, delta, vega, cost, break-even, drag, execution ratio and coverage now, in 7 and in 14 days', () => {
    for (const candidate of add.candidates) {
      const { contracts, ask, cost, breakEvenVix, vegaPerVixPoint, coverageNow, executionRatio, ticket } = candidate;
      expect(cost).toBeCloseTo(contracts * 100 * ask!, 6);
      const parsed = parseOptionSymbol(candidate.symbol);
      expect(breakEvenVix).toBeCloseTo((parsed.ok ? parsed.value.strike : 0) + ask!, 10);
      expect(vegaPerVixPoint).toBeGreaterThan(0);
      expect(coverageNow).toBeGreaterThan(0);
      expect(candidate.coverageIn7Days).toBeGreaterThan(0);
      expect(candidate.coverageIn14Days).toBeGreaterThan(0);
      expect(executionRatio).toBeGreaterThanOrEqual(1);
      expect(ticket).toHaveLength(1);
    }
  });

  it('a roll shows both sides of each', () => {
    const desk = createDesk(AT);
    desk.fill(actsOf(desk.evaluate(AT, { divergences: [aDivergence(D0)] }))[0]!);
    const later = { ...AT, date: addTradingDays(D0, 12) };
    const roll = actsOf(desk.evaluate(later, { divergences: [aDivergence(D0)], vixRegime: { spike: false, lastSpike: addTradingDays(D0, 10), daysSinceSpike: 2, peak20: 20, spikeAt: 60, press: false, pressSince: null } })).find(({ action }) => action === 'roll');
    for (const { ticket, cost } of roll!.candidates) {
      expect(ticket.map(({ side }) => side)).toEqual(['sell', 'buy']);
      expect(cost).toBeCloseTo(ticket.reduce((sum, line) => sum + (line.side === 'buy' ? 100 : -100) * line.contracts * line.price, 0), 6);
    }
  });
});
