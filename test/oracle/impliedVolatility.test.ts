import { describe, expect, test } from 'vitest';
import { black76Price } from '../../src/domain/pricing/black76.ts';
import { impliedVolatility } from '../../src/domain/pricing/impliedVolatility.ts';
import { readBlack76Points } from './support/black76Points.ts';
import { NO_MISS, comparedRows, worstMiss } from './support/worstMiss.ts';
import type { Comparison } from './support/worstMiss.ts';

const { file, inputs } = readBlack76Points();
const prices = file.column('price');
const vegas = file.column('vegaPerVolPoint');

/** Distance of a double to the next. */
const ulpOf = (value: number): number => 2 ** (Math.floor(Math.log2(value)) - 52);

/** Where eight last digits of the price are worth less than 1e-10 of volatility, the price determines it that well. */
const determines = (row: number): boolean => (8 * ulpOf(prices[row] ?? 1)) / (100 * (vegas[row] ?? 0)) < 1e-10;

type ImpliedOf = typeof impliedVolatility;

const compareVolatility = (impliedOf: ImpliedOf) => (row: number): Comparison | null => {
  const input = inputs[row];
  if (input === undefined || !determines(row)) return null;
  const implied = impliedOf({ ...input, price: prices[row] ?? Number.NaN });
  return { ours: implied.ok ? implied.value : Number.NaN, reference: input.volatility, allowed: 1e-10 };
};

/** Null also where the price's last digits do not hold the time value: there "out-of-bounds" is the true answer. */
const compareRoundTrip = (impliedOf: ImpliedOf) => (row: number): Comparison | null => {
  const input = inputs[row];
  if (input === undefined || determines(row)) return null;
  const price = prices[row] ?? Number.NaN;
  const implied = impliedOf({ ...input, price });
  if (!implied.ok && implied.failure.reason === 'out-of-bounds' && holdsNoTimeValue(row)) return null;
  return { ours: implied.ok ? black76Price({ ...input, volatility: implied.value }) : Number.NaN, reference: price, allowed: 1e-12 * price };
};

function holdsNoTimeValue(row: number): boolean {
  const input = inputs[row];
  if (input === undefined) return false;
  const { right, forward, strike, timeYears, rate } = input;
  const intrinsic = Math.exp(-rate * timeYears) * Math.max(0, right === 'C' ? forward - strike : strike - forward);
  const price = prices[row] ?? Number.NaN;
  return Math.abs(price - intrinsic) <= 8 * ulpOf(price);
}

describe('implied volatility of the 50-digit prices', () => {
  test('within 1e-10 wherever eight last digits of the price determine it that well', () => {
    const compare = compareVolatility(impliedVolatility);
    expect(comparedRows(file, compare)).toBeGreaterThan(99_000);
    expect(worstMiss(file, compare)).toBe(NO_MISS);
  });

  test('elsewhere it gives the price back to 1e-12', () => {
    const compare = compareRoundTrip(impliedVolatility);
    expect(comparedRows(file, compare)).toBeGreaterThan(100);
    expect(worstMiss(file, compare)).toBe(NO_MISS);
  });

  test('the comparisons catch a volatility that is off by 1e-9', () => {
    const off: ImpliedOf = (input) => {
      const implied = impliedVolatility(input);
      return implied.ok ? { ok: true, value: implied.value + 1e-9 } : implied;
    };
    expect(worstMiss(file, compareVolatility(off))).toMatch(/misses; .* at [CP],/);
  });

  test('the comparisons catch a refusal of a price that holds time value', () => {
    const refuse: ImpliedOf = () => ({ ok: false, failure: { reason: 'out-of-bounds', detail: 'refused by the test' } });
    expect(worstMiss(file, compareVolatility(refuse))).toMatch(/misses/);
    expect(worstMiss(file, compareRoundTrip(refuse))).toMatch(/misses/);
  });
});
