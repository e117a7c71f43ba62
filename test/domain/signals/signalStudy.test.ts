import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { generatedPart, signalTables } from '../../../scripts/writeSignalTable.ts';
import { createDailySignals } from '../../../src/domain/signals/createDailySignals.ts';
import type { DailyInput } from '../../../src/domain/signals/dailySignals.ts';
import { divergenceSightings } from '../../../src/domain/signals/divergenceSightings.ts';
import type { StudiedSession } from '../../../src/domain/signals/divergenceSightings.ts';
import { fallsOf, recordCloses } from '../../../src/domain/signals/falls.ts';
import { countEnds, countFirings, fallsKnown, studySignals } from '../../../src/domain/signals/signalStudy.ts';
import type { FiringCount, SignalStudy } from '../../../src/domain/signals/signalStudy.ts';
import { randomWalk } from './support/randomWalk.ts';
import { historyNote, historyPresent, spyHistory } from './support/realHistory.ts';
import { taken } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

const RULES = { fallShare: 0.05, sessionsBefore: 20 };

function studied(history: readonly DailyInput[]): StudiedSession[] {
  const signals = createDailySignals(steward);
  return history.map((input) => ({ input, signals: taken(signals.add(input)) }));
}

describe('falls by zigzag', () => {
  test('run from the highest close to the lowest before the next rise, and are known at −5 %', () => {
    expect(fallsOf([100, 104, 110, 108, 104.5, 99, 101, 103, 104, 111], 0.05)).toEqual([{ peak: 2, trough: 5, knownAt: 4, fromRecord: true }]);
  });
  test('a dip of less is none, and exactly the share is one', () => {
    expect(fallsOf([100, 95.01, 100], 0.05)).toEqual([]);
    expect(fallsOf([100, 95, 96], 0.05)).toEqual([{ peak: 0, trough: 1, knownAt: 1, fromRecord: true }]);
  });
  test('a rise of less than the share does not end one; from a lower high the next is not from a record', () => {
    expect(fallsOf([100, 94, 98, 90, 95, 89], 0.05)).toEqual([
      { peak: 0, trough: 3, knownAt: 1, fromRecord: true },
      { peak: 4, trough: 5, knownAt: 5, fromRecord: false },
    ]);
  });
  test('a record close is one that no close before was above', () => {
    expect(recordCloses([100, 99, 100, 101, 100])).toEqual([true, false, true, true, false]);
  });
  test('of equal highest closes the first is the peak', () => expect(fallsOf([100, 100, 94], 0.05)[0]?.peak).toBe(0));
  test('nothing known of a fall changes when the history goes on, but its trough', () => {
    const closes = randomWalk(71, 2_000).map(({ price }) => price.close);
    const whole = fallsOf(closes, 0.05);
    expect(whole.length).toBeGreaterThan(10);
    for (let cut = 1; cut <= closes.length; cut += 1) {
      const known = (falls: typeof whole) => falls.map(({ peak, knownAt, fromRecord }) => ({ peak, knownAt, fromRecord }));
      expect(known(fallsOf(closes.slice(0, cut), 0.05))).toEqual(known(whole.filter(({ knownAt }) => knownAt < cut)));
    }
  });
});

describe('counting', () => {
  const series = (text: string): (boolean | null)[] => Array.from(text, (sign) => (sign === '?' ? null : sign === 'x'));
  const fall = (peak: number, fromRecord = false) => ({ peak, trough: peak + 1, knownAt: peak + 1, fromRecord });
  const counted = (on: string, falls: SignalStudy['falls'], { pause = 0, sessionsBefore = 3, sessions = on.length, records = '' } = {}): FiringCount | undefined => {
    const study = { rules: { fallShare: 0.05, sessionsBefore }, sessions: on.length, falls, records: series(records.padEnd(on.length, '.')).map((record) => record === true), firings: [{ key: 'signal', on: series(on), pause }] };
    return countFirings(study, sessions)[0];
  };

  test('sessions on, and times it came on', () => expect(counted('..xx.x....xxx', [])).toMatchObject({ on: 6, times: 3, sessions: 13 }));
  test('on again within the pause is the same time', () => {
    expect(counted('x..x...x', [], { pause: 2 })).toMatchObject({ times: 2 });
    expect(counted('x..x...x', [], { pause: 3 })).toMatchObject({ times: 1 });
  });
  test('a fall was preceded when the signal was on in the sessions before its peak, or on it, and not after it or longer before', () => {
    expect(counted('...x..........', [fall(3)])?.preceded).toBe(1);
    expect(counted('...x..........', [fall(6)])?.preceded).toBe(1);
    expect(counted('...x..........', [fall(7)])?.preceded).toBe(0);
    expect(counted('...x..........', [fall(2)])?.preceded).toBe(0);
  });
  test('the base rate is the share of sessions that could have been such a peak', () => {
    expect(counted('...x......', [])?.baseRate).toBe(4 / 10);
    expect(counted('...x.x....', [])?.baseRate).toBe(6 / 10);
  });
  test('so it is of the sessions with a record close', () => {
    expect(counted('...x......', [], { records: '..xx..xx' })?.recordBaseRate).toBe(2 / 4);
    expect(counted('...x......', [])?.recordBaseRate).toBeNull();
  });
  test('a signal always on precedes every fall, at a base rate of 1', () => {
    expect(counted('xxxxxx', [fall(2), fall(4)])).toMatchObject({ preceded: 2, falls: 2, baseRate: 1 });
  });
  test('sessions without a value count for nothing, nor do the falls that peak on them', () => {
    expect(counted('??x.......', [fall(1), fall(4), fall(8, true)])).toMatchObject({ sessions: 8, falls: 2, preceded: 1, recordFalls: 1, recordPreceded: 0, baseRate: 4 / 8 });
    expect(counted('????', [fall(1)])).toMatchObject({ sessions: 0, falls: 0, baseRate: null });
  });
  test('over the first sessions alone, with the falls that were known by then', () => {
    expect(counted('x....x....', [fall(2), fall(7)], { sessions: 8 })).toMatchObject({ on: 2, falls: 1, sessions: 8 });
    expect(counted('x....x....', [fall(2), fall(7)], { sessions: 9 })).toMatchObject({ falls: 2 });
  });
});

