import { failed, success, type Result } from '../../domain/result.ts';
import { computedCorrelation, type IndexMember } from '../../domain/signals/computedCorrelation.ts';
import type { IsoDate } from '../../domain/units.ts';
import { orderProblem } from './dailyRow.ts';
import type { TableRow } from './tableRow.ts';

/** More members than any index has: rows that all bear one date must not fill the memory. */
const MOST_MEMBERS = 10_000;

export interface IndexRow {
  readonly date: IsoDate;
  readonly line: number;
  readonly symbol: string;
  /** 0.07 = 7 % of the index; null: the row is the index itself. */
  readonly weight: number | null;
  /** Implied, in any unit that the index and its members share. */
  readonly volatility: number;
}

export const indexRowOf = (row: TableRow): IndexRow => ({
  date: row.date('date'), line: row.line, symbol: row.text('symbol'), weight: row.optional('weight', { least: 0 }), volatility: row.number('volatility', { least: 0 }),
});

/** Average correlation that the options of one date imply, 0.35 = a level of 35. */
export interface IndexCorrelation {
  readonly date: IsoDate;
  readonly correlation: number;
}

/** Rows of one date after another; a date is complete when the next begins. Failures name the line, not the file. */
export interface IndexDays {
  /** The correlation of the date before, when the row begins a new one. */
  add(row: IndexRow): Result<IndexCorrelation> | null;
  end(): Result<IndexCorrelation> | null;
}

export function createIndexDays(): IndexDays {
  let last: IndexRow | null = null;
  let index: IndexRow | null = null;
  let members = new Map<string, IndexMember>();

  const inLine = (line: number, sentence: string): Result<never> => failed('invalid-input', `line ${line}: ${sentence}`);

  const close = ({ date, line }: IndexRow): Result<IndexCorrelation> => {
    if (index === null) return inLine(line, `every row of ${date} has a weight; the index is the row without one`);
    const correlation = computedCorrelation(index.volatility, [...members.values()]);
    return correlation.ok ? success({ date, correlation: correlation.value }) : inLine(line, `${date}: ${correlation.failure.detail}`);
  };

  const problemOf = ({ date, symbol, weight }: IndexRow): string | null => {
    if (symbol === '') return 'symbol is empty';
    if (members.has(symbol) || index?.symbol === symbol) return `symbol ${symbol} stands twice on ${date}`;
    if (weight === null) return index === null ? null : `${index.symbol} and ${symbol} both have no weight; only the index has none`;
    return members.size < MOST_MEMBERS ? null : `${date} has more than ${MOST_MEMBERS} members`;
  };

  return {
    add(row) {
      let complete: Result<IndexCorrelation> | null = null;
      if (last !== null && row.date !== last.date) {
        const order = orderProblem(row.date, last.date);
        if (order !== undefined) return inLine(row.line, order);
        complete = close(last);
        [index, members] = [null, new Map()];
      }
      last = row;
      const problem = problemOf(row);
      if (problem !== null) return complete?.ok === false ? complete : inLine(row.line, problem);
      if (row.weight === null) index = row;
      else members.set(row.symbol, { weight: row.weight, volatility: row.volatility });
      return complete;
    },
    end: () => (last === null ? null : close(last)),
  };
}
