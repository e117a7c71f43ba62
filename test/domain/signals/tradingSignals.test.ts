/**
 * The independent library `trading-signals` (MIT, a dev dependency) on the same bars, where its conventions are ours. Where they are
 * not, the difference is stated as a test too, so that a release that changes them is noticed.
 */
import { ATR, EMA, MACD, OBV, RSI, TR, WSMA } from 'trading-signals';
import { describe, expect, test } from 'vitest';
import { averageTrueRangeSignal } from '../../../src/domain/signals/averageTrueRange.ts';
import { macdSignal } from '../../../src/domain/signals/macd.ts';
import { obvSignal } from '../../../src/domain/signals/obv.ts';
import { rsiSignal } from '../../../src/domain/signals/rsi.ts';
import { createSignal } from '../../../src/domain/signals/signal.ts';
import { talibCloses } from './support/publishedCloses.ts';
import { randomWalk } from './support/randomWalk.ts';
import { lastOf, taken, valuesOf } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

const walk = randomWalk(61, 900);
const walkCloses = walk.map(({ price }) => price.close);
const candles = walk.map(({ price, spy }) => ({ ...price, volume: spy?.volume ?? 0 }));

describe.each([['TA-Lib’s 252 closes', talibCloses], ['a walk of 900 sessions', walkCloses]] as const)('RSI on %s', (_, closes) => {
  test('is the same from the fifteenth close on, to 1e-9', () => {
    const theirs = new RSI(14);
    const values = valuesOf(rsiSignal(14), closes);
    closes.forEach((close, i) => {
      const other = theirs.update(close, false);
      if (i < 14) expect([values[i], other]).toEqual([null, null]);
      else expect(Math.abs((values[i] ?? Number.NaN) - (other ?? Number.NaN))).toBeLessThan(1e-9);
    });
  });

  test('is the same when the open bar is replaced', () => {
    const theirs = new RSI(14);
    const ours = createSignal(rsiSignal(14));
    closes.forEach((close) => {
      taken(ours.add(close * 1.01));
      theirs.update(close * 1.01, false);
      const value = taken(ours.replace(close));
      const other = theirs.update(close, true);
      if (value !== null) expect(Math.abs(value - (other ?? Number.NaN))).toBeLessThan(1e-9);
    });
  });
});

test('RSI of a series that does not move: the library says 100, we say nothing', () => {
  const flat = Array.from({ length: 20 }, () => 100);
  const theirs = new RSI(14);
  expect(lastOf(flat.map((close) => theirs.update(close, false)))).toBe(100);
  expect(lastOf(valuesOf(rsiSignal(14), flat))).toBeNull();
});

test('on-balance volume has the same differences, exactly; the library has no value on the first bar, we have 0', () => {
  const theirs = new OBV(2);
  const ours = valuesOf(obvSignal, candles);
  const others = candles.map((candle) => theirs.update(candle, false));
  expect([ours[0], others[0]]).toEqual([0, null]);
  for (let i = 2; i < candles.length; i += 1) expect((ours[i] ?? 0) - (ours[i - 1] ?? 0)).toBe((others[i] ?? 0) - (others[i - 1] ?? 0));
});

describe('average true range', () => {
  const ours = valuesOf(averageTrueRangeSignal(14), candles);

  test('is Wilder’s mean of the library’s true ranges, the first bar left out as in TA-Lib, to 1e-12', () => {
    const [range, mean] = [new TR(), new WSMA(14)];
    candles.forEach((candle, i) => {
      const trueRange = range.update(candle, false);
      if (i === 0) return;
      const other = mean.update(trueRange, false);
      if (other === null) expect(ours[i]).toBeNull();
      else expect(Math.abs((ours[i] ?? Number.NaN) - other)).toBeLessThan(1e-12);
    });
  });

  test('the library’s own begins one bar earlier, with the high less the low of the first bar; by bar 350 that is below 1e-9', () => {
    const theirs = new ATR(14);
    const others = candles.map((candle) => theirs.update(candle, false));
    expect([ours[13], typeof others[13]]).toEqual([null, 'number']);
    const gap = (i: number): number => Math.abs((ours[i] ?? Number.NaN) - (others[i] ?? Number.NaN));
    expect(gap(14)).toBeGreaterThan(1e-3);
    for (let i = 350; i < candles.length; i += 1) expect(gap(i)).toBeLessThan(1e-9);
  });
});

describe('moving averages and MACD: the library seeds each average with its first value, TA-Lib and we with a plain mean', () => {
  const { fast, slow, signal } = steward.macd;
  /** The seeds weigh (1 − 2 ÷ 27)^bars: below 1e-9 points from here on. */
  const SAME_FROM = 400;

  test('the averages differ at the start and are the same from bar 400 on, to 1e-9', () => {
    const theirs = { fast: new EMA(fast), slow: new EMA(slow) };
    const ours = createSignal(macdSignal(steward.macd));
    walkCloses.forEach((close, i) => {
      taken(ours.add(close));
      const others = { fast: theirs.fast.update(close, false), slow: theirs.slow.update(close, false) };
      const { now } = ours.state() as { readonly now: { readonly averages: typeof others | null } };
      if (i === slow) expect(Math.abs((now.averages?.slow ?? 0) - others.slow)).toBeGreaterThan(1e-3);
      if (i < SAME_FROM) return;
      expect(Math.abs((now.averages?.fast ?? Number.NaN) - others.fast)).toBeLessThan(1e-9);
      expect(Math.abs((now.averages?.slow ?? Number.NaN) - others.slow)).toBeLessThan(1e-9);
    });
  });

  test('MACD, signal line and histogram: the library’s first value stands on bar 25, ours on bar 33; the same from bar 400 on, to 1e-9', () => {
    const theirs = new MACD(new EMA(fast), new EMA(slow), new EMA(signal));
    const ours = valuesOf(macdSignal(steward.macd), walkCloses);
    const others = walkCloses.map((close) => theirs.update(close, false));
    expect([others.findIndex((value) => value !== null), ours.findIndex((value) => value !== null)]).toEqual([25, 33]);
    expect(Math.abs((ours[33]?.signal ?? 0) - (others[33]?.signal ?? 0))).toBeGreaterThan(1e-3);
    for (let i = SAME_FROM; i < walkCloses.length; i += 1) {
      for (const line of ['macd', 'signal', 'histogram'] as const) {
        expect(Math.abs((ours[i]?.[line] ?? Number.NaN) - (others[i]?.[line] ?? Number.NaN))).toBeLessThan(1e-9);
      }
    }
  });
});
