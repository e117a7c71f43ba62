/** Daily files of one series read row by row, in memory of one row each; docs/cli.md describes the columns. */
import { failed, success } from '../../domain/result.ts';
import type { IsoDate } from '../../domain/units.ts';
import { tableStream, type ColumnChoice, type RowReader } from './csvTable.ts';
import { BAR_COLUMNS, barOf, LEVEL_COLUMNS, levelOf, rangeProblem, rising, type DailyBar, type DailyLevel } from './dailyRow.ts';
import type { RowStream } from './rowStream.ts';
import type { TableRow } from './tableRow.ts';

/** Columns date, open, high, low, close, volume. */
export const streamBars = (path: string): RowStream<DailyBar> => tableStream(path, BAR_COLUMNS, rising(barOf, rangeProblem));

/** Columns date, close; open, high and low when all three are there. */
export const streamLevels = (path: string): RowStream<DailyLevel> => tableStream(path, LEVEL_COLUMNS, rising(levelOf, rangeProblem));

/** A row that holds nothing but its date counts as absent; its date must still rise. */
export function unlessBlank<T>(read: RowReader<T>, isBlank: (value: T) => boolean): RowReader<T> {
  return (row) => {
    const value = read(row);
    return value?.ok === true && isBlank(value.value) ? null : value;
  };
}

export interface DailySpread {
  readonly date: IsoDate;
  /** Percentage points over the government bond; null where the row has none. */
  readonly spread: number | null;
}

/** Tells the spread's column from those of text: the one that holds numbers. A second one, or text in it, is a problem of the row that shows it. */
function createValueColumn(others: readonly string[]) {
  const numeric = new Set<string>();
  /** Lines on which columns first held text. */
  const texts = new Map<string, number>();
  const look = (row: TableRow): void => {
    for (const name of others) {
      if (row.isNumber(name)) numeric.add(name);
      else if (!row.isAbsent(name) && !texts.has(name)) texts.set(name, row.line);
    }
  };
  return {
    valueOf(row: TableRow): number | null {
      look(row);
      const columns = others.length === 1 ? others : others.filter((name) => numeric.has(name));
      const [column] = columns;
      if (column === undefined) return null;
      if (columns.length > 1) row.note(`${columns.length === 2 ? 'two' : columns.length} columns of numbers: ${columns.join(', ')}; one value column is needed`);
      const value = row.optional(column);
      const textLine = texts.get(column);
      if (textLine !== undefined) row.note(`${column} holds a number here and text on line ${textLine}; one value column is needed`);
      return value;
    },
  };
}

/** Columns date and one of numbers, whatever its name. */
export async function* streamSpread(path: string): RowStream<DailySpread> {
  let column = createValueColumn([]);
  const choose: ColumnChoice = (names) => {
    const others = names.filter((name) => name !== 'date');
    column = createValueColumn(others);
    return others.length === 0 ? failed('invalid-input', 'there is no column beside date for the spread') : success({ required: ['date'], optional: others });
  };
  const read = rising<DailySpread>((row) => ({ date: row.date('date'), spread: column.valueOf(row) }));
  let found = false;
  for await (const row of tableStream(path, choose, unlessBlank(read, ({ spread }) => spread === null))) {
    found = true;
    yield row;
  }
  if (!found) yield failed('invalid-input', `${path}: no row has a number beside its date`);
}
