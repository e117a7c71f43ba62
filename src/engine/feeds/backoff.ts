export interface BackoffOptions {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly firstMs: number;
  readonly capMs: number;
  readonly maxAttemptsPerMinute: number;
}

export interface Backoff {
  /** Milliseconds to wait before the next attempt; call once per attempt. */
  nextDelayMs(nowMs: number): number;
  /** Notes that an attempt starts now. */
  attempted(nowMs: number): void;
  /** The connection proved itself: the next failure starts small again. */
  succeeded(): void;
}

const MINUTE_MS = 60_000;

/**
 * Full jitter: uniform between nothing and an exponentially growing, capped ceiling, so that many clients of one server do not
 * come back together. A window over the last minute bounds the attempts even when the dice fall low.
 */
export function createBackoff({ random, firstMs, capMs, maxAttemptsPerMinute }: BackoffOptions): Backoff {
  let failures = 0;
  let attempts: number[] = [];
  return {
    nextDelayMs: (nowMs) => {
      const ceiling = Math.min(capMs, firstMs * 2 ** Math.min(failures, 30));
      failures += 1;
      attempts = attempts.filter((at) => nowMs - at < MINUTE_MS);
      const oldest = attempts[attempts.length - maxAttemptsPerMinute];
      const windowMs = oldest === undefined ? 0 : oldest + MINUTE_MS - nowMs;
      return Math.max(random() * ceiling, windowMs);
    },
    attempted: (nowMs) => { attempts.push(nowMs); },
    succeeded: () => { failures = 0; },
  };
}
