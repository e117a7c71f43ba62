import { describe, expect, it } from 'vitest';
import type { EngineState } from '../../src/contract/api.ts';
import { addTradingDays } from '../../src/domain/calendar.ts';
import { newYorkMicros } from '../../src/domain/time.ts';
import type { IntradaySignals } from '../../src/domain/signals/intradaySignals.ts';
import { createMemoryJournal } from '../../src/engine/store/journalStore.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import type { MarketStore } from '../../src/engine/ports.ts';
import { createMarketSimulation } from '../../src/simulator/marketSimulation.ts';
import { createDrivenEngine, createHarness, greeting, type DrivenEngine } from '../support/engineHarness.ts';

type Timeframe = EngineState['signals']['timeframes'][number];
interface Framed { readonly t: string; readonly interval?: string }

const frameOf = (driven: Pick<DrivenEngine, 'engine'> & { snapshot(atMs: number): { readonly state: EngineState } }, interval: '1h' | '5m', atMs = 0): Timeframe => {
  const found = driven.snapshot(atMs).state.signals.timeframes.find((row) => row.interval === interval);
  if (found === undefined) throw new Error(`no timeframe ${interval}`);
  return found;
};
const statesOf = ({ engine: { core } }: Pick<DrivenEngine, 'engine'>): string => JSON.stringify(core.intraday.tapes.map((tape) => tape.state()));
const latestOf = ({ engine: { core } }: Pick<DrivenEngine, 'engine'>, interval: string): IntradaySignals => {
  const latest = core.intraday.tapes.find((tape) => tape.interval === interval)?.latest;
  if (!latest) throw new Error(`the ${interval} tape is empty`);
  return latest;
};
/** All but what history does not tell. */
const withoutBreadth = ({ adLine: _line, divergences, absent: _absent, ...rest }: IntradaySignals) => ({ ...rest, divergences: divergences.filter(({ series }) => series === 'obv').map((one) => ({ ...one, overlaps: null })) });

/** Closed sessions in the simulated feed's intraday history before the first opening bell. */
const [HOURS, FIVE_MINUTES] = [19 * 7, 4 * 78];

const isIntraday = (frame: object): boolean => (frame as Framed).t === 'bars' && (frame as Framed).interval !== '1d';

/** An engine before a simulated market, step by step. */
function beside(store: MarketStore = createMemoryMarketStore()) {
  const driven = createDrivenEngine({ store });
  let step = 0;
  return {
    driven,
    run(frames: readonly object[]): void {
      step += 1;
      for (const frame of frames) driven.feed(frame, step * 100);
      driven.tick(step * 100);
    },
  };
}

