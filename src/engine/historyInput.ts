import type { EngineEvent } from '../contract/engineService.ts';
import { sessionHours } from '../domain/calendar.ts';
import type { Bar } from '../domain/market/quote.ts';
import { barLabel, INTRADAY_US, placeOf, startOf, type IntradayInterval } from '../domain/signals/intradayGrid.ts';
import { newYorkMicros } from '../domain/time.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../domain/units.ts';
import { FIRST_QUOTES_WAIT_MS } from './config.ts';
import { ADVANCES, DECLINES, isRead } from './dailySeries.ts';
import type { EngineCore } from './engineCore.ts';
import type { BreadthBar, FeedFrame } from './feeds/jsonFeedFrames.ts';
import { sessionUnderWay, TAPE_SYMBOLS } from './intradayRecord.ts';
import { newEntry } from './judgement.ts';
import { builderOf, enterSession, resumeBars, storeBars } from './sessionBars.ts';
import { isStorageFault } from './storageFault.ts';
import { asStored } from './store/priceScale.ts';

type BarsFrame = Extract<FeedFrame, { t: 'bars' }>;

export function applyBars(core: EngineCore, { symbol, interval, rows, end, corrects }: BarsFrame): readonly EngineEvent[] {
  if (interval !== '1d') {
    addIntraday(core, symbol, interval, rows);
    return [];
  }
  const daily = rows.map((bar) => ({ ...bar, startUs: dayStart(bar.date) }));
  const corrected = corrects ? correctHistory(core, symbol, daily.map(asStored)) : [];
  return [...corrected, ...addHistory(core, symbol, { bars: corrects ? [] : daily, end, awaited: symbol })];
}

/** A day's row is kept under its date, whatever start the source gives it. */
const dayStart = (date: IsoDate): Micros => sessionHours(date)?.openUs ?? newYorkMicros(date, 9, 30);

/** Rows of days that are over by the market's time; the others are refused and counted: they are no closed sessions yet. */
function closedDays(core: EngineCore, bars: readonly Bar[]): readonly Bar[] {
  const { nowUs } = core.market;
  if (nowUs === null) return bars;
  const closed = bars.filter(({ date }) => (sessionHours(date)?.closeUs ?? newYorkMicros(date, 23, 59)) <= nowUs);
  if (closed.length < bars.length) core.store.countRejected('session-not-closed', bars.length - closed.length);
  return closed;
}

export function applyBreadthBars(core: EngineCore, { universe, rows, end, corrects }: Extract<FeedFrame, { t: 'breadthBars' }>): readonly EngineEvent[] {
  if (universe !== core.universe) {
    core.store.countRejected('other-universe', rows.length);
    return [];
  }
  const bars = (count: (row: BreadthBar) => number): readonly Bar[] => rows.map((row) => levelBar(row.date, count(row)));
  const [advances, declines] = [bars((row) => row.advances), bars((row) => row.declines)];
  const corrected = corrects ? [...correctHistory(core, ADVANCES, advances), ...correctHistory(core, DECLINES, declines)] : [];
  addHistory(core, ADVANCES, { bars: corrects ? [] : advances, end: false, awaited: universe });
  return [...corrected, ...addHistory(core, DECLINES, { bars: corrects ? [] : declines, end, awaited: universe })];
}

const levelBar = (date: IsoDate, level: number): Bar => ({ date, startUs: dayStart(date), open: level, high: level, low: level, close: level, volume: null });

interface History {
  readonly bars: readonly Bar[];
  readonly end: boolean;
  /** What the start waits for under this name. */
  readonly awaited: string;
}

function addHistory(core: EngineCore, symbol: InstrumentSymbol, { bars, end, awaited }: History): readonly EngineEvent[] {
  // The open session's own bar is built from prints; history holds closed sessions only.
  const closed = closedDays(core, bars).filter(({ date }) => date !== core.openDate);
  const added = core.record.merge(symbol, closed.map(asStored));
  if (added.length > 0) storeBars(core, symbol, '1d', added);
  if (!end) return [];
  core.feed.historyAwaited.delete(awaited);
  if (core.feed.historyAwaited.size > 0) return [];
  if (!core.feed.historyDone) return finishHistory(core, core.feed.lastFrameMs ?? 0);
  return core.record.refresh() > 0 ? [{ name: 'chartChanged', payload: { reason: 'history' } }] : [];
}

/** All the history there is has come (or the wait is over): the signals may speak. */
export function finishHistory(core: EngineCore, atMs: number): readonly EngineEvent[] {
  core.feed.historyDone = true;
  core.feed.arrivingUntilMs = atMs + FIRST_QUOTES_WAIT_MS;
  core.feed.historyWaitUntilMs = null;
  core.record.refresh();
  return [{ name: 'chartChanged', payload: { reason: 'history' } }];
}

