import { describe, expect, test } from 'vitest';
import { newYorkMicros } from '../../src/domain/time.ts';
import { createBarBuilder } from '../../src/engine/barBuilder.ts';

const DAY = '2026-11-03';
const at = (hour: number, minute: number, second = 0): number => newYorkMicros(DAY, hour, minute, second);

describe('bars from prints', () => {
  test('a 5-minute bar closes with the first print of the next one and carries open, high, low, close and summed volume', () => {
    const builder = createBarBuilder();
    expect(builder.add(at(9, 30), 100, 10)).toEqual([]);
    builder.add(at(9, 32), 103, 20);
    builder.add(at(9, 34, 59), 99, 5);
    expect(builder.add(at(9, 35), 101, 1)).toEqual([
      { interval: '5m', bar: { date: DAY, startUs: at(9, 30), open: 100, high: 103, low: 99, close: 99, volume: 35 } },
    ]);
  });

  test('hourly bars are aligned to the open, 09:30, not to the clock hour', () => {
    const builder = createBarBuilder();
    builder.add(at(9, 30), 100, null);
    builder.add(at(10, 29), 105, null);
    const closed = builder.add(at(10, 30), 104, null);
    expect(closed.find(({ interval }) => interval === '1h')?.bar).toMatchObject({ startUs: at(9, 30), high: 105, volume: null });
  });

  test('the closing print at 16:00 belongs to the session; prints before the open and after the close do not', () => {
    const builder = createBarBuilder();
    builder.add(at(9, 29, 59), 90, null);
    builder.add(at(9, 30), 100, null);
    builder.add(at(16, 0), 104, null);
    builder.add(at(16, 0, 1), 120, null);
    expect(builder.openDaily()).toMatchObject({ open: 100, high: 104, low: 100, close: 104 });
    const closed = builder.closeSession();
    expect(closed.map(({ interval }) => interval)).toEqual(['5m', '1h', '1d']);
    expect(closed[0]?.bar.startUs).toBe(at(15, 55));
    expect(builder.openDaily()).toBeNull();
    expect(builder.closeSession()).toEqual([]);
  });

  test('an early close ends the session at 13:00', () => {
    const builder = createBarBuilder();
    const early = '2026-11-27';
    builder.add(newYorkMicros(early, 12, 59), 100, null);
    builder.add(newYorkMicros(early, 13, 5), 120, null);
    expect(builder.openDaily()).toMatchObject({ high: 100 });
  });

  test('prints on a holiday are ignored', () => {
    const builder = createBarBuilder();
    builder.add(newYorkMicros('2026-11-26', 12, 0), 100, null);
    expect(builder.openDaily()).toBeNull();
  });

  test('a session taken up from its stored 5-minute bars ends in the same daily and hourly bars as one without a break', () => {
    const prints = Array.from({ length: 78 }, (_, index) => ({ us: at(9, 30) + index * 300_000_000 + 60_000_000, price: 100 + ((index * 37) % 11) - 5, volume: 100 + index }));
    const whole = createBarBuilder();
    const stored = prints.flatMap(({ us, price, volume }) => whole.add(us, price, volume)).filter(({ interval }) => interval === '5m').map(({ bar }) => bar);
    const expected = whole.closeSession();

    const kept = stored.slice(0, 40);
    const resumed = createBarBuilder();
    resumed.resume(kept);
    for (const { us, price, volume } of prints.slice(kept.length)) resumed.add(us, price, volume);
    const again = resumed.closeSession();
    for (const interval of ['1h', '1d'] as const) {
      expect(again.find((row) => row.interval === interval)).toEqual(expected.find((row) => row.interval === interval));
    }
  });

  test('an unfinished 5-minute bar is taken up with its range, also by a market that goes on a little earlier', () => {
    const prints = Array.from({ length: 40 }, (_, index) => ({ us: at(9, 30) + index * 60_000_000, price: 100 + ((index * 37) % 11) - 5 }));
    const whole = createBarBuilder();
    const cutAt = 23;
    const before = prints.slice(0, cutAt).flatMap(({ us, price }) => whole.add(us, price, null)).filter(({ interval }) => interval === '5m').map(({ bar }) => bar);
    const underWay = whole.changedFiveMinute();
    const after = prints.slice(cutAt).flatMap(({ us, price }) => whole.add(us, price, null));

    for (const rewound of [0, 2, 6]) {
      const resumed = createBarBuilder();
      resumed.resume(underWay === null ? before : [...before, underWay]);
      const again = prints.slice(cutAt - rewound).flatMap(({ us, price }) => resumed.add(us, price, null));
      const stored = new Map([...before.map((bar) => ({ interval: '5m' as const, bar })), ...again].map(({ interval, bar }) => [`${interval} ${bar.startUs}`, bar]));
      for (const { interval, bar } of after) expect(stored.get(`${interval} ${bar.startUs}`), `${interval}, ${rewound} prints back`).toEqual(bar);
      for (const bar of before) expect(stored.get(`5m ${bar.startUs}`)).toEqual(bar);
      expect(resumed.openDaily()).toEqual(whole.openDaily());
    }
  });

  test('a bar of the session is found by its start, closed or under way, until the session ends', () => {
    const builder = createBarBuilder();
    builder.add(at(9, 30), 100, 10);
    builder.add(at(9, 36), 101, 20);
    expect(builder.bar('5m', at(9, 30))).toMatchObject({ close: 100, volume: 10 });
    expect(builder.bar('5m', at(9, 35))).toMatchObject({ close: 101, volume: 20 });
    expect(builder.bar('1h', at(9, 30))).toMatchObject({ open: 100, close: 101, volume: 30 });
    expect(builder.bar('5m', at(9, 40))).toBeNull();
    builder.closeSession();
    expect(builder.bar('5m', at(9, 30))).toBeNull();
  });

  test('the 5-minute bar under way is told as changed once after each print', () => {
    const builder = createBarBuilder();
    expect(builder.changedFiveMinute()).toBeNull();
    builder.add(at(9, 30), 100, null);
    expect(builder.changedFiveMinute()).toMatchObject({ close: 100 });
    expect(builder.changedFiveMinute()).toBeNull();
    builder.add(at(9, 31), 102, null);
    expect(builder.changedFiveMinute()).toMatchObject({ close: 102 });
  });

  test('bars that a history tells after a break fill it: the one under way is completed, the hours left behind are told', () => {
    const prints = Array.from({ length: 60 }, (_, index) => ({ us: at(9, 30) + index * 180_000_000, price: 100 + ((index * 37) % 11) - 5, volume: 100 + index }));
    const whole = createBarBuilder();
    const closed = prints.flatMap(({ us, price, volume }) => whole.add(us, price, volume));
    const history = closed.filter(({ interval }) => interval === '5m').map(({ bar }) => bar);

    const broken = createBarBuilder();
    // The feed is gone in the midst of a bar, at 09:56, and comes back after the whole bars up to 12:10.
    const cutAt = 9;
    const before = prints.slice(0, cutAt).flatMap(({ us, price, volume }) => broken.add(us, price, volume));
    const told = history.filter(({ startUs }) => startUs < at(12, 10));
    const left = broken.resume(told);
    const after = prints.filter(({ us }) => us >= at(12, 10)).flatMap(({ us, price, volume }) => broken.add(us, price, volume));
    expect(left.map(({ interval, bar }) => [interval, bar.startUs])).toEqual([['1h', at(9, 30)], ['1h', at(10, 30)]]);
    const hours = [...before, ...left, ...after].filter(({ interval }) => interval === '1h');
    expect(hours).toEqual(closed.filter(({ interval }) => interval === '1h'));
    for (const { startUs } of history) expect(broken.bar('5m', startUs)).toEqual(whole.bar('5m', startUs));
    expect(broken.openDaily()).toEqual(whole.openDaily());
    expect(broken.resume(told)).toEqual([]);
    expect(broken.openDaily()).toEqual(whole.openDaily());
  });

  test('whole hours of a history stand where no bar does, and its 5-minute bars do not count twice in them', () => {
    const hour = { date: DAY, startUs: at(9, 30), open: 100, high: 104, low: 99, close: 101, volume: 1_200 };
    const builder = createBarBuilder();
    builder.resumeHours([hour]);
    builder.resume([{ ...hour, high: 102, volume: 100 }]);
    expect(builder.bar('1h', at(9, 30))).toEqual(hour);
    expect(builder.openDaily()).toMatchObject({ high: 102, volume: 100 });
    builder.resumeHours([{ ...hour, close: 1 }]);
    expect(builder.bar('1h', at(9, 30))).toEqual(hour);
  });
});
