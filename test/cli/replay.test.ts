import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/runCli.ts';
import { addTradingDays } from '../../src/domain/calendar.ts';
import { createRandom } from '../../src/simulator/random.ts';

const resourcesDir = join(import.meta.dirname, '..', '..', 'resources');
const folder = mkdtempSync(join(tmpdir(), 'ballast-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function replay(...words: readonly string[]) {
  let out = '';
  let err = '';
  const code = await runCli(['replay', ...words], { console: { out: (text) => { out += text; }, err: (sentence) => { err += `${sentence}\n`; } }, resourcesDir });
  return { code, out, err };
}

const file = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

const BARS_HEADER = 'date,open,high,low,close,volume';

/** A made-up market: a random walk with VIX against it; advances lag behind in its second half, so that divergences form. */
function madeUpHistory(days: number) {
  const random = createRandom(20_261_120);
  const [bars, vix, breadth] = [[BARS_HEADER], ['date,open,high,low,close'], ['date,advances,declines']];
  let price = 300;
  let level = 16;
  let date = '2018-01-02';
  for (let day = 0; day < days; day += 1) {
    const change = 0.0004 + 0.009 * random.gaussian() * (level / 16);
    const open = price;
    price *= 1 + change;
    level = Math.min(60, Math.max(10, level + 0.06 * (16 - level) - 130 * change + 0.4 * random.gaussian()));
    const [high, low] = [Math.max(open, price) * 1.003, Math.min(open, price) * 0.997];
    bars.push(`${date},${open.toFixed(2)},${high.toFixed(2)},${low.toFixed(2)},${price.toFixed(2)},${Math.round(6e7 * (1 + 20 * Math.abs(change)) * (change > 0 && day > days / 2 ? 0.6 : 1))}`);
    vix.push(`${date},${level.toFixed(2)},${(level * 1.03).toFixed(2)},${(level * 0.97).toFixed(2)},${level.toFixed(2)}`);
    const advances = Math.round(1500 + 40_000 * change - (day > days / 2 ? 250 : 0));
    breadth.push(`${date},${Math.max(50, advances)},${Math.max(50, 3000 - advances)}`);
    date = addTradingDays(date, 1);
  }
  return { bars, vix, breadth };
}

const DAYS = 300;
const history = madeUpHistory(DAYS);
const paths = { bars: file('bars.csv', history.bars), vix: file('vix.csv', history.vix), breadth: file('breadth.csv', history.breadth) };
const words = ['--bars', paths.bars, '--vix', paths.vix, '--breadth', paths.breadth, '--fills', 'advised'];

interface Line { readonly id: string; readonly contracts: number; readonly date: string; readonly action: string; readonly stage: string; readonly policy: string; readonly rule: string; readonly modelled: boolean; readonly facts: readonly { readonly asOf: string }[] }
const ACTIONS = ['add', 'roll', 'delayer', 'rebalance', 'widen', 'hold'];
const linesOf = (out: string): readonly Line[] => out.trimEnd().split('\n').map((line) => JSON.parse(line) as Line);

describe('a replay of daily history', () => {
  let whole: Awaited<ReturnType<typeof replay>>;
  beforeAll(async () => { whole = await replay(...words); });

  it('prints one JSON object a line whose keys stand in the published order', () => {
    expect(whole.code).toBe(0);
    const lines = linesOf(whole.out);
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(Object.keys(line)).toEqual(['id', 'date', 'action', 'stage', 'layer', 'contracts', 'policy', 'rule', 'facts', 'modelled']);
    expect(lines.map(({ date }) => date)).toEqual(lines.map(({ date }) => date).toSorted());
  });

  it('says in every line that chains and curve are modelled, and which policy version judged', () => {
    for (const { modelled, policy } of linesOf(whole.out)) {
      expect(modelled).toBe(true);
      expect(policy).toMatch(/^steward@[0-9a-f]{12}$/);
    }
  });

  it('never states a fact of a day after the one it judges', () => {
    for (const { date, facts } of linesOf(whole.out)) for (const { asOf } of facts) expect(asOf <= date).toBe(true);
  });

  it('finds something to do in a market that diverges', () => {
    expect(linesOf(whole.out).map(({ action }) => action)).toEqual(expect.arrayContaining(['hold', 'add']));
  });

  it('prints the same bytes when it runs again', async () => {
    expect((await replay(...words)).out).toBe(whole.out);
  });

  it('with --from and --to limits what is printed, not what is computed', async () => {
    const dates = linesOf(whole.out).map(({ date }) => date);
    // From a day on which nothing changed: what stood before is not told again.
    const quiet = dates.findIndex((date, index) => index > dates.length / 2 && addTradingDays(date, 1) < (dates[index + 1] ?? ''));
    const [from, to] = [addTradingDays(dates[quiet] ?? '', 1), dates[Math.floor(dates.length * 0.9)] ?? ''];
    expect(quiet).toBeGreaterThan(0);
    const wanted = whole.out.trimEnd().split('\n').filter((_line, index) => (dates[index] ?? '') >= from && (dates[index] ?? '') <= to);
    expect(wanted.length).toBeGreaterThan(2);
    expect((await replay(...words, '--from', from, '--to', to)).out.trimEnd().split('\n')).toEqual(wanted);
  });

  it('with --summary counts the same decisions by year, with the stage\'s moves and the hedge\'s trades, and their total', async () => {
    const { out } = await replay(...words, '--summary');
    const counted = out.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, number | string>);
    const [years, total] = [counted.slice(0, -1), counted.at(-1)!];
    const lines = linesOf(whole.out);
    for (const row of years) {
      for (const action of ACTIONS) expect(row[action], `${row['year']} ${action}`).toBe(lines.filter((line) => line.date.startsWith(String(row['year'])) && line.action === action).length);
    }
    expect(years.map(({ year }) => year)).toEqual([...new Set(lines.map(({ date }) => date.slice(0, 4)))]);
    expect(total['year']).toBe('total');
    for (const key of Object.keys(total).filter((name) => name !== 'year')) expect(total[key], key).toBeCloseTo(years.reduce((sum, row) => sum + Number(row[key]), 0), -1);
    expect(Number(total['boughtContracts'])).toBeGreaterThan(0);
    expect(Number(total['paidDollars'])).toBeGreaterThan(0);
    expect(Number(total['stageChanges'])).toBeGreaterThan(1);
  });

  it('what is bought is sold, settles or is still held', async () => {
    const total = JSON.parse((await replay(...words, '--summary')).out.trimEnd().split('\n').at(-1)!) as Record<string, number>;
    expect(total['soldContracts']! + total['settledContracts']!).toBeLessThanOrEqual(total['boughtContracts']!);
  });

  it('without fills an advice is told when it appears, not when its size is reckoned anew', async () => {
    const lines = linesOf((await replay(...words.slice(0, -2))).out);
    const adds = lines.filter(({ action }) => action === 'add');
    expect(adds.length).toBeGreaterThan(0);
    expect(adds.length).toBeLessThan(DAYS / 10);
    const told = new Map<string, string>();
    for (const { id, date, action } of lines) {
      if (action === 'add') expect(told.get(id) ?? '').not.toBe(addTradingDays(date, -1));
      told.set(id, date);
    }
  });

  it('without breadth says what is disabled, on stderr only', async () => {
    const short = { bars: file('short-bars.csv', history.bars.slice(0, 40)), vix: file('short-vix.csv', history.vix.slice(0, 40)) };
    const { code, out, err } = await replay('--bars', short.bars, '--vix', short.vix);
    expect(code).toBe(0);
    expect(err).toMatch(/[Bb]readth.*advance-decline divergences are disabled/);
    expect(err).toMatch(/^Modelled: every option chain and the VX curve, from SPX \(10 × SPY\) and VIX alone\. VIX options exist since 2006-02-24/);
    expect(out).not.toMatch(/disabled/);
  });
});

