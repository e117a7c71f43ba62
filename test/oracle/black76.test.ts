import { beforeAll, describe, expect, test } from 'vitest';
import { black76, black76Cross, black76Price } from '../../src/domain/pricing/black76.ts';
import type { Black76CrossFigures, Black76Figures, Black76Input } from '../../src/domain/pricing/black76.ts';
import { readBlack76Points } from './support/black76Points.ts';
import { readOracleFile } from './support/oracleFile.ts';
import { NO_MISS, comparedRows, worstMiss } from './support/worstMiss.ts';
import type { Comparison } from './support/worstMiss.ts';

const { file, inputs } = readBlack76Points();
const quantLib = readOracleFile('black76QuantLib.csv.gz').column('price');
const prices = file.column('price');

const forwardAt = (row: number): number => inputs[row]?.forward ?? Number.NaN;
const at = (column: Float64Array, row: number): number => column[row] ?? Number.NaN;

let figures: readonly Black76Figures[] = [];
let crossFigures: readonly Black76CrossFigures[] = [];
beforeAll(() => {
  figures = inputs.map(black76);
  crossFigures = inputs.map(black76Cross);
});

/** Relative error ≤ 1e-12, or absolute ≤ 1e-14 × forward. */
const priceAllowance = (row: number): number => Math.max(1e-12 * at(prices, row), 1e-14 * forwardAt(row));

function comparePrices(priceOf: (input: Black76Input) => number): (row: number) => Comparison | null {
  return (row) => {
    const input = inputs[row];
    return input === undefined ? null : { ours: priceOf(input), reference: at(prices, row), allowed: priceAllowance(row) };
  };
}

/** Relative error ≤ 1e-9, or absolute ≤ 1e-12 of the figure's natural size: the forward for dollars, in the figure's own units. */
function compareGreek(name: string, greekAt: (row: number) => number, scaleOf: (forward: number) => number): (row: number) => Comparison | null {
  const references = file.column(name);
  return (row) => {
    const input = inputs[row];
    const reference = at(references, row);
    if (input === undefined || Number.isNaN(reference)) return null;
    return { ours: greekAt(row), reference, allowed: Math.max(1e-9 * Math.abs(reference), 1e-12 * scaleOf(input.forward)) };
  };
}

const FIRST_ORDER: readonly (readonly [keyof Black76Figures, (forward: number) => number])[] = [
  ['delta', () => 1],
  ['gamma', (forward) => 1 / forward],
  ['vegaPerVolPoint', (forward) => forward / 100],
  ['thetaPerDay', (forward) => forward / 365],
  ['rhoPerRatePoint', (forward) => forward / 100],
];

const SECOND_ORDER: readonly (readonly [keyof Black76CrossFigures, (forward: number) => number])[] = [
  ['vannaPerVolPoint', () => 1 / 100],
  ['volgaPerVolPoint', (forward) => forward / 10_000],
  ['charmPerDay', () => 1 / 365],
];

