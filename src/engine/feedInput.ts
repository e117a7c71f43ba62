import type { EngineEvent } from '../contract/engineService.ts';
import type { Bar, BarInterval } from '../domain/market/quote.ts';
import { sessionHours } from '../domain/calendar.ts';
import { newYorkDate } from '../domain/time.ts';
import type { IsoDate, Micros } from '../domain/units.ts';
import { createBarBuilder, type BarBuilder } from './barBuilder.ts';
import { BREADTH_UNIVERSE, FIRST_QUOTES_WAIT_MS } from './config.ts';
import { ADVANCES, DECLINES } from './dailyRecord.ts';
import type { EngineCore } from './engineCore.ts';
import type { FeedFrame } from './feeds/jsonFeedFrames.ts';
import { marketViewOf } from './judgement.ts';
import type { RowRefusal } from './marketState.ts';
import { isStorageFault } from './storageFault.ts';
import { fromE4, toE4 } from './store/priceScale.ts';
import { sessionCloses } from './vegaRecord.ts';

/** Instruments whose bars are built from prints. */
const BUILT: ReadonlySet<string> = new Set(['SPX', 'SPY', 'VIX', 'VIX3M', 'COR1M']);

/** The written order for one frame: state, tick buffer, bars. Returns the events it caused; judgement comes with the tick. */
export function applyFrame(core: EngineCore, frame: FeedFrame, atMs: number): readonly EngineEvent[] {
  core.feed.lastFrameMs = atMs;
  switch (frame.t) {
    case 'hello':
      core.feed.label = frame.source;
      core.feed.simulated = frame.simulated;
      core.feed.modelled = frame.modelled;
      core.feed.delayedSeconds = frame.delayedSeconds;
      core.market.forgetHalts();
      return [];
    case 'clock': {
      core.feed.speed = frame.speed;
      const closed = reachTime(core, frame.marketTimeUs);
      core.market.advance(frame.marketTimeUs);
      // Data come before the clock that covers them: this one says that the first of them are whole.
      if (core.feed.arrivingUntilMs !== null && core.market.level('SPX') !== null && core.market.level('VIX') !== null) core.feed.arrivingUntilMs = null;
      return closed;
    }
    case 'chain':
      core.market.setListed(frame.root, frame.symbols);
      return [];
    case 'bars':
      return frame.interval === '1d' ? addHistory(core, frame.symbol, frame.rows, frame.end) : [];
    case 'breadthBars': {
      const level = (date: IsoDate, count: number): Bar => ({ date, startUs: sessionHours(date)?.openUs ?? 0, open: count, high: count, low: count, close: count, volume: null });
      addHistory(core, ADVANCES, frame.rows.map(({ date, advances }) => level(date, advances)), false);
      return addHistory(core, DECLINES, frame.rows.map(({ date, declines }) => level(date, declines)), frame.end, frame.universe);
    }
    case 'quote':
      return eachRow(core, atMs, frame.rows, (row) => {
        const refusal = core.market.applyQuote(row, atMs);
        if (refusal === null) core.store.bufferQuote(row);
        return refusal;
      });
    case 'trade':
      return eachRow(core, atMs, frame.rows, (row) => {
        const refusal = core.market.applyTrade(row, atMs);
        if (refusal !== null) return refusal;
        core.store.bufferTrade(row);
        // What the bars hold already comes first: a cumulative volume counts from there.
        enterSession(core, row.eventTimeUs);
        const traded = row.cumulativeVolume === null ? row.size : Math.max(0, row.cumulativeVolume - (builderOf(core, row.symbol).openDaily()?.volume ?? 0));
        print(core, row.symbol, row.eventTimeUs, row.price, traded);
        return null;
      });
    case 'index':
      return eachRow(core, atMs, frame.rows, (row) => {
        const refusal = core.market.applyLevel(row, atMs);
        if (refusal !== null) return refusal;
        core.store.bufferLevel(row);
        print(core, row.symbol, row.eventTimeUs, row.level, null);
        return null;
      });
    case 'breadth':
      return eachRow(core, atMs, frame.rows, (row) => {
        const refusal = core.market.applyBreadth(row, atMs);
        if (refusal !== null) return refusal;
        core.store.bufferLevel({ symbol: ADVANCES, eventTimeUs: row.eventTimeUs, level: row.advances });
        core.store.bufferLevel({ symbol: DECLINES, eventTimeUs: row.eventTimeUs, level: row.declines });
        return null;
      });
    case 'status':
      return eachRow(core, atMs, frame.rows, (row) => core.market.applyStatus(row));
    case 'error':
      core.feed.detail = `${frame.reason}: ${frame.detail}`;
      return [];
    case 'heartbeat':
      return [];
  }
}

function eachRow<T extends { readonly eventTimeUs: Micros }>(core: EngineCore, atMs: number, rows: readonly T[], apply: (row: T) => RowRefusal | null): readonly EngineEvent[] {
  const events: EngineEvent[] = [];
  for (const row of rows) {
    if (core.market.isTooFarAhead(row.eventTimeUs)) {
      core.store.countRejected('future-event-time', 1);
      continue;
    }
    events.push(...reachTime(core, row.eventTimeUs));
    const refusal = apply(row);
    if (refusal !== null) core.store.countRejected(refusal, 1);
  }
  countRate(core, atMs, rows.length);
  return events;
}

