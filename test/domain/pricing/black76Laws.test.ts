import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { black76, black76Cross, black76Price } from '../../../src/domain/pricing/black76.ts';
import type { Black76Input } from '../../../src/domain/pricing/black76.ts';
import { checkBlack76Input } from '../../../src/domain/pricing/checkBlack76Input.ts';
import { impliedVolatility } from '../../../src/domain/pricing/impliedVolatility.ts';
import { normalCdf, normalDensity } from '../../../src/domain/pricing/normalDistribution.ts';

const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const rights = fc.constantFrom('C' as const, 'P' as const);
/** Half an hour to three years, 1 to 300 %, strikes up to four deviations away. */
const options = fc
  .record({ right: rights, forward: between(5, 10_000), deviates: between(-4, 4), logYears: between(Math.log(0.5 / 8760), Math.log(3)), rate: between(-0.01, 0.08), logVolatility: between(Math.log(0.01), Math.log(3)) })
  .map(({ right, forward, deviates, logYears, rate, logVolatility }): Black76Input => {
    const timeYears = Math.exp(logYears);
    const volatility = Math.exp(logVolatility);
    return { right, forward, strike: forward * Math.exp(deviates * volatility * Math.sqrt(timeYears)), timeYears, rate, volatility };
  });
const runs = { seed: 20261121, numRuns: 1500 };

const roundingOf = (input: Black76Input): number => 4e-15 * (input.forward + input.strike);

describe('what no arbitrage asks of the price', () => {
  it('lies between discounted intrinsic value and discounted forward (call) or strike (put)', () => {
    fc.assert(fc.property(options, (input) => {
      const discount = Math.exp(-input.rate * input.timeYears);
      const { right, forward, strike } = input;
      const price = black76Price(input);
      expect(price).toBeGreaterThanOrEqual(discount * Math.max(0, right === 'C' ? forward - strike : strike - forward) * (1 - 1e-15));
      expect(price).toBeLessThanOrEqual(discount * (right === 'C' ? forward : strike) * (1 + 1e-15));
    }), runs);
  });

  it('rises with volatility, and with time at zero rate', () => {
    fc.assert(fc.property(options, between(1.0001, 2), (input, factor) => {
      const price = black76Price(input);
      expect(black76Price({ ...input, volatility: input.volatility * factor })).toBeGreaterThanOrEqual(price - roundingOf(input));
      expect(black76Price({ ...input, rate: 0, timeYears: input.timeYears * factor })).toBeGreaterThanOrEqual(black76Price({ ...input, rate: 0 }) - roundingOf(input));
    }), runs);
  });

  it('calls rise with the forward and fall with the strike, by no more than the discounted step; puts the other way', () => {
    fc.assert(fc.property(options, between(1e-6, 0.3), (input, share) => {
      const discount = Math.exp(-input.rate * input.timeYears);
      const step = input.forward * share;
      const sign = input.right === 'C' ? 1 : -1;
      for (const [key, direction] of [['forward', sign], ['strike', -sign]] as const) {
        const change = direction * (black76Price({ ...input, [key]: input[key] + step }) - black76Price(input));
        expect(change).toBeGreaterThanOrEqual(-roundingOf(input));
        expect(change).toBeLessThanOrEqual(discount * step + roundingOf(input));
      }
    }), runs);
  });

  it('is convex in strike: no butterfly costs less than nothing', () => {
    fc.assert(fc.property(options, between(0.001, 0.9), between(0.001, 0.9), (input, below, above) => {
      const [low, high] = [input.strike * (1 - below), input.strike * (1 + above)];
      const weight = (high - input.strike) / (high - low);
      const wings = weight * black76Price({ ...input, strike: low }) + (1 - weight) * black76Price({ ...input, strike: high });
      expect(black76Price(input)).toBeLessThanOrEqual(wings + roundingOf(input));
    }), runs);
  });

  it('joins the series of narrow deviations to the plain difference of wide ones', () => {
    // The half-deviation changes sides at 0.1: the price across it may differ by no more than vega allows.
    fc.assert(fc.property(between(-4, 4), (deviates) => {
      const at = (deviation: number): number => black76Price({ right: 'C', forward: 1, strike: Math.exp(deviates * 0.2 + 1), timeYears: 1, rate: 0, volatility: deviation });
      const [before, after] = [at(0.2 * (1 - 1e-9)), at(0.2 * (1 + 1e-9))];
      const { vegaPerVolPoint, price } = black76({ right: 'C', forward: 1, strike: Math.exp(deviates * 0.2 + 1), timeYears: 1, rate: 0, volatility: 0.2 });
      expect(Math.abs(after - before - vegaPerVolPoint * 100 * 4e-10)).toBeLessThan(2e-14 * price + 1e-22);
    }), runs);
  });
});

