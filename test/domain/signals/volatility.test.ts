import { describe, expect, test } from 'vitest';
import { createDailySignals } from '../../../src/domain/signals/createDailySignals.ts';
import { creditStressSignal, waccProxy } from '../../../src/domain/signals/creditStress.ts';
import type { DailyInput } from '../../../src/domain/signals/dailySignals.ts';
import { impliedCorrelationSignal } from '../../../src/domain/signals/impliedCorrelation.ts';
import { rollDownPerDay, termStructureSignal } from '../../../src/domain/signals/termStructure.ts';
import { vixBetaSignal } from '../../../src/domain/signals/vixBeta.ts';
import { vixSpxCorrelationSignal } from '../../../src/domain/signals/vixSpxCorrelation.ts';
import { plainCorrelation, plainSlope } from './support/plainSignals.ts';
import { randomWalk, uniform } from './support/randomWalk.ts';
import { lastOf, taken, valuesOf } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

const walkPairs = (seed: number) => randomWalk(seed, 200).map(({ price, vix }) => ({ price: price.close, vix: vix?.close ?? 20 }));

/** Prices that move by the given log returns, and VIX that answers each by `answer`. */
function answering(returns: readonly number[], answer: (logReturn: number) => number): { price: number; vix: number }[] {
  let pair = { price: 100, vix: 200 };
  return [pair, ...returns.map((move) => (pair = { price: pair.price * Math.exp(move), vix: pair.vix + answer(move) }))];
}

const percentOf = (logReturn: number): number => 100 * (Math.exp(logReturn) - 1);

describe('VIX–SPX correlation', () => {
  const random = uniform(31);
  const returns = Array.from({ length: 70 }, () => 0.02 * (random() - 0.5));

  test('VIX that always answers in proportion gives −1, or +1 when it follows', () => {
    expect(lastOf(valuesOf(vixSpxCorrelationSignal(63), answering(returns, (move) => -120 * move)))).toBeCloseTo(-1, 12);
    expect(lastOf(valuesOf(vixSpxCorrelationSignal(63), answering(returns, (move) => 120 * move)))).toBeCloseTo(1, 12);
  });
  test.each([1, 2, 3, 4, 5])('is never beyond ±1, though exact proportion is rounded (walk %i)', (seed) => {
    const walk = uniform(seed);
    const moves = Array.from({ length: 200 }, () => 0.02 * (walk() - 0.5));
    const falling = valuesOf(vixSpxCorrelationSignal(21), answering(moves, (move) => -120 * move)).slice(21);
    const following = valuesOf(vixSpxCorrelationSignal(21), answering(moves, (move) => 120 * move)).slice(21);
    expect(falling.filter((value) => value === null || value < -1 || value > -1 + 1e-12)).toEqual([]);
    expect(following.filter((value) => value === null || value > 1 || value < 1 - 1e-12)).toEqual([]);
  });
  test('a price that grows by exactly 1 % a session has no correlation: what is left of its moves is rounding', () => {
    const vixes = walkPairs(3);
    const values = valuesOf(vixSpxCorrelationSignal(21), vixes.map(({ vix }, i) => ({ price: 100 * 1.01 ** i, vix })));
    expect(values.every((value) => value === null)).toBe(true);
  });
  test('nor has a VIX that rises by exactly 0.1 a session', () => {
    const prices = walkPairs(4);
    let vix = 12;
    const values = valuesOf(vixSpxCorrelationSignal(21), prices.map(({ price }) => ({ price, vix: (vix += 0.1) })));
    expect(values.every((value) => value === null)).toBe(true);
  });
  test('a VIX that does not move has no correlation', () => {
    expect(lastOf(valuesOf(vixSpxCorrelationSignal(21), answering(returns, () => 0)))).toBeNull();
  });
  test.each([1, 2])('agrees with a plain recomputation at every bar (walk %i)', (seed) => {
    const pairs = walkPairs(seed);
    const logReturns = pairs.slice(1).map(({ price }, i) => Math.log(price / (pairs[i]?.price ?? price)));
    const changes = pairs.slice(1).map(({ vix }, i) => vix - (pairs[i]?.vix ?? vix));
    valuesOf(vixSpxCorrelationSignal(21), pairs).forEach((value, i) => {
      if (i < 21) expect(value).toBeNull();
      else expect(value).toBeCloseTo(plainCorrelation(logReturns.slice(i - 21, i), changes.slice(i - 21, i)), 10);
    });
  });
});

