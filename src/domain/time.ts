import { MICROS_PER_DAY, MICROS_PER_MINUTE, MICROS_PER_SECOND, SECONDS_PER_YEAR } from './units.ts';
import type { IsoDate, Micros } from './units.ts';

const MICROS_PER_HOUR = 3_600 * MICROS_PER_SECOND;
const STANDARD_OFFSET_HOURS = 5;

/** Wall clock in New York. */
export interface NewYorkClock {
  readonly date: IsoDate;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export interface CalendarDate {
  readonly year: number;
  /** 1…12 */
  readonly month: number;
  readonly day: number;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
export function dayNumberOf({ year, month, day }: CalendarDate): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function calendarDateOf(dayNumber: number): CalendarDate {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

export const formatIsoDate = ({ year, month, day }: CalendarDate): IsoDate =>
  `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;

export const partsOfDate = (date: IsoDate): CalendarDate => ({
  year: Number(date.slice(0, 4)),
  month: Number(date.slice(5, 7)),
  day: Number(date.slice(8, 10)),
});

/** True for an existing calendar day written `YYYY-MM-DD`. */
export function isIsoDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && formatIsoDate(calendarDateOf(dayNumberOf(partsOfDate(text)))) === text;
}

const dayNumberOfDate = (date: IsoDate): number => dayNumberOf(partsOfDate(date));
const dateOfDayNumber = (dayNumber: number): IsoDate => formatIsoDate(calendarDateOf(dayNumber));

/** b − a in calendar days; negative when b is earlier. */
export const calendarDaysBetween = (a: IsoDate, b: IsoDate): number => dayNumberOfDate(b) - dayNumberOfDate(a);

export const addCalendarDays = (date: IsoDate, days: number): IsoDate => dateOfDayNumber(dayNumberOfDate(date) + days);

/** 0 = Sunday … 6 = Saturday (1970-01-01 was a Thursday). */
export const dayOfWeek = (date: IsoDate): number => (((dayNumberOfDate(date) + 4) % 7) + 7) % 7;

const weekdayOfDayNumber = (dayNumber: number): number => (((dayNumber + 4) % 7) + 7) % 7;

function nthWeekdayNumber({ year, month }: { year: number; month: number }, weekday: number, nth: number): number {
  const first = dayNumberOf({ year, month, day: 1 });
  return first + ((weekday - weekdayOfDayNumber(first) + 7) % 7) + 7 * (nth - 1);
}

/** The nth weekday of a month, nth from 1. */
export const nthWeekday = (month: { year: number; month: number }, weekday: number, nth: number): IsoDate =>
  dateOfDayNumber(nthWeekdayNumber(month, weekday, nth));

/** The last weekday of a month. */
export function lastWeekday({ year, month }: { year: number; month: number }, weekday: number): IsoDate {
  const nextMonth = month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 };
  return dateOfDayNumber(nthWeekdayNumber(nextMonth, weekday, 1) - 7);
}

interface SummerTime {
  readonly startUs: Micros;
  readonly endUs: Micros;
}

const summerTimeByYear = new Map<number, SummerTime>();

/**
 * US summer time: first Sunday of April to last Sunday of October for 1987–2006 (Public Law 99-359), second Sunday of
 * March to first Sunday of November from 2007 (Energy Policy Act of 2005); always at 02:00 wall clock. Earlier years are
 * out of range and follow the 1987 rule.
 */
function summerTimeOf(year: number): SummerTime {
  const known = summerTimeByYear.get(year);
  if (known !== undefined) return known;
  const startDay = year >= 2007 ? nthWeekdayNumber({ year, month: 3 }, 0, 2) : nthWeekdayNumber({ year, month: 4 }, 0, 1);
  const endDay = nthWeekdayNumber({ year, month: 11 }, 0, 1) - (year >= 2007 ? 0 : 7);
  const rule = { startUs: startDay * MICROS_PER_DAY + 7 * MICROS_PER_HOUR, endUs: endDay * MICROS_PER_DAY + 6 * MICROS_PER_HOUR };
  summerTimeByYear.set(year, rule);
  return rule;
}

function offsetMicros(us: Micros): number {
  const dayNumber = Math.floor((us - STANDARD_OFFSET_HOURS * MICROS_PER_HOUR) / MICROS_PER_DAY);
  const { startUs, endUs } = summerTimeOf(calendarDateOf(dayNumber).year);
  return (us >= startUs && us < endUs ? STANDARD_OFFSET_HOURS - 1 : STANDARD_OFFSET_HOURS) * MICROS_PER_HOUR;
}

let lastDayNumber = Number.NaN;
let lastDate: IsoDate = '';

// The stream asks for the same day again and again: one day is remembered.
function dateOfLocal(localUs: number): IsoDate {
  const dayNumber = Math.floor(localUs / MICROS_PER_DAY);
  if (dayNumber !== lastDayNumber) {
    lastDate = dateOfDayNumber(dayNumber);
    lastDayNumber = dayNumber;
  }
  return lastDate;
}

export function newYorkClock(us: Micros): NewYorkClock {
  const local = us - offsetMicros(us);
  const intoDay = local - Math.floor(local / MICROS_PER_DAY) * MICROS_PER_DAY;
  return {
    date: dateOfLocal(local),
    hour: Math.floor(intoDay / MICROS_PER_HOUR),
    minute: Math.floor((intoDay % MICROS_PER_HOUR) / MICROS_PER_MINUTE),
    second: Math.floor((intoDay % MICROS_PER_MINUTE) / MICROS_PER_SECOND),
  };
}

export const newYorkDate = (us: Micros): IsoDate => dateOfLocal(us - offsetMicros(us));

/**
 * Moment of a New York wall-clock time. The hour that summer time repeats means its first pass; a time that summer time
 * skips is read an hour later.
 */
export function newYorkMicros(date: IsoDate, hour: number, minute: number, second = 0): Micros {
  const dayNumber = dayNumberOfDate(date);
  const local = dayNumber * MICROS_PER_DAY + hour * MICROS_PER_HOUR + minute * MICROS_PER_MINUTE + second * MICROS_PER_SECOND;
  const asSummer = local + (STANDARD_OFFSET_HOURS - 1) * MICROS_PER_HOUR;
  const { startUs, endUs } = summerTimeOf(Number(date.slice(0, 4)));
  return asSummer >= startUs && asSummer < endUs ? asSummer : asSummer + MICROS_PER_HOUR;
}

const MOMENT_FORM = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * A moment written as ISO 8601 with its offset from UTC, `2026-11-20T11:00:00-05:00`, to the microsecond. A text without an
 * offset means another moment to every reader: null, like any other that is no moment.
 */
export function parseMoment(text: string): Micros | null {
  const match = MOMENT_FORM.exec(text);
  if (match === null) return null;
  const [, date = '', hour = '', minute = '', second = '0', fraction = '', sign = '+', offsetHour = '0', offsetMinute = '0'] = match;
  if (!isIsoDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(offsetHour) > 14 || Number(offsetMinute) > 59) return null;
  const offsetMinutes = (sign === '-' ? -1 : 1) * (Number(offsetHour) * 60 + Number(offsetMinute));
  const minutes = Number(hour) * 60 + Number(minute) - offsetMinutes;
  return dayNumberOfDate(date) * MICROS_PER_DAY + minutes * MICROS_PER_MINUTE + Number(second) * MICROS_PER_SECOND + Number(fraction.padEnd(6, '0'));
}

/** Seconds between two moments over a 365-day year; negative when `toUs` is earlier. */
export const yearFraction = (fromUs: Micros, toUs: Micros): number => (toUs - fromUs) / MICROS_PER_SECOND / SECONDS_PER_YEAR;
