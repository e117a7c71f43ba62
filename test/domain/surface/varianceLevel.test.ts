import { describe, expect, it } from 'vitest';
import type { Smile } from '../../../src/domain/book/smiles.ts';
import { shiftForLevel, varianceLevel } from '../../../src/domain/book/varianceLevel.ts';
import { black76Price } from '../../../src/domain/pricing/black76.ts';
import { failed } from '../../../src/domain/result.ts';
import { fitSmile } from '../../../src/domain/surface/fitSmile.ts';
import { quotesOf, sviVariance } from './chainOf.ts';
import type { Svi } from './chainOf.ts';

const TIME_YEARS = 30 / 365;
const FLOOR = 0.03;

const smileOf = (volatilityAt: (k: number) => number | null): Smile => ({ volatilityAt, covers: () => true, fit: failed('missing-data', 'not asked') });
const levelOf = (smile: Smile, shift = 0): number => varianceLevel({ smile, shift, floor: FLOOR, timeYears: TIME_YEARS });

/** Σ 2/T · ΔK/K² · OTM(K) over a dense strip (Cboe VIX methodology), from 1/50 to 20 times the forward. */
function strip(volatilityAt: (k: number) => number): number {
  const steps = 40_000;
  const [low, high] = [Math.log(1 / 50), Math.log(20)];
  let sum = 0;
  for (let step = 0; step <= steps; step++) {
    const k = low + ((high - low) * step) / steps;
    const price = black76Price({ right: k < 0 ? 'P' : 'C', forward: 1, strike: Math.exp(k), timeYears: TIME_YEARS, rate: 0, volatility: volatilityAt(k) });
    sum += (step === 0 || step === steps ? 0.5 : 1) * price * Math.exp(-k);
  }
  return Math.sqrt((2 * sum * ((high - low) / steps)) / TIME_YEARS);
}

/** SPX-like: 34 % five deviations down, 11 % at the bottom. */
const SVI: Svi = { a: 0.00055, b: 0.0165, rho: -0.72, m: 0.018, s: 0.03 };
const skew = (k: number): number => Math.sqrt(sviVariance(SVI, k) / TIME_YEARS);

describe('the volatility index of a smile', () => {
  it.each([0.05, 0.16, 0.4, 0.9])('of one volatility is that volatility: %f', (volatility) => expect(levelOf(smileOf(() => volatility))).toBeCloseTo(volatility, 4));

  it('of a skewed smile is that of a dense strip of options, within 0.02 points', () => {
    expect(Math.abs(levelOf(smileOf(skew)) - strip(skew))).toBeLessThan(2e-4);
    expect(Math.abs(levelOf(smileOf(skew), 0.1) - strip((k) => skew(k) + 0.1))).toBeLessThan(2e-4);
  });

  it('of a fitted smile holds its wings, without an infinity', () => {
    const state = { forward: 7015, timeYears: TIME_YEARS, rate: 0.04 };
    const strikes = Array.from({ length: 60 }, (_, index) => 6000 + 25 * index);
    const fitted = fitSmile(quotesOf({ ...state, strikes, volatility: skew, halfWidth: (fair) => 0.05 + 0.005 * fair }), state);
    if (!fitted.ok) throw new Error(fitted.failure.detail);
    const { curve } = fitted.value;
    expect(Math.abs(levelOf(smileOf((k) => curve.volatilityAt(k))) - strip((k) => curve.volatilityAt(k)))).toBeLessThan(2e-4);
    expect(Math.abs(levelOf(smileOf((k) => curve.volatilityAt(k))) - strip(skew))).toBeLessThan(1e-3);
  });

  it.each([0.01, 0.05, 0.1, 0.3, -0.02])('moves by exactly the move asked for: %f', (move) => {
    const smile = smileOf(skew);
    const shift = shiftForLevel(smile, TIME_YEARS, { move, floor: FLOOR });
    expect(Math.abs(levelOf(smile, shift) - levelOf(smile) - move)).toBeLessThan(3e-4);
    expect(Math.abs(shift)).toBeLessThan(Math.abs(move));
  });

  it('of no smile takes the move as it is', () => expect(shiftForLevel(smileOf(() => null), TIME_YEARS, { move: 0.1, floor: FLOOR })).toBe(0.1));
});