describe('VIX beta', () => {
  const random = uniform(32);
  const returns = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? -1 : 1) * (0.002 + 0.01 * random()));

  test('in VIX points per +1 %: the up and the down slope are told apart', () => {
    const beta = lastOf(valuesOf(vixBetaSignal(steward.vixBeta), answering(returns, (move) => (move > 0 ? -1 : -1.5) * percentOf(move))));
    expect(beta?.up).toBeCloseTo(-1, 10);
    expect(beta?.down).toBeCloseTo(-1.5, 10);
    expect(beta?.all).toBeCloseTo(plainSlope(returns.map(percentOf), returns.map((move) => (move > 0 ? -1 : -1.5) * percentOf(move))), 10);
  });
  test('a constant drift of VIX is the intercept, not the slope', () => {
    const beta = lastOf(valuesOf(vixBetaSignal(steward.vixBeta), answering(returns, (move) => 0.3 - percentOf(move))));
    expect(beta?.all).toBeCloseTo(-1, 10);
  });
  test('a price that grows by exactly 1 % a session has no slope', () => {
    const values = valuesOf(vixBetaSignal(steward.vixBeta), walkPairs(5).map(({ vix }, i) => ({ price: 100 * 1.01 ** i, vix })));
    expect(values.slice(60).every((beta) => beta?.all === null && beta.up === null && beta.down === null)).toBe(true);
  });
  test('days that all rise by exactly 1 %, or fall by it, have a slope together and none apart', () => {
    const step = Math.log(1.01);
    const evenMoves = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? step : Math.log(0.99)));
    const betas = valuesOf(vixBetaSignal(steward.vixBeta), answering(evenMoves, (move) => -percentOf(move))).slice(60);
    betas.forEach((beta) => {
      expect(beta?.all).toBeCloseTo(-1, 10);
      expect(beta).toMatchObject({ up: null, down: null });
    });
  });
  test('a VIX that rises by exactly 0.1 a session answers SPX by nothing', () => {
    let vix = 12;
    const betas = valuesOf(vixBetaSignal(steward.vixBeta), walkPairs(6).map(({ price }) => ({ price, vix: (vix += 0.1) }))).slice(60);
    expect(betas.every((beta) => beta?.all === 0)).toBe(true);
  });
  test('a side with fewer than 15 days has no slope', () => {
    const mostlyUp = returns.map((move, i) => (i < 46 ? Math.abs(move) : -Math.abs(move)));
    const beta = lastOf(valuesOf(vixBetaSignal(steward.vixBeta), answering(mostlyUp, (move) => -percentOf(move))));
    expect(beta?.down).toBeNull();
    expect(beta?.up).toBeCloseTo(-1, 10);
  });
});

