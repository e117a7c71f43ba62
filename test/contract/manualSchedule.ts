import type { Schedule } from '../../src/contract/timers.ts';

/** Timers that fire when a test advances them. */
export function createManualSchedule(): { readonly schedule: Schedule; advance(ms: number): void; waiting(): number } {
  let now = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  return {
    schedule(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now).sort((one, two) => one.at - two.at);
      timers = timers.filter((timer) => timer.at > now);
      for (const timer of due) timer.run();
    },
    waiting: () => timers.length,
  };
}
