import { LATE_OPENINGS, UNSCHEDULED_CLOSINGS, UNSCHEDULED_EARLY_CLOSES } from './exchangeClosures.ts';
import type { SessionPhase } from './market/marketView.ts';
import { addCalendarDays, calendarDaysBetween, dayOfWeek, formatIsoDate, lastWeekday, newYorkDate, newYorkMicros, nthWeekday } from './time.ts';
import type { IsoDate, Micros } from './units.ts';

/** Regular hours of one session. `curbCloseUs` ends the quarter hour in which index options still trade after the stock close. */
export interface SessionHours {
  readonly openUs: Micros;
  readonly closeUs: Micros;
  readonly curbCloseUs: Micros;
  /** The session ends at 13:00. */
  readonly early: boolean;
}

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const FRIDAY = 5;
const SATURDAY = 6;

/** Western Easter Sunday (anonymous Gregorian algorithm, Meeus, Astronomical Algorithms, ch. 8). */
function easterSunday(year: number): IsoDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return formatIsoDate({ year, month, day });
}

// NYSE rule 7.2: a Saturday holiday closes the Friday before, a Sunday holiday the Monday after.
function observed(date: IsoDate): IsoDate {
  const weekday = dayOfWeek(date);
  if (weekday === SATURDAY) return addCalendarDays(date, -1);
  return weekday === SUNDAY ? addCalendarDays(date, 1) : date;
}

interface YearCalendar {
  readonly holidays: ReadonlySet<IsoDate>;
  readonly earlyCloses: ReadonlySet<IsoDate>;
}

function holidaysOf(year: number): Set<IsoDate> {
  const holidays = new Set<IsoDate>([
    nthWeekday({ year, month: 2 }, MONDAY, 3),
    addCalendarDays(easterSunday(year), -2),
    lastWeekday({ year, month: 5 }, MONDAY),
    observed(`${year}-07-04`),
    nthWeekday({ year, month: 9 }, MONDAY, 1),
    nthWeekday({ year, month: 11 }, THURSDAY, 4),
    observed(`${year}-12-25`),
  ]);
  // A Saturday New Year's Day does not close the last business day of the old year.
  if (dayOfWeek(`${year}-01-01`) !== SATURDAY) holidays.add(observed(`${year}-01-01`));
  if (year >= 1998) holidays.add(nthWeekday({ year, month: 1 }, MONDAY, 3));
  if (year >= 2022) holidays.add(observed(`${year}-06-19`));
  return holidays;
}

/**
 * Early closes at 13:00: the Friday after Thanksgiving, Christmas Eve, and the day before Independence Day; until 2012 a
 * Thursday Independence Day shortened the Friday after instead of the Wednesday before.
 */
function earlyClosesOf(year: number, holidays: ReadonlySet<IsoDate>): Set<IsoDate> {
  const independence = dayOfWeek(`${year}-07-04`);
  const days = [addCalendarDays(nthWeekday({ year, month: 11 }, THURSDAY, 4), 1), `${year}-12-24`];
  if (independence === THURSDAY && year < 2013) days.push(`${year}-07-05`);
  else if (independence >= 2 && independence <= FRIDAY) days.push(`${year}-07-03`);
  return new Set(days.filter((day) => !holidays.has(day)));
}

const calendars = new Map<number, YearCalendar>();

function calendarOf(year: number): YearCalendar {
  const known = calendars.get(year);
  if (known !== undefined) return known;
  const holidays = holidaysOf(year);
  const calendar = { holidays, earlyCloses: earlyClosesOf(year, holidays) };
  calendars.set(year, calendar);
  return calendar;
}

const tradingDays = new Map<IsoDate, boolean>();

/** A day on which NYSE and Cboe hold a regular session (rules from 1990 on, exceptions in exchangeClosures.ts). */
export function isTradingDay(date: IsoDate): boolean {
  const known = tradingDays.get(date);
  if (known !== undefined) return known;
  const weekday = dayOfWeek(date);
  const open = weekday !== SATURDAY && weekday !== SUNDAY && !UNSCHEDULED_CLOSINGS.has(date) && !calendarOf(Number(date.slice(0, 4))).holidays.has(date);
  tradingDays.set(date, open);
  return open;
}

const sessions = new Map<IsoDate, SessionHours | null>();

function hoursOf(date: IsoDate): SessionHours | null {
  if (!isTradingDay(date)) return null;
  const early = UNSCHEDULED_EARLY_CLOSES.has(date) || calendarOf(Number(date.slice(0, 4))).earlyCloses.has(date);
  const openMinutes = LATE_OPENINGS.get(date) ?? 9 * 60 + 30;
  const closeHour = early ? 13 : 16;
  return {
    openUs: newYorkMicros(date, Math.floor(openMinutes / 60), openMinutes % 60),
    closeUs: newYorkMicros(date, closeHour, 0),
    curbCloseUs: newYorkMicros(date, closeHour, 15),
    early,
  };
}

/** Null on a day without a session. */
export function sessionHours(date: IsoDate): SessionHours | null {
  const known = sessions.get(date);
  if (known !== undefined) return known;
  const hours = hoursOf(date);
  sessions.set(date, hours);
  return hours;
}

/** The first session after `date`. */
export function nextTradingDay(date: IsoDate): IsoDate {
  let day = addCalendarDays(date, 1);
  while (!isTradingDay(day)) day = addCalendarDays(day, 1);
  return day;
}

/** The last session before `date`. */
export function previousTradingDay(date: IsoDate): IsoDate {
  let day = addCalendarDays(date, -1);
  while (!isTradingDay(day)) day = addCalendarDays(day, -1);
  return day;
}

/** `days` sessions after (negative: before) `date`; 0 gives `date` itself. */
export function addTradingDays(date: IsoDate, days: number): IsoDate {
  let day = date;
  for (let step = 0; step < Math.abs(days); step++) day = days > 0 ? nextTradingDay(day) : previousTradingDay(day);
  return day;
}

/** Sessions in (a, b]; negative when b is before a. */
export function tradingDaysBetween(a: IsoDate, b: IsoDate): number {
  if (b < a) return -tradingDaysBetween(b, a);
  let count = 0;
  const span = calendarDaysBetween(a, b);
  for (let step = 1; step <= span; step++) if (isTradingDay(addCalendarDays(a, step))) count++;
  return count;
}

/** `date` itself on a session day, else the session before it. */
export const onOrBefore = (date: IsoDate): IsoDate => (isTradingDay(date) ? date : previousTradingDay(date));

export function sessionPhase(us: Micros): SessionPhase {
  const hours = sessionHours(newYorkDate(us));
  if (hours === null || us < hours.openUs || us >= hours.curbCloseUs) return 'closed';
  return us < hours.closeUs ? 'open' : 'curb';
}
