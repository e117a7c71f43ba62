import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

  it('takes the eleven strikes whose call and put are worth most nearly the same, of two equally near the one that came first', () => {
    const mid = fc.integer({ min: 1, max: 400 }).map((ticks) => ticks / 20);
    const pair = fc.record({ strike: fc.integer({ min: 10, max: 60 }), callMid: mid, putMid: mid, callWidth: fc.constantFrom(0, 0.05, 0.3), putWidth: fc.constantFrom(0.05, 0.1) });
    fc.assert(fc.property(fc.array(pair, { minLength: 3, maxLength: 60 }), (pairs) => {
      const nearest = pairs.toSorted((a, b) => Math.abs(a.callMid - a.putMid) - Math.abs(b.callMid - b.putMid)).slice(0, 11);
      expect(parityForward(pairs, rate, timeYears)).toStrictEqual(parityForward(nearest, rate, timeYears));
    }));
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

  const CHAIN = [14, 15, 16, 17, 18, 19, 20, 21, 22, 24, 26];

  it('is moved by no single corrupted quote, whichever it is and however far off', () => {
    fc.assert(
      fc.property(fc.nat({ max: CHAIN.length - 1 }), fc.boolean(), fc.double({ min: 0.3, max: 15, noNaN: true }), fc.array(fc.double({ min: -0.02, max: 0.02, noNaN: true }), { minLength: 11, maxLength: 11 }), (index, up, off, noise) => {
        const wrong = noise.map((value, i) => (i === index ? value + (up ? off : -off) : value));
        expect(Math.abs(valueOf(pairsAround(18.43, CHAIN, wrong)) - 18.43)).toBeLessThan(0.0202);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('hardly hears a strike that is quoted wide', () => {
    const pairs = pairsAround(18.43, CHAIN).map((pair) => (pair.strike === 18 ? { ...pair, callMid: pair.callMid + 1, callWidth: 4 } : pair));
    expect(Math.abs(valueOf(pairs) - 18.43)).toBeLessThan(0.003);
  });

  it('in another unit gives the same forward: strikes and prices × c', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.5, 2, 16, 256), fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: 11, maxLength: 11 }), (c, noise) => {
        const pairs = pairsAround(18.43, CHAIN, noise);
        const scaled = pairs.map(({ strike, callMid, putMid, callWidth, putWidth }) => ({ strike: c * strike, callMid: c * callMid, putMid: c * putMid, callWidth: c * callWidth, putWidth: c * putWidth }));
        expect(valueOf(scaled) / c).toBeCloseTo(valueOf(pairs), 9);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('is a number above zero or a reason, whatever comes', () => {
    const price = fc.double({ min: -10, max: 1e9, noNaN: false });
    fc.assert(
      fc.property(fc.array(fc.record({ strike: price, callMid: price, putMid: price, callWidth: price, putWidth: price }), { maxLength: 15 }), (pairs) => {
        const result = parityForward(pairs, rate, timeYears);
        if (result.ok) expect(result.value > 0 && Number.isFinite(result.value)).toBe(true);
        else expect(['missing-data', 'invalid-input']).toContain(result.failure.reason);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('needs three strikes', () => {
    expect(parityForward(pairsAround(18, [17, 18]), rate, timeYears)).toMatchObject({ ok: false, failure: { reason: 'missing-data' } });
    expect(parityForward(pairsAround(18, [17, 18, 19]), rate, timeYears).ok).toBe(true);
  });
});

const chainFile = fileURLToPath(new URL('../../../../shared/data/options/vix_chain_eod_2016_06_01.csv', import.meta.url));
const present = existsSync(chainFile);

interface Sides {
  call?: readonly [bid: number, ask: number];
  put?: readonly [bid: number, ask: number];
}

function chainsOfVix(): Map<string, Map<number, Sides>> {
  const [header, ...lines] = readFileSync(chainFile, 'utf8').trim().split('\n').map((line) => line.split(','));
  const at = (name: string): number => header!.indexOf(name);
  const chains = new Map<string, Map<number, Sides>>();
  for (const line of lines) {
    const [bid, ask] = [Number(line[at('bid_1545')]), Number(line[at('ask_1545')])];
    if (line[at('root')] !== 'VIX' || !(bid > 0)) continue;
    const chain = chains.get(line[at('expiry')]!) ?? new Map<number, Sides>();
    chains.set(line[at('expiry')]!, chain);
    const strike = Number(line[at('strike')]);
    chain.set(strike, { ...chain.get(strike), [line[at('right')] === 'C' ? 'call' : 'put']: [bid, ask] });
  }
  return chains;
}

describe.skipIf(!present)(`parity forward on the VIX chain of 2016-06-01${present ? '' : ' [skipped: no ../shared/data]'}`, () => {
  it('lies where every strike’s own bids and asks allow it, and the curve rises', () => {
    const forwards: number[] = [];
    for (const chain of chainsOfVix().values()) {
      const both = [...chain].flatMap(([strike, { call, put }]) => (call === undefined || put === undefined ? [] : [{ strike, call, put }]));
      if (both.length < 3) continue;
      const result = parityForward(both.map(({ strike, call, put }) => ({
        strike, callMid: (call[0] + call[1]) / 2, putMid: (put[0] + put[1]) / 2, callWidth: call[1] - call[0], putWidth: put[1] - put[0],
      })), 0.003, 0.1);
      const forward = result.ok ? result.value : Number.NaN;
      const lowest = Math.max(...both.map(({ strike, call, put }) => strike + call[0] - put[1]));
      const highest = Math.min(...both.map(({ strike, call, put }) => strike + call[1] - put[0]));
      // Half a tick of 0.05 for the discounting that the bounds leave out and for strikes of another moment.
      expect(forward).toBeGreaterThan(lowest - 0.08);
      expect(forward).toBeLessThan(highest + 0.08);
      forwards.push(forward);
    }
    expect(forwards.length).toBe(9);
    expect(forwards).toEqual(forwards.toSorted((a, b) => a - b));
  });
});
