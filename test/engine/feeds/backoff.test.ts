import { describe, expect, it } from 'vitest';
import { createBackoff } from '../../../src/engine/feeds/backoff.ts';

const options = { firstMs: 1_000, capMs: 30_000, maxAttemptsPerMinute: 10 };

describe('reconnect backoff', () => {
  it('draws uniformly under a ceiling that doubles from 1 s to 30 s (full jitter)', () => {
    const top = createBackoff({ ...options, random: () => 1 });
    expect(Array.from({ length: 8 }, () => top.nextDelayMs(0))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    const middle = createBackoff({ ...options, random: () => 0.25 });
    expect([middle.nextDelayMs(0), middle.nextDelayMs(0)]).toEqual([250, 500]);
  });

  it('starts small again after a connection that proved itself', () => {
    const backoff = createBackoff({ ...options, random: () => 1 });
    for (let failure = 0; failure < 6; failure += 1) backoff.nextDelayMs(0);
    backoff.succeeded();
    expect(backoff.nextDelayMs(0)).toBe(1_000);
  });

  it('waits for the window of ten attempts a minute even when jitter says "now"', () => {
    const backoff = createBackoff({ ...options, random: () => 0 });
    for (let attempt = 0; attempt < 10; attempt += 1) backoff.attempted(attempt * 100);
    expect(backoff.nextDelayMs(1_000)).toBe(59_000);
    expect(backoff.nextDelayMs(60_000)).toBe(0);
  });

  it('stays finite after very many failures', () => {
    const backoff = createBackoff({ ...options, random: () => 1 });
    for (let failure = 0; failure < 5_000; failure += 1) expect(backoff.nextDelayMs(failure * 30_000)).toBeLessThanOrEqual(30_000);
  });
});
