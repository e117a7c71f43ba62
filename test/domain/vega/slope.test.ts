import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slopeOf, type PairedChange } from '../../../src/domain/vega/slope.ts';

const pairsOf = (x: readonly number[], y: readonly number[]): PairedChange[] => x.map((vixChange, at) => ({ session: `s${at}`, vixChange, change: y[at] ?? Number.NaN }));

// Anscombe (1973), "Graphs in statistical analysis": all four sets share slope 0.500, its error 0.118 and r² 0.667.
const X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
const QUARTET = [
  [X, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]],
  [X, [9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74]],
  [X, [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]],
] as const;

describe('slope by ordinary least squares with intercept', () => {
  it.each(QUARTET)('gives the published figures of Anscombe’s sets', (x, y) => {
    const slope = slopeOf(pairsOf(x, y));
    expect(slope?.value).toBeCloseTo(0.5, 3);
    expect(slope?.intercept).toBeCloseTo(3, 2);
    expect(slope?.standardError).toBeCloseTo(0.118, 3);
    expect(slope?.rSquared).toBeCloseTo(0.667, 2);
    expect(slope?.observations).toBe(11);
  });

  it('passes through every point of a line, without error', () => {
    const slope = slopeOf(pairsOf([-2, 0, 1, 5], [-3, 1, 3, 11]));
    expect(slope?.value).toBeCloseTo(2, 12);
    expect(slope?.robustStandardError).toBeCloseTo(0, 12);
    expect(slope?.rSquared).toBeCloseTo(1, 12);
  });

  // HC1 in matrix form, (X'X)⁻¹ X' diag(e²) X (X'X)⁻¹ · n/(n−2), written out here once more.
  it('with one change a session has White’s error with the usual small-sample factor', () => {
    const [x, y] = QUARTET[0];
    const slope = slopeOf(pairsOf(x, y))!;
    const n = x.length;
    const [s1, sx, sxx] = [n, x.reduce((a, b) => a + b, 0), x.reduce((a, b) => a + b * b, 0)];
    const determinant = s1 * sxx - sx * sx;
    const row = [-sx / determinant, s1 / determinant];
    const variance = x.reduce((sum, at, i) => {
      const residual = y[i]! - slope.intercept - slope.value * at;
      return sum + ((row[0]! + row[1]! * at) * residual) ** 2;
    }, 0);
    expect(slope.robustStandardError).toBeCloseTo(Math.sqrt((variance * n) / (n - 2)), 12);
  });

  it('does not take the same night told by two contracts for two nights', () => {
    const [x, y] = QUARTET[0];
    const once = slopeOf(pairsOf(x, y))!;
    const twice = slopeOf([...pairsOf(x, y), ...pairsOf(x, y)])!;
    expect(twice.value).toBeCloseTo(once.value, 12);
    expect(twice.standardError).toBeLessThan(0.75 * once.standardError);
    // The sandwich counts sessions: but for its small-sample factor, 11/10 · 21/20 against 11/10 · 10/9, nothing is gained.
    expect(twice.robustStandardError / once.robustStandardError).toBeCloseTo(Math.sqrt((21 / 20) / (10 / 9)), 9);
  });

  it('scales with the series and ignores its level', () => {
    // Hundredths, as the indices are quoted.
    const change = fc.integer({ min: -2000, max: 2000 }).map((hundredths) => hundredths / 100);
    fc.assert(fc.property(fc.array(fc.tuple(change, change), { minLength: 5, maxLength: 60 }), fc.double({ min: 0.1, max: 10, noNaN: true }), (rows, factor) => {
      const [x, y] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
      const plain = slopeOf(pairsOf(x, y));
      const moved = slopeOf(pairsOf(x, y.map((value) => factor * value + 3)));
      if (plain === null || moved === null) return;
      const tolerance = 1e-6 * (1 + Math.abs(factor * plain.value));
      expect(Math.abs(moved.value - factor * plain.value)).toBeLessThan(tolerance);
      expect(plain.rSquared).toBeGreaterThanOrEqual(0);
      expect(plain.rSquared).toBeLessThanOrEqual(1);
      expect(Number.isFinite(plain.robustStandardError)).toBe(true);
    }), { seed: 20_261_121, numRuns: 300 });
  });

  it.each([
    ['too few changes', [1, 2], [1, 2]], ['a VIX that never moved', [1, 1, 1, 1], [1, 2, 3, 4]], ['a series that never moved', [1, 2, 3], [5, 5, 5]],
  ])('says nothing of %s', (_what, x, y) => expect(slopeOf(pairsOf(x, y))).toBeNull());
});
