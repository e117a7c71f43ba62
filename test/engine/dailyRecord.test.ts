import { describe, expect, it } from 'vitest';
import { addTradingDays, sessionHours } from '../../src/domain/calendar.ts';
import { calendarDaysBetween } from '../../src/domain/time.ts';
import type { Bar } from '../../src/domain/market/quote.ts';
import { createDailyRecord, type DailyRecord } from '../../src/engine/dailyRecord.ts';
import { ADVANCES, CREDIT, DECLINES } from '../../src/engine/dailySeries.ts';
import { steward } from '../domain/signals/support/steward.ts';

const FIRST = '2026-01-02';
const barOf = (date: string, close: number, volume: number | null = null): Bar =>
  ({ date, startUs: sessionHours(date)?.openUs ?? 0, open: close, high: close + 1, low: close - 1, close, volume });

/** Sessions of SPX, SPY, VIX and breadth that move enough for every signal to have a value. */
function seriesOf(sessions: number): ReadonlyMap<string, readonly Bar[]> {
  const dates = Array.from({ length: sessions }, (_, i) => addTradingDays(FIRST, i));
  const close = (i: number): number => 6_900 + 80 * Math.sin(i / 3) + 15 * Math.cos(1.7 * i) + i;
  const level = (i: number): number => 18 - 2 * Math.sin(i / 3) + 0.7 * Math.cos(2.3 * i);
  return new Map([
    ['SPX', dates.map((date, i) => barOf(date, close(i)))],
    ['SPY', dates.map((date, i) => barOf(date, close(i) / 10, 60_000_000 + 1_000_000 * (i % 7)))],
    ['VIX', dates.map((date, i) => barOf(date, level(i)))],
    ['VIX3M', dates.map((date, i) => barOf(date, 9 + 0.55 * level(i)))],
    ['COR1M', dates.map((date, i) => barOf(date, 15 + (i % 9)))],
    [CREDIT, dates.map((date, i) => barOf(date, 1.8 + 0.02 * (i % 5)))],
    [ADVANCES, dates.map((date, i) => barOf(date, 1_400 + 90 * Math.round(5 * Math.cos(i))))],
    [DECLINES, dates.map((date, i) => barOf(date, 1_300 - 90 * Math.round(5 * Math.cos(i))))],
  ]);
}

const newRecord = (spxFromSpy = false): DailyRecord => createDailyRecord(steward, { universe: 'NYSE', spxFromSpy });
const filled = (series: ReadonlyMap<string, readonly Bar[]>): DailyRecord => {
  const record = newRecord();
  for (const [symbol, bars] of series) record.merge(symbol, bars);
  record.refresh();
  return record;
};
const changed = (series: ReadonlyMap<string, readonly Bar[]>, symbol: string, change: (bars: readonly Bar[]) => readonly Bar[]): ReadonlyMap<string, readonly Bar[]> =>
  new Map([...series, [symbol, change(series.get(symbol) ?? [])]]);
const repairsOf = (record: DailyRecord): readonly (readonly [string, string | null, number])[] => record.repairs.map(({ kind, series, count }) => [kind, series, count]);
const lastOf = (bars: readonly Bar[] | undefined): Bar => {
  const bar = bars?.at(-1);
  if (bar === undefined) throw new Error('no bars');
  return bar;
};

