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
