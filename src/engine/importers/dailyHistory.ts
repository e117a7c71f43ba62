/** Daily history read whole from CSV files: price bars with volume, VIX levels, market breadth. */
import { failed, success, type Result } from '../../domain/result.ts';
import { readTable, tableStream } from './csvTable.ts';
import { BAR_COLUMNS, barOf, BREADTH_COLUMNS, breadthOf, LEVEL_COLUMNS, levelOf, orderProblem, rangeProblem, rising, universeOf, type DailyBar, type DailyBreadth, type DailyLevel } from './dailyRow.ts';
import type { TableRow } from './tableRow.ts';

export { UNNAMED_UNIVERSE, type DailyBar, type DailyBreadth, type DailyLevel } from './dailyRow.ts';

async function collected<T>(stream: AsyncIterable<Result<T>>): Promise<Result<readonly T[]>> {
  const rows: T[] = [];
  for await (const row of stream) {
    if (!row.ok) return row;
    rows.push(row.value);
  }
  return success(rows);
}

/** Columns date, open, high, low, close, volume. Failures: `not-found`, `refused`, `invalid-input`; each names file, line, field. */
export const readBarsFile = (path: string): Promise<Result<readonly DailyBar[]>> => collected(tableStream(path, BAR_COLUMNS, rising(barOf, rangeProblem)));

/** Columns date, close; open, high and low are used when all three are there. Failures as for bars. */
export const readVixFile = (path: string): Promise<Result<readonly DailyLevel[]>> => collected(tableStream(path, LEVEL_COLUMNS, rising(levelOf, rangeProblem)));

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
    const name = universeOf(row);
    if (name === '') return 'universe is empty';
    universes.add(name);
    if (name !== (universe ?? [...universes][0])) return undefined;
    const value = breadthOf(row);
    const problem = row.problem() ?? orderProblem(value.date, rows.at(-1)?.date);
    if (problem === undefined) rows.push(value);
    return problem;
  };
  const table = await readTable(path, BREADTH_COLUMNS, read);
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