describe('the points of the 50-digit reference', () => {
  test('are 100,000 and span half an hour to three years, 1 to 300 % and deltas of 0.001 to 0.999 on both sides', () => {
    expect(file.rows).toBeGreaterThanOrEqual(100_000);
    const spans = { years: inputs.map((input) => input.timeYears), volatilities: inputs.map((input) => input.volatility) };
    const span = (values: readonly number[]): readonly number[] => [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const [shortest = 1, longest = 0] = span(spans.years);
    expect(shortest * 365 * 24).toBeLessThan(0.51);
    expect(longest).toBeGreaterThan(2.99);
    const [calmest = 1, wildest = 0] = span(spans.volatilities);
    expect([calmest, wildest]).toEqual([expect.closeTo(0.01, 3), expect.closeTo(3, 2)]);
    const deltas = file.column('delta');
    for (const right of ['C', 'P'] as const) {
      const sizes = [...deltas].filter((_, row) => file.rightAt(row) === right).map(Math.abs);
      expect(sizes.length).toBeGreaterThan(45_000);
      expect(sizes.filter((size) => size < 0.01).length).toBeGreaterThan(3_000);
      expect(sizes.filter((size) => size > 0.98).length).toBeGreaterThan(3_000);
    }
  });
});

describe('Black-76 against the 50-digit reference', () => {
  test('price: relative error ≤ 1e-12, or absolute ≤ 1e-14 × forward', () => {
    expect(worstMiss(file, comparePrices(black76Price))).toBe(NO_MISS);
  });

  test('the price among the greeks is the price', () => {
    expect(worstMiss(file, comparePrices((input) => black76(input).price))).toBe(NO_MISS);
  });

  test.each(FIRST_ORDER)('%s: relative error ≤ 1e-9, or 1e-12 scaled', (name, scaleOf) => {
    const compare = compareGreek(name, (row) => figures[row]?.[name] ?? Number.NaN, scaleOf);
    expect(comparedRows(file, compare)).toBeGreaterThanOrEqual(100_000);
    expect(worstMiss(file, compare)).toBe(NO_MISS);
  });

  test.each(SECOND_ORDER)('%s: relative error ≤ 1e-9, or 1e-12 scaled', (name, scaleOf) => {
    const compare = compareGreek(name, (row) => crossFigures[row]?.[name] ?? Number.NaN, scaleOf);
    expect(comparedRows(file, compare)).toBeGreaterThanOrEqual(10_000);
    expect(worstMiss(file, compare)).toBe(NO_MISS);
  });
});

/**
 * At 300 % over years a delta of 0.1 can lie at a million times the forward. There QuantLib subtracts two halves of its
 * formula that nearly cancel and misses the 50-digit reference by up to 9e-10 × forward; no price is compared there.
 */
const QUANTLIB_STRIKES_UP_TO_FORWARDS = 100_000;

describe('Black-76 against QuantLib', () => {
  const compareQuantLib = (priceAt: (row: number) => number) => (row: number): Comparison | null => {
    const input = inputs[row];
    if (input === undefined || row >= quantLib.length || input.strike > QUANTLIB_STRIKES_UP_TO_FORWARDS * input.forward) return null;
    return { ours: priceAt(row), reference: at(quantLib, row), allowed: 1e-10 * input.forward };
  };

  test('price within 1e-10 × forward at 25,000 points but the few strikes beyond 100,000 forwards', () => {
    const compare = compareQuantLib((row) => comparePrices(black76Price)(row)?.ours ?? Number.NaN);
    expect(quantLib.length).toBeGreaterThanOrEqual(25_000);
    expect(comparedRows(file, compare)).toBeGreaterThanOrEqual(24_900);
    expect(worstMiss(file, compare)).toBe(NO_MISS);
  });

  test('the two references agree with each other there', () => {
    expect(worstMiss(file, compareQuantLib((row) => at(prices, row)))).toBe(NO_MISS);
  });
});

describe('the comparison itself', () => {
  test('catches prices that are off by three parts in 10¹² and names the worst point', () => {
    const report = worstMiss(file, comparePrices((input) => black76Price(input) * (1 + 3e-12)));
    expect(report).toMatch(/^\d+ misses; the worst is [23]\.\d+ times its tolerance: .* at [CP],/);
  });

  test('catches one wrong price among all', () => {
    const wrong = inputs[777];
    expect(worstMiss(file, comparePrices((input) => black76Price(input) + (input === wrong ? 1e-6 : 0)))).toMatch(/^1 misses; .* at /);
  });

  test('catches a price that is no number', () => {
    const broken = inputs[4_242];
    expect(worstMiss(file, comparePrices((input) => (input === broken ? Number.NaN : black76Price(input))))).toMatch(/^1 misses; the worst is Infinity times/);
  });

  test('catches greeks that are off by three parts in 10⁹', () => {
    for (const [name, scaleOf] of FIRST_ORDER) {
      expect(worstMiss(file, compareGreek(name, (row) => (figures[row]?.[name] ?? Number.NaN) * (1 + 3e-9), scaleOf))).toMatch(/misses/);
    }
  });
});