describe('the intraday tapes', () => {
  it('begin with the feed’s history of closed sessions, and say that breadth is not among it', () => {
    const harness = createHarness({ speed: 5_000 });
    expect(harness.until(() => harness.engine.core.evaluatedUs !== null, 10)).toBe(true);
    // The market has opened: the first bar of each is under way.
    expect(frameOf(harness, '1h')).toMatchObject({ asOf: '2026-10-16T09:30', bars: HOURS + 1, open: true, note: null });
    expect(frameOf(harness, '5m').bars).toBeGreaterThan(FIVE_MINUTES);
    expect(latestOf(harness, '5m')).toMatchObject({ missed: 0, absent: [] });
    const before = createDrivenEngine();
    for (const frame of greeting(createMarketSimulation({ speed: 5_000 }))) before.feed(frame, 0);
    before.tick(3_000);
    expect(frameOf(before, '5m')).toMatchObject({ asOf: '2026-10-15T15:55', bars: FIVE_MINUTES, open: false, note: 'no breadth' });
    expect(before.engine.core.store.readBars('SPX', '5m')).toHaveLength(FIVE_MINUTES);
  });

  it('follow the market bar by bar without a gap, whatever the speed', () => {
    for (const speed of [2_500, 5_000]) {
      const harness = createHarness({ speed, stepMs: 100 });
      const sessions = harness.engine.core.record.rows.length;
      expect(harness.until(() => harness.engine.core.record.rows.length >= sessions + 2, 700)).toBe(true);
      expect(latestOf(harness, '5m').bars).toBe(FIVE_MINUTES + 2 * 78);
      expect(latestOf(harness, '1h').bars).toBe(HOURS + 2 * 7);
      expect(harness.engine.core.intraday.tapes.flatMap(({ repairs }) => repairs)).toEqual([]);
      expect(latestOf(harness, '5m').adLine).not.toBeNull();
    }
  });

  it('are those of the stored bars: an engine that finds only the store reaches them bit for bit', () => {
    const store = createMemoryMarketStore();
    const harness = createHarness({ store, speed: 2_500, stepMs: 100 });
    const sessions = harness.engine.core.record.rows.length;
    expect(harness.until(() => harness.engine.core.record.rows.length >= sessions + 3, 900)).toBe(true);
    const again = createDrivenEngine({ store, journal: createMemoryJournal() });
    for (const frame of greeting(harness.simulation)) if ((frame as Framed).t !== 'bars' && (frame as Framed).t !== 'breadthBars') again.feed(frame, 0);
    again.engine.core.feed.historyDone = true;
    again.tick(10_000);
    expect(statesOf(again)).toBe(statesOf(harness));
  });

  it('do not read a state of other parameters: the stored bars are run instead', () => {
    const store = createMemoryMarketStore();
    const journal = createMemoryJournal();
    const harness = createHarness({ store, journal, speed: 5_000, stepMs: 100 });
    const sessions = harness.engine.core.record.rows.length;
    expect(harness.until(() => harness.engine.core.record.rows.length > sessions, 200)).toBe(true);
    const kept = journal.loadSetting('intradayTapes') as Record<string, unknown>;
    for (const other of [{ ...kept, parameters: '{}' }, { ...kept, version: 0 }, 'no state', null]) {
      journal.commit({ log: [], settings: { intradayTapes: other } });
      expect(createDrivenEngine({ store, journal }).engine.core.intraday.tapes.map(({ latest }) => latest)).toEqual([null, null]);
    }
    journal.commit({ log: [], settings: { intradayTapes: kept } });
    expect(statesOf(createDrivenEngine({ store, journal }))).toBe(JSON.stringify(['1h', '5m'].map((interval) => (kept['tapes'] as Record<string, unknown>)[interval])));
  });

  it('start over where history that they have passed comes late, and stand then where they would have stood', () => {
    const [early, late] = [beside(), beside()];
    const simulation = createMarketSimulation({ speed: 5_000 });
    const frames = greeting(simulation);
    early.run(frames);
    late.run(frames.filter((frame) => !isIntraday(frame)));
    for (let step = 0; step < 30; step += 1) {
      const next = simulation.next();
      early.run(next);
      late.run(next);
    }
    expect(latestOf(late.driven, '5m').bars).toBeLessThan(latestOf(early.driven, '5m').bars);
    late.run(frames.filter(isIntraday));
    early.run([]);
    expect(statesOf(late.driven)).toBe(statesOf(early.driven));
    expect(latestOf(late.driven, '5m').bars).toBeGreaterThan(FIVE_MINUTES);
  });

  it('have no gap where a feed that comes back tells the bars of its absence', () => {
    const [steady, cut] = [beside(), beside()];
    const simulation = createMarketSimulation({ speed: 2_500 });
    for (const one of [steady, cut]) one.run(greeting(simulation));
    for (let step = 0; step < 130; step += 1) {
      // From 10:30 to 13:35 nothing comes; then the feed begins again.
      if (step === 99) cut.run([...greeting(simulation), ...simulation.snapshot()]);
      const next = simulation.next();
      steady.run(next);
      if (step < 25 || step >= 99) cut.run(next);
    }
    for (const interval of ['5m', '1h']) expect(withoutBreadth(latestOf(cut.driven, interval))).toEqual(withoutBreadth(latestOf(steady.driven, interval)));
    expect(cut.driven.engine.core.intraday.tapes.flatMap(({ repairs }) => repairs)).toEqual([]);
    const [whole, filled] = [steady, cut].map(({ driven }) => ['SPX', 'SPY', 'VIX'].map((symbol) => driven.engine.core.builders.get(symbol)?.openDaily()));
    expect(filled).toEqual(whole);
    for (const symbol of ['SPX', 'SPY', 'VIX']) for (const interval of ['5m', '1h'] as const) expect(cut.driven.engine.core.store.readBars(symbol, interval)).toEqual(steady.driven.engine.core.store.readBars(symbol, interval));
  });

  it('take the morning from the history when they start in the afternoon, and the day’s bar with it', () => {
    const simulation = createMarketSimulation({ speed: 2_500 });
    const steady = beside();
    steady.run(greeting(simulation));
    for (let step = 0; step < 100; step += 1) steady.run(simulation.next());
    const late = beside();
    late.run([...greeting(simulation), ...simulation.snapshot()]);
    for (let step = 0; step < 12; step += 1) {
      const next = simulation.next();
      for (const one of [steady, late]) one.run(next);
    }
    for (const interval of ['5m', '1h']) expect(withoutBreadth(latestOf(late.driven, interval))).toEqual(withoutBreadth(latestOf(steady.driven, interval)));
    for (const symbol of ['SPX', 'VIX']) expect(late.driven.engine.core.builders.get(symbol)?.openDaily()).toEqual(steady.driven.engine.core.builders.get(symbol)?.openDaily());
  });
});