describe('term structure', () => {
  const bare = { vix: 15, vx: [], vix9d: null, vix3m: null, vix6m: null };
  const months = [{ days: 16, level: 16 }, { days: 44, level: 18 }];
  const shapes = (ratios: readonly number[]) =>
    valuesOf(termStructureSignal(steward.termStructure), ratios.map((ratio) => ({ ...bare, vix: ratio * 20, vix3m: 20 }))).map((value) => value?.shape);

  test('contango below 0.95, backwardation above 1.00, flat between', () => {
    expect(shapes([0.94])).toEqual(['contango']);
    expect(shapes([0.97])).toEqual(['flat']);
    expect(shapes([1.01])).toEqual(['backwardation']);
  });
  test('a shape is left only when the ratio has come 0.01 back over its threshold', () => {
    expect(shapes([0.94, 0.955, 0.965, 0.955])).toEqual(['contango', 'contango', 'flat', 'flat']);
    expect(shapes([1.01, 0.995, 0.985, 0.995])).toEqual(['backwardation', 'backwardation', 'flat', 'flat']);
  });
  test('VX1/VX2 stands in where VIX3M is absent; the slope is the step to the second month', () => {
    const [value] = valuesOf(termStructureSignal(steward.termStructure), [{ ...bare, vx: months }]);
    expect(value).toEqual({ shape: 'contango', ratio: 16 / 18, from: 'VX1/VX2', vixOverVix3m: null, slope: 0.125, curve: [{ days: 0, level: 15 }, ...months] });
  });
  test('VIX9D/VIX stands in where neither is known; months without days give a ratio and no curve', () => {
    const [nine, undated] = valuesOf(termStructureSignal(steward.termStructure), [{ ...bare, vix9d: 16.5 }, { ...bare, vx: [{ days: null, level: 18 }, { days: null, level: 16 }] }]);
    expect(nine).toMatchObject({ shape: 'backwardation', from: 'VIX9D/VIX', ratio: 1.1, slope: null });
    expect(undated).toMatchObject({ shape: 'backwardation', from: 'VX1/VX2', curve: [] });
  });
  test('roll-down is what a future loses a calendar day along the standing curve, spot at 0 days; null beyond the last month', () => {
    const curve = [{ days: 0, level: 15 }, ...months];
    expect(rollDownPerDay(curve, 10)).toBeCloseTo(1 / 16, 12);
    expect(rollDownPerDay(curve, 30)).toBeCloseTo(2 / 28, 12);
    expect(rollDownPerDay(curve, 44)).toBeCloseTo(2 / 28, 12);
    expect(rollDownPerDay(curve, 45)).toBeNull();
    expect(rollDownPerDay([], 30)).toBeNull();
    expect(rollDownPerDay([{ days: 0, level: 30 }, { days: 30, level: 24 }], 20)).toBeCloseTo(-0.2, 12);
  });
  test('in the daily signals a session without a pair is one without the series: after five the shape is gone', () => {
    const only = (vix3m: number | null): DailyInput['term'] => ({ vx: [], vix9d: null, vix3m, vix6m: 21 });
    const signals = createDailySignals(steward);
    const run = randomWalk(9, 12).map((session, i) => taken(signals.add({ ...session, term: only(i < 4 ? 40 : null) })));
    expect(run.map(({ termStructure }) => termStructure?.shape ?? null)).toEqual([...Array<string>(9).fill('contango'), null, null, null]);
    expect(run.at(-1)?.missing).toContainEqual({ series: 'VIX term structure', disables: 'contango and backwardation' });
  });
  test('a session with neither holds the last shape', () => {
    const none = { ...bare, vix: 30, vx: [{ days: 20, level: 20 }] };
    expect(valuesOf(termStructureSignal(steward.termStructure), [none, { ...none, vix: 18, vix3m: 20 }, none]).map((value) => value?.shape)).toEqual([undefined, 'contango', 'contango']);
  });
});

describe('implied-correlation percentile', () => {
  const percentileOf = (levels: readonly number[]) => lastOf(valuesOf(impliedCorrelationSignal(5), levels));
  test('the lowest is 0, the highest 100, the middle 50, equals are shared', () => {
    expect(percentileOf([2, 3, 4, 5, 1])).toBe(0);
    expect(percentileOf([1, 2, 3, 4, 5])).toBe(100);
    expect(percentileOf([1, 2, 4, 5, 3])).toBe(50);
    expect(percentileOf([7, 7, 7, 7, 7])).toBe(50);
  });
  test('only the window counts', () => expect(percentileOf([99, 99, 1, 2, 3, 4, 5])).toBe(100));
});

