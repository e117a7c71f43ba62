import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durrleman } from '../../../src/domain/surface/butterflyArbitrage.ts';
import { fitSmile } from '../../../src/domain/surface/fitSmile.ts';
import type { FittedSmile } from '../../../src/domain/surface/fitSmile.ts';
import type { SmileQuote, SmileState } from '../../../src/domain/surface/smilePoints.ts';
import { priceAt, quotesOf, sviSlopes, sviVariance } from './chainOf.ts';
import type { ChainPlan, Svi } from './chainOf.ts';

const range = (from: number, to: number, step: number): number[] => Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step);

function fitted(quotes: readonly SmileQuote[], state: SmileState): FittedSmile {
  const result = fitSmile(quotes, state);
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

const isInside = (state: SmileState, { curve }: FittedSmile, quote: SmileQuote): boolean => {
  const price = priceAt(state, quote, curve.volatilityAt(Math.log(quote.strike / state.forward)));
  return price >= quote.bid * (1 - 1e-9) && price <= quote.ask * (1 + 1e-9);
};

function* across({ fit }: FittedSmile, steps = 2000): Generator<number> {
  const [low, high] = fit.range;
  for (let step = 0; step <= steps; step++) yield low - 0.5 * (high - low) + (2 * (high - low) * step) / steps;
}

const negativeDensities = (smile: FittedSmile): readonly number[] => [...across(smile)].filter((k) => !(durrleman(k, smile.curve.varianceSlopesAt(k)) >= -1e-9));

/** A month of SPX at 13 %, skewed as a quiet market shows it: 34 % five deviations down, 11 % at the bottom. */
const SPX_SMILE: Svi = { a: 0.00055, b: 0.0165, rho: -0.72, m: 0.018, s: 0.03 };
const SPX: ChainPlan = {
  forward: 7015, timeYears: 28 / 365, rate: 0.04, strikes: range(5600, 7600, 10), halfWidth: (fair) => 0.05 + 0.006 * fair,
  volatility: (k) => Math.sqrt(sviVariance(SPX_SMILE, k) / (28 / 365)),
};
/** A month of VIX: two dozen strikes, volatility rising with the strike. */
const VIX: ChainPlan = {
  forward: 18.4, timeYears: 26 / 365, rate: 0.04, strikes: [...range(12, 20, 0.5), ...range(21, 30, 1), ...range(32.5, 50, 2.5)],
  halfWidth: (fair) => 0.015 + 0.012 * fair, volatility: (k) => 0.95 + 0.5 * Math.tanh(k),
};

const noiseOf = (length: number, size: number) => fc.array(fc.double({ min: -size, max: size, noNaN: true }), { minLength: length, maxLength: length });

/** Raw SVI smiles without butterfly arbitrage, for a month of an index at 100. */
const svi = fc
  .record({ level: fc.double({ min: 0.1, max: 0.6, noNaN: true }), steepness: fc.double({ min: 0.2, max: 1, noNaN: true }), rho: fc.double({ min: -0.8, max: 0.4, noNaN: true }), m: fc.double({ min: -0.5, max: 0.5, noNaN: true }), s: fc.double({ min: 0.5, max: 2, noNaN: true }) })
  .map(({ level, steepness, rho, m, s }): Svi & { deviation: number } => {
    const deviation = level * Math.sqrt(1 / 12);
    const b = 0.5 * steepness * deviation;
    const shape = { b, rho, m: m * deviation, s: s * deviation };
    return { ...shape, a: deviation ** 2 - sviVariance({ a: 0, ...shape }, 0), deviation };
  })
  .filter((smile) => range(-8, 8, 0.1).every((z) => sviVariance(smile, z * smile.deviation) > 0.05 * smile.deviation ** 2 && durrleman(z * smile.deviation, sviSlopes(smile, z * smile.deviation)) > 0.02));

const sviChain = (smile: Svi & { deviation: number }, noise: readonly number[] = []): ChainPlan => ({
  forward: 100, timeYears: 1 / 12, rate: 0.03, strikes: range(-4, 3, 0.1).map((z) => 100 * Math.exp(z * smile.deviation)), noise,
  volatility: (k) => Math.sqrt(sviVariance(smile, k) * 12), halfWidth: (fair) => 0.002 + 0.02 * fair,
});

describe('smile without noise', () => {
  it.each([['SPX', SPX], ['VIX', VIX]] as const)('is recovered between its strikes to a tenth of a volatility point: %s', (_, plan) => {
    const smile = fitted(quotesOf({ ...plan, halfWidth: () => 1e-6 }), plan);
    expect(smile.fit).toMatchObject({ dropped: [], butterflyFree: true, source: 'quotes', used: smile.fit.quoted });
    for (const k of across(smile, 300)) {
      if (k >= smile.fit.range[0] && k <= smile.fit.range[1]) expect(Math.abs(smile.curve.volatilityAt(k) - plan.volatility(k))).toBeLessThan(1e-3);
    }
  });

  it('knows its range, its cover of one more strike and its newest quote', () => {
    const quotes = quotesOf({ ...VIX, strikes: [15, 16, 17, 18, 19, 20, 22] });
    const { fit, covers } = fitted(quotes, VIX);
    expect(fit).toMatchObject({ quoted: 7, used: 7, repriced: 7, newestQuoteUs: 1_006 });
    expect(fit.range.map((k) => 18.4 * Math.exp(k))).toEqual([expect.closeTo(15, 9), expect.closeTo(22, 9)]);
    const [low, high] = [Math.log(14 / 18.4), 2 * Math.log(22 / 18.4) - Math.log(20 / 18.4)];
    expect([low - 1e-9, low + 1e-9, 0, high - 1e-9, high + 1e-9].map(covers)).toEqual([false, true, true, true, false]);
  });

  it('stands on nothing in a gap of more than a standard deviation (here 3.6 %) between the strikes used, nor so far beyond them', () => {
    const holed = (from: number, to: number) => {
      const { covers } = fitted(quotesOf({ ...SPX, strikes: SPX.strikes.filter((strike) => strike <= from || strike >= to) }), SPX);
      return [from - 10, from, from + 10, (from + to) / 2, to, to + 10].map((strike) => covers(Math.log(strike / 7015)));
    };
    expect(holed(6700, 6900)).toEqual([true, true, true, true, true, true]);
    expect(holed(6500, 6900)).toEqual([true, true, false, false, true, true]);
    const { covers } = fitted(quotesOf({ ...SPX, strikes: [5600, 6500, 6600, 6700, 6800, 6900, 7000, 7100] }), SPX);
    expect([5500, 5550, 5600, 5700, 6490, 6500, 7190, 7210].map((strike) => covers(Math.log(strike / 7015)))).toEqual([true, true, true, false, false, true, true, false]);
  });
});

describe('smile with noise inside bid and ask', () => {
  it.each([['SPX', SPX], ['VIX', VIX]] as const)('reprices every quote inside, free of butterfly arbitrage: %s', (_, plan) => {
    fc.assert(
      fc.property(noiseOf(plan.strikes.length, 0.7), (noise) => {
        const quotes = quotesOf({ ...plan, noise });
        const smile = fitted(quotes, plan);
        expect(smile.fit.dropped).toEqual([]);
        expect(smile.fit.butterflyFree).toBe(true);
        expect(negativeDensities(smile)).toEqual([]);
        expect(quotes.filter((quote) => !isInside(plan, smile, quote))).toEqual([]);
      }),
      { seed: 41, numRuns: 40 },
    );
  });

  it('has no arbitrage on random SVI chains, and reprices at least 98 % of each', () => {
    fc.assert(
      fc.property(svi, noiseOf(71, 0.7), (smile, noise) => {
        const plan = sviChain(smile, noise);
        const quotes = quotesOf(plan);
        const result = fitted(quotes, plan);
        expect(result.fit.butterflyFree).toBe(true);
        expect(negativeDensities(result)).toEqual([]);
        expect(result.fit.repriced).toBeGreaterThanOrEqual(0.98 * result.fit.quoted);
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});

describe('one corrupted quote', () => {
  /** Shifted by so many of its half-widths, up where down would leave no bid. */
  const corrupted = (quotes: readonly SmileQuote[], index: number, halfWidths: number): readonly SmileQuote[] =>
    quotes.map((quote, i) => {
      if (i !== index) return quote;
      const half = 0.5 * (quote.ask - quote.bid);
      const shift = halfWidths * half * (quote.bid - halfWidths * half > 2 * half ? -1 : 1);
      return { ...quote, bid: quote.bid + shift, ask: quote.ask + shift };
    });

  it.each([['SPX', SPX, 190], ['VIX', VIX, 30]] as const)('anywhere is dropped and listed, alone, and moves the smile by less than half a point: %s', (_, plan, least) => {
    fc.assert(
      fc.property(noiseOf(plan.strikes.length, 0.3), fc.nat(), fc.constantFrom(15, 25, 60), (noise, pick, halfWidths) => {
        const quotes = quotesOf({ ...plan, noise });
        expect(quotes.length).toBeGreaterThan(least - 60);
        const index = 1 + (pick % (quotes.length - 2));
        const clean = fitted(quotes, plan);
        const smile = fitted(corrupted(quotes, index, halfWidths), plan);
        expect(smile.fit.dropped.map(({ strike }) => strike)).toEqual([quotes[index]!.strike]);
        expect(smile.fit.dropped[0]!.reason).toMatch(/its mid means a volatility of .* (above|below) the .* of its neighbours/);
        expect(smile.fit.used).toBe(smile.fit.quoted - 1);
        for (const k of across(clean, 200)) {
          if (k > clean.fit.range[0] && k < clean.fit.range[1]) expect(Math.abs(smile.curve.volatilityAt(k) - clean.curve.volatilityAt(k))).toBeLessThan(0.005 * (plan === VIX ? 8 : 1));
        }
      }),
      { seed: 43, numRuns: 60 },
    );
  });

  it('beside another, alike, does not vouch for it: both are dropped', () => {
    fc.assert(
      fc.property(noiseOf(SPX.strikes.length, 0.3), fc.nat(), fc.constantFrom(10, 20, 40), (noise, pick, halfWidths) => {
        const quotes = quotesOf({ ...SPX, noise });
        const index = 5 + (pick % (quotes.length - 11));
        const wrong = quotes.map((quote, i) => (i === index || i === index + 1 ? { ...quote, bid: quote.bid + halfWidths * 0.5 * (quote.ask - quote.bid), ask: quote.ask + halfWidths * 0.5 * (quote.ask - quote.bid) } : quote));
        const smile = fitted(wrong, SPX);
        expect(smile.fit.dropped.map(({ strike }) => strike)).toEqual(expect.arrayContaining([quotes[index]!.strike, quotes[index + 1]!.strike]));
        expect(smile.fit.butterflyFree).toBe(true);
      }),
      { seed: 47, numRuns: 40 },
    );
  });

  it('without a volatility at all is listed with that reason', () => {
    const quotes = quotesOf(VIX).map((quote, index) => (index === 4 ? { ...quote, bid: 20, ask: 21 } : quote));
    expect(fitted(quotes, VIX).fit.dropped).toEqual([{ strike: quotes[4]!.strike, right: 'P', reason: expect.stringContaining('no volatility gives its mid') }]);
  });

  it('is told from a whole chain that contradicts itself, which gives no smile', () => {
    const every = (nth: number) => quotesOf({ ...SPX, noise: SPX.strikes.map((_, index) => (index % nth === 3 ? 40 : 0)) });
    expect(fitted(every(14), SPX).fit.dropped).toHaveLength(every(14).filter(({ strike }) => (strike - 5600) % 140 === 30).length);
    expect(fitSmile(every(8), SPX)).toMatchObject({ ok: false, failure: { reason: 'incomplete' } });
    expect(fitSmile(quotesOf({ ...SPX, noise: SPX.strikes.map((_, index) => 40 * (index % 2)) }), SPX)).toMatchObject({ ok: false, failure: { reason: 'incomplete' } });
  });
});

describe('a market that holds an arbitrage itself', () => {
  // Volatilities that fall as 1 − 0.34 z and stop at z = −5: no density above zero bends that sharply.
  const capped: ChainPlan = { ...SPX, strikes: range(5000, 7500, 10), halfWidth: () => 0.05, volatility: (k) => 0.13 * (1 - 0.34 * Math.max(-5, Math.min(0, k / 0.036))) };

  it('is followed where it is quoted, and the smile says that it is not free of it', () => {
    const quotes = quotesOf(capped);
    const smile = fitted(quotes, capped);
    expect(smile.fit).toMatchObject({ butterflyFree: false, dropped: [] });
    expect(smile.fit.repriced).toBeGreaterThan(0.92 * smile.fit.quoted);
    expect(negativeDensities(smile).length).toBeGreaterThan(0);
  });
});

describe('few strikes', () => {
  it('give one volatility from one or two', () => {
    const one = fitted(quotesOf({ ...VIX, strikes: [19] }), VIX);
    expect(one.curve.volatilityAt(1)).toBeCloseTo(VIX.volatility(Math.log(19 / 18.4)), 6);
    const two = fitted(quotesOf({ ...VIX, strikes: [16, 22] }), VIX);
    expect(two.curve.volatilityAt(0)).toBe(two.curve.volatilityAt(0.5));
    expect(two.curve.volatilityAt(0)).toBeGreaterThan(VIX.volatility(Math.log(16 / 18.4)));
    expect(two.curve.volatilityAt(0)).toBeLessThan(VIX.volatility(Math.log(22 / 18.4)));
  });

  it('from three on give a curve inside bids and asks, within and near its range between its quotes’ volatilities', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...VIX.strikes], { minLength: 3, maxLength: 9 }), noiseOf(9, 0.7), (some, noise) => {
        const strikes = some.toSorted((a, b) => a - b);
        const quotes = quotesOf({ ...VIX, strikes, noise });
        fc.pre(quotes.length >= 3);
        const smile = fitted(quotes, VIX);
        expect(smile.fit.butterflyFree).toBe(true);
        expect(smile.fit.repriced).toBe(smile.fit.used);
        const asks = quotes.map((quote) => VIX.volatility(Math.log(quote.strike / VIX.forward)));
        for (const k of across(smile, 50)) {
          expect(smile.curve.volatilityAt(k)).toBeLessThan(2.5 * Math.max(...asks));
          expect(smile.curve.volatilityAt(k)).toBeGreaterThan(0.4 * Math.min(...asks));
        }
      }),
      { seed: 44, numRuns: 100 },
    );
  });
});

describe('any input', () => {
  it('fails with a reason without quotes, time or forward', () => {
    expect(fitSmile([], SPX)).toMatchObject({ ok: false, failure: { reason: 'missing-data' } });
    expect(fitSmile(quotesOf(SPX), { ...SPX, timeYears: 0 })).toMatchObject({ ok: false, failure: { reason: 'expired' } });
    for (const forward of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(fitSmile(quotesOf(SPX), { ...SPX, forward })).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
  });

  it('in another unit gives the same smile: forward, strikes and prices × c', () => {
    fc.assert(
      fc.property(svi, noiseOf(71, 0.7), fc.double({ min: 0.01, max: 1000, noNaN: true }), (smile, noise, c) => {
        const plan = sviChain(smile, noise);
        const quotes = quotesOf(plan);
        const one = fitted(quotes, plan);
        const other = fitted(quotes.map((quote) => ({ ...quote, strike: c * quote.strike, bid: c * quote.bid, ask: c * quote.ask })), { ...plan, forward: c * plan.forward });
        for (const k of across(one, 40)) expect(other.curve.volatilityAt(k)).toBeCloseTo(one.curve.volatilityAt(k), 5);
      }),
      { seed: 45, numRuns: 40 },
    );
  });

  it('never gives NaN, infinity or a volatility of zero', () => {
    const price = fc.double({ min: 0.01, max: 500, noNaN: true });
    const quote = fc.record({ strike: fc.double({ min: 1, max: 300, noNaN: true }), bid: price, spread: fc.double({ min: 0, max: 20, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(quote, { maxLength: 40 }), fc.double({ min: 1e-5, max: 3, noNaN: true }), fc.double({ min: -0.6, max: 0.6, noNaN: true }), (rows, timeYears, k) => {
        const state = { forward: 100, timeYears, rate: 0.04 };
        const result = fitSmile(rows.map(({ strike, bid, spread }) => ({ strike, right: strike >= 100 ? 'C' : 'P', bid, ask: bid + spread, eventTimeUs: 1 })), state);
        if (!result.ok) return;
        const volatility = result.value.curve.volatilityAt(k);
        expect(volatility > 0 && Number.isFinite(volatility)).toBe(true);
        expect(result.value.fit.used + result.value.fit.dropped.length).toBeLessThanOrEqual(rows.length);
      }),
      { seed: 46, numRuns: 400 },
    );
  });
});
