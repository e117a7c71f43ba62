import { failed, success, type Result } from '../../domain/result.ts';
import { tableStream } from './csvTable.ts';
import { BREADTH_COLUMNS, breadthOf, orderProblem, universeOf, type DailyBreadth } from './dailyRow.ts';
import type { RowStream } from './rowStream.ts';
import type { TableRow } from './tableRow.ts';

/** As many names as a sentence can hold. */
const MOST_NAMES = 30;

function createUniverseList() {
  const names = new Set<string>();
  let more = false;
  return {
    add(name: string): void {
      if (names.size < MOST_NAMES) names.add(name);
      else if (!names.has(name)) more = true;
    },
    text: (): string => `${[...names].toSorted().join(', ')}${more ? ' and more' : ''}`,
  };
}

/** Rows of the chosen universe; those of others are passed over, not judged. */
async function* chosenUniverse(path: string, universe: string): RowStream<DailyBreadth> {
  const universes = createUniverseList();
  let previous: string | undefined;
  const read = (row: TableRow): Result<DailyBreadth> | null => {
    if (!row.has('universe')) return failed('not-found', `universe ${universe} was chosen, but the file has no column universe`);
    const name = universeOf(row);
    universes.add(name);
    if (name !== universe) return null;
    const value = breadthOf(row);
    row.note(row.problem() ?? orderProblem(value.date, previous));
    previous = value.date;
    return success(value);
  };
  let found = false;
  for await (const row of tableStream(path, BREADTH_COLUMNS, read)) {
    found = true;
    yield row;
  }
  if (!found) yield failed('not-found', `${path}: there is no universe ${universe}; the file holds ${universes.text()}`);
}

/**
 * The universe may change from one date to the next; on one date there may be one only. A row is held back until the next one shows
 * that its date does not stand twice.
 */
async function* onlyUniverse(path: string): RowStream<DailyBreadth> {
  const universes = createUniverseList();
  let held: DailyBreadth | null = null;
  let crowdedLine: number | null = null;
  const inLine = (line: number, sentence: string): Result<never> => failed('invalid-input', `${path}, line ${line}: ${sentence}`);
  const several = (line: number): Result<never> => inLine(line, `the file holds several universes on one date (${universes.text()}); choose one`);
  for await (const row of tableStream(path, BREADTH_COLUMNS, (row) => success({ line: row.line, breadth: breadthOf(row) }))) {
    const again = row.ok && row.value.breadth.date === held?.date;
    // The rest of that date is read, to name what there is to choose from.
    if (crowdedLine !== null && !again) return yield several(crowdedLine);
    if (!again && held !== null) yield success(held);
    if (!row.ok) return yield row;
    const { line, breadth } = row.value;
    universes.add(breadth.universe);
    if (again && (crowdedLine !== null || breadth.universe !== held?.universe)) {
      crowdedLine ??= line;
      continue;
    }
    const problem = breadth.universe === '' ? 'universe is empty' : orderProblem(breadth.date, held?.date);
    if (problem !== undefined) return yield inLine(line, problem);
    held = breadth;
  }
  if (crowdedLine !== null) yield several(crowdedLine);
  else if (held !== null) yield success(held);
}

/**
 * Columns date, advances, declines and perhaps universe. Without a choice every date must stand once; its universe may change on the
 * way. With one, rows of other universes are passed over; a choice that the file does not hold fails before its first row.
 */
export const streamBreadth = (path: string, universe: string | null): RowStream<DailyBreadth> => (universe === null ? onlyUniverse(path) : chosenUniverse(path, universe));
