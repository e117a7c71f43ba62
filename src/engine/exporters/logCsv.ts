import { canonicalJson } from '../../domain/canonicalJson.ts';
import { failed, success, type Result } from '../../domain/result.ts';
import type { LogEntry, LogKind } from '../ports.ts';

const COLUMNS = ['seq', 'market_time_utc', 'market_time_us', 'kind', 'headline', 'engine', 'policy', 'payload', 'previous', 'hash'] as const;

export const CSV_HEADER = COLUMNS.join(',');

/** One entry as a row. `market_time_utc` and `headline` are for reading and follow from the other columns. */
export function csvRow(entry: LogEntry): string {
  const { seq, marketTimeUs, kind, engine, policy, payload, previous, hash } = entry;
  const utc = marketTimeUs === null ? '' : new Date(marketTimeUs / 1000).toISOString();
  const cells = [String(seq), utc, marketTimeUs === null ? '' : String(marketTimeUs), kind, headlineOf(payload), engine, policy, canonicalJson(payload), previous, hash];
  return cells.map((cell) => quoted(neutralised(cell))).join(',');
}

/** Reads a row back. The caller serialises the result again and compares, so nothing has to be refused twice here. */
export function parseCsvRow(line: string): Result<LogEntry> {
  const cells = cellsOf(line);
  if (cells === null || cells.length !== COLUMNS.length) return failed('invalid-input', `is not a row of ${COLUMNS.length} columns`);
  const [seq = '', , marketTimeUs = '', kind = '', , engine = '', policy = '', payload = '', previous = '', hash = ''] = cells.map(restored);
  try {
    return success({
      seq: Number(seq), marketTimeUs: marketTimeUs === '' ? null : Number(marketTimeUs), kind: kind as LogKind, engine, policy,
      payload: JSON.parse(payload) as unknown, previous, hash,
    });
  } catch {
    return failed('invalid-input', 'has a payload that is not JSON');
  }
}

/** A row is complete when its quotes are closed: a text cell may hold a line feed. */
export function isWholeRow(line: string): boolean {
  return (line.split('"').length - 1) % 2 === 0;
}

function headlineOf(payload: unknown): string {
  const own = fieldOf(payload, 'headline') ?? fieldOf(fieldOf(payload, 'decision'), 'headline');
  return typeof own === 'string' ? own : '';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** What spreadsheets take for a formula (OWASP, CSV injection), full-width forms and leading blanks included. */
const LOOKS_LIKE_A_FORMULA = /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A leading apostrophe makes a cell text; a cell that has one gets a second, so that reading back is exact. */
function neutralised(cell: string): string {
  if (cell.startsWith("'")) return `'${cell}`;
  return LOOKS_LIKE_A_FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
}

function restored(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** RFC 4180 cells of one row; null when the quotes do not fit. */
function cellsOf(line: string): string[] | null {
  const cells: string[] = [];
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y;
  for (;;) {
    const match = cell.exec(line);
    if (match === null) return null;
    cells.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    if (match[3] === '') return cells;
  }
}
