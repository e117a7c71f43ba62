import { describe, expect, it } from 'vitest';
import { spxOptionVolatility } from '../../../src/domain/modelled/spxSurface.ts';
import { durrleman } from '../../../src/domain/surface/butterflyArbitrage.ts';

/** From the last quarter of an hour to the longest listed expiry. */
const DAYS = [0.01, 0.1, 0.25, 0.5, 1, 2, 4, 7, 9, 14, 21, 30, 46];
const LEVELS = [10, 12, 14, 17, 21, 27, 35, 50, 65, 80];
/** Listed strikes lie within ±12 % of spot, and stay listed while spot moves: ±45 % covers a crash within an expiry's life. */
const GRID = Array.from({ length: 3001 }, (_, step) => -0.45 + 0.0003 * step);

const varianceAt = (k: number, days: number, vix: number): number =>
  (spxOptionVolatility(Math.exp(k), 1, days, { vix, longRunVix: 19 }) ** 2 * days) / 365;

/** By central differences a thousandth of a standard deviation wide. */
function densityAt(k: number, days: number, vix: number): number {
  const h = Math.sqrt(varianceAt(0, days, vix)) / 1000;
  const [below, here, above] = [varianceAt(k - h, days, vix), varianceAt(k, days, vix), varianceAt(k + h, days, vix)];
  return durrleman(k, { variance: here, first: (above - below) / (2 * h), second: (above - 2 * here + below) / (h * h) });
}

describe('the modelled SPX surface, which is quoted', () => {
  it.each(LEVELS)('has a density of at least zero at every strike and expiry (Durrleman’s g), VIX %d', (vix) => {
    const negative = DAYS.flatMap((days) => GRID.filter((k) => densityAt(k, days, vix) < -1e-6).map((k) => ({ days, k })));
    expect(negative).toEqual([]);
  });

  it.each(LEVELS)('has total variance that rises from expiry to expiry at every strike, VIX %d', (vix) => {
    const falling = DAYS.slice(1).flatMap((days, index) => GRID.filter((k) => varianceAt(k, days, vix) < varianceAt(k, DAYS[index] ?? 0, vix) * (1 - 1e-12)).map((k) => ({ days, k })));
    expect(falling).toEqual([]);
  });

  it('grows at most in proportion to ln(strike ÷ forward) in its wings, by less than Lee’s 2', () => {
    for (const vix of LEVELS) for (const days of DAYS) {
      for (const side of [-1, 1]) {
        const slopes = [1, 2, 4, 8].map((k) => (varianceAt(side * (k + 0.01), days, vix) - varianceAt(side * k, days, vix)) / 0.01);
        expect(Math.max(...slopes)).toBeLessThan(2);
        if (days <= 7) for (const slope of slopes) expect(slope).toBeCloseTo(slopes[0]!, 6);
      }
    }
  });
});
