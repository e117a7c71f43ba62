import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76Price } from '../../../src/domain/pricing/black76.ts';
import { butterflyViolations, checkGrid, durrleman } from '../../../src/domain/surface/butterflyArbitrage.ts';
import type { SmileCurve } from '../../../src/domain/surface/smileCurve.ts';
import { sviSlopes, sviVariance } from './chainOf.ts';
import type { Svi } from './chainOf.ts';

/** Axel Vogt's parameters (Gatheral & Jacquier 2014, example 3.1, T = 1): both wings below Lee's bound, yet not free of arbitrage. */
const VOGT: Svi = { a: -0.041, b: 0.1331, m: 0.3586, rho: 0.306, s: 0.4153 };

const curveOf = (svi: Svi): SmileCurve => ({ varianceSlopesAt: (k) => sviSlopes(svi, k), volatilityAt: (k) => Math.sqrt(sviVariance(svi, k)) });

describe('Durrleman’s g', () => {
  it('is negative around k = 0.8 for Vogt’s smile and positive at the money', () => {
    expect(durrleman(0.8, sviSlopes(VOGT, 0.8))).toBeLessThan(0);
    expect(durrleman(0, sviSlopes(VOGT, 0))).toBeGreaterThan(0);
    const found = butterflyViolations(curveOf(VOGT), checkGrid([-1.5, 0, 1.5], 0.2));
    expect(found.length).toBeGreaterThan(0);
    for (const k of found) expect(k).toBeGreaterThan(0.4);
  });

  it('is the implied density of the prices (Breeden & Litzenberger 1978): ∂²C/∂K² = g·n(d₂) ÷ (K√w)', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1.4, noNaN: true }), (k) => {
        const call = (x: number): number => black76Price({ right: 'C', forward: 1, strike: x, timeYears: 1, rate: 0, volatility: Math.sqrt(sviVariance(VOGT, Math.log(x))) });
        const strike = Math.exp(k);
        const step = 1e-3 * strike;
        const density = (call(strike + step) - 2 * call(strike) + call(strike - step)) / step ** 2;
        const slopes = sviSlopes(VOGT, k);
        const d2 = -k / Math.sqrt(slopes.variance) - Math.sqrt(slopes.variance) / 2;
        expect(density).toBeCloseTo((durrleman(k, slopes) * Math.exp(-0.5 * d2 * d2)) / (strike * Math.sqrt(2 * Math.PI * slopes.variance)), 4);
      }),
      { seed: 21, numRuns: 200 },
    );
  });

  it('is 1 for a flat smile', () => expect(durrleman(0.3, { variance: 0.04, first: 0, second: 0 })).toBe(1));
});

describe('the grid of the check', () => {
  it('holds every strike and reaches twelve deviations beyond both ends, ascending', () => {
    const grid = checkGrid([-0.2, -0.1, 0.05], 0.02);
    expect(grid).toEqual(grid.toSorted((a, b) => a - b));
    expect(grid[0]).toBeCloseTo(-0.44, 12);
    expect(grid.at(-1)).toBeCloseTo(0.29, 12);
    for (const strike of [-0.2, -0.1, 0.05]) expect(grid).toContain(strike);
  });
});
