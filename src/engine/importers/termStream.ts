import { vixMonthlyExpiration } from '../../domain/instruments/expirations.ts';
import { failed, success } from '../../domain/result.ts';
import type { TermLevels } from '../../domain/signals/dailySignals.ts';
import { addCalendarDays, calendarDaysBetween, partsOfDate } from '../../domain/time.ts';
import type { IsoDate } from '../../domain/units.ts';
import { tableStream, type ColumnChoice } from './csvTable.ts';
import { rising } from './dailyRow.ts';
import { unlessBlank } from './dailyStream.ts';
import type { RowStream } from './rowStream.ts';
import type { TableRow } from './tableRow.ts';

const INDICES = ['vix9d', 'vix3m', 'vix6m'] as const;
const MONTHS = ['vx1', 'vx2', 'vx3', 'vx4', 'vx5', 'vx6', 'vx7', 'vx8'] as const;

/** First date on which futures of every month were listed. Before, the columns passed over months that had none. */
const EVERY_MONTH_LISTED: IsoDate = '2006-10-23';

export interface DailyTerm {
  readonly date: IsoDate;
  readonly term: TermLevels;
}

const columns: ColumnChoice = (names) => {
  const levels = [...INDICES, ...MONTHS];
  return levels.some((name) => names.includes(name))
    ? success({ required: ['date'], optional: ['front_expiry', 'front_days', ...levels] })
    : failed('invalid-input', `none of the columns ${levels.join(', ')} is there`);
};

/** Settlement of the front future; null where the row does not say. */
function frontExpiry(row: TableRow, date: IsoDate): IsoDate | null {
  const days = row.optional('front_days', { least: 0 });
  if (days !== null && !Number.isInteger(days)) row.note(`front_days is ${days}, no whole number of days`);
  const expiry = row.text('front_expiry') === '' ? null : row.date('front_expiry');
  if (row.problem() !== undefined) return null;
  if (expiry !== null && expiry < date) row.note(`front_expiry ${expiry} comes before date ${date}`);
  else if (expiry !== null && days !== null && calendarDaysBetween(date, expiry) !== days) {
    row.note(`front_days is ${days}, but ${calendarDaysBetween(date, expiry)} days lie between date and front_expiry`);
  }
  return expiry ?? (days === null ? null : addCalendarDays(date, days));
}

/** Of the month so many after the front one, in files by order of expiry; null for later months while some were not listed. */
function monthlyExpiration(date: IsoDate, front: IsoDate, monthsLater: number): IsoDate | null {
  if (monthsLater === 0) return front;
  if (date < EVERY_MONTH_LISTED) return null;
  const { year, month } = partsOfDate(front);
  const months = year * 12 + (month - 1) + monthsLater;
  return vixMonthlyExpiration(Math.floor(months / 12), (months % 12) + 1);
}

/** Months up to the first blank one: behind a hole the second would be taken for the first. */
function monthsOf(row: TableRow, date: IsoDate): TermLevels['vx'] {
  const levels = MONTHS.map((name) => row.optional(name, { above: 0 }));
  const front = frontExpiry(row, date);
  const hole = levels.indexOf(null);
  return levels.slice(0, hole === -1 ? levels.length : hole).flatMap((level, month) => {
    if (level === null || row.problem() !== undefined) return [];
    const expiration = front === null ? null : monthlyExpiration(date, front, month);
    return [{ days: expiration === null ? null : calendarDaysBetween(date, expiration), level }];
  });
}

function termOf(row: TableRow): DailyTerm {
  const date = row.date('date');
  const [vix9d, vix3m, vix6m] = [row.optional('vix9d', { above: 0 }), row.optional('vix3m', { above: 0 }), row.optional('vix6m', { above: 0 })];
  return { date, term: { vx: row.problem() === undefined ? monthsOf(row, date) : [], vix9d, vix3m, vix6m } };
}

const isBlank = ({ term: { vx, vix9d, vix3m, vix6m } }: DailyTerm): boolean => vx.length === 0 && vix9d === null && vix3m === null && vix6m === null;

/**
 * Columns date and any of vix9d, vix3m, vix6m, vx1 … vx8; front_expiry or front_days dates the months. A blank cell is an absent
 * level.
 */
export const streamTerm = (path: string): RowStream<DailyTerm> => tableStream(path, columns, unlessBlank(rising(termOf), isBlank));
