import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { butterflyViolations, checkGrid } from '../../../src/domain/surface/butterflyArbitrage.ts';
import { createSmileCurve, flatCurve } from '../../../src/domain/surface/smileCurve.ts';
import type { SmileCurve } from '../../../src/domain/surface/smileCurve.ts';

const TIME_YEARS = 30 / 365;
/** One standard deviation of 16 %. */
const SCALE = 0.16 * Math.sqrt(TIME_YEARS);

/** Straight in volatility over standard deviations: what a spline does past its data in neither direction. */
const straight = (at: readonly number[], slope: number, level = 0.16): SmileCurve =>
  createSmileCurve({ at: Float64Array.from(at), values: Float64Array.from(at, (z) => level * (1 + slope * z)), curvatures: new Float64Array(at.length) }, SCALE, TIME_YEARS);

const numeric = (curve: SmileCurve, k: number, step = 1e-5): { first: number; second: number } => {
  const w = (x: number): number => curve.varianceSlopesAt(x).variance;
  return { first: (w(k + step) - w(k - step)) / (2 * step), second: (w(k + step) - 2 * w(k) + w(k - step)) / step ** 2 };
};

const bent = createSmileCurve(
  { at: Float64Array.of(-3, -1, 0, 1.5, 2), values: Float64Array.of(0.3, 0.2, 0.16, 0.14, 0.15), curvatures: Float64Array.of(0, 0.004, 0.01, 0.02, 0) }, SCALE, TIME_YEARS,
);

describe('smile curve', () => {
  it('passes through its knots', () => {
    [[-3, 0.3], [-1, 0.2], [0, 0.16], [1.5, 0.14], [2, 0.15]].forEach(([z, volatility]) => expect(bent.volatilityAt(z! * SCALE)).toBeCloseTo(volatility!, 12));
  });

  it.each([['between knots', bent, -0.02], ['put wing', bent, -0.3], ['call wing', bent, 0.3], ['steep put wing', straight([-8, -4, 0, 1], -0.6), -0.6], ['falling call wing', straight([-1, 0, 2], -0.2), 0.2]] as const)(
    'its slopes are those of its variance: %s', (_, curve, k) => {
      const slopes = curve.varianceSlopesAt(k);
      expect(slopes.variance).toBeCloseTo(curve.volatilityAt(k) ** 2 * TIME_YEARS, 14);
      expect(slopes.first).toBeCloseTo(numeric(curve, k).first, 6);
      expect(slopes.second).toBeCloseTo(numeric(curve, k, 1e-4).second, 3);
    },
  );

  it('leaves the last strikes without a step or a kink, except where that slope passes Lee’s bound', () => {
    for (const curve of [bent, straight([-8, -4, 0, 1], -0.6), straight([-1, 0, 2], -0.2)]) {
      for (const edge of curve === bent ? [-3, 2] : curve.volatilityAt(0.2) < 0.16 ? [-1, 2] : [-8, 1]) {
        const [inside, outside] = [curve.varianceSlopesAt(edge * SCALE * (1 - 1e-9)), curve.varianceSlopesAt(edge * SCALE * (1 + 1e-9))];
        expect(outside.variance).toBeCloseTo(inside.variance, 9);
        expect(outside.first).toBeCloseTo(inside.first, 6);
      }
    }
  });

  it('falls at most to half the variance of its last strike where a wing points down', () => {
    const falling = straight([-1, 0, 2], -0.2);
    const last = falling.varianceSlopesAt(2 * SCALE).variance;
    expect(falling.varianceSlopesAt(4 * SCALE).variance).toBeLessThan(last);
    expect(falling.varianceSlopesAt(5).variance).toBeCloseTo(last / 2, 9);
  });

  it('is finite, above zero and below Lee’s slope at any distance', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.9, max: 0.9, noNaN: true }), fc.double({ noNaN: true, noDefaultInfinity: true }), (slope, k) => {
        const curve = straight([-1, -0.5, 0, 0.5, 1], slope);
        expect(curve.volatilityAt(k)).toBeGreaterThan(0);
        expect(Number.isFinite(curve.volatilityAt(k))).toBe(true);
        for (const far of [-39, 39]) expect(Math.abs(curve.varianceSlopesAt(far).first)).toBeLessThanOrEqual(2);
      }),
      { seed: 31, numRuns: 500 },
    );
  });

  it('keeps a steep put wing free of butterfly arbitrage, where a straight line in variance has none left', () => {
    // Four fifths elasticity three of its own deviations out, as the last bids of SPXW puts two weeks to expiry.
    const steep = straight([-15, -10, -5, -1], -4 / 15);
    const edge = steep.varianceSlopesAt(-15 * SCALE);
    expect((-15 * SCALE * edge.first) / (2 * edge.variance)).toBeCloseTo(4 / 5, 9);
    expect((15 * SCALE) / Math.sqrt(edge.variance)).toBeCloseTo(3, 9);
    expect(butterflyViolations(steep, checkGrid([-15 * SCALE, -10 * SCALE], SCALE).filter((k) => k < -10 * SCALE))).toEqual([]);
    const straightOn: SmileCurve = { ...steep, varianceSlopesAt: (k) => ({ variance: edge.variance + edge.first * (k + 15 * SCALE), first: edge.first, second: 0 }) };
    expect(butterflyViolations(straightOn, [-16 * SCALE])).toHaveLength(1);
  });

  it('is one volatility where one is all there is', () => {
    expect(flatCurve(0.2, 0.5).volatilityAt(3)).toBe(0.2);
    expect(flatCurve(0.2, 0.5).varianceSlopesAt(-1)).toEqual({ variance: 0.2 * 0.2 * 0.5, first: 0, second: 0 });
  });
});
