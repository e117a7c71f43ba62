/** Daily closes or settlements of indices and futures from CSV files; docs/cli.md describes both shapes. */
import { parseAnySymbol } from '../../domain/instruments/anySymbol.ts';
import { success, type Result } from '../../domain/result.ts';
import type { InstrumentSymbol } from '../../domain/units.ts';
import type { DatedClose } from '../../domain/vega/estimateTables.ts';
import { readTable } from './csvTable.ts';

/**
 * Columns date, close of one series whose symbol is given, or date, symbol, close of several. Dates rise within a series.
 * Failures `not-found`, `refused`, `invalid-input` name file, line and field.
 */
export async function readClosesFile(path: string, given: InstrumentSymbol | null): Promise<Result<ReadonlyMap<InstrumentSymbol, readonly DatedClose[]>>> {
  const series = new Map<InstrumentSymbol, DatedClose[]>();
  const required = given === null ? ['date', 'symbol', 'close'] : ['date', 'close'];
  const table = await readTable(path, { required }, (row) => {
    const symbol = given === null ? parseAnySymbol(row.text('symbol')) : success(given);
    if (!symbol.ok) return `symbol: ${symbol.failure.detail}`;
    const value = { date: row.date('date'), close: row.number('close', { above: 0 }) };
    const held = series.get(symbol.value) ?? [];
    const before = held.at(-1)?.date;
    const problem = row.problem() ?? (before !== undefined && value.date <= before ? `date ${value.date} of ${symbol.value} comes after ${before}: dates must rise` : undefined);
    series.set(symbol.value, held);
    if (problem === undefined) held.push(value);
    return problem;
  });
  return table.ok ? success(series) : table;
}