const DATE = '2026-11-18';
const at = (hour: number, minute: number, date = DATE): number => newYorkMicros(date, hour, minute);

/** An engine without history that hears one print of everything a minute. */
function minuteByMinute(store: MarketStore = createMemoryMarketStore()) {
  const driven = createDrivenEngine({ store });
  driven.engine.core.feed.historyDone = true;
  let atMs = 0;
  const minutes = (from: number, count: number): void => {
    for (let minute = 0; minute < count; minute += 1) {
      const us = from + minute * 60_000_000;
      atMs += 100;
      driven.feed({ t: 'index', rows: [['SPX', us, 7_000 + (minute % 7) / 3], ['VIX', us, 17 + (minute % 5) / 7]] }, atMs);
      driven.feed({ t: 'trade', rows: [['SPY', us, 700 + (minute % 7) / 10, 1_000, null]] }, atMs);
      driven.feed({ t: 'breadth', rows: [['NYSE', us, 1_000 + minute, 900, 100]] }, atMs);
      driven.feed({ t: 'clock', marketTimeUs: us, speed: 60, session: 'open' }, atMs);
      driven.tick(atMs);
    }
  };
  return { driven, minutes, bars: (interval: '1h' | '5m') => frameOf(driven, interval, atMs), now: () => atMs };
}