describe('a study of a walk', () => {
  const walk = randomWalk(72, 2_000, { holes: 0.02 });
  // For a while VIX is that of other days, so that it does not follow the price.
  const sessions = studied(walk.map((session, i) => (i < 700 || i >= 760 ? session : { ...session, vix: walk[i + 400]?.vix ?? null })));

  test('meets every signal, both ways', () => {
    const { firings } = studySignals(sessions, steward, RULES);
    for (const { on, key } of firings) expect([key, on.includes(true), on.includes(false)]).toEqual([key, true, true]);
    expect(firings).toHaveLength(18 + 11);
  });

  test.each(['obv', 'adLine'] as const)('a %s divergence begins and grows on no close but those on which its rule was true', (series) => {
    for (const kind of ['bearish', 'bullish', 'hiddenBearish', 'hiddenBullish'] as const) {
      const seen = divergenceSightings(sessions, series, kind, steward);
      let met = 0;
      sessions.forEach(({ signals }, session) => {
        const today = signals.divergences.filter((one) => one.series === series && one.kind === kind && one.stateSince === signals.date);
        for (const { state } of today) {
          if (state !== 'forming' && state !== 'qualified') continue;
          met += 1;
          expect(seen[state][session]).toBe(true);
        }
      });
      expect(met).toBeGreaterThan(2);
    }
  });

  test('every divergence that began has ended one way or is still alive', () => {
    const ends = countEnds(sessions);
    expect(ends).toHaveLength(8);
    const last = sessions.at(-1)?.signals.divergences ?? [];
    for (const { series, kind, begun, ended } of ends) {
      const alive = last.filter((one) => one.series === series && one.kind === kind && (one.state === 'forming' || one.state === 'qualified')).length;
      expect(ended.confirmedDown + ended.invalidated + ended.expired + alive).toBe(begun);
      expect(begun).toBeGreaterThan(0);
    }
  });
});

describe.skipIf(!historyPresent)(`SPY 1998–2026${historyNote}`, () => {
  let history: DailyInput[] = [];
  let sessions: StudiedSession[] = [];
  let study: SignalStudy;
  beforeAll(() => {
    history = spyHistory();
    sessions = studied(history);
    study = studySignals(sessions, steward, RULES);
  });
  const countOf = (key: string): FiringCount | undefined => countFirings(study).find((count) => count.key === key);

  test('107 falls of 5 % and more, 37 of them of 10 %, 25 from a record close', () => {
    const closes = history.map(({ price }) => price.close);
    expect(study.falls).toHaveLength(107);
    expect(study.falls.filter(({ peak, trough }) => (closes[trough] ?? 0) <= 0.9 * (closes[peak] ?? 0))).toHaveLength(37);
    expect(study.falls.filter(({ fromRecord }) => fromRecord)).toHaveLength(25);
  });

  test('a bearish divergence preceded no more of them than chance: 45 forming at 0.42, 17 qualified at 0.21', () => {
    expect(countOf('either bearish forming')).toMatchObject({ falls: 107, preceded: 45, recordPreceded: 17 });
    expect(countOf('either bearish forming')?.baseRate).toBeCloseTo(0.423, 3);
    expect(countOf('either bearish forming')?.recordBaseRate).toBeCloseTo(0.730, 3);
    expect(countOf('either bearish qualified')).toMatchObject({ falls: 107, preceded: 17, recordPreceded: 5 });
    expect(countOf('either bearish qualified')?.baseRate).toBeCloseTo(0.211, 3);
  });

  test('a year: OBV 3.6 forming and 2.5 qualified, A/D 1.4 and 0.7 of the years that have breadth', () => {
    const perYear = (key: string): number => (252 * (countOf(key)?.times ?? 0)) / (countOf(key)?.sessions ?? 1);
    const rates = ['obv bearish forming', 'obv bearish qualified', 'adLine bearish forming', 'adLine bearish qualified'].map((key) => perYear(key).toFixed(1));
    expect(rates).toEqual(['3.6', '2.5', '1.4', '0.7']);
  });

  test.each(['2003-06-30', '2009-03-09', '2015-08-24', '2020-02-28', '2021-02-05'])('the counts up to %s are those of a history that ends there', (date) => {
    const length = history.filter((session) => session.date <= date).length;
    const cut = studied(history.slice(0, length));
    const cutStudy = studySignals(cut, steward, RULES);
    expect(countFirings(cutStudy)).toEqual(countFirings(study, length));
    expect(fallsKnown(cutStudy, length)).toHaveLength(fallsKnown(study, length).length);
    expect(countEnds(cut)).toEqual(countEnds(sessions.slice(0, length)));
  });

  test('docs/signals.md holds the tables that the counts give today', () => {
    const page = readFileSync(fileURLToPath(new URL('../../../docs/signals.md', import.meta.url)), 'utf8');
    expect(generatedPart(page)).toBe(signalTables(history));
  });
});
