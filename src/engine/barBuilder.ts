import type { Bar, BarInterval } from '../domain/market/quote.ts';
import { newYorkDate } from '../domain/time.ts';
import { sessionHours } from '../domain/calendar.ts';
import type { IsoDate, Micros } from '../domain/units.ts';

const INTRADAY_US: Readonly<Record<'5m' | '1h', number>> = { '5m': 300_000_000, '1h': 3_600_000_000 };

interface OpenBar {
  date: IsoDate;
  startUs: Micros;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number | null;
}

/** Bars that a print closed. The daily bar is not among them: the session's end closes that one. */
export interface ClosedBar {
  readonly interval: BarInterval;
  readonly bar: Bar;
}

/**
 * Builds 5-minute, hourly and daily bars of one instrument from its prints, within the regular session only (09:30 to the
 * close, the closing print included). Intraday bars are aligned to the session's open. Volume is in shares, null for indices.
 */
export interface BarBuilder {
  /** Returns the intraday bars this print closed; prints outside the session are ignored. */
  add(eventTimeUs: Micros, price: number, volume: number | null): readonly ClosedBar[];
  /** Takes up a session again from its stored 5-minute bars, the last of them perhaps unfinished, oldest first; does nothing once prints have come. */
  resume(fiveMinuteBars: readonly Bar[]): void;
  /** The session's bar so far, null before its first print. */
  openDaily(): Bar | null;
  /** The 5-minute bar under way: stored now and then, so that a restart loses none of its range. */
  openFiveMinute(): Bar | null;
  /** Ends the session: remaining intraday bars and the daily bar, oldest first; empty when nothing was printed. */
  closeSession(): readonly ClosedBar[];
}

export function createBarBuilder(): BarBuilder {
  const open = new Map<BarInterval, OpenBar>();
  /** Intraday bars from before a restart: a market that is taken up a little earlier goes on with them. */
  const resumed = new Map<string, OpenBar>();

  const extend = (interval: BarInterval, date: IsoDate, startUs: Micros, price: number, volume: number | null): ClosedBar | null => {
    const bar = open.get(interval);
    if (bar !== undefined && bar.startUs === startUs) {
      if (price > bar.high) bar.high = price;
      if (price < bar.low) bar.low = price;
      bar.close = price;
      if (volume !== null) bar.volume = (bar.volume ?? 0) + volume;
      return null;
    }
    const before = resumed.get(`${interval} ${startUs}`);
    if (before === undefined) open.set(interval, { date, startUs, open: price, high: price, low: price, close: price, volume });
    else open.set(interval, { ...before, high: Math.max(before.high, price), low: Math.min(before.low, price), close: price, volume: volume === null ? before.volume : (before.volume ?? 0) + volume });
    return bar === undefined ? null : { interval, bar: { ...bar } };
  };

  return {
    add(eventTimeUs, price, volume) {
      const date = newYorkDate(eventTimeUs);
      const hours = sessionHours(date);
      if (hours === null || eventTimeUs < hours.openUs || eventTimeUs > hours.closeUs) return [];
      const closed: ClosedBar[] = [];
      for (const interval of ['5m', '1h'] as const) {
        const width = INTRADAY_US[interval];
        // The closing print at exactly 16:00 belongs to the last bar of the session.
        const offset = Math.min(eventTimeUs, hours.closeUs - 1) - hours.openUs;
        const done = extend(interval, date, hours.openUs + Math.floor(offset / width) * width, price, volume);
        if (done !== null) closed.push(done);
      }
      extend('1d', date, hours.openUs, price, volume);
      return closed;
    },
    resume(fiveMinuteBars) {
      if (open.size > 0) return;
      for (const bar of fiveMinuteBars) {
        const { date, startUs, open: first, high, low, close, volume } = bar;
        resumed.set(`5m ${startUs}`, { ...bar });
        const sessionStart = sessionHours(date)?.openUs ?? startUs;
        const hourStart = sessionStart + Math.floor((startUs - sessionStart) / INTRADAY_US['1h']) * INTRADAY_US['1h'];
        for (const [interval, start] of [['1h', hourStart], ['1d', sessionStart]] as const) {
          extend(interval, date, start, first, null);
          extend(interval, date, start, high, null);
          extend(interval, date, start, low, null);
          extend(interval, date, start, close, volume);
        }
        const hour = open.get('1h');
        if (hour !== undefined) resumed.set(`1h ${hourStart}`, { ...hour });
      }
    },
    openDaily() {
      const bar = open.get('1d');
      return bar === undefined ? null : { ...bar };
    },
    openFiveMinute() {
      const bar = open.get('5m');
      return bar === undefined ? null : { ...bar };
    },
    closeSession() {
      const closed: ClosedBar[] = [];
      for (const interval of ['5m', '1h', '1d'] as const) {
        const bar = open.get(interval);
        if (bar !== undefined) closed.push({ interval, bar: { ...bar } });
      }
      open.clear();
      resumed.clear();
      return closed;
    },
  };
}
