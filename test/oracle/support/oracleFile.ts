import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { OptionRight } from '../../../src/domain/instruments/optionSymbol.ts';

/** A committed file of reference values: gzip'd CSV after comment lines that begin with `#`. */
export interface OracleFile {
  readonly rows: number;
  /** The values of a column by row, NaN where the file leaves one out; throws for a column that the file does not have. */
  readonly column: (name: string) => Float64Array;
  readonly rightAt: (row: number) => OptionRight;
  /** The row as it stands in the file, for the message of a failing test. */
  readonly lineAt: (row: number) => string;
}

const numberOf = (text: string | undefined): number => (text === undefined || text === '' ? Number.NaN : Number(text));

export function readOracleFile(name: string): OracleFile {
  const text = gunzipSync(readFileSync(new URL(`../${name}`, import.meta.url))).toString('ascii');
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const names = header.split(',');
  const cells = lines.map((line) => line.split(','));
  const position = (column: string): number => {
    const index = names.indexOf(column);
    if (index < 0) throw new Error(`${name} has no column ${column}`);
    return index;
  };
  return {
    rows: lines.length,
    column: (column) => {
      const index = position(column);
      return Float64Array.from(cells, (row) => numberOf(row[index]));
    },
    rightAt: (row) => (cells[row]?.[position('right')] === 'C' ? 'C' : 'P'),
    lineAt: (row) => lines[row] ?? '',
  };
}
