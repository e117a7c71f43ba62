/**
 * A view that the engine computes on demand, kept up to date while somebody looks at it: asked for when the parameters
 * change, and again when the book or the market changed, with a pause between two answers so that a page never keeps an
 * engine busy. One request is under way at a time, so answers arrive in the order they were asked for.
 */
import { messageOf } from './wording.ts';

/** New parameters wait this long for still newer ones: a slider on its way asks once, not thirty times. */
export const SETTLE_MS = 150;
/** Between two answers to the same question about a moving market, at least. */
export const REFRESH_MS = 3_000;
/** A slow answer is asked for the less often: at most this share of the engine's time goes into one view. */
export const ENGINE_SHARE = 0.02;
const LONGEST_PAUSE_MS = 30_000;

export interface LiveAnswer<Result> {
  /** The last answer, which says itself what it answers; null before the first. */
  readonly answer: Result | null;
  /** Why the last request failed; null once one succeeds. */
  readonly failure: string | null;
}

export interface LiveRequestPorts<Params, Result> {
  readonly ask: (params: Params) => Promise<Result>;
  readonly show: (shown: LiveAnswer<Result>) => void;
  /** Returns what calls it off. */
  readonly schedule: (run: () => void, delayMs: number) => () => void;
  readonly nowMs: () => number;
}

export interface LiveRequest<Params> {
  want(params: Params): void;
  /** The book or the market is another one than before. */
  noteChange(): void;
  /** Nothing is asked while nobody looks or no engine is connected; afterwards at once. */
  setActive(active: boolean): void;
  stop(): void;
}

export function createLiveRequest<Params, Result>(start: Params, ports: LiveRequestPorts<Params, Result>): LiveRequest<Params> {
  let shown: LiveAnswer<Result> = { answer: null, failure: null };
  let params = start;
  /** When the next request is due; null when nothing has changed since the last one. */
  let dueMs: number | null = 0;
  let answeredMs = Number.NEGATIVE_INFINITY;
  let pauseMs = REFRESH_MS;
  let askedMs = 0;
  let asking = false;
  let active = false;
  let stopped = false;
  let callOff = (): void => {};

  const end = (change: Partial<LiveAnswer<Result>>): void => {
    asking = false;
    answeredMs = ports.nowMs();
    pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(REFRESH_MS, (answeredMs - askedMs) / ENGINE_SHARE));
    if (stopped) return;
    shown = { ...shown, ...change };
    // What failed is tried again, moving market or not.
    if (shown.failure !== null) dueMs ??= answeredMs + pauseMs;
    ports.show(shown);
    plan();
  };
  const ask = (): void => {
    dueMs = null;
    askedMs = ports.nowMs();
    asking = true;
    ports.ask(params).then((answer) => end({ answer, failure: null }), (error: unknown) => end({ failure: messageOf(error) }));
  };
  const plan = (): void => {
    callOff();
    if (dueMs === null || asking || !active || stopped) return;
    callOff = ports.schedule(ask, Math.max(0, dueMs - ports.nowMs()));
  };

  return {
    want(next) {
      params = next;
      dueMs = ports.nowMs() + SETTLE_MS;
      plan();
    },
    noteChange() {
      if (dueMs !== null) return;
      dueMs = (asking ? ports.nowMs() : answeredMs) + pauseMs;
      plan();
    },
    setActive(next) {
      if (next && !active) dueMs = Math.min(dueMs ?? Number.POSITIVE_INFINITY, ports.nowMs());
      active = next;
      plan();
    },
    stop() {
      stopped = true;
      callOff();
    },
  };
}