/** Late corrections of the last closed session. What was decided on the former figures stands: the correction goes into the hedge log. */
function correctHistory(core: EngineCore, symbol: InstrumentSymbol, bars: readonly Bar[]): readonly EngineEvent[] {
  let changed = false;
  if (!isRead(symbol)) {
    core.store.countRejected('unread-series', bars.length);
    return [];
  }
  core.record.refresh();
  for (const bar of closedDays(core, bars)) {
    if (bar.date === core.openDate) continue;
    const correction = core.record.correct(symbol, bar);
    if (correction.kind === 'new') {
      storeBars(core, symbol, '1d', core.record.merge(symbol, [bar]));
      changed = true;
    }
    if (correction.kind !== 'taken') continue;
    const { before: from, after: to } = correction;
    if (recorded(core, { symbol, date: bar.date, from, to })) {
      storeBars(core, symbol, '1d', [to]);
      changed = true;
    } else correction.undo();
  }
  if (!changed) return [];
  core.record.refresh();
  core.evaluatedAtMs = null;
  return [{ name: 'chartChanged', payload: { reason: 'history' } }];
}

/** A correction that the hedge log cannot take is not taken. */
function recorded(core: EngineCore, payload: Readonly<Record<string, unknown>>): boolean {
  try {
    core.journal.commit({ log: [newEntry(core, 'dataCorrected', payload)] });
    return true;
  } catch (fault) {
    if (!isStorageFault(fault)) throw fault;
    core.recording = false;
    return false;
  }
}

/** A bar that has ended by the market's time, on its place in the grid. */
function isWhole(core: EngineCore, interval: IntradayInterval, { startUs, date }: Bar): boolean {
  const closeUs = sessionHours(date)?.closeUs ?? 0;
  return Math.min(startUs + INTRADAY_US[interval], closeUs) <= (core.market.nowUs ?? closeUs);
}

/**
 * Closed bars within sessions, from before the stream. Bars held stay, but for the newest of a session whose close was not seen: it
 * may have been cut short by a stop.
 */
function addIntraday(core: EngineCore, symbol: InstrumentSymbol, interval: IntradayInterval, rows: readonly Bar[]): void {
  const first = rows.reduce<IsoDate>((least, { date }) => (date < least ? date : least), '9999');
  if (rows.length === 0 || !(TAPE_SYMBOLS as readonly string[]).includes(symbol)) return;
  const onGrid = rows.filter(({ startUs, date }) => {
    const place = placeOf(barLabel(startUs), interval);
    return place?.date === date && startOf(place, interval) === startUs;
  });
  if (onGrid.length < rows.length) core.store.countRejected('bar-off-grid', rows.length - onGrid.length);
  const whole = onGrid.filter((bar) => isWhole(core, interval, bar)).map(asStored);
  const held = core.store.readBars(symbol, interval, { from: first });
  const newest = held.at(-1);
  const cutShortUs = newest !== undefined && newest.date > (core.intraday.closedDate ?? '') ? newest.startUs : null;
  const known = new Set(held.map(({ startUs }) => startUs));
  const underWay = sessionUnderWay(core);
  const today = whole.filter(({ date }) => date === underWay);
  const added = whole.filter(({ date, startUs }) => date !== underWay && (!known.has(startUs) || startUs === cutShortUs));
  storeBars(core, symbol, interval, added);
  if (today.length > 0) resumeToday(core, symbol, interval, today);
  noteAdded(core, interval, [...added, ...today.filter(({ startUs }) => !known.has(startUs) && builderOf(core, symbol).bar(interval, startUs) !== null)]);
}

function resumeToday(core: EngineCore, symbol: InstrumentSymbol, interval: IntradayInterval, bars: readonly Bar[]): void {
  enterSession(core, bars[0]?.startUs ?? 0);
  const builder = builderOf(core, symbol);
  if (interval === '1h') builder.resumeHours(bars);
  else resumeBars(core, symbol, bars);
  // What the builder had of them before is the better told: these are bars as they stand now.
  storeBars(core, symbol, interval, bars.flatMap(({ startUs }) => builder.bar(interval, startUs) ?? []));
  core.intraday.touched = true;
}

/** The tapes go on with bars that follow; what they have passed makes them start over. */
function noteAdded(core: EngineCore, interval: IntradayInterval, bars: readonly Bar[]): void {
  if (bars.length === 0) return;
  const newest = core.intraday.tapes.find((tape) => tape.interval === interval)?.latest?.date ?? '';
  core.intraday.behind = true;
  if (bars.some(({ startUs }) => barLabel(startUs) < newest)) core.intraday.rebuild = true;
}
