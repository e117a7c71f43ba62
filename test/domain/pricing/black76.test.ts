import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76, black76Price } from '../../../src/domain/pricing/black76.ts';
import type { Black76Input } from '../../../src/domain/pricing/black76.ts';

/** A stock option is one on its forward: F = S·e^((r − q)T). */
function onStock(right: 'C' | 'P', strike: number, spot: number, terms: { q: number; r: number; t: number; v: number }): Black76Input {
  const { q, r, t, v } = terms;
  return { right, strike, forward: spot * Math.exp((r - q) * t), timeYears: t, rate: r, volatility: v };
}

describe('published Black values', () => {
  // Haug, The Complete Guide to Option Pricing Formulas (1998), as in QuantLib's test-suite/europeanoption.cpp; tolerance 1e-4.
  it.each([
    ['C', 65, 60, 0, 0.08, 0.25, 0.3, 2.1334], ['P', 95, 100, 0.05, 0.1, 0.5, 0.2, 2.4648], ['P', 19, 19, 0.1, 0.1, 0.75, 0.28, 1.7011], ['C', 19, 19, 0.1, 0.1, 0.75, 0.28, 1.7011],
    ['C', 1.6, 1.56, 0.08, 0.06, 0.5, 0.12, 0.0291], ['P', 70, 75, 0.05, 0.1, 0.5, 0.35, 4.087], ['C', 40, 42, 0.08, 0.04, 0.75, 0.35, 5.0975],
  ] as const)('%s K=%d S=%d q=%d r=%d T=%d σ=%d is %d', (right, strike, spot, q, r, t, v, value) => {
    expect(Math.abs(black76Price(onStock(right, strike, spot, { q, r, t, v })) - value)).toBeLessThan(1e-4);
  });

  // Haug's Black-76 grid, q = r = 10 %, K = 100; forwards 90, 100, 110; tolerance 1e-4.
  it.each([
    ['C', 0.1, 0.15, [0.0205, 1.8734, 9.9413]], ['C', 0.1, 0.25, [0.315, 3.1217, 10.3556]], ['C', 0.1, 0.35, [0.9474, 4.3693, 11.1381]],
    ['C', 0.5, 0.15, [0.8069, 4.0232, 10.5769]], ['C', 0.5, 0.25, [2.7026, 6.6997, 12.7857]], ['C', 0.5, 0.35, [4.9329, 9.3679, 15.3086]],
    ['P', 0.1, 0.15, [9.921, 1.8734, 0.0408]], ['P', 0.1, 0.25, [10.2155, 3.1217, 0.4551]], ['P', 0.1, 0.35, [10.8479, 4.3693, 1.2376]],
    ['P', 0.5, 0.15, [10.3192, 4.0232, 1.0646]], ['P', 0.5, 0.25, [12.2149, 6.6997, 3.2734]], ['P', 0.5, 0.35, [14.4452, 9.3679, 5.7963]],
  ] as const)('grid %s T=%d σ=%d', (right, timeYears, volatility, values) => {
    for (const [index, forward] of [90, 100, 110].entries()) {
      expect(Math.abs(black76Price({ right, forward, strike: 100, timeYears, rate: 0.1, volatility }) - values[index]!)).toBeLessThan(1e-4);
    }
  });

  // QuantLib 1.29, Black-76, F = 100, discount e^(−0.04·T); price and vega per 1.00 of volatility, tolerance 1e-10.
  it.each([
    ['C', 100, 91, 0.25, 4.927327126371, 19.683728944024], ['P', 90, 30, 0.35, 0.717450720869, 6.223852316090], ['C', 120, 365, 0.18, 1.536043262223, 25.037174995438],
  ] as const)('QuantLib %s K=%d %d days σ=%d', (right, strike, days, volatility, price, vega) => {
    const figures = black76({ right, forward: 100, strike, timeYears: days / 365, rate: 0.04, volatility });
    expect(Math.abs(figures.price - price)).toBeLessThan(1e-11);
    expect(Math.abs(figures.vegaPerVolPoint * 100 - vega)).toBeLessThan(1e-10);
  });

  // QuantLib 1.29, Black–Scholes–Merton, S = 100, r = 4 %, q = 1 %; price and vega.
  it.each([
    ['C', 100, 91, 0.25, 5.326336721813, 19.722044298864], ['P', 90, 30, 0.35, 0.684730316468, 6.070964149455], ['C', 120, 365, 0.18, 2.124076306994, 29.674529568991],
    ['P', 100, 7, 0.6, 3.28363452288, 5.517206217581], ['C', 70, 182, 0.4, 31.90540035365, 9.69820518912],
  ] as const)('QuantLib on the index %s K=%d %d days σ=%d', (right, strike, days, v, price, vega) => {
    const figures = black76(onStock(right, strike, 100, { q: 0.01, r: 0.04, t: days / 365, v }));
    expect(Math.abs(figures.price - price)).toBeLessThan(1e-11);
    expect(Math.abs(figures.vegaPerVolPoint * 100 - vega)).toBeLessThan(1e-10);
  });

  // py_vollib's docstrings.
  it('py_vollib: price and sensitivities', () => {
    expect(Math.abs(black76Price({ right: 'C', forward: 100, strike: 100, timeYears: 0.5, rate: 0.02, volatility: 0.2 }) - 5.5811067246048118)).toBeLessThan(1e-13);
    const input = { forward: 49, strike: 50, timeYears: 0.3846, rate: 0.05, volatility: 0.2 } as const;
    const call = black76({ right: 'C', ...input });
    const put = black76({ right: 'P', ...input });
    expect(call.delta).toBeCloseTo(0.45107017482201828, 14);
    expect(call.gamma).toBeCloseTo(0.0640646705882, 12);
    expect(call.vegaPerVolPoint).toBeCloseTo(0.118317785624, 11);
    expect([call.thetaPerDay, put.thetaPerDay].map((value) => value.toFixed(12))).toEqual(['-0.008162368775', '-0.008027991553']);
    expect(call.rhoPerRatePoint).toBeCloseTo(-0.0074705380059582, 14);
    expect(put.rhoPerRatePoint).toBeCloseTo(-0.011243286001308, 13);
  });

  // Hull, Options, Futures, and Other Derivatives: 4.76 and 0.81 in print.
  it('Hull: S=42, K=40', () => {
    const terms = { q: 0, r: 0.1, t: 0.5, v: 0.2 };
    expect(black76Price(onStock('C', 40, 42, terms))).toBeCloseTo(4.7594, 4);
    expect(black76Price(onStock('P', 40, 42, terms))).toBeCloseTo(0.8086, 4);
  });

  // VIX layers at r = 4 %, DTE/365: strike of 0.50 delta and its price, strike of 0.30 delta.
  it.each([[30, 18.5, 0.95, 19.1775, 22.1295, 1.7139], [110, 20.2, 0.7, 21.6213, 26.4968, 2.4943], [220, 21, 0.58, 22.9227, 29.1544, 2.9512]])(
    'VIX call %i days on a future of %d', (days, forward, volatility, strikeOfHalf, strikeOfThird, price) => {
      const at = (strike: number) => black76({ right: 'C', forward, strike, timeYears: days / 365, rate: 0.04, volatility });
      expect(at(strikeOfHalf).delta).toBeCloseTo(0.5, 4);
      expect(at(strikeOfHalf).price).toBeCloseTo(price, 4);
      expect(at(strikeOfThird).delta).toBeCloseTo(0.3, 4);
    });
});

