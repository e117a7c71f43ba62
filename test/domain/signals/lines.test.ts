import { describe, expect, test } from 'vitest';
import { advanceDeclineSignal } from '../../../src/domain/signals/advanceDeclineLine.ts';
import { obvSignal } from '../../../src/domain/signals/obv.ts';
import { optionalSeries } from '../../../src/domain/signals/optionalSeries.ts';
import { pivotSignal } from '../../../src/domain/signals/pivots.ts';
import { plainAdvanceDecline, plainHighPivots, plainObv } from './support/plainSignals.ts';
import { randomWalk, sessionDates } from './support/randomWalk.ts';
import { lastOf, valuesOf } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

describe('on-balance volume', () => {
  test('hand vector: up adds the volume, down takes it off, equal leaves it; the first bar is 0', () => {
    const closes = [10, 10.15, 10.17, 10.13, 10.11, 10.15, 10.2, 10.2, 10.22, 10.21];
    const volumes = [25_200, 30_000, 25_600, 32_000, 23_000, 40_000, 36_000, 20_500, 23_000, 27_500];
    const values = valuesOf(obvSignal, closes.map((close, i) => ({ close, volume: volumes[i] ?? 0 })));
    expect(values).toEqual([0, 30_000, 55_600, 23_600, 600, 40_600, 76_600, 76_600, 99_600, 72_100]);
  });

  test('equals the plain sum of signed volumes on a random walk, exactly', () => {
    const spy = randomWalk(21, 300).flatMap((session) => (session.spy === null ? [] : [session.spy]));
    expect(valuesOf(obvSignal, spy)).toEqual(plainObv(spy.map(({ close }) => close), spy.map(({ volume }) => volume)));
  });
});

describe('advance-decline line', () => {
  test('cumulates advances less declines, exactly', () => {
    const breadth = randomWalk(22, 300).flatMap((session) => (session.breadth === null ? [] : [session.breadth]));
    const plain = plainAdvanceDecline(breadth.map(({ advances }) => advances), breadth.map(({ declines }) => declines));
    expect(valuesOf(advanceDeclineSignal, breadth)).toEqual(plain);
  });

  test('another universe starts the line again', () => {
    const day = (universe: string, advances: number, declines: number) => ({ universe, advances, declines });
    expect(valuesOf(advanceDeclineSignal, [day('A', 10, 4), day('A', 1, 3), day('B', 7, 2), day('B', 1, 1)])).toEqual([6, 4, 5, 5]);
  });
});

describe('an optional series', () => {
  const holed = (gap: number) => [{ close: 10, volume: 1 }, { close: 11, volume: 5 }, ...Array<null>(gap).fill(null), { close: 12, volume: 7 }];
  test('holds its value over a hole and goes on after it', () => {
    expect(valuesOf(optionalSeries(obvSignal, steward), holed(steward.absentSessions))).toEqual([0, 5, 5, 5, 5, 5, 5, 12]);
  });
  test('gone for longer than a hole has no value, and starts afresh when it is back', () => {
    expect(valuesOf(optionalSeries(obvSignal, steward), holed(steward.absentSessions + 1)).slice(-2)).toEqual([null, 0]);
  });
});

describe('pivots', () => {
  const bars = (highs: readonly number[], lows = highs.map((high) => high - 1)) =>
    sessionDates(highs.length).map((date, i) => ({ date, high: highs[i] ?? 0, low: lows[i] ?? 0 }));
  const kindsOf = (highs: readonly number[]) => valuesOf(pivotSignal(steward.pivot), bars(highs)).map((known) => known?.map(({ kind }) => kind));

  test('a high above five bars left and five right is known five bars later, not before', () => {
    const known = kindsOf([1, 2, 3, 4, 5, 9, 5, 4, 3, 2, 1]);
    expect(known.slice(0, 10).every((value) => value === undefined)).toBe(true);
    expect(known[10]).toEqual(['high']);
  });
  test('an equal high on the left denies the pivot', () => expect(kindsOf([1, 2, 3, 4, 9, 9, 5, 4, 3, 2, 1])[10]).toEqual([]));
  test('an equal high on the right does not', () => expect(kindsOf([1, 2, 3, 4, 5, 9, 9, 4, 3, 2, 1])[10]).toEqual(['high']));
  test('a higher high on the fifth bar right denies it', () => expect(kindsOf([1, 2, 3, 4, 5, 9, 5, 4, 3, 2, 9.1])[10]).toEqual([]));
  test('low pivots are the mirror', () => expect(kindsOf([9, 8, 7, 6, 5, 1, 5, 6, 7, 8, 9])[10]).toEqual(['low']));
  test('a pivot carries the date and the price of its bar', () => {
    const input = bars([1, 2, 3, 4, 5, 9, 5, 4, 3, 2, 1]);
    expect(lastOf(valuesOf(pivotSignal(steward.pivot), input))).toEqual([{ date: input[5]?.date, kind: 'high', price: 9 }]);
  });
  test('agrees with the plain definition on a random walk', () => {
    const walk = randomWalk(23, 400).map(({ date, price }) => ({ date, high: price.high, low: price.low, value: null }));
    const known = valuesOf(pivotSignal(steward.pivot), walk).flatMap((pivots, i) => (pivots?.some(({ kind }) => kind === 'high') ? [i - 5] : []));
    expect(known.length).toBeGreaterThan(10);
    expect(known).toEqual(plainHighPivots(walk, walk.length - 1));
  });
});
