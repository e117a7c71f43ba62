import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSampleTemplate } from '../../src/domain/book/sampleBook.ts';
import type { Result } from '../../src/domain/result.ts';
import { addCalendarDays } from '../../src/domain/time.ts';
import type { IsoDate } from '../../src/domain/units.ts';
import { streamCorrelation } from '../../src/engine/importers/correlationStream.ts';
import { readBarsFile, readBreadthFile, readVixFile } from '../../src/engine/importers/dailyHistory.ts';
import { streamSpread } from '../../src/engine/importers/dailyStream.ts';
import type { ReplayInput } from '../../src/engine/replay.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DATA = join(ROOT, '..', 'shared', 'data');
export const historyIsHere = existsSync(DATA);

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

async function closesOf<T extends { readonly date: IsoDate }>(rows: AsyncIterable<Result<T>>, closeOf: (row: T) => number | null): Promise<ReadonlyMap<IsoDate, number>> {
  const closes = new Map<IsoDate, number>();
  for await (const row of rows) {
    const value = valueOf(row);
    const close = closeOf(value);
    if (close !== null && close > 0) closes.set(value.date, close);
  }
  return closes;
}

const YEARS_OF_VIX_BEFORE = 3;

/** Breadth of the S&P 500 members of January 2021: 2000 to January 2021. */
const OLDER_BREADTH = 'breadth_sp500_members2021_2000_2021.csv';

/** SPY, VIX, breadth, BAA spread and COR1M between two dates; the sample book, every advice taken, no event calendar. */
export async function recordedReplayInput(from: IsoDate, to: IsoDate, breadth = OLDER_BREADTH): Promise<Omit<ReplayInput, 'policy' | 'policyVersion'>> {
  const within = <T extends { readonly date: IsoDate }>(rows: readonly T[], start: IsoDate): readonly T[] => rows.filter(({ date }) => date >= start && date <= to);
  return {
    bars: within(valueOf(await readBarsFile(join(DATA, 'prices', 'spy_daily.csv'))), from),
    vix: within(valueOf(await readVixFile(join(DATA, 'vol', 'vix_daily_ohlc.csv'))), addCalendarDays(from, -365 * YEARS_OF_VIX_BEFORE)),
    breadth: within(valueOf(await readBreadthFile(join(DATA, 'breadth', breadth))), from),
    side: new Map([
      ['CREDIT', await closesOf(streamSpread(join(DATA, 'macro', 'baa10y_spread_daily_derived.csv')), ({ spread }) => spread)],
      ['COR1M', await closesOf(streamCorrelation(join(DATA, 'vol', 'vol_term_structure_wide_close.csv')), ({ cor1m }) => cor1m)],
    ]),
    book: null, fills: 'advised', events: [],
    sample: valueOf(parseSampleTemplate(JSON.parse(readFileSync(join(ROOT, 'resources', 'sample-book.json'), 'utf8')))),
  };
}
