import type { MonotonicClock, Scheduler } from '../../../src/engine/ports.ts';

/** A clock and its timers that move only when a test says so. */
export function createManualTime() {
  let nowMs = 0;
  let waiting: { readonly atMs: number; readonly run: () => void }[] = [];
  const clock: MonotonicClock = { nowMs: () => nowMs };
  const scheduler: Scheduler = {
    after: (ms, run) => {
      const timer = { atMs: nowMs + ms, run };
      waiting.push(timer);
      return { cancel: () => { waiting = waiting.filter((other) => other !== timer); } };
    },
  };
  const runDue = (untilMs: number): void => {
    for (;;) {
      const next = waiting.filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      waiting = waiting.filter((timer) => timer !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
    }
    nowMs = Math.max(nowMs, untilMs);
  };
  return {
    clock, scheduler,
    advance: (ms: number) => runDue(nowMs + ms),
    /** The process was busy: time passes, and the timers come late all at once. */
    freeze: (ms: number) => {
      nowMs += ms;
      runDue(nowMs);
    },
    pending: () => waiting.length,
  };
}
