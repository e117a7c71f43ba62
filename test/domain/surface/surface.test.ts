import { describe, expect, it } from 'vitest';
import { listedContracts } from '../../../src/domain/modelled/contractListing.ts';
import { describeContract } from '../../../src/domain/modelled/modelledContract.ts';
import { createModelledMarket } from '../../../src/domain/modelled/modelledMarket.ts';
import { fitSmile } from '../../../src/domain/surface/fitSmile.ts';
import { flatCurve } from '../../../src/domain/surface/smileCurve.ts';
import type { SmileQuote } from '../../../src/domain/surface/smilePoints.ts';
import { createSurface } from '../../../src/domain/surface/surface.ts';
import type { SurfaceSlice } from '../../../src/domain/surface/surface.ts';
import { newYorkMicros, yearFraction } from '../../../src/domain/time.ts';

const NOW_US = newYorkMicros('2026-11-20', 11, 0);

/** The SPXW smiles of a modelled morning, by expiry. */
function modelledSlices(vix: number): readonly SurfaceSlice[] {
  const market = createModelledMarket({ nowUs: NOW_US, spx: 7000, vix, rate: 0.04 });
  const byExpiry = new Map<string, { settlesUs: number; forward: number; quotes: SmileQuote[] }>();
  for (const symbol of listedContracts({ date: '2026-11-20', spx: 7000, vix })) {
    const described = describeContract(symbol);
    if (!described.ok || described.value.underlying !== 'SPX') continue;
    const { expiration, settlesUs, strike, right } = described.value;
    const forward = market.forward('SPX', settlesUs);
    const quote = market.quote(described.value);
    if (quote === null || quote.bid === null || quote.bid === 0 || quote.ask === null || (right === 'C') !== strike >= forward) continue;
    const row = byExpiry.get(expiration) ?? { settlesUs, forward, quotes: [] };
    byExpiry.set(expiration, row);
    row.quotes.push({ strike, right, bid: quote.bid, ask: quote.ask, eventTimeUs: quote.eventTimeUs });
  }
  return [...byExpiry].map(([expiration, { settlesUs, forward, quotes }]): SurfaceSlice => {
    const timeYears = yearFraction(NOW_US, settlesUs);
    const smile = fitSmile(quotes, { forward, timeYears, rate: 0.04 });
    if (!smile.ok) throw new Error(smile.failure.detail);
    expect(smile.value.fit, expiration).toMatchObject({ dropped: [], butterflyFree: true, repriced: smile.value.fit.quoted });
    return { expiration, timeYears, curve: smile.value.curve, range: smile.value.fit.range };
  });
}

const flat = (expiration: string, timeYears: number, volatility: number): SurfaceSlice => ({ expiration, timeYears, curve: flatCurve(volatility, timeYears), range: [-0.2, 0.1] });

describe('surface of a modelled market', () => {
  it.each([12, 14, 16, 22, 35, 60])('has total variance at fixed ln(K/F) that rises with expiry, at VIX %i', (vix) => {
    const slices = modelledSlices(vix);
    expect(slices.length).toBe(7);
    expect(createSurface(slices).calendarViolations()).toEqual([]);
  });

  it('lists the one expiry that is broken, against the one before, with what it lacks', () => {
    const slices = modelledSlices(16).map((slice, index) => {
      if (index !== 3) return slice;
      // Its variance cut to 60 %, which is below that of the week before.
      const varianceSlopesAt: typeof slice.curve.varianceSlopesAt = (k) => {
        const { variance, first, second } = slice.curve.varianceSlopesAt(k);
        return { variance: 0.6 * variance, first: 0.6 * first, second: 0.6 * second };
      };
      return { ...slice, curve: { varianceSlopesAt, volatilityAt: (k: number) => Math.sqrt(varianceSlopesAt(k).variance / slice.timeYears) } };
    });
    const violations = createSurface(slices).calendarViolations();
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatchObject({ earlier: slices[2]!.expiration, later: slices[3]!.expiration });
    const { range, shortfall } = violations[0]!;
    expect(range[0]).toBeLessThan(0);
    expect(shortfall).toBeGreaterThan(0.005);
    expect(shortfall).toBeLessThan(0.1);
  });

  it('gives an expiry between two others what lies between them', () => {
    const slices = modelledSlices(16);
    const [before, left, after] = [slices[1]!, slices[2]!, slices[3]!];
    const surface = createSurface(slices.filter((slice) => slice !== left));
    for (const k of [-0.05, -0.02, 0, 0.01, 0.02]) {
      const volatility = surface.volatilityAt(k, left.timeYears)!;
      const variance = volatility ** 2 * left.timeYears;
      expect(variance).toBeGreaterThan(before.curve.varianceSlopesAt(k).variance);
      expect(variance).toBeLessThan(after.curve.varianceSlopesAt(k).variance);
      expect(Math.abs(volatility - left.curve.volatilityAt(k))).toBeLessThan(0.005);
    }
  });
});

describe('surface', () => {
  it('is linear in total variance between expiries, at fixed ln(K/F)', () => {
    const surface = createSurface([flat('b', 0.2, 0.25), flat('a', 0.1, 0.2)]);
    // 0.1·0.04 = 0.004 and 0.2·0.0625 = 0.0125: halfway 0.00825.
    expect(surface.volatilityAt(0.05, 0.15)).toBeCloseTo(Math.sqrt(0.00825 / 0.15), 12);
    expect(surface.volatilityAt(0.05, 0.1)).toBeCloseTo(0.2, 12);
    expect(surface.volatilityAt(0.05, 0.2)).toBeCloseTo(0.25, 12);
  });

  it('beyond its expiries keeps the nearest smile over ln(K/F) ÷ √T', () => {
    const skew: SurfaceSlice = { ...flat('a', 0.1, 0.2), curve: { volatilityAt: (k) => 0.2 - 0.3 * k, varianceSlopesAt: (k) => ({ variance: (0.2 - 0.3 * k) ** 2 * 0.1, first: 0, second: 0 }) } };
    expect(createSurface([skew]).volatilityAt(-0.1, 0.4)).toBeCloseTo(0.2 + 0.3 * 0.05, 12);
    expect(createSurface([skew]).volatilityAt(-0.1, 0.025)).toBeCloseTo(0.2 + 0.3 * 0.2, 12);
  });

  it('says nothing without expiries or time', () => {
    expect(createSurface([]).volatilityAt(0, 0.1)).toBeNull();
    expect(createSurface([flat('a', 0.1, 0.2)]).volatilityAt(0, 0)).toBeNull();
    expect(createSurface([flat('a', 0, 0.2)]).slices).toEqual([]);
  });

  it('finds a later expiry with less variance only where both stand on quotes', () => {
    const narrow = { ...flat('b', 0.2, 0.1), range: [0, 0.05] as const };
    expect(createSurface([flat('a', 0.1, 0.2), narrow]).calendarViolations()).toEqual([{ earlier: 'a', later: 'b', range: [0, 0.05], shortfall: expect.closeTo(Math.sqrt(0.02) - 0.1, 12) }]);
    expect(createSurface([flat('a', 0.1, 0.2), { ...narrow, range: [0.5, 0.6] }]).calendarViolations()).toEqual([]);
  });
});