describe('a hole in what the feed sends', () => {
  it('of one bar is tolerated and counted; a longer one starts that tape afresh, and no other', () => {
    const { driven, minutes, bars, now } = minuteByMinute();
    minutes(at(9, 30), 60);
    expect(bars('5m')).toMatchObject({ asOf: '2026-11-18T10:25', bars: 12, open: true });
    minutes(at(10, 35), 20);
    expect(bars('5m')).toMatchObject({ asOf: '2026-11-18T10:50', bars: 16, note: 'warming up: 16 of 34 bars' });
    minutes(at(11, 15), 11);
    expect(bars('5m')).toMatchObject({
      asOf: '2026-11-18T11:25', bars: 3, rsi: null,
      note: 'warming up: 3 of 34 bars; begun afresh on 2026-11-18T11:15, gap: 4 bars missing from 2026-11-18T10:55 to 2026-11-18T11:10, at most 1 may be',
    });
    expect(bars('1h')).toMatchObject({ asOf: '2026-11-18T10:30', bars: 2, note: 'warming up: 2 of 34 bars' });
    expect(driven.snapshot(now()).state.signals.repairs).toContainEqual({
      kind: 'gaps between bars, 5m', count: 2, last: '2026-11-18T11:15: gap: 4 bars missing from 2026-11-18T10:55 to 2026-11-18T11:10, at most 1 may be: begun afresh',
    });
    expect(driven.engine.core.intraday.tapes[1]?.repairs).toHaveLength(1);
  });

  it('overnight is none, and breadth counts go on from the session before', () => {
    const { driven, minutes, bars } = minuteByMinute();
    minutes(at(15, 0), 61);
    const next = addTradingDays(DATE, 1);
    minutes(at(9, 30, next), 8);
    expect(bars('5m')).toMatchObject({ asOf: `${next}T09:35`, bars: 14 });
    // 160 net at yesterday's bell, 107 this morning.
    expect(latestOf(driven, '5m')).toMatchObject({ missed: 0, adLine: 160 + 107 });
  });

  it('leaves no digit behind that the store does not keep', () => {
    const store = createMemoryMarketStore();
    const { driven, minutes } = minuteByMinute(store);
    minutes(at(9, 30), 391);
    const next = at(9, 30, addTradingDays(DATE, 1));
    driven.feed({ t: 'clock', marketTimeUs: next - 1, speed: 1, session: 'closed' }, 50_000);
    expect(driven.engine.core.intraday.closedDate).toBe(DATE);
    const again = createDrivenEngine({ store });
    again.engine.core.feed.historyDone = true;
    again.feed({ t: 'clock', marketTimeUs: next - 1, speed: 1, session: 'closed' }, 0);
    again.tick(10_000);
    expect(latestOf(again, '5m').bars).toBe(78);
    expect(statesOf(again)).toBe(statesOf(driven));
  });

  it('shows the bar as open until the feed’s clock has passed its end', () => {
    const { driven, minutes, bars, now } = minuteByMinute();
    minutes(at(10, 0), 5);
    expect(bars('5m')).toMatchObject({ asOf: '2026-11-18T10:00', open: true });
    driven.feed({ t: 'clock', marketTimeUs: at(10, 5), speed: 60, session: 'open' }, now());
    expect(bars('5m')).toMatchObject({ asOf: '2026-11-18T10:00', open: false });
  });

  it('within one step: a bar is not begun before the clock says that the one before it is whole', () => {
    const { driven, minutes, bars, now } = minuteByMinute();
    minutes(at(10, 0), 5);
    driven.feed({ t: 'index', rows: [['SPX', at(10, 5), 7_050]] }, now());
    driven.tick(now() + 100);
    expect(bars('5m')).toMatchObject({ asOf: '2026-11-18T10:00', bars: 1 });
    driven.feed({ t: 'trade', rows: [['SPY', at(10, 4) + 59_000_000, 690, 5_000, null]] }, now());
    driven.feed({ t: 'clock', marketTimeUs: at(10, 5), speed: 60, session: 'open' }, now());
    driven.tick(now() + 200);
    expect(bars('5m')).toMatchObject({ asOf: '2026-11-18T10:05', bars: 2 });
    expect(driven.engine.core.builders.get('SPY')?.bar('5m', at(10, 0))).toMatchObject({ close: 690, volume: 10_000 });
    // The late trade took its volume off as the first bar's close, and SPY has not printed since.
    expect(latestOf(driven, '5m').obv).toBeNull();
  });
});

describe('intraday history that cannot be used', () => {
  const rows = (starts: readonly number[]): readonly unknown[] => starts.map((us) => [DATE, us, 7_000, 7_001, 6_999, 7_000, null]);

  it('is counted where it stands on no bar of the grid; an unfinished bar and other instruments are left alone', () => {
    const driven = createDrivenEngine();
    driven.feed({ t: 'clock', marketTimeUs: at(10, 7), speed: 1, session: 'open' }, 0);
    driven.feed({ t: 'bars', symbol: 'SPX', interval: '1h', rows: rows([at(9, 0), at(10, 0)]), end: true }, 0);
    driven.feed({ t: 'bars', symbol: 'SPX', interval: '5m', rows: rows([at(9, 55), at(10, 0), at(10, 5)]), end: true }, 0);
    driven.feed({ t: 'bars', symbol: 'NDX', interval: '5m', rows: rows([at(9, 55)]), end: true }, 0);
    expect(driven.engine.core.store.counts().rejectedByReason).toEqual({ 'bar-off-grid': 2 });
    expect(driven.engine.core.store.readBars('SPX', '5m').map(({ startUs }) => startUs)).toEqual([at(9, 55), at(10, 0)]);
    expect([driven.engine.core.store.readBars('SPX', '1h'), driven.engine.core.store.readBars('NDX', '5m')]).toEqual([[], []]);
  });
});
