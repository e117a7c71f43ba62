import { describe, expect, it } from 'vitest';
import { exponential } from '../../../src/domain/pricing/exponential.ts';
import { millsExcess, millsRatio } from '../../../src/domain/pricing/millsRatio.ts';
import { normalCdf, normalDensity } from '../../../src/domain/pricing/normalDistribution.ts';

describe('normal distribution', () => {
  // Φ(x) = erfc(−x/√2)/2: Python 3.11 math.erfc (glibc); the left tail loses what its exponent's rounding costs.
  it.each([
    [-6, 2], [-3, 1.9999779095030015], [-1, 1.842700792949715], [-0.4, 1.4283923550466684], [0, 1], [0.1, 0.8875370839817152], [0.46, 0.5153446099983203], [0.5, 0.4795001221869535],
    [1, 0.15729920705028513], [2, 0.004677734981047265], [3.9, 3.479224859723177e-8], [4.1, 6.700027654084918e-9], [8, 1.1224297172982928e-29], [20, 5.3958656116079005e-176],
  ])('2·Φ(−√2·%d) = %d', (x, value) => expect(Math.abs((2 * normalCdf(-Math.SQRT2 * x)) / value - 1)).toBeLessThan(1e-15 * (1 + x * x)));

  it('is symmetric and its density is its slope', () => {
    for (let x = -6; x <= 6; x += 0.37) {
      expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 15);
      expect((normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5).toBeCloseTo(normalDensity(x), 9);
    }
  });

  it('ends at 0 and 1', () => {
    expect([Number.NEGATIVE_INFINITY, -Number.MAX_VALUE, -40, 40, Number.MAX_VALUE, Number.POSITIVE_INFINITY].map(normalCdf)).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

describe('Mills ratio', () => {
  // mpmath 1.2.1, 50 digits: m(q) = √(π/2)·e^(q²/2)·erfc(q/√2), r(q) = 1/m(q) − q, at these exact doubles.
  it.each([
    [0, 0.7978845608028654, 1.2533141373155003], [1e-09, 0.7978845604394851, 1.2533141363155003], [0.125, 0.754127895756634, 1.1374909212036046], [0.5, 0.6410777703680645, 0.8763644564536923],
    [0.9, 0.5456430984031134, 0.6917336658713483], [1.5, 0.4386771666225432, 0.5158156382179634], [2.75, 0.30177350824806654, 0.32767831469055203], [4, 0.22560714448947108, 0.23665238291356067],
    [6.5, 0.1473013611904907, 0.1504369887362691], [10, 0.09809323396251196, 0.09902859647173193], [17, 0.058423314512999314, 0.058622064980015945], [30, 0.03325966743367704, 0.03329641907249721],
    [45, 0.022200328343595224, 0.022211264503002377], [60, 0.016657420241124928, 0.016662040889713754],
  ])('at %d', (q, excess, ratio) => {
    expect(Math.abs(millsExcess(q) / excess - 1)).toBeLessThan(7e-16);
    expect(Math.abs(millsRatio(q) / ratio - 1)).toBeLessThan(7e-16);
  });

  it('falls towards 1/q, and its excess too', () => {
    for (let q = 0.01; q < 1e6; q *= 1.3) {
      expect(millsRatio(q * 1.3)).toBeLessThan(millsRatio(q));
      expect(millsRatio(q)).toBeLessThan(1 / q);
    }
    expect(millsExcess(1e12) * 1e12).toBeCloseTo(1, 11);
  });
});

describe('exponential', () => {
  // mpmath 1.2.1, 50 digits, at these exact doubles.
  it.each([
    [-699.9, 1.0896627777796162e-304], [-512.3, 3.242925121119957e-223], [-100.25, 2.897198083210148e-44], [-36.7, 1.1518409493076097e-16], [-8.1, 0.0003035391380788668], [-1.0, 0.36787944117144233],
    [-0.55, 0.5769498103804866], [-0.011, 0.9890602787753687], [-1e-9, 0.999999999], [0.0, 1.0], [1e-20, 1.0], [0.0054, 1.0054146062794678],
    [0.3, 1.3498588075760032], [1.25, 3.4903429574618414], [20.5, 799902177.4755054], [333.3, 5.6279576190981464e+144], [699.9, 9.177151136957067e+303],
  ])('e^%d', (x, value) => expect(Math.abs(exponential(x) / value - 1)).toBeLessThan(4.5e-16));

  it('is that of the engine to three units in the last place, and that itself where doubles end', () => {
    for (let x = -699.99; x < 700; x += 0.173) expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(6.7e-16);
    for (const x of [-1000, -745, -700, 700, 709, 1000, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN]) expect(exponential(x)).toBe(Math.exp(x));
  });
});