describe('a session of the record', () => {
  it('knows the VIX curve of its close: months by calendar days to settlement, nearest first, and the indices', () => {
    const series = new Map(seriesOf(40));
    const { date } = lastOf(series.get('SPX'));
    // 18 March and 21 January settle before or on that date; a contract that has settled is no month.
    for (const [symbol, level] of [['VX260415', 19.5], ['VX260121', 17], ['VX260318', 18.75], ['VX260519', 20.25]] as const) series.set(symbol, [barOf(date, level)]);
    series.set('VIX9D', [barOf(date, 15.5)]);
    series.set('VIX6M', [barOf(date, 19.75)]);
    const term = filled(series).rows.at(-1)?.input.term;
    expect(date).toBe('2026-03-02');
    expect(term).toEqual({
      vx: [{ days: 16, level: 18.75 }, { days: 44, level: 19.5 }, { days: 78, level: 20.25 }],
      vix9d: 15.5, vix3m: lastOf(series.get('VIX3M')).close, vix6m: 19.75,
    });
    expect(calendarDaysBetween(date, '2026-03-18')).toBe(16);
  });

  it('ends the curve at the first listed month without a row: behind a hole the third would pass for the second', () => {
    const series = new Map(seriesOf(40));
    const { date } = lastOf(series.get('SPX'));
    for (const [symbol, level] of [['VX260318', 18.75], ['VX260519', 20.25]] as const) series.set(symbol, [barOf(date, level)]);
    expect(filled(series).rows.at(-1)?.input.term?.vx).toEqual([{ days: 16, level: 18.75 }]);
  });

  it('has no curve where none of it is known, and reads VXX and COR3M where they are', () => {
    const series = new Map(seriesOf(30));
    series.delete('VIX3M');
    const { date } = lastOf(series.get('SPX'));
    series.set('VXX', [barOf(date, 41.5)]);
    series.set('COR3M', [barOf(date, 22.5)]);
    expect(filled(series).rows.at(-1)?.input).toMatchObject({ term: null, vxx: 41.5, cor3m: 22.5 });
  });

  it('leaves out rows of VIX on days without SPX, and counts them and the session that is missing', () => {
    const series = seriesOf(30);
    const holiday = '2026-01-19';
    const missing = addTradingDays(FIRST, 14);
    const withHoliday = changed(series, 'VIX', (bars) => [...bars, barOf(holiday, 99)]);
    const record = filled(changed(withHoliday, 'SPX', (bars) => bars.filter(({ date }) => date !== missing)));
    expect(record.rows.map(({ input }) => input.date)).not.toContain(holiday);
    expect(record.rows).toHaveLength(29);
    expect(repairsOf(record)).toEqual(expect.arrayContaining([['missingSession', null, 1], ['offSession', 'vix', 2], ['offSession', 'breadth', 1], ['offSession', 'credit', 1]]));
    expect(record.repairs.find(({ kind }) => kind === 'missingSession')?.lastDate).toBe(missing);
  });

  it('widens a range to its close, carries a split of SPY on, and counts a series that is absent since it began', () => {
    const series = seriesOf(30);
    const at = addTradingDays(FIRST, 20);
    const outside = changed(series, 'VIX', (bars) => bars.map((bar) => (bar.date === at ? { ...bar, high: bar.close - 0.2, low: bar.close - 1 } : bar)));
    const split = changed(outside, 'SPY', (bars) => bars.map((bar) => (bar.date < at ? bar : { ...bar, open: bar.open / 2, high: bar.high / 2, low: bar.low / 2, close: bar.close / 2, volume: 2 * (bar.volume ?? 0) })));
    const holed = changed(changed(split, 'COR1M', (bars) => bars.slice(10)), CREDIT, (bars) => bars.filter(({ date }) => date !== at));
    const record = filled(holed);
    expect(repairsOf(record)).toEqual([['split', null, 1], ['rangeWidened', 'vix', 1], ['absent', 'credit', 1]]);
    expect(record.rows.map(({ signals }) => signals.obv)).toEqual(filled(series).rows.map(({ signals }) => signals.obv));
    expect(record.refused).toEqual([]);
  });

  it('counts anew when an older session is filled in', () => {
    const series = seriesOf(30);
    const missing = addTradingDays(FIRST, 14);
    const record = filled(changed(series, 'SPX', (bars) => bars.filter(({ date }) => date !== missing)));
    expect(record.repairs.length).toBeGreaterThan(0);
    record.merge('SPX', (series.get('SPX') ?? []).filter(({ date }) => date === missing));
    record.refresh();
    expect(record.repairs).toEqual([]);
    expect(record.rows).toEqual(filled(series).rows);
  });

  it('keeps the row held first and counts one that differs, or stands twice in one history; one told again is no duplicate', () => {
    const series = seriesOf(30);
    const record = filled(series);
    const last = lastOf(series.get('SPX'));
    expect(record.merge('SPX', series.get('SPX') ?? [])).toEqual([]);
    expect(repairsOf(record)).toEqual([]);
    expect(record.merge('SPX', [last, { ...last, close: last.close + 0.5 }])).toEqual([]);
    expect(record.bar('SPX', last.date)).toEqual(last);
    const next = { ...last, date: addTradingDays(last.date, 1) };
    expect(record.merge('COR3M', [next, next])).toEqual([next]);
    expect(repairsOf(record)).toEqual([['duplicate', 'SPX', 1], ['duplicate', 'COR3M', 1]]);
    expect(record.refresh()).toBe(0);
  });

  it('stands in SPY terms where SPX is absent: a split changes the price with the volume', () => {
    const spy = seriesOf(30).get('SPY') ?? [];
    const at = addTradingDays(FIRST, 20);
    const record = newRecord(true);
    record.merge('SPY', spy.map((bar) => (bar.date < at ? bar : { ...bar, open: bar.open / 2, high: bar.high / 2, low: bar.low / 2, close: bar.close / 2 })));
    record.refresh();
    expect(record.rows.at(-1)?.input.price.close).toBeCloseTo(10 * lastOf(spy).close, 6);
  });
});

