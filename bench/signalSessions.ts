/** Daily sessions to run the signals over: a seeded walk with every series, and the recorded history where it lies beside the project. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nextTradingDay } from '../src/domain/calendar.ts';
import type { DailyInput } from '../src/domain/signals/dailySignals.ts';
import { createRandom } from '../src/simulator/random.ts';

/** 28 years. */
export const SESSIONS = 6_900;
const FIRST_DATE = '1998-12-01';
const SEED = 20_261_120;

/** Drifts, jumps and reverts enough to pass through the states of the signals. */
export function walkedSessions(count: number = SESSIONS): readonly DailyInput[] {
  const random = createRandom(SEED);
  let [date, close, vix] = [FIRST_DATE, 100, 18];
  return Array.from({ length: count }, (): DailyInput => {
    date = nextTradingDay(date);
    const open = close;
    const move = 0.0002 + 0.011 * random.gaussian() - (random.uniform() < 0.005 ? 0.04 : 0);
    close = open * Math.exp(move);
    vix = Math.max(9, vix + 0.08 * (17 - vix) - 100 * move + 0.5 * random.gaussian());
    const advances = Math.round(Math.min(500, Math.max(0, 250 + 8_000 * move + 40 * random.gaussian())));
    return {
      date,
      price: { open, high: Math.max(open, close) * (1 + 0.004 * random.uniform()), low: Math.min(open, close) * (1 - 0.004 * random.uniform()), close },
      spy: { close, volume: Math.round(5e7 * (0.5 + random.uniform())) },
      vix: { open: vix, high: vix * 1.02, low: vix * 0.98, close: vix },
      breadth: { universe: 'walk', advances, declines: 500 - advances },
      cor1m: 20 + 30 * random.uniform(),
      cor3m: 25 + 30 * random.uniform(),
      vxx: 2 * vix,
      creditSpread: 1.5 + vix / 20 + 0.05 * random.gaussian(),
      term: { vx: [{ days: 12, level: vix * 1.03 }, { days: 40, level: vix * 1.05 + 1 }], vix9d: vix * 0.98, vix3m: 0.5 * vix + 9, vix6m: 20 },
    };
  });
}

/** Beside the repository, seen from this file and from the build (`out/main`). */
const PLACES = ['../../shared/data/', '../../../shared/data/'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
const DATA = PLACES.find((place) => existsSync(`${place}prices/spy_daily.csv`)) ?? null;

function rowsOf(file: string): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = readFileSync(`${DATA ?? ''}${file}`, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, column) => [names[column] ?? '', cell])));
}

/** SPY, VIX and S&P 500 breadth as recorded; null where `../shared/data` is not there. */
export function recordedSessions(): readonly DailyInput[] | null {
  if (DATA === null) return null;
  const byDate = (file: string) => new Map(rowsOf(file).map((row) => [row['date'] ?? '', row]));
  const [vixRows, breadthRows] = [byDate('vol/vix_daily_ohlc.csv'), byDate('breadth/breadth_sp500_members2021_2000_2021.csv')];
  const barOf = (row: Readonly<Record<string, string>>) => ({ open: Number(row['open']), high: Number(row['high']), low: Number(row['low']), close: Number(row['close']) });
  return rowsOf('prices/spy_daily.csv').map((row): DailyInput => {
    const date = row['date'] ?? '';
    const [vix, breadth] = [vixRows.get(date), breadthRows.get(date)];
    return {
      date,
      price: barOf(row),
      spy: { close: Number(row['close']), volume: Number(row['volume']) },
      vix: vix === undefined ? null : barOf(vix),
      breadth: breadth === undefined ? null : { universe: breadth['universe'] ?? '', advances: Number(breadth['advances']), declines: Number(breadth['declines']) },
      cor1m: null, cor3m: null, vxx: null, creditSpread: null, term: null,
    };
  });
}