function countRate(core: EngineCore, atMs: number, rows: number): void {
  const { feed } = core;
  feed.rowsInWindow += rows;
  const elapsed = atMs - feed.rateWindowStartMs;
  if (elapsed < 1000) return;
  feed.rowsPerSecond = Math.round((feed.rowsInWindow * 1000) / elapsed);
  feed.rowsInWindow = 0;
  feed.rateWindowStartMs = atMs;
}

/** A disk that refuses must not stop the judgement: the signals still get the bar, and the screen says what is not recorded. */
function storeBars(core: EngineCore, symbol: string, interval: BarInterval, bars: readonly Bar[]): void {
  try {
    core.store.writeBars(symbol, interval, bars);
    core.barsRecorded = true;
  } catch (fault) {
    if (!isStorageFault(fault)) throw fault;
    core.barsRecorded = false;
  }
}

function builderOf(core: EngineCore, symbol: string): BarBuilder {
  const builder = core.builders.get(symbol) ?? createBarBuilder();
  core.builders.set(symbol, builder);
  return builder;
}

function print(core: EngineCore, symbol: string, eventTimeUs: Micros, price: number, volume: number | null): void {
  if (!BUILT.has(symbol) || !enterSession(core, eventTimeUs)) return;
  for (const { interval, bar } of builderOf(core, symbol).add(eventTimeUs, price, volume)) storeBars(core, symbol, interval, [bar]);
}

/** True within a regular session, whose bars are then being built. */
function enterSession(core: EngineCore, eventTimeUs: Micros): boolean {
  const date = newYorkDate(eventTimeUs);
  const hours = sessionHours(date);
  if (hours === null || eventTimeUs < hours.openUs || eventTimeUs > hours.closeUs) return false;
  if (core.openDate !== date) resumeSession(core, date);
  core.openDate = date;
  return true;
}

/** What the bars under way hold by now: a restart takes them up, and no print of theirs is lost. */
export function storeOpenBars(core: EngineCore): void {
  for (const [symbol, builder] of core.builders) {
    const bar = builder.openFiveMinute();
    if (bar !== null) storeBars(core, symbol, '5m', [bar]);
  }
}

/** After a restart within a session: its bars so far come back from the stored 5-minute bars. */
function resumeSession(core: EngineCore, date: IsoDate): void {
  for (const symbol of BUILT) {
    const stored = core.store.readBars(symbol, '5m', { from: date }).filter((bar) => bar.date === date);
    if (stored.length > 0) builderOf(core, symbol).resume(stored);
  }
}

/**
 * The daily bar closes with the first event after the session's close, so that the closing print itself still counts. Before
 * the new moment is taken in: everything known at the close is what the signals see.
 */
function reachTime(core: EngineCore, marketTimeUs: Micros): readonly EngineEvent[] {
  const date = core.openDate;
  if (date === null) return [];
  const hours = sessionHours(date);
  if (hours === null || marketTimeUs <= hours.closeUs) return [];
  core.openDate = null;
  closeSession(core, date);
  return [{ name: 'chartChanged', payload: { reason: 'sessionClosed' } }];
}

function closeSession(core: EngineCore, date: IsoDate): void {
  for (const [symbol, builder] of core.builders) {
    for (const { interval, bar } of builder.closeSession()) {
      storeBars(core, symbol, interval, [bar]);
      if (interval === '1d') core.record.merge(symbol, [asStored(bar)]);
    }
  }
  const breadth = core.market.breadth(BREADTH_UNIVERSE);
  if (breadth !== null && newYorkDate(breadth.eventTimeUs) === date) {
    const startUs = sessionHours(date)?.openUs ?? breadth.eventTimeUs;
    for (const [symbol, count] of [[ADVANCES, breadth.advances], [DECLINES, breadth.declines]] as const) {
      const bar: Bar = { date, startUs, open: count, high: count, low: count, close: count, volume: null };
      storeBars(core, symbol, '1d', [bar]);
      core.record.merge(symbol, [bar]);
    }
  }
  const view = marketViewOf(core, core.feed.lastFrameMs ?? 0);
  for (const { symbol, bar } of view === null ? [] : sessionCloses(view, date, (one) => !BUILT.has(one))) {
    storeBars(core, symbol, '1d', [bar]);
    core.record.merge(symbol, [asStored(bar)]);
  }
  core.record.refresh();
  core.curveBySession.push({ date, points: core.curve });
  if (core.curveBySession.length > 10) core.curveBySession.shift();
  core.evaluatedAtMs = null;
}

/** Prices as the store keeps them (1e−4), so that a restart, which reads the store, reaches the same signals bit for bit. */
const asStored = (bar: Bar): Bar => ({ ...bar, open: fromE4(toE4(bar.open)), high: fromE4(toE4(bar.high)), low: fromE4(toE4(bar.low)), close: fromE4(toE4(bar.close)) });

function addHistory(core: EngineCore, symbol: string, bars: readonly Bar[], end: boolean, awaited: string = symbol): readonly EngineEvent[] {
  // The open session's own bar is built from prints; history holds closed sessions only.
  const closed = bars.filter(({ date }) => date !== core.openDate);
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