describe('a late correction', () => {
  const series = seriesOf(80);
  const last = lastOf(series.get('SPX'));

  it.each([['SPX', -31.5], ['SPY', -3], ['VIX', 4.5], ['VIX3M', 2], ['COR1M', 40], [ADVANCES, 800], [CREDIT, 1.5]])('of the last session’s %s gives what a fresh run with the corrected row gives, and goes on so', (symbol, by) => {
    const held = lastOf(series.get(symbol));
    const corrected = { ...held, open: held.open + by, high: held.high + Math.abs(by), low: held.low - Math.abs(by), close: held.close + by };
    const record = filled(series);
    const before = JSON.stringify([record.rows.at(-1), record.explain()]);
    expect(record.correct(symbol, { ...corrected, startUs: 1 })).toMatchObject({ kind: 'taken', before: held, after: corrected });
    const fresh = filled(changed(series, symbol, (bars) => [...bars.slice(0, -1), corrected]));
    expect(record.rows).toEqual(fresh.rows);
    expect(record.explain()).toEqual(fresh.explain());
    expect(JSON.stringify([record.rows.at(-1), record.explain()])).not.toBe(before);

    const next = addTradingDays(last.date, 1);
    for (const one of [record, fresh]) {
      for (const [name, bars] of series) one.merge(name, [{ ...lastOf(bars), date: next }]);
      one.refresh();
    }
    expect(record.rows).toEqual(fresh.rows);
    expect(repairsOf(record)).toEqual([...repairsOf(fresh), ['lateCorrection', symbol, 1]]);
    expect(record.repairs.at(-1)?.lastDetail).toBe(`close ${held.close} → ${corrected.close}`);
  });

  it('that brings a row where there was none is one, too', () => {
    const record = filled(changed(series, 'VIX', (bars) => bars.slice(0, -1)));
    expect(record.latest?.vixClose).toBeNull();
    expect(record.correct('VIX', lastOf(series.get('VIX')))).toMatchObject({ kind: 'taken', before: null });
    expect(record.rows).toEqual(filled(series).rows);
    expect(repairsOf(record)).toEqual([['lateCorrection', 'VIX', 1]]);
  });

  it('of an older session comes too late: it is counted and changes nothing', () => {
    const record = filled(series);
    const [older] = (series.get('SPX') ?? []).slice(-2);
    if (older === undefined) throw new Error('no older session');
    expect(record.correct('SPX', { ...older, close: older.close + 0.5 })).toEqual({ kind: 'tooLate' });
    expect(record.bar('SPX', older.date)).toEqual(older);
    expect(record.rows).toEqual(filled(series).rows);
    expect(repairsOf(record)).toEqual([['correctionTooLate', 'SPX', 1]]);
  });

  it('that changes nothing is a duplicate, of the last session and of an older one', () => {
    const record = filled(series);
    for (const row of (series.get('SPX') ?? []).slice(-2)) expect(record.correct('SPX', { ...row, startUs: 5 })).toEqual({ kind: 'duplicate' });
    expect(repairsOf(record)).toEqual([['duplicate', 'SPX', 2]]);
  });

  it('of a session not judged yet is an ordinary new row', () => {
    expect(filled(series).correct('SPX', { ...last, date: addTradingDays(last.date, 1) })).toEqual({ kind: 'new' });
  });

  it('that is no bar is refused and changes nothing', () => {
    const record = filled(series);
    expect(record.correct('SPX', { ...last, low: 0 })).toEqual({ kind: 'refused' });
    expect(record.bar('SPX', last.date)).toEqual(last);
    expect(record.rows).toEqual(filled(series).rows);
    expect(record.repairs).toMatchObject([{ kind: 'correctionRefused', series: 'SPX', count: 1, lastDetail: expect.stringContaining('price.low') }]);
  });

  it('heals a last session that was refused', () => {
    const record = filled(changed(series, 'SPX', (bars) => [...bars.slice(0, -1), { ...last, low: 0 }]));
    expect(record.refused).toEqual([expect.stringContaining(last.date)]);
    expect(record.correct('SPX', last)).toMatchObject({ kind: 'taken' });
    record.refresh();
    expect(record.rows).toEqual(filled(series).rows);
    expect(record.refused).toEqual([]);
  });

  it('can be undone to the last bit, as often as it is tried', () => {
    const record = filled(series);
    for (let time = 0; time < 3; time += 1) {
      const correction = record.correct('VIX', { ...lastOf(series.get('VIX')), close: 45, high: 46 });
      if (correction.kind !== 'taken') throw new Error(correction.kind);
      expect(record.latest?.vixClose).toBe(45);
      correction.undo();
      expect(record.rows).toEqual(filled(series).rows);
      expect(record.repairs).toEqual([]);
    }
  });
});
