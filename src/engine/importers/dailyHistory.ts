/** Daily history from CSV files: price bars with volume, VIX levels, market breadth. */
import { failed, success, type Result } from '../../domain/result.ts';
import type { IsoDate } from '../../domain/units.ts';
import { readTable } from './csvTable.ts';
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

function dateProblem(date: IsoDate, previous: IsoDate | undefined): string | undefined {
  if (previous === undefined || date > previous) return undefined;
  return date === previous ? `date ${date} stands twice` : `date ${date} comes after ${previous}: dates must rise`;
}

const rangeProblem = ({ high, low }: { readonly high: number; readonly low: number }): string | undefined =>
  (high < low ? `high ${high} is below low ${low}` : undefined);

const prices = (row: TableRow): Omit<DailyLevel, 'date'> => ({
  open: row.number('open', { above: 0 }),
  high: row.number('high', { above: 0 }),
  low: row.number('low', { above: 0 }),
  close: row.number('close', { above: 0 }),
});

/** Keeps rows whose dates rise; the row's own problems come first, because a wrong date compares as anything. */
function keepRising<T extends { readonly date: IsoDate; readonly high: number; readonly low: number }>(rows: T[], read: (row: TableRow) => T) {
  return (row: TableRow): string | undefined => {
    const value = read(row);
    const problem = row.problem() ?? dateProblem(value.date, rows.at(-1)?.date) ?? rangeProblem(value);
    if (problem === undefined) rows.push(value);
    return problem;
  };
}

/** Columns date, open, high, low, close, volume. Failures: `not-found`, `refused`, `invalid-input`; each names file, line, field. */
export async function readBarsFile(path: string): Promise<Result<readonly DailyBar[]>> {
  const rows: DailyBar[] = [];
  const read = keepRising(rows, (row) => ({ date: row.date('date'), ...prices(row), volume: row.number('volume', { least: 0 }) }));
  const table = await readTable(path, { required: ['date', 'open', 'high', 'low', 'close', 'volume'] }, read);
  return table.ok ? success(rows) : table;
}

const hasRange = (row: TableRow): boolean => row.has('open') && row.has('high') && row.has('low');

const closeOnly = (close: number): Omit<DailyLevel, 'date'> => ({ open: close, high: close, low: close, close });

/** Columns date, close; open, high and low are used when all three are there. Failures as for bars. */
export async function readVixFile(path: string): Promise<Result<readonly DailyLevel[]>> {
  const rows: DailyLevel[] = [];
  const read = keepRising(rows, (row) => ({
    date: row.date('date'), ...(hasRange(row) ? prices(row) : closeOnly(row.number('close', { above: 0 }))),
  }));
  const table = await readTable(path, { required: ['date', 'close'], optional: ['open', 'high', 'low'] }, read);
  return table.ok ? success(rows) : table;
}

const asList = (names: ReadonlySet<string>): string => [...names].toSorted().join(', ');

/**
 * Columns date, advances, declines and, where the file holds several universes, universe. With several and none chosen,
 * or an unknown one chosen, the failure lists them. Rows of other universes are skipped, not judged.
 */
export async function readBreadthFile(path: string, universe?: string): Promise<Result<readonly DailyBreadth[]>> {
  const rows: DailyBreadth[] = [];
  const universes = new Set<string>();
  let namesUniverses = false;
  const read = (row: TableRow): string | undefined => {
    namesUniverses = row.has('universe');
    const name = namesUniverses ? row.text('universe') : UNNAMED_UNIVERSE;
    if (name === '') return 'universe is empty';
    universes.add(name);
    if (name !== (universe ?? [...universes][0])) return undefined;
    const value = { date: row.date('date'), universe: name, advances: row.number('advances', { least: 0 }), declines: row.number('declines', { least: 0 }) };
    const problem = row.problem() ?? dateProblem(value.date, rows.at(-1)?.date);
    if (problem === undefined) rows.push(value);
    return problem;
  };
  const table = await readTable(path, { required: ['date', 'advances', 'declines'], optional: ['universe'] }, read);
  if (!table.ok) return table;
  if (universe !== undefined && !namesUniverses) {
    return failed('not-found', `${path}: universe ${universe} was chosen, but the file has no column universe`);
  }
  if (universe !== undefined && !universes.has(universe)) {
    return failed('not-found', `${path}: there is no universe ${universe}; the file holds ${asList(universes)}`);
  }
  if (universe === undefined && universes.size > 1) {
    return failed('invalid-input', `${path}: the file holds several universes (${asList(universes)}); choose one`);
  }
  return success(rows);
}