describe('credit stress', () => {
  const small = { days: 20, onZ: 1, onDays: 3, offZ: 0.5, offDays: 2 };
  const base = Array.from({ length: 20 }, (_, i) => 2 + 0.1 * (i % 2));

  test('z-score of the level against the window, today included', () => {
    const window = [...base.slice(1), 2.2];
    const mean = window.reduce((total, spread) => total + spread, 0) / 20;
    const deviation = Math.sqrt(window.reduce((total, spread) => total + (spread - mean) ** 2, 0) / 19);
    expect(lastOf(valuesOf(creditStressSignal(small), [...base, 2.2]))?.z).toBeCloseTo((2.2 - mean) / deviation, 12);
  });
  test('on only after the run above, off only after the run below', () => {
    const values = valuesOf(creditStressSignal(small), [...base, 3, 2, 3, 3.1, 3.2, 3.3, 2, 3.4, 2, 2, 2]).map((value) => value?.on);
    expect(values.slice(19)).toEqual([false, false, false, false, false, true, true, true, true, true, false, false]);
  });
  test('the run that brought it on does not count for going off', () => {
    const longOn = { ...small, onDays: 6, offDays: 4 };
    const values = valuesOf(creditStressSignal(longOn), [...base, 3, 3.1, 3.2, 3.3, 3.4, 3.5, 2, 2, 2, 2]).map((value) => value?.on);
    expect(values.slice(20)).toEqual([false, false, false, false, false, true, true, true, true, false]);
  });
  test('nor does the run that sent it off count for coming on again', () => {
    const longOff = { ...small, onDays: 3, offDays: 5 };
    const values = valuesOf(creditStressSignal(longOff), [...base, 3, 3.1, 3.2, 2, 2, 2, 2, 2, 4, 4.1, 4.2]).map((value) => value?.on);
    expect(values.slice(20)).toEqual([false, false, true, true, true, true, true, false, false, false, true]);
  });
  test('it stays on through a stretch without variance, and counts anew after it', () => {
    const stays = { ...small, offDays: 5 };
    const level = Array.from({ length: 25 }, () => 4);
    const values = valuesOf(creditStressSignal(stays), [...base, 3, 3.1, 3.2, ...level, 3.9, 3.8, 3.7, 3.6, 3.5]);
    // The last four sessions with a z are below 0.5; the fifth would have ended it.
    expect(values.slice(38, 42).every((value) => value !== null && value.z < 0.5 && value.on)).toBe(true);
    expect(values.slice(42, 48)).toEqual(Array.from({ length: 6 }, () => null));
    expect(values.slice(48).map((value) => value?.on)).toEqual([true, true, true, true, false]);
  });
  test('a spread that never moves has no z', () => expect(lastOf(valuesOf(creditStressSignal(small), base.map(() => 2.1)))).toBeNull());
  test('nor has one that has stopped moving, once its moves have left the window', () => {
    const values = valuesOf(creditStressSignal(small), [...base, 9.7, ...Array.from({ length: 30 }, () => 2.1)]);
    expect(values[39]?.z).toBeLessThan(0);
    expect(values.slice(40).every((value) => value === null)).toBe(true);
  });
  test('the cost of capital beside it: 80 % equity at 4 % + 4.5 %, 20 % debt at 4 % + the spread, after a tax of a quarter', () => {
    expect(waccProxy(2, 0.04, steward.creditStress.wacc)).toBeCloseTo(0.8 * 0.085 + 0.2 * 0.06 * 0.75, 12);
    expect(waccProxy(3, 0.04, steward.creditStress.wacc) - waccProxy(2, 0.04, steward.creditStress.wacc)).toBeCloseTo(0.2 * 0.01 * 0.75, 12);
  });
});
