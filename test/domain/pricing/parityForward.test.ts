import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76Price } from '../../../src/domain/pricing/black76.ts';
import { parityForward } from '../../../src/domain/pricing/parityForward.ts';
import type { ParityPair } from '../../../src/domain/pricing/parityForward.ts';

const rate = 0.04;
const timeYears = 30 / 365;

function pairsAround(forward: number, strikes: readonly number[], noise: readonly number[] = []): ParityPair[] {
  return strikes.map((strike, index) => ({
    strike,
    callMid: black76Price({ right: 'C', forward, strike, timeYears, rate, volatility: 0.9 }) + (noise[index] ?? 0),
    putMid: black76Price({ right: 'P', forward, strike, timeYears, rate, volatility: 0.9 }),
    callWidth: 0.05, putWidth: 0.05,
  }));
}

const valueOf = (pairs: readonly ParityPair[]): number => {
  const result = parityForward(pairs, rate, timeYears);
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
};

describe('parity forward', () => {
  it('is exact on prices that obey parity', () => {
    expect(valueOf(pairsAround(18.43, [14, 15, 16, 17, 18, 19, 20, 22, 25]))).toBeCloseTo(18.43, 11);
  });

  it('drops a strike that its own quotes cannot explain', () => {
    expect(valueOf(pairsAround(18.43, [16, 17, 18, 19, 20, 21], [0, 0, 1.5, 0, 0, 0]))).toBeCloseTo(18.43, 11);
  });

  it('stays within the noise of its quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: 9, maxLength: 9 }), (noise) => {
        expect(Math.abs(valueOf(pairsAround(18.43, [14, 15, 16, 17, 18, 19, 20, 22, 25], noise)) - 18.43)).toBeLessThan(0.0503);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('needs three strikes', () => {
    expect(parityForward(pairsAround(18, [17, 18]), rate, timeYears)).toMatchObject({ ok: false, failure: { reason: 'missing-data' } });
    expect(parityForward(pairsAround(18, [17, 18, 19]), rate, timeYears).ok).toBe(true);
  });
});