const inputs = fc.record({
  forward: fc.double({ min: 5, max: 8000, noNaN: true }), moneyness: fc.double({ min: -2.5, max: 2.5, noNaN: true }), timeYears: fc.double({ min: 0.002, max: 2, noNaN: true }),
  rate: fc.double({ min: -0.01, max: 0.1, noNaN: true }), volatility: fc.double({ min: 0.05, max: 2.5, noNaN: true }),
}).map(({ forward, moneyness, timeYears, rate, volatility }) => ({ forward, strike: forward * Math.exp(moneyness * volatility * Math.sqrt(timeYears)), timeYears, rate, volatility }));

describe('laws of Black-76', () => {
  const runs = { seed: 20261120, numRuns: 400 };

  it('put–call parity: C − P = discounted F − K', () => {
    fc.assert(fc.property(inputs, (input) => {
      const parity = Math.exp(-input.rate * input.timeYears) * (input.forward - input.strike);
      expect(Math.abs(black76Price({ right: 'C', ...input }) - black76Price({ right: 'P', ...input }) - parity)).toBeLessThan(1e-12 * input.forward);
    }), runs);
  });

  it('stays inside its bounds and rises with volatility; calls rise with the forward', () => {
    fc.assert(fc.property(inputs, (input) => {
      const discount = Math.exp(-input.rate * input.timeYears);
      const call = black76Price({ right: 'C', ...input });
      expect(call).toBeGreaterThanOrEqual(discount * Math.max(0, input.forward - input.strike));
      expect(call).toBeLessThan(discount * input.forward);
      expect(black76Price({ right: 'C', ...input, volatility: input.volatility * 1.01 })).toBeGreaterThan(call);
      expect(black76Price({ right: 'C', ...input, forward: input.forward * 1.001 })).toBeGreaterThan(call);
    }), runs);
  });

  it('its sensitivities are its slopes', () => {
    fc.assert(fc.property(inputs, fc.constantFrom('C', 'P'), (input, right) => {
      const price = (change: Partial<Black76Input>): number => black76Price({ right, ...input, ...change });
      const figures = black76({ right, ...input });
      const scale = input.forward;
      const step = input.forward * 1e-4;
      const slope = (key: 'forward' | 'volatility' | 'timeYears' | 'rate', width: number): number =>
        (price({ [key]: input[key] + width }) - price({ [key]: input[key] - width })) / (2 * width);
      expect(Math.abs(figures.delta - slope('forward', step))).toBeLessThan(3e-3);
      expect(Math.abs(figures.vegaPerVolPoint * 100 - slope('volatility', 1e-4))).toBeLessThan(1e-4 * scale);
      expect(Math.abs(-figures.thetaPerDay * 365 - slope('timeYears', input.timeYears * 1e-4))).toBeLessThan(1e-4 * scale);
      expect(Math.abs(figures.rhoPerRatePoint * 100 - slope('rate', 1e-5))).toBeLessThan(1e-6 * scale);
      const deltaOf = (forward: number): number => black76({ right, ...input, forward }).delta;
      expect(Math.abs(figures.gamma - (deltaOf(input.forward + step) - deltaOf(input.forward - step)) / (2 * step)) * scale).toBeLessThan(0.05 + 1e-3 * figures.gamma * scale);
    }), runs);
  });

  it('is homogeneous: twice the forward and strike is twice the price', () => {
    fc.assert(fc.property(inputs, (input) => {
      const once = black76Price({ right: 'P', ...input });
      expect(Math.abs(black76Price({ right: 'P', ...input, forward: 2 * input.forward, strike: 2 * input.strike }) - 2 * once)).toBeLessThanOrEqual(1e-13 * (once + input.forward));
    }), runs);
  });
});

