import { describe, expect, test } from 'vitest';
import { averageTrueRangeSignal } from '../../../src/domain/signals/averageTrueRange.ts';
import { macdSignal } from '../../../src/domain/signals/macd.ts';
import { macdBearishSignal, macdCrossUpSignal } from '../../../src/domain/signals/macdState.ts';
import { rsiSignal } from '../../../src/domain/signals/rsi.ts';
import { rsiFailureSignal } from '../../../src/domain/signals/rsiFailure.ts';
import { createSignal } from '../../../src/domain/signals/signal.ts';
import { plainMacd, plainRsi } from './support/plainSignals.ts';
import { stockChartsCloses, stockChartsRsi, talibCloses } from './support/publishedCloses.ts';
import { randomWalk, sessionDates } from './support/randomWalk.ts';
import { lastOf, taken, valuesOf } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

describe('RSI', () => {
  test("StockCharts' worksheet: all 19 printed values to two decimals", () => {
    const values = valuesOf(rsiSignal(14), stockChartsCloses).slice(14);
    expect(values.map((value) => value?.toFixed(2))).toEqual(stockChartsRsi.map((value) => value.toFixed(2)));
  });

  test("StockCharts' closes as printed, to the cent, are within 0.1 of the printed values", () => {
    const values = valuesOf(rsiSignal(14), stockChartsCloses.map((close) => Number(close.toFixed(2)))).slice(14);
    expect(values).toHaveLength(stockChartsRsi.length);
    values.forEach((value, i) => expect(Math.abs((value ?? Number.NaN) - (stockChartsRsi[i] ?? 0))).toBeLessThan(0.1));
  });

  test("TA-Lib's regression values on its 252 closes, to four decimals", () => {
    const values = valuesOf(rsiSignal(14), talibCloses).filter((value) => value !== null);
    expect(values).toHaveLength(238);
    expect([values[0], values[1], values[2], values.at(-1)].map((value) => value?.toFixed(4))).toEqual(['49.1473', '52.3256', '46.0724', '49.6321']);
  });

  test('no loss gives 100, no gain 0, no movement no value', () => {
    const ramp = Array.from({ length: 20 }, (_, i) => 100 + i);
    expect(lastOf(valuesOf(rsiSignal(14), ramp))).toBe(100);
    expect(lastOf(valuesOf(rsiSignal(14), ramp.toReversed()))).toBe(0);
    expect(lastOf(valuesOf(rsiSignal(14), ramp.map(() => 100)))).toBeNull();
  });

  test.each([1, 2, 3])('agrees with a plain recomputation on random walk %i', (seed) => {
    const closes = randomWalk(seed, 300).map(({ price }) => price.close);
    const plain = plainRsi(closes, 14);
    valuesOf(rsiSignal(14), closes).forEach((value, i) => {
      if (value === null) expect(plain[i]).toBeNull();
      else expect(value).toBeCloseTo(plain[i] ?? Number.NaN, 9);
    });
  });
});

describe('RSI failure', () => {
  const fail = (rsis: readonly number[]) =>
    valuesOf(
      rsiFailureSignal(steward.rsi),
      sessionDates(rsis.length).map((date, i) => ({ date, rsi: rsis[i] ?? null })),
    ).map((value) => value?.on);

  test('two peaks from 60 up, the second lower, then RSI under the trough between', () => {
    expect(fail([55, 70, 62, 66, 63, 61]).lastIndexOf(false)).toBe(4);
    expect(fail([55, 70, 62, 66, 63, 61]).at(-1)).toBe(true);
  });
  test('touching the trough is not a failure', () => expect(fail([55, 70, 62, 66, 63, 62]).at(-1)).toBe(false));
  test('a second peak that is higher, or as high, is not', () => {
    expect(fail([55, 70, 62, 71, 63, 61]).at(-1)).toBe(false);
    expect(fail([55, 70, 62, 70, 63, 61]).at(-1)).toBe(false);
  });
  test('a peak below 60 is no peak of this rule', () => expect(fail([55, 70, 52, 59.9, 53, 51]).at(-1)).toBe(false));
  test('a break on the very bar that makes the second peak known counts', () => expect(fail([55, 70, 62, 66, 61]).at(-1)).toBe(true));
  test('an unchanged close, which moves Wilder’s RSI by a rounding, is neither a rise nor a fall: no second peak, no failure', () => {
    const closes = [...Array.from({ length: 20 }, (_, i) => 100 + 0.4 * i - 0.5 * (i % 2)), 108, 107.5, 107.5, 107.5, 107.5, 107.25];
    const rsi = valuesOf(rsiSignal(14), closes);
    const flat = rsi.slice(21, 25).map((value) => value ?? Number.NaN);
    expect(Math.max(...flat) - Math.min(...flat)).toBeLessThan(1e-12);
    const failures = valuesOf(rsiFailureSignal(steward.rsi), closes.map((_, i) => ({ date: sessionDates(closes.length)[i] ?? '', rsi: rsi[i] ?? null })));
    expect(failures.some((value) => value?.on)).toBe(false);
  });
  test('neither is any other step of that size, whichever way it falls', () => {
    for (const nudge of [1e-13, -1e-13]) expect(fail([55, 70, 68, 68 + nudge, 68, 61]).at(-1)).toBe(false);
  });
  test('a flat stretch on top is one peak', () => expect(fail([55, 70, 70, 62, 66, 66, 61]).at(-1)).toBe(true));
  test('it counts for ten sessions, the one of the break included', () => {
    const on = fail([55, 70, 62, 66, 61, ...Array.from({ length: 12 }, (_, i) => 50 - i)]);
    expect(on.filter((value) => value === true)).toHaveLength(10);
    expect(on.indexOf(true)).toBe(4);
  });
  test('says on which of its bars a swing stands, that its trough has been broken, and which trough would be next', () => {
    const rsis = [55, 70, 62, 66, 63, 61, 60, 64, 60.5, 59, 58, 57, 56, 55, 54, 53];
    const dates = sessionDates(rsis.length);
    const signal = createSignal(rsiFailureSignal(steward.rsi));
    const told = rsis.map((rsi, i) => {
      taken(signal.add({ date: dates[i] ?? '', rsi }));
      const { reading, because } = signal.explain();
      return [reading, because[1]];
    });
    const [none, broken] = ['no second, lower peak whose trough could break', 'the swing’s trough has been broken'];
    expect(told[2]).toEqual(['no failure swing', none]);
    expect(told[4]).toEqual(['no failure swing', 'a second, lower peak stands: RSI below 62.0 is the failure (now 63.0)']);
    expect(told[5]).toEqual([`failure swing on ${dates[5]}, bar 1 of the 10 it counts for`, broken]);
    expect(told[8]).toEqual([`failure swing on ${dates[5]}, bar 4 of the 10 it counts for`, 'a second, lower peak stands: RSI below 60.0 is the failure (now 60.5)']);
    expect(told[9]).toEqual([`failure swing on ${dates[9]}, bar 1 of the 10 it counts for`, broken]);
    expect(told.at(-1)).toEqual([`failure swing on ${dates[9]}, bar 7 of the 10 it counts for`, broken]);
    for (const [i, rsi] of [52, 51, 50, 49].entries()) taken(signal.add({ date: `2031-01-0${i + 1}`, rsi }));
    expect(signal.explain()).toMatchObject({ reading: 'no failure swing', because: [expect.any(String), none] });
  });
});

