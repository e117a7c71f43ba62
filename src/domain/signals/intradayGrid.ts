import { nextTradingDay, previousTradingDay, sessionHours } from '../calendar.ts';
import { isIsoDate, newYorkClock, newYorkMicros } from '../time.ts';
import { MICROS_PER_SECOND } from '../units.ts';
import type { IsoDate, Micros } from '../units.ts';
import type { BarLabel } from './dailySignals.ts';

export type IntradayInterval = '5m' | '1h';

export const INTRADAY_US: Readonly<Record<IntradayInterval, Micros>> = { '5m': 300 * MICROS_PER_SECOND, '1h': 3_600 * MICROS_PER_SECOND };

/** A bar's place: the session, and the bar's number in it from 0. Bars are aligned to the session's open; the last may be shorter. */
export interface GridPlace {
  readonly date: IsoDate;
  readonly slot: number;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** The New York start of a bar as its label, `2026-11-20T10:35`. */
export function barLabel(startUs: Micros): BarLabel {
  const { date, hour, minute } = newYorkClock(startUs);
  return `${date}T${twoDigits(hour)}:${twoDigits(minute)}`;
}

/** Bars of a session; 0 on a day without one. */
export function barsInSession(date: IsoDate, interval: IntradayInterval): number {
  const hours = sessionHours(date);
  return hours === null ? 0 : Math.ceil((hours.closeUs - hours.openUs) / INTRADAY_US[interval]);
}

export function startOf({ date, slot }: GridPlace, interval: IntradayInterval): Micros {
  return (sessionHours(date)?.openUs ?? newYorkMicros(date, 0, 0)) + slot * INTRADAY_US[interval];
}

const labelOf = (place: GridPlace, interval: IntradayInterval): BarLabel => barLabel(startOf(place, interval));

const LABEL_FORM = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/;

/** Null for what is no label, or no bar's start: outside the session, or between two starts. */
export function placeOf(label: BarLabel, interval: IntradayInterval): GridPlace | null {
  const [, date = '', hour = '', minute = ''] = LABEL_FORM.exec(label) ?? [];
  if (!isIsoDate(date)) return null;
  const hours = sessionHours(date);
  if (hours === null) return null;
  const startUs = newYorkMicros(date, Number(hour), Number(minute));
  const slot = (startUs - hours.openUs) / INTRADAY_US[interval];
  return Number.isInteger(slot) && slot >= 0 && startUs < hours.closeUs ? { date, slot } : null;
}

function placeAfter({ date, slot }: GridPlace, interval: IntradayInterval): GridPlace {
  return slot + 1 < barsInSession(date, interval) ? { date, slot: slot + 1 } : { date: nextTradingDay(date), slot: 0 };
}

function placeBefore({ date, slot }: GridPlace, interval: IntradayInterval): GridPlace {
  if (slot > 0) return { date, slot: slot - 1 };
  const previous = previousTradingDay(date);
  return { date: previous, slot: barsInSession(previous, interval) - 1 };
}

/** Bars of the grid strictly between two of its bars: their number, the first and the last. Nights, weekends and holidays hold none. */
export interface MissedBars {
  readonly count: number;
  readonly from: BarLabel;
  readonly to: BarLabel;
}

/** Null where the later bar follows on the earlier, or one of them stands on no place of the grid. */
export function barsMissed(earlier: BarLabel, later: BarLabel, interval: IntradayInterval): MissedBars | null {
  const [before, now] = [placeOf(earlier, interval), placeOf(later, interval)];
  if (before === null || now === null) return null;
  let count = now.slot - before.slot - 1;
  for (let date = before.date; date < now.date; date = nextTradingDay(date)) count += barsInSession(date, interval);
  if (count <= 0) return null;
  return { count, from: labelOf(placeAfter(before, interval), interval), to: labelOf(placeBefore(now, interval), interval) };
}
