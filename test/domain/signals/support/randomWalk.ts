import type { DailyInput } from '../../../../src/domain/signals/dailySignals.ts';

/** Seeded 32-bit generator (mulberry32), uniform on [0, 1). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Business days from 2001-01-02 on, weekends skipped. */
export function sessionDates(count: number): string[] {
  const dates: string[] = [];
  for (let time = Date.UTC(2001, 0, 2); dates.length < count; time += 86_400_000) {
    const day = new Date(time);
    if (day.getUTCDay() % 6 !== 0) dates.push(day.toISOString().slice(0, 10));
  }
  return dates;
}

export interface WalkOptions {
  /** Chance that an optional series is absent on a day. */
  readonly holes?: number;
}

/** A market that drifts, jumps and reverts enough to pass through every state of the signals. */
export function randomWalk(seed: number, length: number, { holes = 0 }: WalkOptions = {}): DailyInput[] {
  const random = uniform(seed);
  const noise = (): number => random() + random() + random() - 1.5;
  let close = 100;
  let vix = 18;
  return sessionDates(length).map((date) => {
    const open = close;
    const move = 0.012 * noise() - (random() < 0.01 ? 0.05 : 0);
    close = open * Math.exp(move);
    vix = Math.max(9, vix + 0.08 * (17 - vix) - 120 * move + 0.6 * noise());
    const high = Math.max(open, close) * (1 + 0.004 * random());
    const low = Math.min(open, close) * (1 - 0.004 * random());
    const advances = Math.round(250 + 9000 * move + 60 * noise());
    const present = (): boolean => random() >= holes;
    const spy = { close, volume: Math.round(5e7 * (0.5 + random())) };
    const vixBar = { open: vix, high: vix * 1.02, low: vix * 0.98, close: vix };
    const breadth = { universe: 'test', advances: Math.min(500, Math.max(0, advances)), declines: Math.min(500, Math.max(0, 500 - advances)) };
    return {
      date,
      price: { open, high, low, close },
      spy: present() ? spy : null,
      vix: present() ? vixBar : null,
      breadth: present() ? breadth : null,
      cor1m: present() ? 20 + 30 * random() : null,
      cor3m: present() ? 25 + 30 * random() : null,
      vxx: present() ? vix * (2 + 0.1 * random()) : null,
      creditSpread: present() ? 2 + vix / 20 + 0.05 * noise() : null,
      term: present() ? { vx: [{ days: 12, level: vix * 1.03 }, { days: 40, level: vix * 1.05 + 1 }], vix9d: vix * 0.98, vix3m: 0.5 * vix + 9, vix6m: null } : null,
    };
  });
}
