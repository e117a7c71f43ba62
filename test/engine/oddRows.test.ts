import { expect, it } from 'vitest';
import { addTradingDays, sessionHours } from '../../src/domain/calendar.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { createHarness } from '../support/engineHarness.ts';

it('a print stamped at the bell that comes after its session was closed changes neither the judged bar nor the stored one', () => {
  const store = createMemoryMarketStore();
  const harness = createHarness({ store });
  const { core } = harness.engine;
  const rows = core.record.rows.length;
  expect(harness.until(() => core.record.rows.length > rows, 400)).toBe(true);
  const { date } = core.record.latest ?? { date: '' };
  const hours = sessionHours(date);
  const judged = core.record.bar('SPX', date);
  if (hours === null || judged === null) throw new Error('a session was closed');

  harness.feed({ t: 'index', rows: [['SPX', hours.closeUs, judged.close + 30]] });
  expect(core.market.level('SPX')).toMatchObject({ level: judged.close + 30 });
  harness.feed({ t: 'clock', marketTimeUs: hours.closeUs + 60_000_000, speed: 1, session: 'curb' });

  expect(core.record.bar('SPX', date)).toEqual(judged);
  expect(store.readBars('SPX', '1d').find((bar) => bar.date === date)).toMatchObject({ high: judged.high, close: judged.close });
  expect(core.openDate).toBeNull();
});

it('one row stamped past the bell does not end the day at noon: where the feed tells its clock, that alone does', () => {
  const harness = createHarness({});
  const { core } = harness.engine;
  expect(harness.until(() => core.openDate !== null, 400)).toBe(true);
  harness.steps(3);
  const date = core.openDate ?? '';
  const [hours, rows] = [sessionHours(date), core.record.rows.length];
  const spx = core.market.level('SPX')?.level ?? 0;
  if (hours === null || (core.clockUs ?? 0) > hours.closeUs - 3_600_000_000) throw new Error('the session has more than an hour to go');
  harness.feed({ t: 'index', rows: [['COR1M', hours.closeUs + 1_000_000, 20]] });
  expect([core.openDate, core.record.rows.length]).toEqual([date, rows]);
  expect(harness.until(() => core.record.rows.length > rows, 400)).toBe(true);
  expect(core.record.bar('SPX', date)?.close).not.toBe(spx);
});

it('a day whose close was not seen is not judged on what was: it waits for its row, and the bars within it stay', () => {
  const store = createMemoryMarketStore();
  const harness = createHarness({ store });
  const { core } = harness.engine;
  expect(harness.until(() => core.openDate !== null, 400)).toBe(true);
  harness.steps(2);
  const date = core.openDate ?? '';
  const hours = sessionHours(date);
  const [rows, builtSoFar] = [core.record.rows.length, core.builders.get('SPX')?.openDaily()];
  if (hours === null || !builtSoFar) throw new Error('a session is under way');
  harness.feed({ t: 'clock', marketTimeUs: hours.closeUs + 600_000_000, speed: 1, session: 'curb' });

  expect([core.openDate, core.record.rows.length, core.record.bar('SPX', date), core.record.bar('VIX', date)]).toEqual([null, rows, null, null]);
  expect(store.readBars('SPX', '1d').some((bar) => bar.date === date)).toBe(false);
  expect(store.readBars('SPX', '5m').some((bar) => bar.date === date)).toBe(true);

  const whole = [date, hours.openUs, builtSoFar.open, builtSoFar.high + 40, builtSoFar.low - 90, builtSoFar.low - 80, null];
  harness.feed({ t: 'bars', symbol: 'SPX', interval: '1d', rows: [whole], end: true });
  expect(core.record.latest).toMatchObject({ date, close: builtSoFar.low - 80 });
});

it.each([
  ['of a day to come', 200], ['of the session under way', 0],
])('a daily row %s is refused and counted: it is no closed session', (_what, daysAhead) => {
  const harness = createHarness({});
  const { core } = harness.engine;
  expect(harness.until(() => core.openDate !== null, 400)).toBe(true);
  const date = addTradingDays(core.openDate ?? '', daysAhead);
  const latest = core.record.latest?.date;
  const rejected = (): number => core.store.counts().rejectedByReason['session-not-closed'] ?? 0;
  for (const corrects of [false, true]) harness.feed({ t: 'bars', symbol: 'SPX', interval: '1d', rows: [[date, sessionHours(date)?.openUs, 7000, 7010, 6990, 7005, null]], end: true, corrects });
  harness.feed({ t: 'breadthBars', universe: 'NYSE', rows: [[date, 1500, 1200, 50]], end: true });
  expect(rejected()).toBe(4);
  expect([core.record.latest?.date, core.record.bar('SPX', date)]).toEqual([latest, null]);
});

it('counts of another universe, and corrections of a series that nothing reads, are refused and counted', () => {
  const harness = createHarness({});
  const { core } = harness.engine;
  const { date } = core.record.latest ?? { date: '' };
  const before = core.record.bar('NYSE:ADV', date);
  harness.feed({ t: 'breadthBars', universe: 'NASDAQ', rows: [[date, 9, 1, 0]], end: true, corrects: true });
  harness.feed({ t: 'bars', symbol: 'QQQ', interval: '1d', rows: [[date, sessionHours(date)?.openUs, 1, 2, 1, 2, null]], end: true, corrects: true });
  expect(core.record.bar('NYSE:ADV', date)).toEqual(before);
  expect(core.store.counts().rejectedByReason).toMatchObject({ 'other-universe': 1, 'unread-series': 1 });
  expect([...core.journal.iterateLog()].some(({ kind }) => kind === 'dataCorrected')).toBe(false);
});

it('a level of 0 is refused: nothing stands at 0, and the session goes on without it', () => {
  const harness = createHarness({});
  const { core } = harness.engine;
  expect(harness.until(() => core.openDate !== null, 400)).toBe(true);
  const vix = core.market.level('VIX');
  harness.feed({ t: 'index', rows: [['VIX', (vix?.eventTimeUs ?? 0) + 1, 0]] });
  expect(core.market.level('VIX')).toEqual(vix);
  expect(core.store.counts().rejectedByReason['bad-price']).toBe(1);
});
