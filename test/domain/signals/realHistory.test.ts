import { beforeAll, describe, expect, test } from 'vitest';
import { dailyInputProblem } from '../../../src/domain/signals/dailyInputProblem.ts';
import { createDailySignals } from '../../../src/domain/signals/createDailySignals.ts';
import type { DailyInput, DailySignals } from '../../../src/domain/signals/dailySignals.ts';
import { vixBetaSignal } from '../../../src/domain/signals/vixBeta.ts';
import { vixSpxCorrelationSignal } from '../../../src/domain/signals/vixSpxCorrelation.ts';
import { plainDivergences } from './support/plainDivergence.ts';
import { plainCorrelation, plainMacd, plainRsi } from './support/plainSignals.ts';
import { historyNote, historyPresent, rowsOf, spyHistory } from './support/realHistory.ts';
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
    history.forEach((session, i) => expect(dailyInputProblem(session, history[i - 1]?.date ?? null)).toBeNull());
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

  test('21-day correlation is that of the published column to its four decimals, but where a VIX row without a session lies in the window', () => {
    const published = new Map(rowsOf('vol/spy_vix_rolling21_corr.csv').map((row) => [row['date'] ?? '', Number(row['corr21_spy_logret_vix_point_change'])]));
    const sessionDates = new Set(history.map(({ date }) => date));
    const vixAlone = rowsOf('vol/vix_daily_ohlc.csv').flatMap(({ date = '' }) => (sessionDates.has(date) ? [] : [date]));
    // The column takes VIX changes from one row of its file to the next; ours from one session to the next, of those that have both.
    const isOdd = history.map(({ date, vix }, i) => {
      const before = history[i - 1];
      return vix === null || before?.vix === null || vixAlone.some((alone) => alone < date && alone > (before?.date ?? date));
    });
    let compared = 0;
    all.forEach(({ date, vixSpxCorrelation21 }, i) => {
      if (i < 21 || isOdd.slice(i - 20, i + 1).includes(true)) return;
      compared += 1;
      expect(vixSpxCorrelation21).toBeCloseTo(published.get(date) ?? Number.NaN, 4);
    });
    expect(compared).toBeGreaterThan(6_300);
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

  test('A/D is null before 2000, where the breadth set begins, and its divergences with it', () => {
    const before = all.filter(({ date }) => date < '2000-01-04');
    expect(before.length).toBeGreaterThan(250);
    for (const { adLine, breadthUniverse, divergences } of before) {
      expect([adLine, breadthUniverse]).toEqual([null, null]);
      expect(divergences.filter(({ series }) => series === 'adLine')).toEqual([]);
    }
    expect(all.find(({ adLine }) => adLine !== null)?.date).toBe('2000-01-04');
  });

  test('breadth ends in February 2021: the A/D line is then disabled and says so', () => {
    expect(all.find(({ date, missing }) => date > '2010-01-01' && missing.some(({ series }) => series === 'Advances and declines'))?.date).toBe('2021-02-04');
    expect(lastOf(all)).toMatchObject({ adLine: null, breadthUniverse: null });
  });

  describe('no look-ahead', () => {
    /** Written when the whole history has been seen: an output that a later session reached into would show. */
    const linesOf = (signals: readonly DailySignals[]): string[] => signals.map((session) => JSON.stringify(session));
    let lines: string[] = [];
    beforeAll(() => {
      lines = linesOf(all);
    });

    test.each(['1999-02-12', '2000-03-24', '2003-03-11', '2007-10-09', '2008-10-10', '2011-08-08', '2015-08-24', '2018-02-05', '2020-02-19', '2020-03-16', '2022-06-16', '2024-08-05'])(
      'a history that ends on %s gives every signal of the whole one until then, bit for bit', (date) => {
        const part = history.filter((session) => session.date <= date);
        expect(part.at(-1)?.date).toBe(date);
        const signals = createDailySignals(steward);
        expect(linesOf(part.map((session) => taken(signals.add(session))))).toEqual(lines.slice(0, part.length));
      });

    test('a run that is stored as text at eight dates and goes on from it is the unbroken one', () => {
      const stops = new Set([30, 400, 1_234, 2_345, 3_456, 4_567, 5_555, 6_789]);
      let signals = createDailySignals(steward);
      history.forEach((session, i) => {
        expect(JSON.stringify(taken(signals.add(session)))).toBe(lines[i]);
        if (stops.has(i)) signals = createDailySignals(steward, JSON.parse(JSON.stringify(signals.state())));
      });
    });

    test.each(['2001-09-21', '2009-03-09', '2016-11-08', '2018-02-05', '2020-03-16', '2025-04-09'])('a last session of %s that is corrected gives what the correction would have given at once', (date) => {
      const last = history.findIndex((session) => session.date === date);
      const right = history[last];
      if (right === undefined || right.vix === null || right.spy === null) throw new Error(`no session ${date}`);
      const { price, spy, vix } = right;
      const wrong: DailyInput = {
        ...right,
        price: { ...price, high: price.high * 1.1, close: price.high * 1.08 },
        spy: { close: spy.close * 1.08, volume: spy.volume * 9 },
        vix: { ...vix, high: vix.high * 2, close: vix.high * 1.9 },
        breadth: null,
        creditSpread: 9,
      };
      const signals = createDailySignals(steward);
      for (const session of history.slice(0, last)) taken(signals.add(session));
      expect(JSON.stringify(taken(signals.add(wrong)))).not.toBe(lines[last]);
      expect(JSON.stringify(taken(signals.replace(right)))).toBe(lines[last]);
      for (let next = last + 1; next < last + 70; next += 1) {
        const session = history[next];
        if (session !== undefined) expect(JSON.stringify(taken(signals.add(session)))).toBe(lines[next]);
      }
    });
  });

  describe('a change of the breadth universe', () => {
    const breadthOf = (file: string, wanted: (row: Readonly<Record<string, string>>) => boolean): [string, NonNullable<DailyInput['breadth']>][] =>
      rowsOf(file).filter(wanted).map((row) => [row['date'] ?? '', { universe: row['universe'] ?? '', advances: Number(row['advances']), declines: Number(row['declines']) }]);
    let changed: DailySignals[] = [];
    let counts: ReadonlyMap<string, NonNullable<DailyInput['breadth']>> = new Map();
    beforeAll(() => {
      counts = new Map([
        ...breadthOf('breadth/breadth_sp500_members2021_2000_2021.csv', () => true),
        ...breadthOf('breadth/breadth_sp500_members2026_2022_2026.csv', ({ date = '' }) => date < '2023-06-21'),
        ...breadthOf('breadth/breadth_nyse_nasdaq_sp_2023_2026.csv', ({ universe }) => universe === 'nyse'),
      ]);
      const signals = createDailySignals(steward);
      changed = history.map((session) => taken(signals.add({ ...session, breadth: counts.get(session.date) ?? null })));
    });

    test.each([
      ['after a hole of 22 months', '2022-11-23', 'sp500_members_as_of_2026-06'],
      ['from one session to the next', '2023-06-21', 'nyse'],
    ])('%s starts the line again and drops its pivots', (_, date, universe) => {
      const { advances, declines } = counts.get(date) ?? { advances: NaN, declines: NaN };
      const first = changed.findIndex((session) => session.date === date);
      expect(changed[first]).toMatchObject({ breadthUniverse: universe, adLine: advances - declines });
      expect(changed[first - 1]?.breadthUniverse).not.toBe(universe);
      const live = changed[first]?.divergences.filter(({ series, state }) => series === 'adLine' && (state === 'forming' || state === 'qualified'));
      expect(live).toEqual([]);
      const later = changed.slice(first, first + 250).flatMap(({ divergences }) => divergences.filter(({ series, knownOn }) => series === 'adLine' && knownOn >= date));
      expect(later.length).toBeGreaterThan(0);
      for (const { from } of later) expect(from.date >= date).toBe(true);
    });

    test('touches no other signal', () => {
      const others = ({ adLine: _line, breadthUniverse: _universe, divergences, missing: _missing, ...rest }: DailySignals) =>
        ({ ...rest, divergences: divergences.filter(({ series }) => series === 'obv').map(({ overlaps: _overlaps, ...one }) => one) });
      expect(changed.map(others)).toEqual(all.map(others));
    });
  });
});
