import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { americanPrice } from '../../../src/domain/pricing/american.ts';
import { impliedCarry } from '../../../src/domain/pricing/impliedCarry.ts';
import { parityForward } from '../../../src/domain/pricing/parityForward.ts';
import type { ParityPair } from '../../../src/domain/pricing/parityForward.ts';

const spot = 642.37;
const STRIKES = [625, 630, 635, 640, 645, 650, 655, 660];

function pairsAt({ rate, dividendYield, timeYears }: { rate: number; dividendYield: number; timeYears: number }, strikes = STRIKES): ParityPair[] {
  return strikes.map((strike) => {
    const base = { spot, strike, timeYears, rate, dividendYield, volatility: 0.16 + (650 - strike) * 5e-4 };
    return { strike, callMid: americanPrice({ ...base, right: 'C' }), putMid: americanPrice({ ...base, right: 'P' }), callWidth: 0.02, putWidth: 0.02 };
  });
}

describe('carry implied by American options', () => {
  it('finds the forward and the yield that made the prices, where plain parity does not', () => {
    fc.assert(fc.property(fc.double({ min: 7 / 365, max: 1, noNaN: true }), fc.double({ min: 0.005, max: 0.06, noNaN: true }), fc.double({ min: 0, max: 0.03, noNaN: true }), (timeYears, rate, dividendYield) => {
      const carry = impliedCarry(pairsAt({ rate, dividendYield, timeYears }), { spot, rate, timeYears });
      if (!carry.ok) throw new Error(carry.failure.detail);
      expect(Math.abs(carry.value.forward - spot * Math.exp((rate - dividendYield) * timeYears))).toBeLessThan(1e-4);
      expect(Math.abs(carry.value.dividendYield - dividendYield) * timeYears).toBeLessThan(1e-6);
    }), { seed: 20261121, numRuns: 40 });
    const terms = { rate: 0.05, dividendYield: 0.012, timeYears: 0.5 };
    const plain = parityForward(pairsAt(terms), terms.rate, terms.timeYears);
    expect(plain.ok && Math.abs(plain.value - spot * Math.exp(0.038 * 0.5))).toBeGreaterThan(0.5);
  });

  it('drops a strike whose quotes contradict the others', () => {
    const terms = { rate: 0.04, dividendYield: 0.012, timeYears: 30 / 365 };
    const pairs = pairsAt(terms).map((pair, index) => (index === 3 ? { ...pair, callMid: pair.callMid + 2 } : pair));
    const carry = impliedCarry(pairs, { spot, ...terms });
    expect(carry.ok && Math.abs(carry.value.forward - spot * Math.exp(0.028 * terms.timeYears))).toBeLessThan(1e-3);
  });

  it('fails below three strikes, without time, and on senseless inputs', () => {
    const terms = { rate: 0.04, dividendYield: 0.012, timeYears: 0.1 };
    const reasonOf = (pairs: readonly ParityPair[], change: object = {}): string => {
      const carry = impliedCarry(pairs, { spot, rate: terms.rate, timeYears: terms.timeYears, ...change });
      return carry.ok ? 'none' : carry.failure.reason;
    };
    expect(reasonOf(pairsAt(terms, [640, 645]))).toBe('missing-data');
    expect(reasonOf(pairsAt(terms), { timeYears: 0 })).toBe('expired');
    expect(reasonOf(pairsAt(terms), { spot: 0 })).toBe('invalid-input');
    expect(reasonOf(pairsAt(terms))).toBe('none');
  });
});
