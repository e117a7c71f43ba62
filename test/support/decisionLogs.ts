import { join } from 'node:path';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import { percent } from '../../src/domain/figureText.ts';
import { addCalendarDays } from '../../src/domain/time.ts';
import type { IsoDate } from '../../src/domain/units.ts';
import { loadPolicy } from '../../src/engine/policies.ts';
import { replayHistory, type ReplayDay, type ReplayInput } from '../../src/engine/replay.ts';
import { recordedReplayInput } from './recordedReplay.ts';

/** A stretch of history that is told in docs/decision-logs.md. */
export interface Period {
  readonly name: string;
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** Breadth file that reaches over the stretch and its warm-up. */
  readonly breadth: string;
}

export const PERIODS: readonly Period[] = [
  { name: 'January to March 2018', from: '2018-01-02', to: '2018-03-29', breadth: 'breadth_sp500_members2021_2000_2021.csv' },
  { name: 'February to April 2020', from: '2020-02-03', to: '2020-04-30', breadth: 'breadth_sp500_members2021_2000_2021.csv' },
  { name: 'July to September 2024', from: '2024-07-01', to: '2024-09-30', breadth: 'breadth_sp500_members2026_2022_2026.csv' },
  { name: 'February to May 2025', from: '2025-02-03', to: '2025-05-30', breadth: 'breadth_sp500_members2026_2022_2026.csv' },
];

/** Two years warm every signal up: the longest window is 252 sessions. */
const WARM_UP_DAYS = 730;

/** What the replay of a period takes; the credit spread is that of BAA bonds over ten-year Treasuries, the correlation COR1M. */
async function replayInputOf({ from, to, breadth }: Period): Promise<ReplayInput> {
  const steward = loadPolicy('steward', [join(import.meta.dirname, '../../resources/policies')]);
  if (!steward.ok) throw new Error(steward.failure.detail);
  return { ...await recordedReplayInput(addCalendarDays(from, -WARM_UP_DAYS), to, breadth), policy: steward.value.policy, policyVersion: steward.value.version };
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
