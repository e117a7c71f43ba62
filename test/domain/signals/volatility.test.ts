import { describe, expect, test } from 'vitest';
import { creditStressSignal, waccProxy } from '../../../src/domain/signals/creditStress.ts';
import { impliedCorrelationSignal } from '../../../src/domain/signals/impliedCorrelation.ts';
import { rollDownPerDay, termStructureSignal } from '../../../src/domain/signals/termStructure.ts';
import { vixBetaSignal } from '../../../src/domain/signals/vixBeta.ts';
import { vixRegimeSignal } from '../../../src/domain/signals/vixRegime.ts';
import { vixSpxCorrelationSignal } from '../../../src/domain/signals/vixSpxCorrelation.ts';
import { plainCorrelation, plainSlope } from './support/plainSignals.ts';
import { randomWalk, sessionDates, uniform } from './support/randomWalk.ts';
import { lastOf, valuesOf } from './support/runSignal.ts';
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

describe('VIX regime', () => {
  const quiet = Array<number>(20).fill(16);
  const regimeOf = (closes: readonly number[], histogram: (bar: number) => number | null = () => -1) =>
    valuesOf(
      vixRegimeSignal(steward.vixRegime),
      sessionDates(closes.length).map((date, i) => ({ date, close: closes[i] ?? 0, histogram: histogram(i) })),
    );
  /** A spike to 32 on bar 20, then the given closes. */
  const afterSpike = (...closes: number[]): number[] => [...quiet, 32, ...closes];

  test('a spike is +20 % in a day', () => {
    expect(regimeOf([20, 24]).at(-1)).toMatchObject({ spike: true, daysSinceSpike: 0 });
    expect(regimeOf([20, 23.99]).at(-1)).toMatchObject({ spike: false, daysSinceSpike: null });
  });
  test('or +30 % over five days', () => {
    expect(regimeOf([20, 21, 22, 23.5, 25, 26]).at(-1)?.spike).toBe(true);
    expect(regimeOf([20, 21, 22, 23.5, 25, 25.9]).at(-1)?.spike).toBe(false);
    expect(regimeOf([20, 20, 21, 22, 23.5, 25, 25.9]).at(-1)?.spike).toBe(false);
  });
  test('falling back from a spike is no new one, however far above five days ago', () => {
    expect(regimeOf(afterSpike(31, 30.9, 31)).map((value) => value?.spike).slice(20)).toEqual([true, false, false, true]);
  });
  test('it is remembered by the sessions since', () => {
    expect(regimeOf([...afterSpike(31, 30, 29)]).at(-1)).toMatchObject({ spike: false, daysSinceSpike: 3, lastSpike: sessionDates(21).at(-1), peak20: 32 });
  });

  test('spikeAt: the level that would make the next session a spike, by the day or by the close five sessions back', () => {
    expect(regimeOf([20]).at(-1)?.spikeAt).toBeCloseTo(24, 12);
    expect(regimeOf([20, 20, 20, 20, 24]).at(-1)?.spikeAt).toBeCloseTo(26, 12);
    expect(regimeOf([20, 20, 20, 20, 27]).at(-1)?.spikeAt).toBeCloseTo(27, 12);
    expect(regimeOf([20, 20, 20, 20, 24, 26.01]).at(-1)).toMatchObject({ spike: true });
  });

  test('press: VIX at or below 0.75 of the 20-day peak close, MACD(VIX) below its signal', () => {
    expect(regimeOf(afterSpike(24)).at(-1)).toMatchObject({ press: true, pressSince: sessionDates(22).at(-1) });
    expect(regimeOf(afterSpike(24.1)).at(-1)?.press).toBe(false);
    expect(regimeOf(afterSpike(24), () => 0).at(-1)?.press).toBe(false);
    expect(regimeOf(afterSpike(24), () => null).at(-1)?.press).toBe(false);
  });
  test('no press under a peak of 20', () => {
    expect(regimeOf([...Array<number>(20).fill(12), 19.9, 14]).at(-1)?.press).toBe(false);
    expect(regimeOf([...Array<number>(20).fill(12), 20, 14]).at(-1)?.press).toBe(true);
  });
  test('no press without a spike in the last 20 days', () => {
    expect(regimeOf([...afterSpike(...Array<number>(9).fill(30), ...Array<number>(10).fill(26), 22)]).at(-1)).toMatchObject({ daysSinceSpike: 20, press: true });
    expect(regimeOf([...afterSpike(...Array<number>(9).fill(30), ...Array<number>(11).fill(26), 22)]).at(-1)).toMatchObject({ daysSinceSpike: 21, press: false });
  });

  test('press ends when VIX is above 0.85 of the peak', () => {
    expect(regimeOf(afterSpike(24, 27.2)).at(-1)?.press).toBe(true);
    expect(regimeOf(afterSpike(24, 27.3)).at(-1)?.press).toBe(false);
  });
  test('press ends when MACD(VIX) is above its signal for two closes in a row', () => {
    const above = (...bars: number[]) => (bar: number) => (bars.includes(bar) ? 1 : -1);
    expect(regimeOf(afterSpike(24, 24), above(22)).at(-1)?.press).toBe(true);
    expect(regimeOf(afterSpike(24, 24, 24, 24), above(22, 24)).at(-1)?.press).toBe(true);
    expect(regimeOf(afterSpike(24, 24, 24), above(22, 23)).at(-1)?.press).toBe(false);
  });
  test('press ends after 15 days, and only a new spike opens another', () => {
    const press = regimeOf(afterSpike(...Array<number>(40).fill(20))).map((value) => value?.press);
    expect(press.indexOf(true)).toBe(21);
    expect(press.filter((on) => on === true)).toHaveLength(15);
    expect(press.lastIndexOf(true)).toBe(35);
    expect(regimeOf([...afterSpike(...Array<number>(15).fill(20)), 20, 30, 22]).at(-1)?.press).toBe(true);
  });
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