describe('MACD', () => {
  test("TA-Lib's classic values on its 252 closes: first output on bar 33", () => {
    const values = valuesOf(macdSignal(steward.macd), talibCloses);
    expect(values[32]).toBeNull();
    expect(values[33]?.macd).toBeCloseTo(-1.973831, 6);
    expect(values[33]?.signal).toBeCloseTo(-2.707108, 6);
    expect(values[33]?.histogram).toBeCloseTo(0.7333, 4);
    expect(values.filter((value) => value !== null)).toHaveLength(252 - 33);
    expect(values.at(-1)?.macd).toBeCloseTo(0.904009, 6);
    expect(values.at(-1)?.signal).toBeCloseTo(1.404594, 6);
  });

  test.each([4, 5])('agrees with a plain recomputation, and the histogram is the difference (walk %i)', (seed) => {
    const closes = randomWalk(seed, 300).map(({ price }) => price.close);
    const plain = plainMacd(closes, 12, 26, 9);
    const values = valuesOf(macdSignal(steward.macd), closes).filter((value) => value !== null);
    expect(values).toHaveLength(plain.length);
    values.forEach((value, i) => {
      expect(value.macd).toBeCloseTo(plain[i]?.macd ?? Number.NaN, 9);
      expect(value.signal).toBeCloseTo(plain[i]?.signal ?? Number.NaN, 9);
      expect(value.histogram).toBe(value.macd - value.signal);
    });
  });

  test('a flat series has a MACD of exactly zero', () => {
    expect(lastOf(valuesOf(macdSignal(steward.macd), talibCloses.map(() => 100)))).toEqual({ macd: 0, signal: 0, histogram: 0 });
  });
});

describe('MACD states', () => {
  test('bearish from −0.02 ATR down, until +0.02 ATR up, and unchanged between', () => {
    const histograms = [0, -0.19, -0.2, -0.1, 0.19, 0.2, -0.1];
    const values = valuesOf(macdBearishSignal(steward.macd), histograms.map((histogram) => ({ histogram, atr: 10 })));
    expect(values).toEqual([false, false, true, true, true, false, false]);
  });

  test('bars since the cross-up: none before the first, zero on its bar, restarted by the next', () => {
    expect(valuesOf(macdCrossUpSignal, [1, -1, 0, 0.5, 1, -1, 2])).toEqual([null, null, null, 0, 1, 2, 0]);
  });

  test('the cross-up is told in words, one bar in the singular', () => {
    const signal = createSignal(macdCrossUpSignal);
    const readings = [-1, 0.5, 1, 2].map((histogram) => {
      taken(signal.add(histogram));
      return signal.explain().reading;
    });
    expect(readings.slice(1)).toEqual(['crossed up on this bar', 'crossed up 1 bar ago', 'crossed up 2 bars ago']);
  });
});

describe('average true range', () => {
  test('a close-only series gives the Wilder mean of the absolute changes', () => {
    const closes = randomWalk(9, 60).map(({ price }) => price.close);
    const changes = closes.slice(1).map((close, i) => Math.abs(close - (closes[i] ?? close)));
    let expected = changes.slice(0, 14).reduce((total, change) => total + change, 0) / 14;
    for (const change of changes.slice(14)) expected += (change - expected) / 14;
    const values = valuesOf(averageTrueRangeSignal(14), closes.map((close) => ({ high: close, low: close, close })));
    expect(values[13]).toBeNull();
    expect(lastOf(values)).toBeCloseTo(expected, 12);
  });

  test('a gap counts from the close before: the true range, not high less low', () => {
    const bars = [{ high: 10, low: 10, close: 10 }, { high: 13, low: 12, close: 12 }, { high: 12, low: 8, close: 9 }];
    expect(lastOf(valuesOf(averageTrueRangeSignal(2), bars))).toBe((3 + 4) / 2);
  });
});
