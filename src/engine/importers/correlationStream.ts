import { failed, success } from '../../domain/result.ts';
import type { IsoDate } from '../../domain/units.ts';
import { tableStream, type ColumnChoice } from './csvTable.ts';
import { rising } from './dailyRow.ts';
import { unlessBlank } from './dailyStream.ts';
import { createIndexDays, indexRowOf, type IndexRow } from './indexDays.ts';
import type { RowStream } from './rowStream.ts';
import type { TableRow } from './tableRow.ts';

/** Levels as Cboe states them: 35 is an average correlation of 0.35. */
export interface DailyCorrelation {
  readonly date: IsoDate;
  readonly cor1m: number | null;
  readonly cor3m: number | null;
}

const LEVEL_PER_CORRELATION = 100;
const INDEX_COLUMNS = ['date', 'symbol', 'weight', 'volatility'];

const columns: ColumnChoice = (names) => {
  if (names.includes('cor1m') || names.includes('cor3m')) return success({ required: ['date'], optional: ['cor1m', 'cor3m'] });
  if (names.includes('close')) return success({ required: ['date', 'close'] });
  if (names.includes('symbol') || names.includes('weight')) return success({ required: INDEX_COLUMNS });
  return failed('invalid-input', 'there is no column cor1m, cor3m or close, nor symbol, weight, volatility of an index and its members');
};

const levelsOf = (row: TableRow): DailyCorrelation => ({
  date: row.date('date'),
  cor1m: row.optional(row.has('close') ? 'close' : 'cor1m', { least: 0 }),
  cor3m: row.optional('cor3m', { least: 0 }),
});

const isBlank = ({ cor1m, cor3m }: DailyCorrelation): boolean => cor1m === null && cor3m === null;

/**
 * Columns date and cor1m, cor3m or both; or date, close of COR1M; or date, symbol, weight, volatility of an index (no weight) and its
 * members, from which the level is computed that then stands for COR1M. A blank level is absent.
 */
export async function* streamCorrelation(path: string): RowStream<DailyCorrelation> {
  const levels = unlessBlank(rising(levelsOf), isBlank);
  const days = createIndexDays();
  const computed = (day: ReturnType<typeof days.end>) => {
    if (day === null) return null;
    if (!day.ok) return failed('invalid-input', `${path}, ${day.failure.detail}`);
    return success({ date: day.value.date, cor1m: LEVEL_PER_CORRELATION * day.value.correlation, cor3m: null });
  };
  const read = (row: TableRow) => (row.has('symbol') ? success(indexRowOf(row)) : levels(row));
  for await (const row of tableStream<DailyCorrelation | IndexRow>(path, columns, read)) {
    if (!row.ok) return yield row;
    const { value } = row;
    const given = 'symbol' in value ? computed(days.add(value)) : success(value);
    if (given !== null) yield given;
    if (given?.ok === false) return;
  }
  const last = computed(days.end());
  if (last !== null) yield last;
}
