import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSampleTemplate } from '../../src/domain/book/sampleBook.ts';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import { percent } from '../../src/domain/figureText.ts';
import type { Result } from '../../src/domain/result.ts';
import { addCalendarDays } from '../../src/domain/time.ts';
import type { IsoDate } from '../../src/domain/units.ts';
import { streamCorrelation } from '../../src/engine/importers/correlationStream.ts';
import { readBarsFile, readBreadthFile, readVixFile } from '../../src/engine/importers/dailyHistory.ts';
import { streamSpread } from '../../src/engine/importers/dailyStream.ts';
import { loadMacroEvents } from '../../src/engine/macroEvents.ts';
import { loadPolicy } from '../../src/engine/policies.ts';
import { replayHistory, type ReplayDay, type ReplayInput } from '../../src/engine/replay.ts';

/** A stretch of history that is told in docs/decision-logs.md. */
export interface Period {
  readonly name: string;
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** Breadth file that reaches over the stretch and its warm-up. */
  readonly breadth: string;
}

const ROOT = join(import.meta.dirname, '..', '..');
const DATA = join(ROOT, '..', 'shared', 'data');
export const historyIsHere = existsSync(DATA);

export const PERIODS: readonly Period[] = [
  { name: 'January to March 2018', from: '2018-01-02', to: '2018-03-29', breadth: 'breadth_sp500_members2021_2000_2021.csv' },
  { name: 'February to April 2020', from: '2020-02-03', to: '2020-04-30', breadth: 'breadth_sp500_members2021_2000_2021.csv' },
  { name: 'July to September 2024', from: '2024-07-01', to: '2024-09-30', breadth: 'breadth_sp500_members2026_2022_2026.csv' },
  { name: 'February to May 2025', from: '2025-02-03', to: '2025-05-30', breadth: 'breadth_sp500_members2026_2022_2026.csv' },
];

/** Two years warm every signal up: the longest window is 252 sessions. */
const WARM_UP_DAYS = 730;

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

/** What the replay of a period takes; the credit spread is that of BAA bonds over ten-year Treasuries, the correlation COR1M. */
export async function replayInputOf({ from, to, breadth }: Period, policyName = 'steward'): Promise<ReplayInput> {
  const start = addCalendarDays(from, -WARM_UP_DAYS);
  const within = <T extends { readonly date: IsoDate }>(rows: readonly T[]): readonly T[] => rows.filter(({ date }) => date >= start && date <= to);
  const resources = join(ROOT, 'resources');
  const { policy, version } = valueOf(loadPolicy(policyName, [join(resources, 'policies')]));
  return {
    bars: within(valueOf(await readBarsFile(join(DATA, 'prices/spy_daily.csv')))), vix: within(valueOf(await readVixFile(join(DATA, 'vol/vix_daily_ohlc.csv')))),
    breadth: within(valueOf(await readBreadthFile(join(DATA, 'breadth', breadth)))), policy, policyVersion: version, book: null, fills: 'advised',
    side: new Map([
      ['CREDIT', await closesOf(streamSpread(join(DATA, 'macro/baa10y_spread_daily_derived.csv')), ({ spread }) => spread)],
      ['COR1M', await closesOf(streamCorrelation(join(DATA, 'vol/cor1m_daily_ohlc.csv')), ({ cor1m }) => cor1m)],
    ]),
    sample: valueOf(parseSampleTemplate(JSON.parse(readFileSync(join(resources, 'sample-book.json'), 'utf8')))), events: valueOf(loadMacroEvents(resources)),
  };
}

const share = (value: number | null): string => (value === null ? '–' : percent(value, 0));

/** What a reader follows: whose id, size and words are as yesterday says nothing new. */
const identityOf = ({ id, action, layer, contracts }: Decision): string => `${id}|${action}|${layer}|${contracts}`;

function rowsOf(day: ReplayDay, closes: { readonly spx: number; readonly vix: number | null }, shown: ReadonlySet<string>): readonly string[] {
  return day.decisions.filter((decision) => !shown.has(identityOf(decision))).map((decision, at) => {
    const { stage, headline, coverage, rule } = decision;
    const cells = at === 0 ? [day.date, closes.spx.toFixed(0), closes.vix?.toFixed(1) ?? '–', stage] : ['', '', '', ''];
    return `| ${[...cells, headline.replaceAll('|', '/'), `${share(coverage.now)}${coverage.after === null ? '' : ` → ${share(coverage.after)}`}`, `\`${rule}\``].join(' | ')} |\n`;
  });
}

const HEAD = ['date', 'SPX', 'VIX', 'stage', 'decision, as its headline said', 'coverage', 'rule'];

/** The period as a table: one row for every decision that was new that day, SPX as 10 × SPY. */
export async function decisionLog(period: Period): Promise<string> {
  const input = await replayInputOf(period);
  const vixOf = new Map(input.vix.map(({ date, close }) => [date, close]));
  const spyOf = new Map(input.bars.map(({ date, close }) => [date, close]));
  let shown: ReadonlySet<string> = new Set();
  let table = `| ${HEAD.join(' | ')} |\n|${HEAD.map((_, i) => (i === 1 || i === 2 ? '--:' : '---')).join('|')}|\n`;
  for (const day of replayHistory(input)) {
    if (day.date >= period.from) table += rowsOf(day, { spx: 10 * (spyOf.get(day.date) ?? 0), vix: vixOf.get(day.date) ?? null }, shown).join('');
    shown = new Set(day.decisions.map(identityOf));
  }
  return table;
}