describe('limits', () => {
  const at = (right: 'C' | 'P', strike: number, change: Partial<Black76Input>) => black76({ right, forward: 20, strike, timeYears: 0.25, rate: 0.04, volatility: 0.8, ...change });

  it('is intrinsic value at settlement', () => {
    expect(at('C', 18, { timeYears: 0 })).toEqual({ price: 2, delta: 1, gamma: 0, vegaPerVolPoint: 0, thetaPerDay: 0, rhoPerRatePoint: 0 });
    expect(at('P', 18, { timeYears: 0 })).toMatchObject({ price: 0, gamma: 0, vegaPerVolPoint: 0 });
    expect(at('C', 18, { timeYears: -1 }).price).toBe(2);
  });

  it('is discounted intrinsic value without volatility', () => {
    const discount = Math.exp(-0.01);
    expect(at('C', 18, { volatility: 0 }).price).toBe(discount * 2);
    expect(at('C', 18, { volatility: 0 }).delta).toBe(discount);
    expect(at('P', 18, { volatility: 0 }).price).toBe(0);
    expect(at('C', 20, { volatility: 0 }).delta).toBeCloseTo(discount / 2, 15);
  });

  it('never gives NaN at the edges', () => {
    for (const strike of [1e-3, 20, 1e6]) for (const timeYears of [0, 1e-12, 50]) for (const volatility of [0, 1e-9, 0.5, 40]) for (const right of ['C', 'P'] as const) {
      for (const value of Object.values(at(right, strike, { timeYears, volatility }))) expect(Number.isFinite(value)).toBe(true);
    }
  });
});
