import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Divergence } from '../../../src/domain/signals/dailySignals.ts';
import type { DivergenceInput } from '../../../src/domain/signals/divergence.ts';
import { plainDivergences } from './support/plainDivergence.ts';
import { randomWalk } from './support/randomWalk.ts';
import { divergencesOf } from './support/sketch.ts';

/** A random walk with a whole-numbered series, so that shifts of it are exact. */
function walkBars(seed: number, length: number): DivergenceInput[] {
  let obv = 0;
  let before = 0;
  return randomWalk(seed, length).map(({ date, price, spy }) => {
    obv += Math.sign(price.close - before) * (spy?.volume ?? 0);
    before = price.close;
    return { date, high: price.high, low: price.low, close: price.close, value: obv, restart: false };
  });
}

const withoutLevel = (days: readonly (readonly Divergence[])[]): unknown =>
  days.map((listed) => listed.map(({ from, to, ...rest }) => ({ ...rest, from: { ...from, value: 0 }, to: { ...to, value: 0 }, fall: from.value - to.value })));

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const runs = { seed: 20_261_120, numRuns: 25 };

describe('divergence', () => {
  test('is level-free: adding a constant to the series changes nothing', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (seed, constant) => {
        const bars = walkBars(seed, 250);
        const shifted = bars.map((bar) => ({ ...bar, value: (bar.value ?? 0) + constant }));
        expect(withoutLevel(divergencesOf(shifted))).toEqual(withoutLevel(divergencesOf(bars)));
      }),
      runs,
    );
  });

  test('is scale-free: lots instead of shares give the same states and strengths', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -20, max: 20 }), (seed, power) => {
        const bars = walkBars(seed, 250);
        const scaled = bars.map((bar) => ({ ...bar, value: (bar.value ?? 0) * 2 ** power }));
        const facts = (days: readonly (readonly Divergence[])[]): unknown => days.map((listed) => listed.map(({ id, state, strength, active }) => ({ id, state, strength, active })));
        expect(facts(divergencesOf(scaled))).toEqual(facts(divergencesOf(bars)));
      }),
      runs,
    );
  });

  test('keeps its promises on any walk: strength in range, anchors in order, ids unique, no state after an end', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const ended = new Map<string, string>();
        for (const listed of divergencesOf(walkBars(seed, 400))) {
          expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
          for (const { id, state, strength, from, to, active, kind } of listed) {
            expect(strength).toBeGreaterThanOrEqual(0.05);
            expect(strength).toBeLessThanOrEqual(1);
            expect(from.date < to.date).toBe(true);
            expect(kind === 'bearish' ? from.value > to.value : from.value < to.value).toBe(true);
            expect(ended.get(id) ?? state).toBe(state);
            if (state === 'invalidated' || state === 'expired') expect(active).toBe(false);
            if (state !== 'forming' && state !== 'qualified') ended.set(id, state);
          }
        }
      }),
      runs,
    );
  });

  test.each([101, 102, 103, 104])('agrees at every close with the diary kept by the plain definition (walk %i)', (seed) => {
    const bars = walkBars(seed, 500);
    const plain = plainDivergences(bars, 'obv');
    const states = new Set<string>();
    divergencesOf(bars).forEach((listed, day) => {
      const bearish = listed.filter(({ kind }) => kind === 'bearish').map(({ id, state, from, to }) => ({ id, state, from: from.date, to: to.date }));
      bearish.forEach(({ state }) => states.add(state));
      expect(bearish).toEqual(plain[day]?.map(({ id, state, from, to }) => ({ id, state, from, to })));
    });
    expect(states.size).toBeGreaterThanOrEqual(3);
  });
});
