import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { failed, success, type Result } from '../../domain/result.ts';
import { fileFailure } from './fileFailure.ts';
import { createTableRow, type TableRow } from './tableRow.ts';

/** A record longer than this is no daily row: an unclosed quotation mark has swallowed the lines after it. */
const LONGEST_RECORD = 64 * 1024;
const SEPARATORS = [',', ';', '\t', '|'] as const;
const MORE_COLUMNS_ALLOWED = 'other columns are ignored';

export interface TableColumns {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

/** Called for every row in file order; a returned sentence or a problem kept by the row stops the reading. */
export type RowReader = (row: TableRow) => string | undefined;

/** The separator that occurs most in the header line; a file of one column has none and is told so by its missing columns. */
async function headerSeparator(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_RECORD), 0, LONGEST_RECORD, 0);
    const header = buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '').trimStart().split(/\r?\n|\r/, 1)[0] ?? '';
    const occurrences = (separator: string): number => header.split(separator).length - 1;
    return SEPARATORS.reduce((best, separator) => (occurrences(separator) > occurrences(best) ? separator : best), ',');
  } finally {
    await file.close();
  }
}

function columnPositions(path: string, header: readonly string[], columns: TableColumns): Result<ReadonlyMap<string, number>> {
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = columns.required.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const needed = missing.length === 1 ? `column ${missing[0]} is missing` : `columns ${missing.join(', ')} are missing`;
    return failed('invalid-input', `${path}, line 1: ${needed}; the file has ${names.join(', ').slice(0, 200)} (${MORE_COLUMNS_ALLOWED})`);
  }
  const wanted = [...columns.required, ...(columns.optional ?? [])].filter((name) => names.includes(name));
  const doubled = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (doubled !== undefined) return failed('invalid-input', `${path}, line 1: column ${doubled} stands twice`);
  return success(new Map(wanted.map((name) => [name, names.indexOf(name)])));
}

interface ParsedRecord { readonly record: readonly string[]; readonly info: { readonly lines: number } }

function readRecord(parsed: ParsedRecord, width: number, separator: string, read: (fields: readonly string[]) => string | undefined): string | undefined {
  const { record } = parsed;
  if (record.length === width) return read(record);
  const shown = separator === '\t' ? 'tab' : `"${separator}"`;
  return `${record.length} fields where the header has ${width}; every line must be separated by ${shown} as the header is`;
}

/**
 * Streams a CSV file row by row; columns are found by header name, case ignored. Memory is bounded by one row.
 * Failures name file, line and field. Nothing is returned but success: the reader keeps what it wants.
 */
export async function readTable(path: string, columns: TableColumns, read: RowReader): Promise<Result<{ rows: number }>> {
  let line = 1;
  const inLine = (sentence: string): Result<never> => failed('invalid-input', `${path}, line ${line}: ${sentence}`);
  try {
    const separator = await headerSeparator(path);
    const parser = parse({
      delimiter: separator, bom: true, info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: LONGEST_RECORD,
    });
    pipeline(createReadStream(path), parser, () => { /* a failure ends the loop below, which words it */ });
    let positions: ReadonlyMap<string, number> | null = null;
    let width = 0;
    let rows = 0;
    for await (const parsed of parser as AsyncIterable<ParsedRecord>) {
      line = parsed.info.lines;
      if (positions === null) {
        const found = columnPositions(path, parsed.record, columns);
        if (!found.ok) return found;
        positions = found.value;
        width = parsed.record.length;
        continue;
      }
      const known = positions;
      const problem = readRecord(parsed, width, separator, (fields) => {
        const row = createTableRow(fields, known);
        return read(row) ?? row.problem();
      });
      if (problem !== undefined) return inLine(problem);
      rows += 1;
    }
    if (positions === null) return failed('invalid-input', `${path}: the file is empty`);
    if (rows === 0) return failed('invalid-input', `${path}: the file has a header and no rows`);
    return success({ rows });
  } catch (error) {
    if (error instanceof CsvError) {
      const lines: unknown = error['lines'];
      const at = typeof lines === 'number' ? `, line ${lines}` : '';
      return failed('invalid-input', `${path}${at}: ${wordsOf(error)}`);
    }
    return fileFailure(path, error);
  }
}

const wordsOf = (error: CsvError): string =>
  (error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'a quotation mark is opened and not closed'
    : 'a quotation mark stands where none belongs');