describe('a replay that cannot be done', () => {
  const few = (change: (rows: string[]) => readonly string[], rows: readonly string[] = history.bars): readonly string[] => change(rows.slice(0, 6));
  const withRow = (index: number, edit: (row: string) => string) => (rows: readonly string[]): readonly string[] => rows.map((row, at) => (at === index ? edit(row) : row));
  const thirdDate = history.bars[3]?.slice(0, 10) ?? '';

  it.each<[string, readonly string[] | null, RegExp]>([
    ['a bars file that is not there', null, /absent\.csv: there is no such file/],
    ['a bars file without a column', few(() => ['date,open,high,low,close', '2018-01-02,1,2,1,2']), /bars-2\.csv, line 1: column volume is missing/],
    ['a text where a number belongs', few(withRow(2, (row) => row.replace(/,[\d.]+,(\d+)$/, ',much,$1'))), /bars-3\.csv, line 3: close is "much", not a number/],
    ['dates that do not rise', few((rows) => [rows[0] ?? '', rows[3] ?? '', rows[2] ?? '']), new RegExp(`bars-4\\.csv, line 3: date \\S+ comes after ${thirdDate}`)],
    ['a date that stands twice', few((rows) => [rows[0] ?? '', rows[3] ?? '', rows[3] ?? '']), new RegExp(`bars-5\\.csv, line 3: date ${thirdDate} stands twice`)],
    ['a date that is none', few(withRow(1, (row) => row.replace(/^[^,]+/, '2018-02-30'))), /bars-6\.csv, line 2: date is "2018-02-30", not a date/],
    ['a negative volume', few(withRow(1, (row) => row.replace(/,\d+$/, ',-1'))), /bars-7\.csv, line 2: volume is -1/],
    ['an empty file', [], /bars-8\.csv.*(empty|missing)/],
  ].map(([name, lines, sentence]) => [name, lines, sentence] as [string, readonly string[] | null, RegExp]))('%s: exit code 2, nothing on stdout, and a sentence with file, line and field', async (name, lines, sentence) => {
    const number = ['there', 'column', 'text', 'rise', 'twice', 'none', 'negative', 'empty'].findIndex((word) => name.includes(word)) + 1;
    const bars = lines === null ? join(folder, 'absent.csv') : file(`bars-${number}.csv`, lines);
    const { code, out, err } = await replay('--bars', bars, '--vix', paths.vix);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd()).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a policy that nobody knows', [...words, '--policy', 'brave'], /no policy "brave".*steward/],
    ['a date that is none', [...words, '--from', 'yesterday'], /--from must be a date like .*, not "yesterday"/],
    ['a book that is not there', [...words, '--book', join(folder, 'no-book.json')], /no-book\.json/],
    ['no VIX file', ['--bars', paths.bars], /needs --bars FILE and --vix FILE/],
    ['a span that ends before it begins', [...words.slice(0, 6), '--from', '2025-01-02', '--to', '2024-01-02'], /--from 2025-01-02 comes after --to 2024-01-02/],
    ['fills of another kind', [...words.slice(0, 6), '--fills', 'all'], /--fills must be "advised" or "none", not "all"/],
    ['an option that nobody knows', [...words, '--speed', '3'], /--speed/],
    ['a universe without its file', ['--bars', paths.bars, '--vix', paths.vix, '--universe', 'nyse'], /--universe chooses within --breadth FILE/],
    ['a universe in a file that has none', [...words, '--universe', 'nyse'], /has no column universe/],
  ])('%s: exit code 2 and a sentence', async (_name, given, sentence) => {
    const { code, out, err } = await replay(...given);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

const shared = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
const present = existsSync(shared);

describe.skipIf(!present)(`recorded history, 1,200 sessions to January 2021${present ? '' : ' [skipped: no ../shared/data]'}`, () => {
  it('brings every kind of action when advice is taken, the press of 2020 among them', async () => {
    const lastOf = (path: string, name: string): string => {
      const [header = '', ...rows] = readFileSync(join(shared, ...path.split('/')), 'utf8').trimEnd().split('\n');
      return file(name, [header, ...rows.filter((row) => row < '2021-01-28').slice(-1_200)]);
    };
    const { code, out, err } = await replay(
      '--bars', lastOf('prices/spy_daily.csv', 'spy.csv'), '--vix', lastOf('vol/vix_daily_ohlc.csv', 'vix-recorded.csv'),
      '--breadth', lastOf('breadth/breadth_sp500_members2021_2000_2021.csv', 'breadth-recorded.csv'), '--fills', 'advised', '--from', '2018-01-01');
    expect(code).toBe(0);
    expect(err).not.toMatch(/divergences are disabled/);
    const lines = linesOf(out);
    expect(new Set(lines.map(({ action }) => action))).toEqual(new Set(['add', 'roll', 'delayer', 'rebalance', 'widen', 'hold']));
    expect(lines.filter(({ rule, date }) => rule.startsWith('delayer.press') && date.startsWith('2020'))).not.toEqual([]);
  });
});
