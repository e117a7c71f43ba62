import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76Price } from '../../../src/domain/pricing/black76.ts';
import { impliedVolatility } from '../../../src/domain/pricing/impliedVolatility.ts';
import type { ImpliedVolatilityInput } from '../../../src/domain/pricing/impliedVolatility.ts';
import { impliedDeviation } from '../../../src/domain/pricing/impliedDeviation.ts';
import { logMoneyness, timeValueOf } from '../../../src/domain/pricing/timeValue.ts';

function volatilityOf(input: ImpliedVolatilityInput): number {
  const result = impliedVolatility(input);
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

describe('implied volatility', () => {
  it('gives back 20 % from py_vollib’s price', () => {
    expect(volatilityOf({ right: 'C', forward: 100, strike: 100, timeYears: 0.5, rate: 0.02, price: 5.5811067246048118 })).toBeCloseTo(0.2, 14);
  });

  // QuantLib 1.29 goldens with twelve decimals: as exact as their last digit allows.
  it.each([['C', 100, 91, 0.25, 4.927327126371], ['P', 90, 30, 0.35, 0.717450720869], ['C', 120, 365, 0.18, 1.536043262223]] as const)('QuantLib %s K=%d', (right, strike, days, volatility, price) => {
    expect(Math.abs(volatilityOf({ right, forward: 100, strike, timeYears: days / 365, rate: 0.04, price }) - volatility)).toBeLessThan(1e-12);
  });

  // 60-digit evaluation of Black's formula at these exact doubles (mpmath 1.3), where textbook code loses its digits.
  it.each([
    ['C', 100, 101, 0.01, 0, 0.005, 5.0448324711049887e-91], ['C', 18.5, 60, 0.08, 0.04, 0.8, 1.3427385993171322e-7], ['P', 7000, 4000, 0.0625, 0.04, 0.25, 6.1723040637268591e-18],
    ['P', 7000, 6990, 0.001, 0.04, 0.05, 1.1022996615274113], ['C', 20, 20, 0.5, 0.04, 0.9, 4.8944317074404795], ['C', 20, 21, 0.5, 0.04, 3.5, 15.266954407299073],
    ['P', 7000, 1000, 0.125, 0, 0.35, 1.0454356017064323e-54], ['C', 7000, 7000.25, 0.0009765625, 0, 0.125, 10.78422176200286], ['C', 100, 1_000_000, 1, 0, 0.5, 1.1728747098887582e-73],
  ] as const)('reference %s F=%d K=%d T=%d r=%d σ=%d', (right, forward, strike, timeYears, rate, volatility, price) => {
    const base = { right, forward, strike, timeYears, rate };
    expect(Math.abs(black76Price({ ...base, volatility }) / price - 1)).toBeLessThan(2e-13);
    expect(Math.abs(volatilityOf({ ...base, price }) / volatility - 1)).toBeLessThan(2e-15);
  });

  // The deviation must come back to the accuracy that the price itself carries: half a unit in its last place over b/(s·∂b/∂s).
  it('round-trips over nine decades of σ√T and far wings', () => {
    fc.assert(
      fc.property(fc.double({ min: -9, max: 1.6, noNaN: true }), fc.double({ min: -36, max: 36, noNaN: true }), fc.boolean(), (logDeviation, deviates, call) => {
        const volatility = Math.exp(logDeviation);
        const logMoneyness = Math.max(-12, Math.min(12, deviates * volatility));
        const forward = 100 * Math.exp(logMoneyness / 2);
        const strike = 100 * Math.exp(-logMoneyness / 2);
        // Out of the money: the time value is the whole price and keeps all its digits.
        const right = forward < strike ? 'C' : 'P';
        const base = { right, forward, strike, timeYears: call ? 1 : 0.25, rate: 0 } as const;
        const sigma = volatility / Math.sqrt(base.timeYears);
        const price = black76Price({ ...base, volatility: sigma });
        fc.pre(price > 1e-290 && price < 0.999 * Math.min(forward, strike));
        const slope = (black76Price({ ...base, volatility: sigma * (1 + 1e-6) }) - black76Price({ ...base, volatility: sigma * (1 - 1e-6) })) / (2e-6);
        const conditioning = Math.max(1, price / slope);
        expect(Math.abs(volatilityOf({ ...base, price }) / sigma - 1)).toBeLessThan(4e-15 * conditioning + 8e-16);
      }),
      { seed: 20261120, numRuns: 3000 },
    );
  });

  it('round-trips the book’s own contracts in and out of the money', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 2, noNaN: true }), fc.double({ min: 2 / 365, max: 1, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom('C', 'P'), (volatility, timeYears, deviates, right) => {
        const forward = 7000;
        const strike = forward * Math.exp(deviates * volatility * Math.sqrt(timeYears));
        const base = { right, forward, strike, timeYears, rate: 0.04 } as const;
        const price = black76Price({ ...base, volatility });
        expect(Math.abs(volatilityOf({ ...base, price }) - volatility)).toBeLessThan(1e-10);
      }),
      { seed: 4, numRuns: 1000 },
    );
  });

  // The whole no-arbitrage interval: uniform, down to 1e-300 of √(F·K), up to the last bit below the bound; strikes from equal to e^±100 apart.
  it('gives back every normalised price to 1e-12', () => {
    const timeValues = fc.oneof(fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }), fc.double({ min: -690, max: 0, noNaN: true }).map(Math.exp), fc.integer({ min: 1, max: 53 }).map((bits) => 1 - 2 ** -bits));
    const logRatios = fc.oneof(fc.constant(0), fc.double({ min: -4, max: 4, noNaN: true }), fc.double({ min: -1e-8, max: 1e-8, noNaN: true }), fc.double({ min: -100, max: 100, noNaN: true }));
    fc.assert(
      fc.property(timeValues, logRatios, (share, logRatio) => {
        const [forward, strike] = [7000 * Math.exp(logRatio), 7000];
        const lower = Math.min(forward, strike);
        const scale = Math.sqrt(forward * strike);
        const timeValue = lower * share;
        const room = lower - timeValue;
        fc.pre(timeValue > 1e-300 * scale && room > 0);
        const ratio = logMoneyness(forward, strike);
        const deviation = impliedDeviation(Math.abs(ratio), scale, timeValue, room);
        expect(Math.abs(timeValueOf(forward, strike, ratio, deviation) / timeValue - 1)).toBeLessThan(1e-12);
      }),
      { seed: 20261121, numRuns: 6000 },
    );
  });

  it('takes a subnormal price for what it is, and refuses where no double holds the volatility', () => {
    const at = (strike: number, price: number): ImpliedVolatilityInput => ({ right: 'C', forward: 100, strike, timeYears: 1, rate: 0, price });
    for (const price of [1e-310, 1e-290]) expect((volatilityOf(at(100, price)) * 100) / (price * Math.sqrt(2 * Math.PI))).toBeCloseTo(1, 6);
    for (const price of [5e-324, 1e-310, 1e-290]) {
      expect(volatilityOf(at(130, price))).toBeGreaterThan(0.006);
      expect(volatilityOf(at(130, price))).toBeLessThan(0.0075);
    }
    expect(impliedVolatility(at(100, 5e-324))).toMatchObject({ ok: false, failure: { reason: 'out-of-bounds' } });
  });

  it('names the reason outside the no-arbitrage interval', () => {
    const base = { right: 'C', forward: 100, strike: 90, timeYears: 0.5, rate: 0.04 } as const;
    const discount = Math.exp(-0.02);
    const reason = (change: Partial<ImpliedVolatilityInput>): string => {
      const result = impliedVolatility({ ...base, price: 12, ...change });
      return result.ok ? 'ok' : result.failure.reason;
    };
    expect(reason({})).toBe('ok');
    expect(reason({ price: 9.9 * discount })).toBe('out-of-bounds');
    expect(reason({ price: 100.0001 * discount })).toBe('out-of-bounds');
    expect(reason({ price: 99.9 * discount })).toBe('ok');
    expect(reason({ price: 0 })).toBe('out-of-bounds');
    expect(reason({ right: 'P', price: 90.1 * discount })).toBe('out-of-bounds');
    expect(reason({ right: 'P', price: 1e-12 })).toBe('ok');
    expect(reason({ timeYears: 0 })).toBe('expired');
    expect(reason({ price: Number.NaN })).toBe('invalid-input');
    expect(reason({ strike: 0 })).toBe('invalid-input');
  });

  it('never gives anything but a positive number or a reason', () => {
    const wild = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(wild, wild, fc.double({ min: 1e-9, max: 100, noNaN: true }), wild, fc.constantFrom('C', 'P'), (forward, strike, timeYears, price, right) => {
        const result = impliedVolatility({ right, forward, strike, timeYears, rate: 0.01, price });
        if (result.ok) expect(result.value > 0 && Number.isFinite(result.value)).toBe(true);
        else expect(result.failure.detail).not.toBe('');
      }),
      { seed: 9, numRuns: 1500 },
    );
  });
});
