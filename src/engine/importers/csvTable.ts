import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
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

/** The columns of a file that may have one of several shapes, from the names in its header; a failure says what is missing. */
export type ColumnChoice = (names: readonly string[]) => Result<TableColumns>;

/** Called for every row in file order. Null: the row has nothing to say. A failure, or a problem kept by the row, ends the reading. */
export type RowReader<T> = (row: TableRow) => Result<T> | null;

/** The separator that occurs most in the header line; a file of one column has none and is told so by its missing columns. */
function separatorOf(start: Buffer): string {
  const header = start.toString('utf8').replace(/^\uFEFF/, '').trimStart().split(/\r?\n|\r/, 1)[0] ?? '';
  const occurrences = (separator: string): number => header.split(separator).length - 1;
  return SEPARATORS.reduce((best, separator) => (occurrences(separator) > occurrences(best) ? separator : best), ',');
}

async function* joined(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** The bytes are read once, the header's separator from the first of them, so that a pipe can stand for a file. */
async function openTable(path: string): Promise<{ readonly parser: Parser; readonly separator: string }> {
  const source = createReadStream(path);
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    start = Buffer.concat([start, next.value]);
    if (start.length >= LONGEST_RECORD || start.toString('utf8').trimStart().includes('\n')) break;
  }
  const separator = separatorOf(start);
  const parser = parse({
    delimiter: separator, bom: true, info: true, relax_column_count: true, skip_empty_lines: true, skip_records_with_empty_values: true, max_record_size: LONGEST_RECORD,
  });
  pipeline(Readable.from(joined(start, chunks), { objectMode: false }), parser, () => {
    // A failure ends the loop over the rows, which words it.
    source.destroy();
  });
  return { parser, separator };
}

interface Header {
  readonly positions: ReadonlyMap<string, number>;
  readonly width: number;
}

function readHeader(path: string, header: readonly string[], choice: TableColumns | ColumnChoice): Result<Header> {
  const names = header.map((name) => name.trim().toLowerCase());
  const lacking = (what: string): Result<never> =>
    failed('invalid-input', `${path}, line 1: ${what}; the file has ${names.join(', ').slice(0, 200)} (${MORE_COLUMNS_ALLOWED})`);
  const chosen = typeof choice === 'function' ? choice(names) : success(choice);
  if (!chosen.ok) return lacking(chosen.failure.detail);
  const columns = chosen.value;
  const missing = columns.required.filter((name) => !names.includes(name));
  if (missing.length > 0) return lacking(missing.length === 1 ? `column ${missing[0]} is missing` : `columns ${missing.join(', ')} are missing`);
  const wanted = [...columns.required, ...(columns.optional ?? [])].filter((name) => names.includes(name));
  const doubled = wanted.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (doubled !== undefined) return failed('invalid-input', `${path}, line 1: column ${doubled} stands twice`);
  return success({ positions: new Map(wanted.map((name) => [name, names.indexOf(name)])), width: names.length });
}

interface ParsedRecord { readonly record: readonly string[]; readonly info: { readonly lines: number } }

interface Layout extends Header {
  readonly separator: string;
}

function readRecord<T>({ record, info }: ParsedRecord, { positions, width, separator }: Layout, read: RowReader<T>): Result<T> | null {
  if (record.length !== width) {
    const shown = separator === '\t' ? 'tab' : `"${separator}"`;
    return failed('invalid-input', `${record.length} fields where the header has ${width}; every line must be separated by ${shown} as the header is`);
  }
  const row = createTableRow(record, positions, info.lines);
  const value = read(row);
  const problem = value?.ok === false ? undefined : row.problem();
  return problem === undefined ? value : failed('invalid-input', problem);
}

/**
 * What `read` makes of each row, one at a time as it is asked for; columns are found by header name, case ignored. Memory is
 * bounded by one row. A failure is the last thing given and names file, line and field. A file without rows is one.
 */
export async function* tableStream<T>(path: string, columns: TableColumns | ColumnChoice, read: RowReader<T>): AsyncGenerator<Result<T>> {
  try {
    const { parser, separator } = await openTable(path);
    let layout: Layout | null = null;
    let rows = 0;
    for await (const parsed of parser as AsyncIterable<ParsedRecord>) {
      if (layout === null) {
        const header = readHeader(path, parsed.record, columns);
        if (!header.ok) return yield header;
        layout = { ...header.value, separator };
        continue;
      }
      rows += 1;
      const value = readRecord(parsed, layout, read);
      if (value?.ok === false) return yield failed(value.failure.reason, `${path}, line ${parsed.info.lines}: ${value.failure.detail}`);
      if (value !== null) yield value;
    }
    if (layout === null) yield failed('invalid-input', `${path}: the file is empty`);
    else if (rows === 0) yield failed('invalid-input', `${path}: the file has a header and no rows`);
  } catch (error) {
    yield error instanceof CsvError ? malformed(path, error) : fileFailure(path, error);
  }
}

/** Reads the whole file; a returned sentence stops the reading as a problem of that line. Nothing is kept: the reader keeps what it wants. */
export async function readTable(path: string, columns: TableColumns, read: (row: TableRow) => string | undefined): Promise<Result<{ rows: number }>> {
  let rows = 0;
  const stream = tableStream(path, columns, (row) => {
    const problem = read(row);
    return problem === undefined ? success(row.line) : failed('invalid-input', problem);
  });
  for await (const row of stream) {
    if (!row.ok) return row;
    rows += 1;
  }
  return success({ rows });
}

function malformed(path: string, error: CsvError): Result<never> {
  const lines: unknown = error['lines'];
  const at = typeof lines === 'number' ? `, line ${lines}` : '';
  return failed('invalid-input', `${path}${at}: ${MALFORMED.get(error.code) ?? 'a quotation mark stands where none belongs'}`);
}

const MALFORMED: ReadonlyMap<string, string> = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'a quotation mark is opened and not closed'],
  ['CSV_MAX_RECORD_SIZE', `the row is longer than ${LONGEST_RECORD} characters, or a quotation mark is opened and not closed`],
]);
