/** Daily files of one series read row by row, in memory of one row each; docs/cli.md describes the columns. */
import { failed, success } from '../../domain/result.ts';
import type { IsoDate } from '../../domain/units.ts';
import { tableStream, type ColumnChoice, type RowReader } from './csvTable.ts';
import { BAR_COLUMNS, barOf, LEVEL_COLUMNS, levelOf, rangeProblem, rising, type DailyBar, type DailyLevel } from './dailyRow.ts';
import type { RowStream } from './rowStream.ts';

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

/** Columns date and one of numbers, whatever its name; among several it is told by the first row that holds a number. */
export async function* streamSpread(path: string): RowStream<DailySpread> {
  let others: readonly string[] = [];
  let column: string | undefined;
  const choose: ColumnChoice = (names) => {
    others = names.filter((name) => name !== 'date');
    column = others.length === 1 ? others[0] : undefined;
    return others.length === 0 ? failed('invalid-input', 'there is no column beside date for the spread') : success({ required: ['date'], optional: others });
  };
  const read = rising<DailySpread>((row) => {
    const date = row.date('date');
    const numeric = column === undefined ? others.filter((name) => row.isNumber(name)) : [];
    if (numeric.length > 1) row.note(`${numeric.join(', ')} all hold numbers; only one column beside date may, the spread`);
    column ??= numeric[0];
    return { date, spread: column === undefined ? null : row.optional(column) };
  });
  let found = false;
  for await (const row of tableStream(path, choose, unlessBlank(read, ({ spread }) => spread === null))) {
    found = true;
    yield row;
  }
  if (!found) yield failed('invalid-input', `${path}: no row has a number beside its date`);
}
