import { beforeAll, describe, expect, test } from 'vitest';
import { checkDailyInput } from '../../../src/domain/signals/checkDailyInput.ts';
import { createDailySignals } from '../../../src/domain/signals/createDailySignals.ts';
import type { DailyInput, DailySignals } from '../../../src/domain/signals/dailySignals.ts';
import { vixBetaSignal } from '../../../src/domain/signals/vixBeta.ts';
import { vixSpxCorrelationSignal } from '../../../src/domain/signals/vixSpxCorrelation.ts';
import { plainDivergences } from './support/plainDivergence.ts';
import { plainCorrelation, plainMacd, plainRsi } from './support/plainSignals.ts';
import { historyNote, historyPresent, spyHistory } from './support/realHistory.ts';
import { lastOf, taken, valuesOf } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

const SESSIONS_PER_YEAR = 252;

describe.skipIf(!historyPresent)(`SPY, VIX and S&P 500 breadth, 1998–2026${historyNote}`, () => {
  let history: DailyInput[] = [];
  let all: DailySignals[] = [];
  beforeAll(() => {
    history = spyHistory();
    const signals = createDailySignals(steward);
    all = history.map((session) => taken(signals.add(session)));
  });
  const pairs = () => history.flatMap(({ price, vix }) => (vix === null ? [] : [{ price: price.close, vix: vix.close }]));
  const years = (sessions: number): number => sessions / SESSIONS_PER_YEAR;

  test('every session is sound', () => {
    history.forEach((session, i) => expect(checkDailyInput(session, history[i - 1]?.date ?? null)).toMatchObject({ ok: true }));
  });

  test('correlation of SPY log returns with VIX point changes: −0.800 over all days, rolling 21-day median −0.838', () => {
    const both = pairs();
    expect(lastOf(valuesOf(vixSpxCorrelationSignal(both.length - 1), both)) ?? 0).toBeCloseTo(-0.8, 3);
    const rolling = valuesOf(vixSpxCorrelationSignal(21), both).filter((value) => value !== null).toSorted((a, b) => a - b);
    const quantile = (share: number): number => rolling[Math.floor(share * rolling.length)] ?? Number.NaN;
    expect(Math.abs(quantile(0.5) + 0.838)).toBeLessThan(0.002);
    expect(Math.abs(quantile(0.05) + 0.94)).toBeLessThan(0.005);
    expect(Math.abs(quantile(0.95) + 0.49)).toBeLessThan(0.005);
  });

  test('VIX points per +1 %: −1.18 on all days, −1.03 up, −1.44 down', () => {
    const both = pairs();
    const beta = lastOf(valuesOf(vixBetaSignal({ days: both.length - 1, minSideDays: 15 }), both));
    expect(beta?.all?.toFixed(2)).toBe('-1.18');
    expect(beta?.up?.toFixed(2)).toBe('-1.03');
    expect(beta?.down?.toFixed(2)).toBe('-1.44');
  });

  test('OBV and the A/D line are the running sums of their files, exactly', () => {
    let obv = 0;
    let line = 0;
    history.forEach(({ spy, breadth }, i) => {
      const move = (spy?.close ?? 0) - (history[i - 1]?.spy?.close ?? spy?.close ?? 0);
      obv += Math.sign(move) * (spy?.volume ?? 0);
      expect(all[i]?.obv).toBe(obv);
      if (breadth === null) return expect(all[i]?.adLine).toBeNull();
      line += breadth.advances - breadth.declines;
      expect(all[i]?.adLine).toBe(line);
    });
  });

  test('RSI, MACD and correlation agree with plain recomputations', () => {
    const closes = history.map(({ price }) => price.close);
    const plain = plainMacd(closes, 12, 26, 9);
    all.slice(33).forEach(({ macd }, i) => expect(macd?.signal).toBeCloseTo(plain[i]?.signal ?? Number.NaN, 8));
    const rsi = plainRsi(closes.slice(0, 1_000), 14);
    all.slice(0, 1_000).forEach((signals, i) => (i < 14 ? expect(signals.rsi).toBeNull() : expect(signals.rsi).toBeCloseTo(rsi[i] ?? Number.NaN, 8)));
    // 1999-12-31 has no VIX: the pair before it and the one after it make one change.
    const sessions = history.filter(({ vix }) => vix !== null);
    const returns = sessions.slice(1).map(({ price }, i) => Math.log(price.close / (sessions[i]?.price.close ?? NaN)));
    const changes = sessions.slice(1).map(({ vix }, i) => (vix?.close ?? NaN) - (sessions[i]?.vix?.close ?? NaN));
    const bySession = new Map(all.map((signals) => [signals.date, signals]));
    for (let i = 63; i < sessions.length; i += 7) {
      const signals = bySession.get(sessions[i]?.date ?? '');
      expect(signals?.vixSpxCorrelation63).toBeCloseTo(plainCorrelation(returns.slice(i - 63, i), changes.slice(i - 63, i)), 9);
    }
  });

  test('divergences agree at every close with the diary kept by the plain definition (2016–2020)', () => {
    const first = history.findIndex(({ date }) => date >= '2016-01-01');
    const part = history.slice(first, first + 1_100);
    const signals = createDailySignals(steward);
    const run = part.map((session) => taken(signals.add(session)));
    for (const series of ['obv', 'adLine'] as const) {
      const bars = part.map(({ date, price }, i) => ({ date, ...price, value: run[i]?.[series] ?? null }));
      const plain = plainDivergences(bars, series);
      run.forEach(({ divergences }, day) => {
        const listed = divergences.filter((one) => one.series === series && one.kind === 'bearish');
        const told = listed.map(({ id, state, from, to }) => ({ id, state, from: from.date, to: to.date }));
        expect(told).toEqual(plain[day]?.map(({ id, state, from, to }) => ({ id, state, from, to })));
      });
    }
  });

  test('bearish divergences are as rare as the method page measured: OBV 2.5 qualified highs a year, A/D 0.7', () => {
    const qualifiedHighs = (series: string): number =>
      new Set(
        all.flatMap(({ divergences }) =>
          divergences.filter((one) => one.series === series && one.kind === 'bearish' && one.state === 'qualified').map(({ id, to }) => `${id} ${to.date}`),
        ),
      ).size;
    const breadthSessions = history.filter(({ breadth }) => breadth !== null).length;
    // Ours are a little fewer: a high whose divergence had already ended while forming is not counted again.
    expect(Math.abs(qualifiedHighs('obv') / years(history.length) - 2.5)).toBeLessThan(0.4);
    expect(Math.abs(qualifiedHighs('adLine') / years(breadthSessions) - 0.7)).toBeLessThan(0.2);
  });

  test('credit stress came on first on 12 March in 2020, after the fall had begun', () => {
    const on = all.filter(({ date, creditStress }) => date >= '2020-01-01' && creditStress?.on);
    expect(on[0]?.date).toBe('2020-03-12');
  });

  test('breadth ends in February 2021: the A/D line is then disabled and says so', () => {
    expect(all.find(({ date, missing }) => date > '2010-01-01' && missing.some(({ series }) => series === 'Advances and declines'))?.date).toBe('2021-02-04');
    expect(lastOf(all)).toMatchObject({ adLine: null, breadthUniverse: null });
  });
});
