import type { EngineEvent } from '../contract/engineService.ts';
import type { Micros } from '../domain/units.ts';
import { BREADTH_UNIVERSE } from './config.ts';
import { ADVANCES, DECLINES } from './dailySeries.ts';
import type { EngineCore } from './engineCore.ts';
import type { FeedFrame } from './feeds/jsonFeedFrames.ts';
import { applyBars, applyBreadthBars } from './historyInput.ts';
import type { RowRefusal } from './marketState.ts';
import { builderOf, enterSession, print, reachTime } from './sessionBars.ts';

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
      core.clockUs = Math.max(core.clockUs ?? 0, frame.marketTimeUs);
      core.flow.reach(frame.marketTimeUs);
      core.intraday.touched = true;
      // Data come before the clock that covers them: this one says that the first of them are whole.
      if (core.feed.arrivingUntilMs !== null && core.market.level('SPX') !== null && core.market.level('VIX') !== null) core.feed.arrivingUntilMs = null;
      return closed;
    }
    case 'chain':
      core.market.setListed(frame.root, frame.symbols);
      core.flow.retain(core.market.isListed);
      return [];
    case 'bars':
      return applyBars(core, frame);
    case 'breadthBars':
      return applyBreadthBars(core, frame);
    case 'quote':
      return eachRow(core, atMs, frame.rows, (row) => {
        const refusal = core.market.applyQuote(row, atMs);
        if (refusal !== null) return refusal;
        core.store.bufferQuote(row);
        core.flow.quote(row);
        return null;
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
        if (row.universe !== BREADTH_UNIVERSE) return null;
        core.store.bufferLevel({ symbol: ADVANCES, eventTimeUs: row.eventTimeUs, level: row.advances });
        core.store.bufferLevel({ symbol: DECLINES, eventTimeUs: row.eventTimeUs, level: row.declines });
        print(core, ADVANCES, row.eventTimeUs, row.advances, null);
        print(core, DECLINES, row.eventTimeUs, row.declines, null);
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
    // Where the feed tells its clock, that alone ends a session: one row stamped past the bell must not end it at noon.
    if (core.clockUs === null) events.push(...reachTime(core, row.eventTimeUs));
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
