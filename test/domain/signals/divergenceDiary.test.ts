import { describe, expect, test } from 'vitest';
import type { DailyInput, Divergence, DivergenceSeries } from '../../../src/domain/signals/dailySignals.ts';
import type { DivergenceInput } from '../../../src/domain/signals/divergence.ts';
import { breadthDivergingSignal, obvDivergingSignal } from '../../../src/domain/signals/divergingSeries.ts';
import type { DivergingSeries } from '../../../src/domain/signals/divergingSeries.ts';
import { inPlainWords, walkBars } from './support/divergenceWalk.ts';
import { plainDivergences } from './support/plainDivergence.ts';
import type { PlainDivergence, PlainKind, PlainSession } from './support/plainDivergence.ts';
import { historyNote, historyPresent, spyHistory } from './support/realHistory.ts';
import { valuesOf } from './support/runSignal.ts';
import { divergencesOf } from './support/sketch.ts';
import { steward } from './support/steward.ts';

const kinds: readonly PlainKind[] = ['bearish', 'bullish', 'hiddenBearish', 'hiddenBullish'];

const byId = (a: PlainDivergence, b: PlainDivergence): number => (a.id < b.id ? -1 : 1);

/** Everything but the strength, which the diary may round otherwise. */
const bitForBit = (listed: readonly PlainDivergence[]): unknown => listed.map(({ strength: _, ...rest }) => rest);

/** Both at every close; returns how often each state of each kind was met. */
function expectAgreement(ours: readonly (readonly Divergence[])[], bars: readonly PlainSession[], series: DivergenceSeries): ReadonlyMap<string, number> {
  const diary = plainDivergences(bars, series, kinds);
  const met = new Map<string, number>();
  expect(ours).toHaveLength(diary.length);
  ours.forEach((listed, day) => {
    const [mine, plain] = [listed.map(inPlainWords).toSorted(byId), (diary[day] ?? []).toSorted(byId)];
    expect(bitForBit(mine)).toEqual(bitForBit(plain));
    mine.forEach(({ kind, state, strength, stateSince }, i) => {
      expect(Math.abs(strength - (plain[i]?.strength ?? NaN))).toBeLessThanOrEqual(1e-12);
      if (stateSince === bars[day]?.date) met.set(`${kind} ${state}`, (met.get(`${kind} ${state}`) ?? 0) + 1);
    });
  });
  return met;
}

const everyEnd = kinds.flatMap((kind) => ['qualified', 'confirmedDown', 'invalidated', 'expired'].map((state) => `${kind} ${state}`));

describe('divergences agree at every close with the diary kept by the plain definition', () => {
  const met = new Map<string, number>();
  const walk = (bars: readonly DivergenceInput[], series: DivergenceSeries): void => {
    expectAgreement(divergencesOf(bars, series), bars, series).forEach((count, what) => met.set(what, (met.get(what) ?? 0) + count));
  };

  test('on walks, with holes in the series and with series that begin anew; every end of every kind is met', () => {
    for (const seed of [101, 102, 103]) walk(walkBars(seed, 1_600), 'obv');
    for (const seed of [201, 202]) walk(walkBars(seed, 1_600, { series: 'adLine' }), 'adLine');
    walk(walkBars(301, 1_600, { holes: 0.2 }), 'obv');
    walk(walkBars(302, 1_600, { series: 'adLine', holes: 0.1, restarts: [0, 400, 408, 1_000, 1_300] }), 'adLine');
    for (const state of [...everyEnd, 'bearish forming', 'bullish forming']) expect(met.get(state) ?? 0, state).toBeGreaterThan(0);
  });
});

/** As plainly as it can be said: shares added up by the sign of the day. */
function plainObvBars(history: readonly DailyInput[]): PlainSession[] {
  let obv = 0;
  return history.map(({ date, price, spy }, day) => {
    obv += Math.sign((spy?.close ?? NaN) - (history[day - 1]?.spy?.close ?? spy?.close ?? NaN)) * (spy?.volume ?? NaN);
    return { date, ...price, value: obv };
  });
}

/** The line begins on its first day of counts, and is gone, pivots and all, on the sixth day after the last. */
function plainBreadthBars(history: readonly DailyInput[]): PlainSession[] {
  const days = history.flatMap(({ breadth }, day) => (breadth === null ? [] : [day]));
  const [first, last] = [days[0] ?? NaN, days.at(-1) ?? NaN];
  expect(days.every((day, i) => i === 0 || day - (days[i - 1] ?? NaN) <= 5)).toBe(true);
  let line = 0;
  return history.map(({ date, price, breadth }, day) => {
    line += (breadth?.advances ?? 0) - (breadth?.declines ?? 0);
    return { date, ...price, value: breadth === null ? null : line, restart: day === first || day === last + 6 };
  });
}

describe.skipIf(!historyPresent)(`on SPY and S&P 500 breadth, 1998–2026${historyNote}`, () => {
  const endsMet = ['bearish confirmedDown', 'bearish invalidated', 'bearish expired', 'bullish confirmedDown', 'hiddenBearish confirmedDown', 'hiddenBullish confirmedDown'];
  const listedBy = (values: readonly (DivergingSeries | null)[]): (readonly Divergence[])[] => values.map((value) => value?.divergences ?? []);

  test('divergences of OBV agree at every close with the diary kept by the plain definition', () => {
    const history = spyHistory();
    const met = expectAgreement(listedBy(valuesOf(obvDivergingSignal(steward), history)), plainObvBars(history), 'obv');
    expect([...met.keys()]).toEqual(expect.arrayContaining(endsMet));
  });

  test('divergences of the A/D line do so too, from its first day to its end', () => {
    const history = spyHistory();
    const met = expectAgreement(listedBy(valuesOf(breadthDivergingSignal(steward), history)), plainBreadthBars(history), 'adLine');
    expect([...met.keys()]).toEqual(expect.arrayContaining(endsMet));
  });
});
