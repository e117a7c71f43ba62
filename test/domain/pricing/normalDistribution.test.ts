import { describe, expect, it } from 'vitest';
import { erfc, erfcx, normalCdf, normalDensity } from '../../../src/domain/pricing/normalDistribution.ts';

describe('normal distribution', () => {
  // Python 3.11 math.erfc (glibc), relative tolerance 1e-15.
  it.each([
    [-6, 2], [-3, 1.9999779095030015], [-1, 1.842700792949715], [-0.4, 1.4283923550466684], [0, 1], [0.1, 0.8875370839817152], [0.46, 0.5153446099983203], [0.5, 0.4795001221869535],
    [1, 0.15729920705028513], [2, 0.004677734981047265], [3.9, 3.479224859723177e-8], [4.1, 6.700027654084918e-9], [8, 1.1224297172982928e-29], [20, 5.3958656116079005e-176],
  ])('erfc(%d) = %d', (x, value) => expect(Math.abs(erfc(x) / value - 1)).toBeLessThan(1e-15));

  it('erfcx is erfc without its Gaussian, and 1/(x√π) far out', () => {
    for (let x = -5; x <= 5; x += 0.13) expect(Math.abs((erfcx(x) * Math.exp(-x * x)) / erfc(x) - 1)).toBeLessThan(1e-14);
    expect(erfcx(1e8) * 1e8 * Math.sqrt(Math.PI)).toBeCloseTo(1, 14);
  });

  it('is symmetric and its density is its slope', () => {
    for (let x = -6; x <= 6; x += 0.37) {
      expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 15);
      expect((normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5).toBeCloseTo(normalDensity(x), 9);
    }
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
  });
});
