import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSplineSmoother } from '../../../src/domain/surface/smoothingSpline.ts';

const observations = fc
  .array(fc.record({ gap: fc.double({ min: 0.05, max: 2, noNaN: true }), y: fc.double({ min: -2, max: 2, noNaN: true }), variance: fc.double({ min: 0.1, max: 4, noNaN: true }) }), { minLength: 4, maxLength: 25 })
  .map((rows) => {
    let at = 0;
    return { x: Float64Array.from(rows, ({ gap }) => (at += gap)), y: Float64Array.from(rows, ({ y }) => y), variances: Float64Array.from(rows, ({ variance }) => variance) };
  });
const stiffness = fc.double({ min: 0.01, max: 100, noNaN: true });

/** Fits and copies: the smoother writes its rows anew. */
function fitted(x: Float64Array, y: Float64Array, variances: Float64Array, at: number) {
  const fit = createSplineSmoother(x, y).fit(variances, at);
  return { values: [...fit.values], curvatures: [...fit.curvatures], freedoms: [...fit.freedoms()] };
}

const without = (row: Float64Array, index: number): Float64Array => Float64Array.from([...row].filter((_, i) => i !== index));

/** Natural cubic spline through knots, at one place. */
function splineAt(x: Float64Array, values: readonly number[], curvatures: readonly number[], at: number): number {
  const n = x.length;
  if (at <= x[0]!) return values[0]! + (at - x[0]!) * ((values[1]! - values[0]!) / (x[1]! - x[0]!) - ((x[1]! - x[0]!) * curvatures[1]!) / 6);
  if (at >= x[n - 1]!) return values[n - 1]! + (at - x[n - 1]!) * ((values[n - 1]! - values[n - 2]!) / (x[n - 1]! - x[n - 2]!) + ((x[n - 1]! - x[n - 2]!) * curvatures[n - 2]!) / 6);
  const i = x.findIndex((knot) => knot > at) - 1;
  const h = x[i + 1]! - x[i]!;
  const [a, b] = [(x[i + 1]! - at) / h, (at - x[i]!) / h];
  return a * values[i]! + b * values[i + 1]! + (((a ** 3 - a) * curvatures[i]! + (b ** 3 - b) * curvatures[i + 1]!) * h * h) / 6;
}

describe('smoothing spline', () => {
  it('passes through its observations as the stiffness vanishes, with the curvatures of the natural spline', () => {
    // Through (0,0) (1,1) (2,0) (3,1) by hand: 4m₁ + m₂ = −12 and m₁ + 4m₂ = 12.
    const { values, curvatures } = fitted(Float64Array.of(0, 1, 2, 3), Float64Array.of(0, 1, 0, 1), Float64Array.of(1, 1, 1, 1), 1e-12);
    [0, 1, 0, 1].forEach((y, i) => expect(values[i]).toBeCloseTo(y, 9));
    [0, -4, 4, 0].forEach((bend, i) => expect(curvatures[i]).toBeCloseTo(bend, 7));
  });

  it('is the weighted regression line as the stiffness grows', () => {
    fc.assert(
      fc.property(observations, ({ x, y, variances }) => {
        const weights = [...variances].map((variance) => 1 / variance);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const mean = (row: Float64Array): number => row.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total;
        const [xMean, yMean] = [mean(x), mean(y)];
        const slope = weights.reduce((sum, weight, i) => sum + weight * (x[i]! - xMean) * (y[i]! - yMean), 0) / weights.reduce((sum, weight, i) => sum + weight * (x[i]! - xMean) ** 2, 0);
        fitted(x, y, variances, 1e9).values.forEach((value, i) => expect(value).toBeCloseTo(yMean + slope * (x[i]! - xMean), 4));
      }),
      { seed: 11, numRuns: 100 },
    );
  });

  it('draws a straight line through observations that lie on one, whatever the stiffness', () => {
    fc.assert(
      fc.property(observations, stiffness, ({ x, variances }, at) => {
        const line = x.map((value) => 3 - 0.5 * value);
        fitted(x, line, variances, at).values.forEach((value, i) => expect(value).toBeCloseTo(line[i]!, 9));
      }),
      { seed: 12, numRuns: 100 },
    );
  });

  it('foretells a left-out observation by residual ÷ freedom', () => {
    fc.assert(
      fc.property(observations, stiffness, fc.nat(), ({ x, y, variances }, at, pick) => {
        const index = pick % x.length;
        const whole = fitted(x, y, variances, at);
        const rest = fitted(without(x, index), without(y, index), without(variances, index), at);
        const foretold = splineAt(without(x, index), rest.values, rest.curvatures, x[index]!);
        expect((y[index]! - whole.values[index]!) / whole.freedoms[index]!).toBeCloseTo(y[index]! - foretold, 6);
      }),
      { seed: 13, numRuns: 200 },
    );
  });
});