/** Richardson's central difference, fourth order. */
function slopeOf(value: (at: number) => number, at: number, step: number): number {
  const central = (width: number): number => (value(at + width) - value(at - width)) / (2 * width);
  return (4 * central(step / 2) - central(step)) / 3;
}

const STEP = 2e-3;
interface Level {
  readonly of: (input: Black76Input) => number;
  /** What it is made of, for rounding. */
  readonly size: (input: Black76Input) => number;
  /** By how much it changes over one natural unit of an input. */
  readonly varies: (input: Black76Input, deviation: number) => number;
}
const priceLevel: Level = { of: black76Price, size: ({ forward, strike }) => forward + strike, varies: ({ forward }, deviation) => forward * deviation };
const deltaLevel: Level = { of: (input) => black76(input).delta, size: () => 10, varies: () => 1 };
const vegaLevel: Level = { of: (input) => black76(input).vegaPerVolPoint * 100, size: ({ forward, timeYears }) => 100 * forward * Math.sqrt(timeYears), varies: ({ forward, timeYears }) => forward * Math.sqrt(timeYears) };

describe('greeks are slopes', () => {
  it.each([
    ['delta', 'forward', (input: Black76Input) => black76(input).delta, priceLevel, 1],
    ['vega', 'volatility', (input: Black76Input) => black76(input).vegaPerVolPoint * 100, priceLevel, 1],
    ['theta', 'timeYears', (input: Black76Input) => black76(input).thetaPerDay * 365, priceLevel, -1],
    ['rho', 'rate', (input: Black76Input) => black76(input).rhoPerRatePoint * 100, priceLevel, 1],
    ['gamma', 'forward', (input: Black76Input) => black76(input).gamma, deltaLevel, 1],
    ['vanna', 'volatility', (input: Black76Input) => black76Cross(input).vannaPerVolPoint * 100, deltaLevel, 1],
    ['volga', 'volatility', (input: Black76Input) => black76Cross(input).volgaPerVolPoint * 10_000, vegaLevel, 1],
    ['charm', 'timeYears', (input: Black76Input) => black76Cross(input).charmPerDay * 365, deltaLevel, -1],
  ] as const)('%s over %s', (_, key, greek, level, sign) => {
    fc.assert(fc.property(options, (input) => {
      const deviation = input.volatility * Math.sqrt(input.timeYears);
      const natural = { forward: input.forward * Math.min(deviation, 1), volatility: input.volatility / Math.max(1, deviation), timeYears: input.timeYears / Math.max(1, deviation ** 2), rate: 0.5 };
      const step = STEP * natural[key];
      const slope = sign * slopeOf((at) => level.of({ ...input, [key]: at }), input[key], step);
      // The step's fourth power times a fifth derivative, and the rounding of the level over the step.
      const allowed = 1e-9 * Math.abs(slope) + (2e-9 * level.varies(input, deviation)) / natural[key] + (4e-15 * level.size(input)) / step;
      expect(Math.abs(greek(input) - slope)).toBeLessThan(allowed);
    }), { seed: 7, numRuns: 400 });
  });
});

describe('limits', () => {
  const atTheMoney = (timeYears: number): Black76Input => ({ right: 'C', forward: 7000, strike: 7000, timeYears, rate: 0.04, volatility: 0.2 });

  it('gamma at the money grows as 1/(F·σ·√(2πT)) down to the last microsecond, and is 0 once settled', () => {
    for (const timeYears of [1e-3, 1e-6, 1e-9, 3.2e-14]) {
      const expected = Math.exp(-0.04 * timeYears) / (7000 * 0.2 * Math.sqrt(2 * Math.PI * timeYears));
      expect(black76(atTheMoney(timeYears)).gamma / expected).toBeCloseTo(Math.exp(-0.005 * timeYears), 9);
    }
    expect(black76(atTheMoney(0)).gamma).toBe(0);
  });

  it('at the money the price is F·(2Φ(s/2) − 1), and F·s/√(2π) as s vanishes', () => {
    for (const volatility of [1e-90, 1e-12, 1e-3, 0.1, 0.19, 0.21, 1, 5]) {
      const price = black76Price({ right: 'P', forward: 100, strike: 100, timeYears: 1, rate: 0, volatility });
      const expected = volatility < 1e-4 ? (100 * volatility) / Math.sqrt(2 * Math.PI) : 100 * (2 * normalCdf(volatility / 2) - 1);
      expect(Math.abs(price / expected - 1)).toBeLessThan(1e-12);
    }
  });

  it('huge volatility gives the upper bound, huge and tiny strikes the forward or nothing', () => {
    const wild = { forward: 100, strike: 90, timeYears: 1, rate: 0, volatility: 1e6 } as const;
    expect([black76Price({ ...wild, right: 'C' }), black76Price({ ...wild, right: 'P' })]).toEqual([100, 90]);
    const calm = { ...wild, volatility: 0.2 };
    expect(black76Price({ ...calm, right: 'C', strike: 1e-100 })).toBe(100);
    expect(black76Price({ ...calm, right: 'P', strike: 1e-100 })).toBe(0);
    expect(black76Price({ ...calm, right: 'C', strike: 1e100 })).toBe(0);
    expect(black76Price({ ...calm, right: 'P', strike: 1e100 })).toBe(1e100 - 100);
  });

  it('deep in the money delta tends to the discount factor and the other greeks to nothing', () => {
    const deep = black76({ right: 'P', forward: 1000, strike: 7000, timeYears: 0.1, rate: 0.04, volatility: 0.15 });
    expect(deep.delta).toBeCloseTo(-Math.exp(-0.004), 15);
    expect([deep.gamma, deep.vegaPerVolPoint]).toEqual([0, 0]);
  });

  it('the density and distribution at the edges', () => {
    expect([normalDensity(0), normalDensity(50), normalDensity(Number.NEGATIVE_INFINITY)]).toEqual([1 / Math.sqrt(2 * Math.PI), 0, 0].map((value) => expect.closeTo(value, 15)));
  });
});

