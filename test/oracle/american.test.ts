import { describe, expect, test } from 'vitest';
import { american, americanPrice } from '../../src/domain/pricing/american.ts';
import type { AmericanInput } from '../../src/domain/pricing/american.ts';
import { black76Price } from '../../src/domain/pricing/black76.ts';
import { readOracleFile } from './support/oracleFile.ts';
import { NO_MISS, comparedRows, worstMiss } from './support/worstMiss.ts';
import type { Comparison } from './support/worstMiss.ts';

const file = readOracleFile('american.csv.gz');
const [spot, strike, days, volatility, rate, dividendYield] = ['spot', 'strike', 'days', 'volatility', 'rate', 'dividendYield'].map(file.column);
const prices = file.column('price');
const deltas = file.column('delta');
const europeans = file.column('european');

const at = (column: Float64Array | undefined, row: number): number => column?.[row] ?? Number.NaN;

const inputs: readonly AmericanInput[] = Array.from({ length: file.rows }, (_, row) => ({
  right: file.rightAt(row),
  spot: at(spot, row),
  strike: at(strike, row),
  timeYears: at(days, row) / 365,
  rate: at(rate, row),
  dividendYield: at(dividendYield, row),
  volatility: at(volatility, row),
}));

const HALF_A_CENT = 0.005;
const TREE_EVERY = 40;
const GREEKS_EVERY = 3;

const compareWith = (references: Float64Array, figureOf: (input: AmericanInput) => number, allowed: number) => (row: number): Comparison | null => {
  const input = inputs[row];
  return input === undefined ? null : { ours: figureOf(input), reference: at(references, row), allowed };
};

const europeanPrice = ({ right, spot: level, strike: struck, timeYears, rate: interest, dividendYield: income, volatility: annual }: AmericanInput): number =>
  black76Price({ right, forward: level * Math.exp((interest - income) * timeYears), strike: struck, timeYears, rate: interest, volatility: annual });

/** Leisen and Reimer's tree (1996): a method that shares nothing with QuantLib's engine or ours. */
function treePrice({ right, spot: level, strike: struck, timeYears, rate: interest, dividendYield: income, volatility: annual }: AmericanInput, steps: number): number {
  const sign = right === 'C' ? 1 : -1;
  const deviation = annual * Math.sqrt(timeYears);
  const d1 = (Math.log(level / struck) + (interest - income) * timeYears) / deviation + deviation / 2;
  const probabilityOf = (deviate: number): number => {
    const share = deviate / (steps + 1 / 3 + 0.1 / (steps + 1));
    return 0.5 + Math.sign(deviate) * 0.5 * Math.sqrt(-Math.expm1(-share * share * (steps + 1 / 6)));
  };
  const up = probabilityOf(d1 - deviation);
  const growth = Math.exp(((interest - income) * timeYears) / steps);
  const rise = (growth * probabilityOf(d1)) / up;
  const fall = (growth - up * rise) / (1 - up);
  const discount = Math.exp((-interest * timeYears) / steps);
  const values = Float64Array.from({ length: steps + 1 }, (_, node) => Math.max(0, sign * (level * rise ** node * fall ** (steps - node) - struck)));
  for (let step = steps - 1; step >= 0; step--) {
    let price = level * fall ** step;
    for (let node = 0; node <= step; node++) {
      values[node] = Math.max(sign * (price - struck), discount * (up * at(values, node + 1) + (1 - up) * at(values, node)));
      price *= rise / fall;
    }
  }
  return at(values, 0);
}

describe('the American cases of QuantLib', () => {
  test('are 2,500 SPY-like options of a day to a year, calls and puts, with and without dividends and rates', () => {
    expect(file.rows).toBeGreaterThanOrEqual(2_500);
    const count = (which: (input: AmericanInput) => boolean): number => inputs.filter(which).length;
    for (const right of ['C', 'P'] as const) expect(count((input) => input.right === right)).toBeGreaterThan(1_200);
    expect(count((input) => input.timeYears === 1 / 365)).toBeGreaterThan(20);
    expect(count((input) => input.timeYears > 0.9)).toBeGreaterThan(20);
    expect(count((input) => input.rate < input.dividendYield)).toBeGreaterThan(300);
    expect(count((input) => input.rate === 0)).toBeGreaterThan(300);
    expect(count((input) => input.dividendYield === 0)).toBeGreaterThan(300);
    // Without cases in which exercising early is worth a dime, a European price would pass.
    expect(inputs.filter((_, row) => at(prices, row) - at(europeans, row) > 0.1).length).toBeGreaterThan(300);
  });

  test('agree to a tenth of a cent with a Leisen–Reimer tree, extrapolated from 401 and 801 steps', () => {
    const compare = (row: number): Comparison | null => {
      const input = inputs[row];
      if (input === undefined || row % TREE_EVERY !== 0) return null;
      const fine = treePrice(input, 801);
      return { ours: 2 * fine - treePrice(input, 401), reference: at(prices, row), allowed: 0.001 };
    };
    expect(worstMiss(file, compare)).toBe(NO_MISS);
  });
});

describe('American options against QuantLib, QD+ fixed point, high precision', () => {
  test('price within half a cent', () => {
    expect(worstMiss(file, compareWith(prices, americanPrice, HALF_A_CENT))).toBe(NO_MISS);
  });

  test('with its greeks, at every third case: the same price, and delta to the spot within 0.0001', () => {
    const figures = inputs.map((input, row) => (row % GREEKS_EVERY === 0 ? american(input) : null));
    const compare = (name: 'price' | 'delta', references: Float64Array, allowed: number) => (row: number): Comparison | null => {
      const ours = figures[row]?.[name];
      return ours === undefined ? null : { ours, reference: at(references, row), allowed };
    };
    expect(comparedRows(file, compare('delta', deltas, 1e-4))).toBeGreaterThan(800);
    expect(worstMiss(file, compare('price', prices, HALF_A_CENT))).toBe(NO_MISS);
    expect(worstMiss(file, compare('delta', deltas, 1e-4))).toBe(NO_MISS);
  });

  test('the European price that the American one stands on, to the ten decimals of the file', () => {
    expect(worstMiss(file, compareWith(europeans, europeanPrice, 1e-9))).toBe(NO_MISS);
  });

  test('where QuantLib sees no worth in early exercise, the price is the European one', () => {
    const compare = (row: number): Comparison | null =>
      at(prices, row) - at(europeans, row) < 1e-9 ? compareWith(europeans, americanPrice, HALF_A_CENT)(row) : null;
    expect(comparedRows(file, compare)).toBeGreaterThan(500);
    expect(worstMiss(file, compare)).toBe(NO_MISS);
  });
});

describe('the comparison itself', () => {
  test('catches prices that are a cent off', () => {
    expect(worstMiss(file, compareWith(prices, (input) => americanPrice(input) + 0.01, HALF_A_CENT))).toMatch(/^2\d{3} misses; .* at [CP],/);
  });

  test('catches European prices in place of American ones', () => {
    expect(worstMiss(file, compareWith(prices, europeanPrice, HALF_A_CENT))).toMatch(/misses; .* at [CP],/);
  });
});
