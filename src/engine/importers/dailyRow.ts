/** One row of a daily file and what must hold of it, for whoever reads it: whole files or streams. */
import { failed, success, type Result } from '../../domain/result.ts';
import type { IsoDate } from '../../domain/units.ts';
import { isFarOutside } from '../../domain/signals/cleanSession.ts';
import type { RowReader } from './csvTable.ts';
import type { TableRow } from './tableRow.ts';

/** Unadjusted prices in dollars (or index points); volume in shares. */
export interface DailyBar {
  readonly date: IsoDate;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Index levels in points; where the file has closes only, open, high and low are the close. */
export type DailyLevel = Omit<DailyBar, 'volume'>;

/** Issues that rose and fell in one universe on one day. */
export interface DailyBreadth {
  readonly date: IsoDate;
  readonly universe: string;
  readonly advances: number;
  readonly declines: number;
}

/** Universe of a breadth file that names none. */
export const UNNAMED_UNIVERSE = 'unnamed';

export const BAR_COLUMNS = { required: ['date', 'open', 'high', 'low', 'close', 'volume'] } as const;
export const LEVEL_COLUMNS = { required: ['date', 'close'], optional: ['open', 'high', 'low'] } as const;
export const BREADTH_COLUMNS = { required: ['date', 'advances', 'declines'], optional: ['universe'] } as const;

const prices = (row: TableRow): DailyLevel => ({
  date: row.date('date'),
  open: row.number('open', { above: 0 }),
  high: row.number('high', { above: 0 }),
  low: row.number('low', { above: 0 }),
  close: row.number('close', { above: 0 }),
});

export const barOf = (row: TableRow): DailyBar => ({ ...prices(row), volume: row.number('volume', { least: 0 }) });

/** Open, high and low are read when all three columns are there. */
export function levelOf(row: TableRow): DailyLevel {
  if (row.has('open') && row.has('high') && row.has('low')) return prices(row);
  const date = row.date('date');
  const close = row.number('close', { above: 0 });
  return { date, open: close, high: close, low: close, close };
}

export const universeOf = (row: TableRow): string => (row.has('universe') ? row.text('universe') : UNNAMED_UNIVERSE);

export const breadthOf = (row: TableRow): DailyBreadth => ({
  date: row.date('date'), universe: universeOf(row), advances: row.number('advances', { least: 0 }), declines: row.number('declines', { least: 0 }),
});

export function rangeProblem({ high, low, close }: DailyLevel): string | undefined {
  if (high < low) return `high ${high} is below low ${low}`;
  return isFarOutside({ high, low, close }) ? `close ${close} lies far outside low ${low} and high ${high}` : undefined;
}

export function orderProblem(date: IsoDate, previous: IsoDate | undefined): string | undefined {
  if (previous === undefined || date > previous) return undefined;
  return date === previous ? `date ${date} stands twice` : `date ${date} comes after ${previous}: dates must rise`;
}

/** Rows whose dates rise; the row's own problems come first, because a wrong date compares as anything. */
export function rising<T extends { readonly date: IsoDate }>(read: (row: TableRow) => T, problemOf: (value: T) => string | undefined = () => undefined): RowReader<T> {
  let previous: IsoDate | undefined;
  return (row): Result<T> => {
    const value = read(row);
    const problem = row.problem() ?? orderProblem(value.date, previous) ?? problemOf(value);
    previous = value.date;
    return problem === undefined ? success(value) : failed('invalid-input', problem);
  };
}
