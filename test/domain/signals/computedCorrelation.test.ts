import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computedCorrelation, type IndexMember } from '../../../src/domain/signals/computedCorrelation.ts';

const detailOf = (result: ReturnType<typeof computedCorrelation>): string => (result.ok ? `gave ${result.value}` : result.failure.detail);
const valueOf = (result: ReturnType<typeof computedCorrelation>): number => (result.ok ? result.value : Number.NaN);

/** Volatility of an index whose members all correlate by ρ: the definition forwards. */
function indexVolatility(members: readonly IndexMember[], correlation: number): number {
  let variance = 0;
  members.forEach((one, i) => members.forEach((other, j) => {
    variance += one.weight * other.weight * one.volatility * other.volatility * (i === j ? 1 : correlation);
  }));
  return Math.sqrt(variance);
}

const equal = (count: number, volatility: number): IndexMember[] => Array.from({ length: count }, () => ({ weight: 1 / count, volatility }));

describe('the correlation that index and members imply', () => {
  test('by hand: two halves at 30 and 50, the index at 35', () => {
    // w²σ²: 225 + 625 = 850; (15 + 25)² = 1600; (1225 − 850) ÷ (1600 − 850) = 0.5.
    expect(computedCorrelation(35, [{ weight: 0.5, volatility: 30 }, { weight: 0.5, volatility: 50 }])).toEqual({ ok: true, value: 0.5 });
  });

  test('is 1 where the index moves as its members do, 0 where they cancel as strangers do', () => {
    expect(valueOf(computedCorrelation(0.2, equal(50, 0.2)))).toBeCloseTo(1, 12);
    expect(valueOf(computedCorrelation(0.2 / Math.sqrt(50), equal(50, 0.2)))).toBeCloseTo(0, 12);
  });

  test('is not clamped: above 1 and below 0 it says that the volatilities do not belong together', () => {
    expect(valueOf(computedCorrelation(0.25, equal(10, 0.2)))).toBeGreaterThan(1);
    expect(valueOf(computedCorrelation(0.01, equal(10, 0.2)))).toBeLessThan(0);
  });

  const member = fc.record({ weight: fc.double({ min: 0.01, max: 1, noNaN: true }), volatility: fc.double({ min: 5, max: 120, noNaN: true }) });

  test('gives back the correlation of any index, whatever the unit of the volatilities', () => {
    fc.assert(
      fc.property(fc.array(member, { minLength: 2, maxLength: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (shares, correlation) => {
        const sum = shares.reduce((total, { weight }) => total + weight, 0);
        const members = shares.map(({ weight, volatility }) => ({ weight: weight / sum, volatility }));
        expect(valueOf(computedCorrelation(indexVolatility(members, correlation), members))).toBeCloseTo(correlation, 7);
        const fractions = members.map(({ weight, volatility }) => ({ weight, volatility: volatility / 100 }));
        expect(valueOf(computedCorrelation(indexVolatility(fractions, correlation), fractions))).toBeCloseTo(correlation, 7);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test.each<[string, number, readonly IndexMember[], RegExp]>([
    ['no members', 20, [], /needs the members/],
    ['weights that sum to less', 20, [{ weight: 0.5, volatility: 20 }, { weight: 0.47, volatility: 20 }], /weights sum to 0\.97, not to 1/],
    ['weights in percent', 20, [{ weight: 50, volatility: 20 }, { weight: 50, volatility: 20 }], /weights sum to 100, not to 1/],
    ['one member alone', 20, [{ weight: 1, volatility: 20 }], /fewer than two members/],
    ['members of which one has volatility', 20, [{ weight: 0.5, volatility: 20 }, { weight: 0.5, volatility: 0 }], /fewer than two members/],
    ['members without volatility', 20, equal(4, 0), /fewer than two members/],
    ['an index volatility that is no number', Number.NaN, equal(4, 20), /index volatility must be a finite number/],
    ['a negative volatility', 20, [...equal(4, 20), { weight: 0, volatility: -1 }], /members\[4\]\.volatility must be 0 or more/],
    ['an infinite weight', 20, [{ weight: Infinity, volatility: 1 }], /members\[0\]\.weight must be a finite number/],
  ])('refuses %s', (_what, index, members, sentence) => {
    expect(detailOf(computedCorrelation(index, members))).toMatch(sentence);
  });

  test.each([0.9801, 0.985, 1, 1.015, 1.0199])('takes weights that sum to %f: they are rounded to within two percent', (sum) => {
    expect(computedCorrelation(20, [{ weight: 0.5, volatility: 25 }, { weight: sum - 0.5, volatility: 25 }])).toMatchObject({ ok: true });
  });

  test.each([0.9799, 0.975, 1.0201, 1.025])('refuses weights that sum to %f', (sum) => {
    expect(detailOf(computedCorrelation(20, [{ weight: 0.5, volatility: 25 }, { weight: sum - 0.5, volatility: 25 }]))).toBe(`the weights sum to ${sum}, not to 1`);
  });
});
