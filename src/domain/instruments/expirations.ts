import { isTradingDay, onOrBefore } from '../calendar.ts';
import { addCalendarDays, calendarDaysBetween, dayOfWeek, nthWeekday, partsOfDate } from '../time.ts';
import type { IsoDate } from '../units.ts';

const FRIDAY = 5;
/** Cboe: VIX derivatives expire 30 days before the S&P 500 options that their settlement is computed from. */
const VIX_REFERENCE_DAYS = 30;

export interface VixExpiration {
  readonly date: IsoDate;
  /** False for the weekly contracts (root VIXW). */
  readonly monthly: boolean;
}

/** Third Friday, or the business day before when that is a holiday. */
export const spxMonthlyExpiration = (year: number, month: number): IsoDate => onOrBefore(nthWeekday({ year, month }, FRIDAY, 3));

// The business day rule applies twice: to the S&P date, and to the day 30 days before it.
const vixExpirationFor = (spxExpiration: IsoDate): IsoDate => onOrBefore(addCalendarDays(spxExpiration, -VIX_REFERENCE_DAYS));

/** Monthly VIX options and VX futures: 30 calendar days before the next month's S&P monthly; normally a Wednesday. */
export function vixMonthlyExpiration(year: number, month: number): IsoDate {
  return vixExpirationFor(month === 12 ? spxMonthlyExpiration(year + 1, 1) : spxMonthlyExpiration(year, month + 1));
}

/** All VIX option expirations in [fromDate, toDate], weeklies included, in order. */
export function vixExpirations(fromDate: IsoDate, toDate: IsoDate): VixExpiration[] {
  const found: VixExpiration[] = [];
  let friday = addCalendarDays(fromDate, VIX_REFERENCE_DAYS - 7);
  friday = addCalendarDays(friday, (FRIDAY - dayOfWeek(friday) + 7) % 7);
  for (; ; friday = addCalendarDays(friday, 7)) {
    const date = vixExpirationFor(onOrBefore(friday));
    if (date > toDate) return found;
    const { year, month } = partsOfDate(friday);
    if (date >= fromDate) found.push({ date, monthly: nthWeekday({ year, month }, FRIDAY, 3) === friday });
  }
}

/** The next `count` monthly settlement dates of VX futures on or after `fromDate`. */
export function vxExpirations(fromDate: IsoDate, count: number): IsoDate[] {
  const found: IsoDate[] = [];
  let { year, month } = partsOfDate(fromDate);
  while (found.length < count) {
    const date = vixMonthlyExpiration(year, month);
    if (date >= fromDate) found.push(date);
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year++;
  }
  return found;
}

/** SPXW expires on every session in [fromDate, toDate] (daily since 2022). */
export function spxwExpirations(fromDate: IsoDate, toDate: IsoDate): IsoDate[] {
  const found: IsoDate[] = [];
  for (let step = 0; step <= calendarDaysBetween(fromDate, toDate); step++) {
    const date = addCalendarDays(fromDate, step);
    if (isTradingDay(date)) found.push(date);
  }
  return found;
}
