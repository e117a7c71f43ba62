/** Runs something once after `ms`; the return value cancels it. */
export type Schedule = (ms: number, run: () => void) => () => void;

// Every host has these two; the contract folder is compiled without any host's types.
declare const setTimeout: (run: () => void, ms: number) => unknown;
declare const clearTimeout: (handle: unknown) => void;

/** The host's own timers. Tests pass a schedule of theirs. */
export const hostSchedule: Schedule = (ms, run) => {
  const handle = setTimeout(run, ms);
  return () => clearTimeout(handle);
};
