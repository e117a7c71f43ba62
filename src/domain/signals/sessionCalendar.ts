import { isTradingDay } from '../calendar.ts';
import { addCalendarDays } from '../time.ts';
import type { IsoDate } from '../units.ts';

/** The years for which the calendar's rules are vouched for; bars of other years are not held against it. */
const FIRST_DAY: IsoDate = '1990-01-01';
const LAST_DAY: IsoDate = '2099-12-31';

/** A bar on a weekend or holiday: taken, since the dates of the bars are the sessions, but worth saying. */
export const standsOutsideCalendar = (date: IsoDate): boolean => date >= FIRST_DAY && date <= LAST_DAY && !isTradingDay(date);

/** Sessions of the calendar strictly between two bars, in order. */
export function sessionsMissed(previous: IsoDate, date: IsoDate): readonly IsoDate[] {
  const missed: IsoDate[] = [];
  let day = previous < FIRST_DAY ? FIRST_DAY : addCalendarDays(previous, 1);
  for (; day < date && day <= LAST_DAY; day = addCalendarDays(day, 1)) if (isTradingDay(day)) missed.push(day);
  return missed;
}
