import { isIsoDate } from '../../domain/time.ts';
import type { IsoDate } from '../../domain/units.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const LONGEST_QUOTED = 40;
/** Nothing that is traded or counted comes near, nor a price near its inverse: products and quotients of what lies between stay finite. */
const LARGEST = 1e15;
/** Marks a value that is not there: nothing at all, or the point that FRED writes. */
const ABSENT = new Set(['', '.']);

/** `least`: smallest legal value; `above`: the value must be greater. */
export interface NumberBounds {
  readonly least?: number;
  readonly above?: number;
}

/** One row, read by column name. The first thing wrong with it is kept; what is returned after that means nothing. */
export interface TableRow {
  /** Line of the file on which the row ends, from 1. */
  readonly line: number;
  text(column: string): string;
  date(column: string): IsoDate;
  number(column: string, bounds?: NumberBounds): number;
  /** Null where the cell is blank or the column is not there. */
  optional(column: string, bounds?: NumberBounds): number | null;
  isNumber(column: string): boolean;
  isAbsent(column: string): boolean;
  has(column: string): boolean;
  /** Keeps what a reader finds wrong, unless something was before. */
  note(sentence: string | undefined): void;
  problem(): string | undefined;
}

const quoted = (text: string): string => `"${text.length > LONGEST_QUOTED ? `${text.slice(0, LONGEST_QUOTED)}…` : text}"`;

function numberProblem(column: string, text: string, bounds: NumberBounds): string | undefined {
  if (text === '') return `${column} is empty`;
  if (!NUMBER.test(text)) return `${column} is ${quoted(text)}, not a number`;
  const value = Number(text);
  if (!Number.isFinite(value)) return `${column} is ${quoted(text)}, which is no finite number`;
  if (Math.abs(value) > LARGEST || (bounds.above === 0 && value > 0 && value < 1 / LARGEST)) return `${column} is ${value}, beyond any market`;
  if (bounds.least !== undefined && value < bounds.least) return `${column} is ${text}, less than ${bounds.least}`;
  if (bounds.above !== undefined && value <= bounds.above) return `${column} is ${text}, not more than ${bounds.above}`;
  return undefined;
}

export function createTableRow(fields: readonly string[], positions: ReadonlyMap<string, number>, line: number): TableRow {
  let problem: string | undefined;
  const note = (sentence: string | undefined): void => { problem ??= sentence; };
  const text = (column: string): string => (fields[positions.get(column) ?? -1] ?? '').trim();
  const isAbsent = (column: string): boolean => ABSENT.has(text(column));
  const number = (column: string, bounds: NumberBounds = {}): number => {
    const value = text(column);
    note(numberProblem(column, value, bounds));
    return Number(value);
  };
  return {
    line,
    text,
    number,
    note,
    has: (column) => positions.has(column),
    date(column) {
      const value = text(column);
      if (!isIsoDate(value)) note(`${column} is ${quoted(value)}, not a date like 2026-11-20`);
      return value;
    },
    optional: (column, bounds) => (isAbsent(column) ? null : number(column, bounds)),
    isNumber: (column) => NUMBER.test(text(column)),
    isAbsent,
    problem: () => problem,
  };
}
