import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { american, americanFloor, americanPrice, checkAmericanInput } from '../../../src/domain/pricing/american.ts';
import type { AmericanInput } from '../../../src/domain/pricing/american.ts';
import { americanImpliedVolatility } from '../../../src/domain/pricing/americanImpliedVolatility.ts';
import { black76Price } from '../../../src/domain/pricing/black76.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const SEED = { seed: 20261121, numRuns: 400 };
/** Collocation error that QuantLib leaves visible, dollars; identities hold within it. */
const PRICE_TOLERANCE = 2e-3;

const spyLike = fc.record({
  right: fc.constantFrom('C' as const, 'P' as const), spot: between(300, 900), strike: between(300, 900), timeYears: between(1 / 365, 1),
  rate: between(0, 0.06), dividendYield: between(0, 0.03), volatility: between(0.05, 1.2),
});
const atTheMoney: AmericanInput = { right: 'P', spot: 660, strike: 670, timeYears: 0.25, rate: 0.04, dividendYield: 0.012, volatility: 0.18 };

const europeanPrice = ({ right, spot, strike, timeYears, rate, dividendYield, volatility }: AmericanInput): number =>
  black76Price({ right, forward: spot * Math.exp((rate - dividendYield) * timeYears), strike, timeYears, rate, volatility });
const intrinsicOf = ({ right, spot, strike }: AmericanInput): number => Math.max(0, right === 'C' ? spot - strike : strike - spot);