/** Any double at all, the edges often. */
const anything = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 5e-324, -5e-324, 1e-308, Number.MAX_VALUE, -1, 1, 1e-15, 1e-100, 1e100, 1e6, 1e4, 0.2, 7000),
  between(-2, 10_000),
);
const untrusted = fc.record({ right: rights, forward: anything, strike: anything, timeYears: anything, rate: anything, volatility: anything });
/** Every corner of what `checkBlack76Input` lets through. */
const corner = (...values: readonly number[]): fc.Arbitrary<number> => fc.constantFrom(...values);
const corners = fc.record({
  right: rights, forward: corner(1e-100, 1e-9, 1, 7000, 7001, 1e100), strike: corner(1e-100, 1e-9, 1, 7000, 7001, 1e100), timeYears: corner(-1e4, -1, 0, 1e-15, 1e-6, 0.1, 1e4),
  rate: corner(-0.01, 0, 0.01), volatility: corner(0, 1e-100, 1e-9, 0.2, 30, 1e6),
});

describe('no NaN leaves a public function', () => {
  it.each([['any doubles', untrusted, 8000], ['the corners of the sensible', corners, 4000]] as const)('%s: checked inputs give finite figures, all others a reason or a throw', (_, inputs, numRuns) => {
    let sensible = 0;
    fc.assert(fc.property(inputs, (input) => {
      const checked = checkBlack76Input(input);
      if (checked.ok) {
        sensible += 1;
        for (const figure of [black76Price(input), ...Object.values(black76(input)), ...Object.values(black76Cross(input))]) expect(Number.isFinite(figure)).toBe(true);
        expect(black76Price(input)).toBeGreaterThanOrEqual(0);
        return;
      }
      expect(checked.failure.reason).toBe('invalid-input');
      for (const compute of [(it: Black76Input) => [black76Price(it)], (it: Black76Input) => Object.values(black76(it)), (it: Black76Input) => Object.values(black76Cross(it))]) {
        let figures: readonly number[] = [];
        try {
          figures = compute(input);
        } catch (error) {
          expect(String(error)).toContain('checkBlack76Input');
        }
        for (const figure of figures) expect(Number.isFinite(figure)).toBe(true);
      }
    }), { seed: 3, numRuns });
    expect(sensible).toBeGreaterThan(40);
  });

  it('implied volatility is a positive finite number or a reason', () => {
    fc.assert(fc.property(fc.record({ right: rights, forward: anything, strike: anything, timeYears: anything, rate: anything, price: anything }), (input) => {
      const implied = impliedVolatility(input);
      if (implied.ok) expect(implied.value > 0 && Number.isFinite(implied.value)).toBe(true);
      else expect(['invalid-input', 'expired', 'out-of-bounds']).toContain(implied.failure.reason);
    }), { seed: 5, numRuns: 8000 });
  });

  it.each([['volatility', Number.NaN], ['volatility', -0.2], ['timeYears', Number.NaN], ['forward', 0], ['strike', -1], ['rate', Number.NaN]] as const)('%s of %d is a bug, not an intrinsic value', (key, value) => {
    const input: Black76Input = { right: 'C', forward: 110, strike: 100, timeYears: 0.1, rate: 0.04, volatility: 0.2, [key]: value };
    expect(checkBlack76Input(input)).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
    expect(() => black76Price(input)).toThrow('checkBlack76Input');
    expect(() => black76(input)).toThrow('checkBlack76Input');
    expect(() => black76Cross(input)).toThrow('checkBlack76Input');
  });
});
