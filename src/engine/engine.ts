import type { EngineState, RequestName, RequestResult } from '../contract/api.ts';
import type { EngineEvent, ValidParams } from '../contract/engineService.ts';
import { failed, type Result } from '../domain/result.ts';
import { EVALUATE_EVERY_MS } from './config.ts';
import type { EngineCore } from './engineCore.ts';
import { applyFrame } from './feedInput.ts';
import type { FeedStatus } from './feeds/feedPort.ts';
import type { FeedFrame } from './feeds/jsonFeedFrames.ts';
import { finishHistory } from './historyInput.ts';
import { refreshIntraday } from './intradayRecord.ts';
import { evaluate, newEntry } from './judgement.ts';
import type { Logger, MonotonicClock } from './ports.ts';
import { handleRequest } from './requestHandlers.ts';
import { storeOpenBars } from './sessionBars.ts';
import { isStorageFault } from './storageFault.ts';
import { dataOutageCauses, outageCauses } from './outage.ts';
import { stateOf } from './views.ts';

/**
 * The one ordered list of inputs. Nothing is evaluated outside an input and none reads a clock: a recording of them replays to
 * the same decisions byte for byte. `atMs` is the monotonic wall clock at receipt.
 */
export type EngineInput =
  | { readonly kind: 'frame'; readonly frame: FeedFrame; readonly atMs: number }
  | { readonly kind: 'rejected'; readonly rejected: Readonly<Record<string, number>>; readonly atMs: number }
  | { readonly kind: 'feedStatus'; readonly status: FeedStatus; readonly atMs: number }
  | { readonly kind: 'tick'; readonly atMs: number };

export interface Engine {
  process(input: EngineInput): void;
  /** A request is an input too: it takes its place in the order and is answered at once. */
  request<N extends RequestName>(name: N, params: ValidParams<N>, atMs: number): Result<RequestResult<N>>;
  subscribe(listener: (event: EngineEvent) => void): () => void;
  readonly core: EngineCore;
}

export interface EngineOptions {
  /** Measures how long an evaluation took, for the screen only. */
  readonly clock: MonotonicClock;
  readonly logger: Logger;
}

export function createEngine(core: EngineCore, { clock, logger }: EngineOptions): Engine {
  const listeners = new Set<(event: EngineEvent) => void>();
  let seq = 0;
  let told: Partial<Record<keyof EngineState, string>> = {};
  let flushedAtMs = Number.NEGATIVE_INFINITY;

  const tell = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };

  /** Sends the slices that changed since the last flush, then what leaves at once: the numbers already explain the alert. */
  function flush(events: readonly EngineEvent[], atMs: number): void {
    flushedAtMs = atMs;
    if (listeners.size === 0) return;
    const state = stateOf(core, atMs);
    const changes: Partial<EngineState> = {};
    const next: Partial<Record<keyof EngineState, string>> = {};
    for (const name of Object.keys(state) as (keyof EngineState)[]) {
      const text = JSON.stringify(state[name]);
      next[name] = text;
      if (told[name] !== text) Object.assign(changes, { [name]: state[name] });
    }
    told = next;
    if (Object.keys(changes).length > 0) {
      seq += 1;
      tell({ name: 'updated', payload: { seq, changes } });
    }
    for (const event of events) tell(event);
  }

  function notRecorded(fault: unknown): void {
    if (!isStorageFault(fault)) throw fault;
    if (core.recording) logger.error('the hedge log could not be written', { fault: String(fault) });
    core.recording = false;
  }

  /** The journal refusing a write (full disk) must not stop the evaluation; it is shown, and nothing unwritten is told. */
  function judge(atMs: number): readonly EngineEvent[] {
    if (core.feed.arrivingUntilMs !== null) return [];
    const started = clock.nowMs();
    try {
      // After a refused write only a write that succeeds says that recording works again.
      if (!core.recording) core.journal.commit({ log: [], settings: { recordingResumed: core.market.nowUs } });
      core.recording = true;
      refreshIntraday(core);
      return evaluate(core, atMs);
    } catch (fault) {
      notRecorded(fault);
      return [];
    } finally {
      core.evaluationMs = Math.round((clock.nowMs() - started) * 10) / 10;
    }
  }

  function noteOutage(atMs: number): void {
    // Until the first evaluation the product is starting, not failing.
    const causes = core.evaluatedUs === null ? [] : outageCauses(core, atMs);
    try {
      if (causes.length > 0 && core.outage === null && core.recording) {
        core.journal.commit({ log: [newEntry(core, 'dataOutage', { causes })] });
        core.outage = { since: core.market.nowUs, causes };
      } else if (causes.length === 0 && core.outage !== null) {
        core.journal.commit({ log: [newEntry(core, 'dataRestored', { since: core.outage.since })] });
        core.outage = null;
      }
    } catch (fault) {
      notRecorded(fault);
    }
  }

  function tick(atMs: number): void {
    core.store.flush();
    const events: EngineEvent[] = [];
    const { feed } = core;
    if (!feed.historyDone && feed.historyWaitUntilMs !== null && atMs >= feed.historyWaitUntilMs) events.push(...finishHistory(core, atMs));
    if (feed.arrivingUntilMs !== null && atMs >= feed.arrivingUntilMs) feed.arrivingUntilMs = null;
    noteOutage(atMs);
    const due = core.evaluatedAtMs === null || atMs - core.evaluatedAtMs >= EVALUATE_EVERY_MS;
    if (due) storeOpenBars(core);
    if (due && dataOutageCauses(core, atMs).length === 0) events.push(...judge(atMs));
    if (events.length > 0 || atMs - flushedAtMs >= EVALUATE_EVERY_MS) flush(events, atMs);
  }

  return {
    core,
    process(input) {
      switch (input.kind) {
        case 'frame': {
          const events = applyFrame(core, input.frame, input.atMs);
          // A session that closed, or history that came, is judged at once: the next quote must not blur it.
          if (events.length > 0 && core.feed.historyDone) flush([...events, ...judge(input.atMs)], input.atMs);
          return;
        }
        case 'rejected':
          for (const [reason, rows] of Object.entries(input.rejected)) core.store.countRejected(reason, rows);
          return;
        case 'feedStatus':
          core.feed.state = input.status.state;
          core.feed.detail = input.status.detail;
          core.feed.endpoint = input.status.endpoint;
          core.feed.reconnects = input.status.reconnects;
          return;
        case 'tick':
          tick(input.atMs);
      }
    },
    request(name, params, atMs) {
      try {
        const { result, events } = handleRequest(core, name, params, { atMs, seq });
        if (events.length > 0) flush(events, atMs);
        return result;
      } catch (fault) {
        notRecorded(fault);
        return failed('refused', `Nothing was changed: the hedge log could not be written (${String(fault)}).`);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