describe('American option', () => {
  // The published values are those of their quadratic approximation, not of the option: it errs by up to 0.7 % at half a year.
  it.each([
    ['C', 90, 0.1, 0.15, 0.0206], ['C', 100, 0.1, 0.15, 1.8771], ['C', 110, 0.1, 0.15, 10.0089],
    ['P', 90, 0.5, 0.35, 14.6945], ['P', 100, 0.5, 0.35, 9.5104], ['P', 110, 0.5, 0.35, 5.8823],
  ] as const)('Barone-Adesi and Whaley (1987) %s S=%d T=%d σ=%d', (right, spot, timeYears, volatility, published) => {
    const price = americanPrice({ right, spot, strike: 100, timeYears, rate: 0.1, dividendYield: 0.1, volatility });
    expect(Math.abs(price - published)).toBeLessThan(3e-3 + 7e-3 * published);
  });

  it('lies above the lower bound of Bjerksund and Stensland and the put that can be exercised on 50 days only', () => {
    const put: AmericanInput = { right: 'P', spot: 36, strike: 40, timeYears: 1, rate: 0.06, dividendYield: 0, volatility: 0.2 };
    expect(americanPrice(put)).toBeGreaterThan(4.4531);
    // Longstaff and Schwartz (2001), table 1, finite differences with 50 exercise dates a year: 4.478.
    expect(americanPrice(put)).toBeGreaterThan(4.478);
    expect(americanPrice(put)).toBeLessThan(4.478 + 0.02);
  });

  it('is never below the European price, exercise now or the best fixed moment, and never NaN', () => {
    fc.assert(fc.property(spyLike, (input) => {
      const price = americanPrice(input);
      expect(price).toBeGreaterThanOrEqual(europeanPrice(input) - 1e-9);
      expect(price).toBeGreaterThanOrEqual(intrinsicOf(input));
      expect(price).toBeGreaterThanOrEqual(americanFloor(input));
      expect(Object.values(american(input)).every(Number.isFinite)).toBe(true);
    }), SEED);
  });

  it('a call without dividends is European', () => {
    fc.assert(fc.property(spyLike, (drawn) => {
      const call = { ...drawn, right: 'C' as const, dividendYield: 0 };
      expect(americanPrice(call)).toBeCloseTo(Math.max(intrinsicOf(call), europeanPrice(call)), 9);
    }), SEED);
  });

  it('put and call exchange spot and strike, rate and yield (McDonald and Schroder 1998)', () => {
    fc.assert(fc.property(spyLike, (drawn) => {
      const mirror = { ...drawn, right: drawn.right === 'C' ? 'P' as const : 'C' as const, spot: drawn.strike, strike: drawn.spot, rate: drawn.dividendYield, dividendYield: drawn.rate };
      expect(Math.abs(americanPrice(drawn) - americanPrice(mirror))).toBeLessThan(1e-8);
    }), SEED);
  });

  it('rises with volatility, with the time left, and for a put with the strike', () => {
    fc.assert(fc.property(spyLike, (input) => {
      const price = americanPrice(input);
      expect(americanPrice({ ...input, volatility: input.volatility * 1.05 })).toBeGreaterThanOrEqual(price - PRICE_TOLERANCE);
      expect(americanPrice({ ...input, timeYears: input.timeYears * 1.1 })).toBeGreaterThanOrEqual(price - PRICE_TOLERANCE);
      const put = { ...input, right: 'P' as const };
      expect(americanPrice({ ...put, spot: input.spot * 1.01 })).toBeLessThanOrEqual(americanPrice(put) + PRICE_TOLERANCE);
    }), SEED);
  });

  it('its sensitivities are the differences of its price', () => {
    const figures = american(atTheMoney);
    const at = (change: Partial<AmericanInput>): number => americanPrice({ ...atTheMoney, ...change });
    const deltaAt = (change: Partial<AmericanInput>): number => american({ ...atTheMoney, ...change }).delta;
    const { spot, volatility, timeYears, rate } = atTheMoney;
    expect(figures.delta).toBeCloseTo((at({ spot: spot + 0.05 }) - at({ spot: spot - 0.05 })) / 0.1, 5);
    expect(figures.gamma).toBeCloseTo((at({ spot: spot + 1 }) - 2 * at({}) + at({ spot: spot - 1 })) / 1, 4);
    expect(figures.vegaPerVolPoint).toBeCloseTo((at({ volatility: volatility + 0.005 }) - at({ volatility: volatility - 0.005 })), 4);
    expect(figures.thetaPerDay).toBeCloseTo((at({ timeYears: timeYears - 0.001 }) - at({ timeYears: timeYears + 0.001 })) / (0.002 * 365), 4);
    expect(figures.rhoPerRatePoint).toBeCloseTo(at({ rate: rate + 0.005 }) - at({ rate: rate - 0.005 }), 3);
    expect(figures.vannaPerVolPoint).toBeCloseTo(deltaAt({ volatility: volatility + 0.005 }) - deltaAt({ volatility: volatility - 0.005 }), 5);
    expect(figures.charmPerDay).toBeCloseTo((deltaAt({ timeYears: timeYears - 0.001 }) - deltaAt({ timeYears: timeYears + 0.001 })) / (0.002 * 365), 5);
  });

  it('without time it is worth exercise now, without volatility the best fixed moment', () => {
    expect(american({ ...atTheMoney, timeYears: 0 })).toMatchObject({ price: 10, delta: -1, gamma: 0, thetaPerDay: 0 });
    expect(americanPrice({ ...atTheMoney, volatility: 0 })).toBe(10);
    // A put whose forward falls is best exercised at expiry: K·e^(−rT) − S·e^(−qT).
    expect(americanPrice({ ...atTheMoney, strike: 660, rate: 0, dividendYield: 0.03, volatility: 0 })).toBeCloseTo(660 - 660 * Math.exp(-0.03 * 0.25), 12);
    expect(americanPrice({ ...atTheMoney, volatility: 1e-4 })).toBeCloseTo(10, 3);
  });

  it('deep in the money it is to be exercised: intrinsic value, delta −1, no other sensitivity', () => {
    expect(american({ ...atTheMoney, strike: 900 })).toMatchObject({ price: 240, delta: -1, gamma: 0, vegaPerVolPoint: 0, thetaPerDay: 0 });
  });

  it('refuses what has no price', () => {
    for (const change of [{ spot: 0 }, { strike: -1 }, { timeYears: -1 }, { volatility: Number.NaN }, { rate: -0.01, dividendYield: -0.01 }]) {
      const checked = checkAmericanInput({ ...atTheMoney, ...change });
      expect(!checked.ok && checked.failure.reason).toBe('invalid-input');
    }
    expect(checkAmericanInput(atTheMoney).ok).toBe(true);
  });
});

describe('American implied volatility', () => {
  it('gives the price back', () => {
    fc.assert(fc.property(spyLike, (input) => {
      const price = americanPrice(input);
      fc.pre(price > americanFloor(input) + 1e-6);
      const implied = americanImpliedVolatility({ ...input, price });
      if (!implied.ok) throw new Error(implied.failure.detail);
      expect(Math.abs(americanPrice({ ...input, volatility: implied.value }) - price)).toBeLessThan(1e-8);
    }), { ...SEED, numRuns: 200 });
  });

  it('says why there is none', () => {
    const reasonOf = (change: object): string => {
      const implied = americanImpliedVolatility({ ...atTheMoney, price: 15, ...change });
      return implied.ok ? 'none' : implied.failure.reason;
    };
    expect(reasonOf({ price: 10 })).toBe('out-of-bounds');
    expect(reasonOf({ price: 9 })).toBe('out-of-bounds');
    expect(reasonOf({ price: 670 })).toBe('out-of-bounds');
    expect(reasonOf({ timeYears: 0 })).toBe('expired');
    expect(reasonOf({ price: Number.NaN })).toBe('invalid-input');
    expect(reasonOf({ spot: -1 })).toBe('invalid-input');
    expect(reasonOf({})).toBe('none');
  });
});
