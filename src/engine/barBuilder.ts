import type { Bar, BarInterval } from '../domain/market/quote.ts';
import { INTRADAY_US, type IntradayInterval } from '../domain/signals/intradayGrid.ts';
import { newYorkDate } from '../domain/time.ts';
import { sessionHours } from '../domain/calendar.ts';
import type { IsoDate, Micros } from '../domain/units.ts';

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
  /**
   * Takes up a session again from its 5-minute bars, oldest first: those stored, the last of them perhaps unfinished, then those of
   * the feed's history. What lies before the newest bar held is known already; a bar of the same start completes that one. Returns
   * the hours that this has left behind.
   */
  resume(fiveMinuteBars: readonly Bar[]): readonly ClosedBar[];
  /** Whole hours that a history tells; those already held stay. Its 5-minute bars, where there are any, do not change them. */
  resumeHours(hours: readonly Bar[]): void;
  /** The session's bar so far, null before its first print. */
  openDaily(): Bar | null;
  /** The 5-minute bar under way if it has changed since it was last asked for: stored now and then, so that a restart loses none of its range. */
  changedFiveMinute(): Bar | null;
  /** A bar of this session by its start, closed or under way; null where nothing was printed in it. */
  bar(interval: IntradayInterval, startUs: Micros): Bar | null;
  /** Ends the session: remaining intraday bars and the daily bar, oldest first; empty when nothing was printed. */
  closeSession(): readonly ClosedBar[];
}

export function createBarBuilder(): BarBuilder {
  const open = new Map<BarInterval, OpenBar>();
  /** Every intraday bar of the session: a market that is taken up a little earlier after a restart goes on with them. */
  const held: Readonly<Record<IntradayInterval, Map<Micros, OpenBar>>> = { '5m': new Map(), '1h': new Map() };
  const wholeHours = new Set<Micros>();
  let changed = false;
  let newestUs = Number.NEGATIVE_INFINITY;

  /** The bar that a value of this start belongs to; a new one where there is none. */
  const barFor = (interval: BarInterval, start: Pick<OpenBar, 'date' | 'startUs'>, price: number): OpenBar => {
    const known = interval === '1d' ? open.get('1d') : held[interval].get(start.startUs);
    const bar = known ?? { ...start, open: price, high: price, low: price, close: price, volume: null };
    if (interval !== '1d') held[interval].set(start.startUs, bar);
    if (interval === '5m' && start.startUs > newestUs) newestUs = start.startUs;
    return bar;
  };
  const extend = (bar: OpenBar, price: number, volume: number | null): void => {
    if (price > bar.high) bar.high = price;
    if (price < bar.low) bar.low = price;
    bar.close = price;
    if (volume !== null) bar.volume = (bar.volume ?? 0) + volume;
  };
  const printInto = (interval: BarInterval, start: Pick<OpenBar, 'date' | 'startUs'>, price: number, volume: number | null): ClosedBar | null => {
    const before = open.get(interval);
    if (before !== undefined && before.startUs === start.startUs) {
      extend(before, price, volume);
      return null;
    }
    const bar = barFor(interval, start, price);
    open.set(interval, bar);
    extend(bar, price, volume);
    return before === undefined ? null : { interval, bar: { ...before } };
  };
  const takeUp = (bar: OpenBar, { high, low, close }: Bar, volume: number | null): void => {
    extend(bar, high, null);
    extend(bar, low, null);
    extend(bar, close, volume);
  };

  return {
    add(eventTimeUs, price, volume) {
      const date = newYorkDate(eventTimeUs);
      const hours = sessionHours(date);
      if (hours === null || eventTimeUs < hours.openUs || eventTimeUs > hours.closeUs) return [];
      const closed: ClosedBar[] = [];
      changed = true;
      for (const interval of ['5m', '1h'] as const) {
        const width = INTRADAY_US[interval];
        // The closing print at exactly 16:00 belongs to the last bar of the session.
        const offset = Math.min(eventTimeUs, hours.closeUs - 1) - hours.openUs;
        const done = printInto(interval, { date, startUs: hours.openUs + Math.floor(offset / width) * width }, price, volume);
        if (done !== null) closed.push(done);
      }
      printInto('1d', { date, startUs: hours.openUs }, price, volume);
      return closed;
    },
    resume(fiveMinuteBars) {
      const left: ClosedBar[] = [];
      for (const told of fiveMinuteBars) {
        if (told.startUs < newestUs) continue;
        const { date, startUs } = told;
        const known = held['5m'].get(startUs);
        const added = told.volume === null ? null : Math.max(0, told.volume - (known?.volume ?? 0));
        takeUp(barFor('5m', { date, startUs }, told.open), told, added);
        const sessionStart = sessionHours(date)?.openUs ?? startUs;
        const hourStart = sessionStart + Math.floor((startUs - sessionStart) / INTRADAY_US['1h']) * INTRADAY_US['1h'];
        for (const [interval, start] of [['1h', hourStart], ['1d', sessionStart]] as const) {
          if (interval === '1h' && wholeHours.has(hourStart)) continue;
          const bar = barFor(interval, { date, startUs: start }, told.open);
          extend(bar, told.open, null);
          takeUp(bar, told, added);
          const before = open.get(interval);
          if (before !== undefined && before !== bar) left.push({ interval, bar: { ...before } });
          open.set(interval, bar);
        }
      }
      return left;
    },
    resumeHours(hours) {
      for (const hour of hours) {
        if (held['1h'].has(hour.startUs)) continue;
        held['1h'].set(hour.startUs, { ...hour });
        wholeHours.add(hour.startUs);
      }
    },
    openDaily() {
      const bar = open.get('1d');
      return bar === undefined ? null : { ...bar };
    },
    changedFiveMinute() {
      if (!changed) return null;
      changed = false;
      const bar = open.get('5m');
      return bar === undefined ? null : { ...bar };
    },
    bar(interval, startUs) {
      const bar = held[interval].get(startUs);
      return bar === undefined ? null : { ...bar };
    },
    closeSession() {
      const closed: ClosedBar[] = [];
      for (const interval of ['5m', '1h', '1d'] as const) {
        const bar = open.get(interval);
        if (bar !== undefined) closed.push({ interval, bar: { ...bar } });
      }
      open.clear();
      held['5m'].clear();
      held['1h'].clear();
      wholeHours.clear();
      newestUs = Number.NEGATIVE_INFINITY;
      return closed;
    },
  };
}
