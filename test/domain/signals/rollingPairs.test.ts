import { describe, expect, test } from 'vitest';
import { centredSums, emptyPairs, everyPair, pushPair } from '../../../src/domain/signals/rollingPairs.ts';
import type { CentredSums, PairWindow, Side } from '../../../src/domain/signals/rollingPairs.ts';
import { uniform } from './support/randomWalk.ts';

interface XY {
  readonly x: number;
  readonly y: number;
}

const LENGTH = 20;
const SIDES: readonly Side[] = [() => true, (x) => x > 0, (x) => x < 0];

const text = (value: unknown): string => JSON.stringify(value);
const stored = (window: PairWindow): PairWindow => JSON.parse(text(window)) as PairWindow;

/** The definition itself: the means first, then the squares and products about them. */
function twoPasses(pairs: readonly XY[]): CentredSums {
  const n = pairs.length;
  let [meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (const { x, y } of pairs) [meanX, meanY] = [meanX + x / n, meanY + y / n];
  for (const { x, y } of pairs) [xx, yy, xy] = [xx + (x - meanX) ** 2, yy + (y - meanY) ** 2, xy + (x - meanX) * (y - meanY)];
  return { n, meanX, meanY, xx, yy, xy };
}

/** The greatest error of the running sums over the last bars of a run, relative to what they measure. */
function worstError(pairs: readonly XY[], checked: number): number {
  let window = emptyPairs;
  let worst = 0;
  pairs.forEach((pair, i) => {
    window = pushPair(window, pair, LENGTH, everyPair);
    if (i < pairs.length - checked) return;
    const exact = twoPasses(pairs.slice(i - LENGTH + 1, i + 1));
    const { n, xx, yy, xy } = centredSums(window, LENGTH, everyPair);
    expect(n).toBe(LENGTH);
    worst = Math.max(worst, Math.abs(xx / exact.xx - 1), Math.abs(yy / exact.yy - 1), Math.abs(xy - exact.xy) / Math.sqrt(exact.xx * exact.yy));
  });
  return worst;
}

const PAIRS = 100_000;
const CHECKED = 500;

/** One pair in 23 is larger than the others, so that it enters and leaves the window on every kind of bar. */
function withLarge(factor: number, count: number): XY[] {
  const random = uniform(45);
  return Array.from({ length: count }, (_, i) => {
    const size = i % 23 === 0 ? factor : 1;
    const x = size * (random() - 0.5);
    return { x, y: size * (random() - 0.5) - 0.5 * x };
  });
}

describe('running sums of a long history', () => {
  test('are those of two passes, whatever large values have come and gone', () => {
    expect(worstError(withLarge(400, PAIRS), CHECKED)).toBeLessThan(1e-9);
  });

  test('are those of two passes on the very bar on which an enormous value has left', () => {
    expect(worstError(withLarge(1e7, 4 * CHECKED), CHECKED)).toBeLessThan(1e-9);
  });

  test('are those of two passes, however far the level has come from where it began', () => {
    const random = uniform(42);
    const pairs = Array.from({ length: PAIRS }, (_, i) => {
      const level = (150 * Math.min(i, PAIRS / 2)) / (PAIRS / 2);
      return { x: level + random() - 0.5, y: random() - 0.5 - level };
    });
    expect(worstError(pairs, CHECKED)).toBeLessThan(1e-9);
  });
});

describe('summing anew', () => {
  const random = uniform(43);
  const pairs = Array.from({ length: 40 * LENGTH }, (_, i) => ({ x: (i % 33 === 0 ? 80 : 1) * (random() - 0.5), y: random() - 0.5 }));
  const pushed = (window: PairWindow, pair: XY): PairWindow => pushPair(window, pair, LENGTH, SIDES);
  const sumsOf = (window: PairWindow): string => text(SIDES.map((_, side) => centredSums(window, LENGTH, SIDES, side)));

  /** Stored windows and their sums after every pair of one uninterrupted run. */
  const whole: { readonly state: PairWindow; readonly sums: string }[] = [];
  pairs.reduce((window, pair) => {
    const next = pushed(window, pair);
    whole.push({ state: stored(next), sums: sumsOf(next) });
    return next;
  }, emptyPairs);

  const around = Array.from({ length: 2 * LENGTH + 3 }, (_, i) => 10 * LENGTH - 2 + i);

  test('on other bars gives sums that differ in their last digits', () => {
    // Otherwise it would not matter on which bars it happens, and the tests below would show nothing.
    const carried = pairs.slice(0, 11 * LENGTH).reduce((window, pair) => pushPair(window, pair, LENGTH, everyPair), emptyPairs);
    const begun = pairs.slice(3, 11 * LENGTH).reduce((window, pair) => pushPair(window, pair, LENGTH, everyPair), emptyPairs);
    const carriedOn = pushPair(carried, { x: 0.25, y: 0.25 }, LENGTH, everyPair);
    const begunLater = pushPair(begun, { x: 0.25, y: 0.25 }, LENGTH, everyPair);
    expect(text(centredSums(carriedOn, LENGTH, everyPair))).not.toBe(text(centredSums(begunLater, LENGTH, everyPair)));
  });

  test.each(around)('a run restored after pair %i goes on bit for bit', (position) => {
    let window = stored(whole[position]?.state ?? emptyPairs);
    pairs.slice(position + 1).forEach((pair, i) => {
      window = pushed(window, pair);
      expect(sumsOf(window)).toBe(whole[position + 1 + i]?.sums);
    });
    expect(text(window)).toBe(text(whole.at(-1)?.state));
  });

  test('a run restored after every single pair goes on bit for bit', () => {
    let window: PairWindow = emptyPairs;
    pairs.forEach((pair, i) => {
      window = stored(pushed(window, pair));
      expect(text(window)).toBe(text(whole[i]?.state));
    });
  });

  test.each(around)('pair %i taken again and again counts once, as it was last', (position) => {
    let before = pairs.slice(0, position).reduce(pushed, emptyPairs);
    for (const wrong of [{ x: 1e5, y: -1e5 }, { x: -3, y: 1 / 3 }, { x: 0, y: 0 }]) pushed(before, wrong);
    pairs.slice(position).forEach((pair, i) => {
      before = pushed(before, pair);
      expect(sumsOf(before)).toBe(whole[position + i]?.sums);
    });
  });
});

describe('a side', () => {
  test('has the sums of its own pairs, and none when it has no pairs', () => {
    const random = uniform(44);
    const pairs = Array.from({ length: 300 }, (_, i) => ({ x: (i < 200 ? random() - 0.5 : random() + 0.1), y: random() }));
    let window = emptyPairs;
    pairs.forEach((pair, i) => {
      window = pushPair(window, pair, LENGTH, SIDES);
      const held = pairs.slice(Math.max(0, i - LENGTH + 1), i + 1);
      SIDES.forEach((isOn, side) => {
        const expected = twoPasses(held.filter(({ x }) => isOn(x)));
        const actual = centredSums(window, LENGTH, SIDES, side);
        expect(actual.n).toBe(expected.n);
        expect(actual.xx).toBeCloseTo(expected.xx, 12);
        expect(actual.xy).toBeCloseTo(expected.xy, 12);
        expect(actual.meanX).toBeCloseTo(expected.meanX, 12);
      });
    });
    expect(centredSums(window, LENGTH, SIDES, 2)).toEqual({ n: 0, meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 });
  });
});
