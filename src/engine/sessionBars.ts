import type { EngineEvent } from '../contract/engineService.ts';
import type { Bar, BarInterval } from '../domain/market/quote.ts';
import { sessionHours } from '../domain/calendar.ts';
import { newYorkDate } from '../domain/time.ts';
import { MICROS_PER_SECOND, type IsoDate, type Micros } from '../domain/units.ts';
import { createBarBuilder, type BarBuilder } from './barBuilder.ts';
import { BREADTH_UNIVERSE } from './config.ts';
import { ADVANCES, DECLINES } from './dailySeries.ts';
import type { EngineCore } from './engineCore.ts';
import { closeIntraday } from './intradayRecord.ts';
import { marketViewOf } from './judgement.ts';
import { isStorageFault } from './storageFault.ts';
import { asStored } from './store/priceScale.ts';
import { sessionCloses } from './vegaRecord.ts';

/** Series whose bars are built from prints. Breadth has intraday bars of its counts; its day is the last count. */
const BUILT: ReadonlySet<string> = new Set(['SPX', 'SPY', 'VIX', 'VIX3M', 'COR1M', 'COR3M', 'VXX', ADVANCES, DECLINES]);
const isBreadth = (symbol: string): boolean => symbol === ADVANCES || symbol === DECLINES;

/** A disk that refuses must not stop the judgement: the signals still get the bar, and the screen says what is not recorded. */
export function storeBars(core: EngineCore, symbol: string, interval: BarInterval, bars: readonly Bar[]): void {
  try {
    core.store.writeBars(symbol, interval, bars);
    core.barsRecorded = true;
  } catch (fault) {
    if (!isStorageFault(fault)) throw fault;
    core.barsRecorded = false;
  }
}

export function builderOf(core: EngineCore, symbol: string): BarBuilder {
  const builder = core.builders.get(symbol) ?? createBarBuilder();
  core.builders.set(symbol, builder);
  return builder;
}

export function print(core: EngineCore, symbol: string, eventTimeUs: Micros, price: number, volume: number | null): void {
  if (!BUILT.has(symbol) || !enterSession(core, eventTimeUs)) return;
  core.intraday.touched = true;
  for (const { interval, bar } of builderOf(core, symbol).add(eventTimeUs, price, volume)) storeBars(core, symbol, interval, [bar]);
}

/** True within a regular session, whose bars are then being built. One that the feed's clock has left is over: a print for it comes too late. */
export function enterSession(core: EngineCore, eventTimeUs: Micros): boolean {
  const date = newYorkDate(eventTimeUs);
  const hours = sessionHours(date);
  if (hours === null || eventTimeUs < hours.openUs || eventTimeUs > hours.closeUs) return false;
  if (core.clockUs !== null && core.clockUs > hours.closeUs) return false;
  if (core.openDate !== null && core.openDate < date) endSession(core, core.openDate);
  if (core.openDate !== date) resumeSession(core, date);
  core.openDate = date;
  return true;
}

/** What the bars under way hold by now: a restart takes them up, and no print of theirs is lost. */
export function storeOpenBars(core: EngineCore): void {
  for (const [symbol, builder] of core.builders) {
    const bar = builder.changedFiveMinute();
    if (bar !== null) storeBars(core, symbol, '5m', [bar]);
  }
}

/** After a restart within a session: its bars so far come back from the stored 5-minute bars. */
function resumeSession(core: EngineCore, date: IsoDate): void {
  for (const symbol of BUILT) {
    const stored = core.store.readBars(symbol, '5m', { from: date }).filter((bar) => bar.date === date);
    if (stored.length > 0) resumeBars(core, symbol, stored);
  }
}

/** 5-minute bars of the session being built that did not come as prints; the hours they fill are stored. */
export function resumeBars(core: EngineCore, symbol: string, fiveMinuteBars: readonly Bar[]): void {
  for (const { interval, bar } of builderOf(core, symbol).resume(fiveMinuteBars)) storeBars(core, symbol, interval, [bar]);
}

/**
 * The daily bar closes with the first event after the session's close, so that the closing print itself still counts. Before
 * the new moment is taken in: everything known at the close is what the signals see.
 */
export function reachTime(core: EngineCore, marketTimeUs: Micros): readonly EngineEvent[] {
  const date = core.openDate;
  if (date === null) return [];
  const hours = sessionHours(date);
  if (hours === null || marketTimeUs <= hours.closeUs) return [];
  core.openDate = null;
  endSession(core, date);
  return [{ name: 'chartChanged', payload: { reason: 'sessionClosed' } }];
}

/** Prints that end longer before the bell than this have not seen the close: the connection was lost, or the machine asleep. */
const UNSEEN_CLOSE_US = 900 * MICROS_PER_SECOND;

function endSession(core: EngineCore, date: IsoDate): void {
  const closeUs = sessionHours(date)?.closeUs ?? 0;
  const lastUs = core.market.level(core.record.priceSymbol)?.eventTimeUs ?? 0;
  if (lastUs >= closeUs - UNSEEN_CLOSE_US) closeSession(core, date);
  else leaveSession(core);
}

/** A day whose close was not seen is not judged on what was: its row comes with the history, or it is counted as missing. */
function leaveSession(core: EngineCore): void {
  for (const [symbol, builder] of core.builders) {
    for (const { interval, bar } of builder.closeSession()) if (interval !== '1d') storeBars(core, symbol, interval, [bar]);
  }
  core.intraday.behind = true;
  core.evaluatedAtMs = null;
}

/** A print that comes after its session was closed makes it close twice: the store keeps what the record judged. */
function closeDaily(core: EngineCore, symbol: string, bar: Bar): void {
  const added = core.record.merge(symbol, [asStored(bar)]);
  if (added.length > 0) storeBars(core, symbol, '1d', added);
}

function closeSession(core: EngineCore, date: IsoDate): void {
  closeIntraday(core, date);
  for (const [symbol, builder] of core.builders) {
    for (const { interval, bar } of builder.closeSession()) {
      if (interval !== '1d') storeBars(core, symbol, interval, [bar]);
      else if (!isBreadth(symbol)) closeDaily(core, symbol, bar);
    }
  }
  const breadth = core.market.breadth(BREADTH_UNIVERSE);
  if (breadth !== null && newYorkDate(breadth.eventTimeUs) === date) {
    const startUs = sessionHours(date)?.openUs ?? breadth.eventTimeUs;
    for (const [symbol, count] of [[ADVANCES, breadth.advances], [DECLINES, breadth.declines]] as const) {
      const bar: Bar = { date, startUs, open: count, high: count, low: count, close: count, volume: null };
      closeDaily(core, symbol, bar);
    }
  }
  const view = marketViewOf(core, core.feed.lastFrameMs ?? 0);
  for (const { symbol, bar } of view === null ? [] : sessionCloses(view, date, (one) => !BUILT.has(one))) {
    closeDaily(core, symbol, bar);
  }
  core.record.refresh();
  core.curveBySession.push({ date, points: core.curve });
  if (core.curveBySession.length > 10) core.curveBySession.shift();
  core.evaluatedAtMs = null;
}
