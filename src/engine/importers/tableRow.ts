import { isIsoDate } from '../../domain/time.ts';
import type { IsoDate } from '../../domain/units.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const LONGEST_QUOTED = 40;

/** One row, read by column name. The first thing wrong with it is kept; what is returned after that means nothing. */
export interface TableRow {
  text(column: string): string;
  date(column: string): IsoDate;
  /** `least`: smallest legal value; `above`: the value must be greater. */
  number(column: string, bounds?: { readonly least?: number; readonly above?: number }): number;
  has(column: string): boolean;
  problem(): string | undefined;
}

const quoted = (text: string): string => `"${text.length > LONGEST_QUOTED ? `${text.slice(0, LONGEST_QUOTED)}…` : text}"`;

function numberProblem(column: string, text: string, bounds: { readonly least?: number; readonly above?: number }): string | undefined {
  if (text === '') return `${column} is empty`;
  if (!NUMBER.test(text)) return `${column} is ${quoted(text)}, not a number`;
  const value = Number(text);
  if (!Number.isFinite(value)) return `${column} is ${quoted(text)}, which is no finite number`;
  if (bounds.least !== undefined && value < bounds.least) return `${column} is ${text}, less than ${bounds.least}`;
  if (bounds.above !== undefined && value <= bounds.above) return `${column} is ${text}, not more than ${bounds.above}`;
  return undefined;
}

export function createTableRow(fields: readonly string[], positions: ReadonlyMap<string, number>): TableRow {
  let problem: string | undefined;
  const note = (sentence: string | undefined): void => { problem ??= sentence; };
  const text = (column: string): string => (fields[positions.get(column) ?? -1] ?? '').trim();
  return {
    text,
    has: (column) => positions.has(column),
    date(column) {
      const value = text(column);
      if (!isIsoDate(value)) note(`${column} is ${quoted(value)}, not a date like 2026-11-20`);
      return value;
    },
    number(column, bounds = {}) {
      const value = text(column);
      note(numberProblem(column, value, bounds));
      return Number(value);
    },
    problem: () => problem,
  };
}
