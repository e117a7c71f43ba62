import type { Black76Input } from '../../../src/domain/pricing/black76.ts';
import type { OracleFile } from './oracleFile.ts';
import { readOracleFile } from './oracleFile.ts';

const SECONDS_PER_YEAR = 365 * 86_400;

/** The 50-digit reference: the file and its rows as inputs, read as the doubles that were priced. */
export function readBlack76Points(): { readonly file: OracleFile; readonly inputs: readonly Black76Input[] } {
  const file = readOracleFile('black76.csv.gz');
  const [forward, strike, seconds, rate, volatility] = ['forward', 'strike', 'seconds', 'rate', 'volatility'].map(file.column);
  const at = (column: Float64Array | undefined, row: number): number => column?.[row] ?? Number.NaN;
  const inputs = Array.from({ length: file.rows }, (_, row) => ({
    right: file.rightAt(row),
    forward: at(forward, row),
    strike: at(strike, row),
    timeYears: at(seconds, row) / SECONDS_PER_YEAR,
    rate: at(rate, row),
    volatility: at(volatility, row),
  }));
  return { file, inputs };
}
