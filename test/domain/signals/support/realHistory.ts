import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DailyInput } from '../../../../src/domain/signals/dailySignals.ts';

const folder = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));

export const historyPresent = existsSync(`${folder}prices/spy_daily.csv`);

/** Ends the name of a suite that stands on the shared history, so that a skipped run says why. */
export const historyNote = historyPresent ? '' : ' [skipped: no ../shared/data]';

type Row = Readonly<Record<string, string>>;

export function rowsOf(file: string): Row[] {
  const [header = '', ...lines] = readFileSync(folder + file, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])));
}

const byDate = (file: string): ReadonlyMap<string, Row> => new Map(rowsOf(file).map((row) => [row['date'] ?? '', row]));
const numberOf = (row: Row | undefined, field: string): number | null => (row?.[field] ? Number(row[field]) : null);

function barOf(row: Row): DailyInput['price'] {
  const [open, high, low, close] = ['open', 'high', 'low', 'close'].map((field) => Number(row[field]));
  return { open: open ?? NaN, high: high ?? NaN, low: low ?? NaN, close: close ?? NaN };
}

/** SPY 1998-12…2026-06 with VIX, S&P 500 breadth (2000–2021), COR1M, VIX3M and the BAA − 10Y spread where each exists. */
export function spyHistory(): DailyInput[] {
  const vix = byDate('vol/vix_daily_ohlc.csv');
  const vix3m = byDate('vol/vix3m_daily_ohlc.csv');
  const breadth = byDate('breadth/breadth_sp500_members2021_2000_2021.csv');
  const cor1m = byDate('vol/cor1m_daily_ohlc.csv');
  const cor3m = byDate('vol/cor3m_daily_ohlc.csv');
  const credit = byDate('macro/baa10y_spread_daily_derived.csv');
  return rowsOf('prices/spy_daily.csv').map((row): DailyInput => {
    const date = row['date'] ?? '';
    const [vixRow, breadthRow, curve] = [vix.get(date), breadth.get(date), numberOf(vix3m.get(date), 'close')];
    return {
      date,
      price: barOf(row),
      spy: { close: Number(row['close']), volume: Number(row['volume']) },
      vix: vixRow === undefined ? null : barOf(vixRow),
      breadth:
        breadthRow === undefined
          ? null
          : { universe: breadthRow['universe'] ?? '', advances: Number(breadthRow['advances']), declines: Number(breadthRow['declines']) },
      cor1m: numberOf(cor1m.get(date), 'close'),
      cor3m: numberOf(cor3m.get(date), 'close'),
      vxx: null,
      creditSpread: numberOf(credit.get(date), Object.keys(credit.get(date) ?? {})[1] ?? ''),
      term: curve === null ? null : { vx: [], vix9d: null, vix3m: curve, vix6m: null },
    };
  });
}
