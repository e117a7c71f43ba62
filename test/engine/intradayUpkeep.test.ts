import { describe, expect, it, vi } from 'vitest';
import type { Bar } from '../../src/domain/market/quote.ts';
import { newYorkMicros } from '../../src/domain/time.ts';
import { createIntradayRecord, intradaySettings, refreshIntraday } from '../../src/engine/intradayRecord.ts';
import { createMemoryJournal } from '../../src/engine/store/journalStore.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import type { MarketStore } from '../../src/engine/ports.ts';
import { createDrivenEngine, type EngineParts } from '../support/engineHarness.ts';

const DATE = '2026-11-18';
const NEXT = '2026-11-19';
const at = (hour: number, minute: number, date = DATE): number => newYorkMicros(date, hour, minute);
const clockAt = (marketTimeUs: number): object => ({ t: 'clock', marketTimeUs, speed: 60, session: 'open' });
const printAt = (us: number, level = 7_000): object => ({ t: 'index', rows: [['SPX', us, level], ['VIX', us, 17]] });
const barAt = (startUs: number, close: number, date = DATE): Bar => ({ date, startUs, open: 7_000, high: 7_010, low: 6_990, close, volume: null });
const told = (bars: readonly Bar[]): object =>
  ({ t: 'bars', symbol: 'SPX', interval: '5m', rows: bars.map(({ date, startUs, open, high, low, close }) => [date, startUs, open, high, low, close, null]), end: true });

/** An engine that waits for no history, its market moved by hand. */
function begun(parts: EngineParts = {}) {
  const driven = createDrivenEngine(parts);
  const { core } = driven.engine;
  core.feed.historyDone = true;
  let atMs = 0;
  const step = (...frames: readonly object[]): void => {
    atMs += 100;
    for (const frame of frames) driven.feed(frame, atMs);
    driven.tick(atMs);
  };
  const fiveMinutes = () => driven.snapshot(atMs).state.signals.timeframes.find(({ interval }) => interval === '5m');
  return { core, step, fiveMinutes };
}

describe('the newest stored bar of a session', () => {
  const held = [barAt(at(10, 0), 7_001), barAt(at(10, 5), 7_002)];
  const history = [barAt(at(10, 0), 7_005), barAt(at(10, 5), 7_006), barAt(at(10, 10), 7_007)];
  const closesAfter = (closedDate: string | null): readonly number[] => {
    const store = createMemoryMarketStore();
    store.writeBars('SPX', '5m', held);
    const { core, step } = begun({ store });
    core.intraday.closedDate = closedDate;
    step(clockAt(at(9, 0, NEXT)), told(history));
    expect(core.intraday.tapes[1]?.latest).toMatchObject({ date: `${DATE}T10:10`, bars: 3 });
    return store.readBars('SPX', '5m').map(({ close }) => close);
  };

  it('gives way to the history’s whole bar where the session’s close was not seen: a stop may have cut it short', () => {
    expect(closesAfter(null)).toEqual([7_001, 7_006, 7_007]);
    expect(closesAfter('2026-11-17')).toEqual([7_001, 7_006, 7_007]);
  });
  it('stays as it is where the close was seen', () => {
    expect(closesAfter(DATE)).toEqual([7_001, 7_002, 7_007]);
  });
});

describe('the intraday tapes look', () => {
  it('into the store once, and then no more until something may lie there', () => {
    let reads = 0;
    const inner = createMemoryMarketStore();
    const store: MarketStore = {
      ...inner,
      readBars(symbol, interval, range) {
        if (interval === '5m') reads += 1;
        return inner.readBars(symbol, interval, range);
      },
    };
    const { step } = begun({ store });
    step(printAt(at(10, 0)), clockAt(at(10, 0)));
    const first = reads;
    expect(first).toBeGreaterThan(0);
    for (let minute = 1; minute < 12; minute += 1) step(printAt(at(10, minute)), clockAt(at(10, minute)));
    expect(reads).toBe(first);
    step(told([barAt(at(9, 55), 7_004)]), clockAt(at(10, 12)));
    const afterHistory = reads;
    expect(afterHistory).toBeGreaterThan(first);
    step(printAt(at(10, 13)), clockAt(at(10, 13)));
    expect(reads).toBe(afterHistory);
  });

  it('at the session only after a print or a clock', () => {
    const { core, step } = begun();
    step(printAt(at(10, 0)), clockAt(at(10, 0)));
    const takes = core.intraday.tapes.map((tape) => vi.spyOn(tape, 'take'));
    const looked = (): readonly number[] => takes.map((take) => take.mock.calls.length);
    for (let evaluation = 0; evaluation < 5; evaluation += 1) step({ t: 'heartbeat' });
    expect(looked()).toEqual([0, 0]);
    step(printAt(at(10, 0), 7_001));
    expect(looked()).toEqual([1, 1]);
    step(clockAt(at(10, 1)));
    expect(looked()).toEqual([2, 2]);
  });

  it('at a bar that was printed before the clock covered it, once it does', () => {
    const { core, step, fiveMinutes } = begun();
    step(printAt(at(10, 4)), clockAt(at(10, 4)));
    step(printAt(at(10, 5), 7_050));
    // The newest event is past the bar's end, the feed's clock is not: more of the bar may come.
    expect(core.market.nowUs).toBe(at(10, 5));
    expect(fiveMinutes()).toMatchObject({ asOf: `${DATE}T10:00`, bars: 1, open: true });
    step(clockAt(at(10, 5)));
    expect(fiveMinutes()).toMatchObject({ asOf: `${DATE}T10:05`, bars: 2, open: true });
  });

  it('at nothing before the history is done: the first bars must not stand alone', () => {
    const { core, step } = begun();
    core.feed.historyDone = false;
    step(printAt(at(10, 0)), clockAt(at(10, 0)));
    refreshIntraday(core);
    expect(core.intraday.tapes.map(({ latest }) => latest)).toEqual([null, null]);
    core.feed.historyDone = true;
    refreshIntraday(core);
    expect(core.intraday.tapes.map(({ latest }) => latest?.bars)).toEqual([1, 1]);
  });
});

it('the journal holds the tapes as they stand at the close of every session', () => {
  const journal = createMemoryJournal();
  const { core, step } = begun({ journal });
  for (const [date, bars] of [[DATE, [7, 78]], [NEXT, [14, 156]]] as const) {
    for (let minute = 0; minute <= 390; minute += 5) step(printAt(at(9, 30 + minute, date), 7_000 + (minute % 35)), clockAt(at(9, 30 + minute, date)));
    expect(core.intraday.tapes.map(({ latest }) => latest?.bars)).toEqual(bars);
    step(clockAt(at(16, 5, date)));
    const kept = createIntradayRecord(core.policy.values.signals, journal);
    expect(kept.closedDate).toBe(date);
    expect(kept.tapes.map((tape) => tape.state())).toEqual(core.intraday.tapes.map((tape) => tape.state()));
    expect(journal.loadSetting('intradayTapes')).toEqual(intradaySettings(core)['intradayTapes']);
  }
});
