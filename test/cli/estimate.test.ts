import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/runCli.ts';
import { addTradingDays, sessionHours } from '../../src/domain/calendar.ts';
import { parsePolicy } from '../../src/domain/hedging/policy/policySchema.ts';
import { vxExpirations } from '../../src/domain/instruments/index.ts';
import { loadPolicy } from '../../src/engine/policies.ts';
import { openJournal } from '../../src/engine/store/journalStore.ts';
import { openMarketStore } from '../../src/engine/store/marketStore.ts';
import { must } from '../support/engineHarness.ts';

const resourcesDir = join(import.meta.dirname, '..', '..', 'resources');
const folder = mkdtempSync(join(tmpdir(), 'ballast-estimate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let data = '';
beforeEach(() => { data = mkdtempSync(join(folder, 'data-')); });
afterEach(() => rmSync(data, { recursive: true, force: true }));

async function estimate(...words: readonly string[]) {
  let out = '';
  let err = '';
  const code = await runCli(['estimate', ...words], { console: { out: (text) => { out += text; }, err: (sentence) => { err += sentence; } }, resourcesDir });
  return { code, out, err };
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a JSON document is read as its reader would
const documentOf = async (...words: readonly string[]): Promise<any> => {
  const told = await estimate(...words);
  expect(told).toMatchObject({ code: 0, err: '' });
  return JSON.parse(told.out);
};

/** Every future moves 0.4, VIX3M 0.6 points per VIX point. */
function* closes(sessions: number): Generator<readonly [string, string, number]> {
  let date = '2025-01-02';
  for (let step = 0; step < sessions; step += 1) {
    const vix = 17 + 2 * Math.sin(step) + Math.cos(2.3 * step);
    yield [date, 'VIX', vix];
    yield [date, 'VIX3M', 10 + 0.6 * vix];
    for (const expiration of vxExpirations(date, 9)) if (expiration > date) yield [date, `VX${expiration.slice(2).replaceAll('-', '')}`, 12 + 0.4 * vix];
    date = addTradingDays(date, 1);
  }
}

function store(sessions: number) {
  const opened = must(openMarketStore(join(data, 'market.sqlite')));
  for (const [date, symbol, close] of closes(sessions)) {
    opened.writeBars(symbol, '1d', [{ date, startUs: sessionHours(date)?.openUs ?? 0, open: close, high: close, low: close, close, volume: null }]);
  }
  return opened;
}

const file = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

interface NodeRow { readonly days: number; readonly policy: number; readonly estimate: number | null; readonly reason?: string }

describe('estimate', () => {
  it('reads the record beside the running writer, and measures what is in it', async () => {
    const writer = store(300);
    const told = await documentOf('--data', data);
    writer.close();
    expect(told).toMatchObject({ report: 'estimate', conventionInForce: 'measured', sources: [data], beta: { estimated: true, sessions: 299, from: '2025-01-03' }, weight: { estimated: true } });
    const beta = told.beta.nodes as NodeRow[];
    expect(beta[0]).toEqual({ days: 0, policy: 1, estimate: null, reason: '1 by definition: a future settles to spot' });
    for (const { estimate: value } of beta.slice(1)) expect(value).toBeCloseTo(0.4, 3);
    expect(beta.find(({ days }) => days === 30)).toMatchObject({ policy: 0.43, standardError: expect.any(Number), robustStandardError: expect.any(Number), observations: expect.any(Number) });
    expect((told.weight.nodes as NodeRow[]).map(({ days, estimate: value }) => [days, value === null ? null : Math.round(1000 * value) / 1000])).toEqual([[1, null], [9, null], [30, null], [93, 0.6], [184, null]]);
  });

  it('tells the difference in robust standard errors', async () => {
    // A little noise of its own, so that there is an error to count in.
    const rows = [...closes(300)].map(([date, symbol, close], at) => `${date},${symbol},${(close + (symbol === 'VIX' ? 0 : 0.3 * Math.sin(17 * at))).toFixed(6)}`);
    const told = await documentOf('--history', file('noisy.csv', ['date,symbol,close', ...rows]));
    const node = (told.beta.nodes as { days: number; policy: number; estimate: number; robustStandardError: number; differenceInErrors: number }[]).find(({ days }) => days === 63)!;
    expect(node.robustStandardError).toBeGreaterThan(0.001);
    expect(node.differenceInErrors).toBeCloseTo((node.estimate - node.policy) / node.robustStandardError, 9);
  });

  it('gives a fragment that an own policy takes as it stands', async () => {
    store(300).close();
    const { adopt } = await documentOf('--data', data);
    const { policy } = must(loadPolicy('steward', [join(resourcesDir, 'policies')]));
    const own = { ...policy, name: 'mine', values: { ...policy.values, vega: { ...policy.values.vega, ...adopt.vega } } };
    expect(parsePolicy(own)).toMatchObject({ ok: true });
    expect(adopt.vega.beta.slice(0, 2)).toEqual([[0, 1], [4, expect.closeTo(0.4, 3)]]);
    expect(adopt.vega.weight).toEqual([[1, 1.79], [9, 1.52], [30, 1], [93, 0.6], [184, 0.46]]);
  });

  it('adopts nothing from a short record, and says how long it is', async () => {
    store(40).close();
    const told = await documentOf('--data', data);
    expect(told).toMatchObject({ adopt: null, adoptNote: 'Nothing to adopt yet.', beta: { estimated: false, reason: expect.stringMatching(/^39 of 250 sessions/) }, weight: { estimated: false } });
  });

  it('offers nothing to adopt from a simulated market', async () => {
    store(300).close();
    const journal = must(openJournal(join(data, 'journal.sqlite')));
    journal.commit({ log: [], settings: { marketSource: 'simulated market, story distribution, seed 1' } });
    journal.close();
    const told = await documentOf('--data', data);
    expect(told).toMatchObject({ recordOf: 'simulated market, story distribution, seed 1', beta: { estimated: true }, adopt: null, adoptNote: expect.stringMatching(/^Nothing to adopt: the record is of a simulated market/) });
  });

  it('reads files: several series in one, or one a file by its name; a later one stands before the store', async () => {
    const rows = [...closes(280)];
    const several = file('several.csv', ['date,symbol,close', ...rows.filter(([, symbol]) => symbol !== 'VIX').map((row) => row.join(','))]);
    const vix = file('vix.csv', ['date,close', ...rows.filter(([, symbol]) => symbol === 'VIX').map(([date, , close]) => `${date},${close}`)]);
    const told = await documentOf('--history', several, '--history', `VIX=${vix}`);
    expect(told).toMatchObject({ sources: [several, `VIX=${vix}`], beta: { estimated: true, sessions: 279 }, weight: { estimated: true, sessions: 279 } });
    store(280).close();
    const flat = file('vix3m.csv', ['date,close', ...rows.filter(([, symbol]) => symbol === 'VIX3M').map(([date, , close]) => `${date},${(2 * close).toFixed(6)}`)]);
    const both = await documentOf('--data', data, '--history', `VIX3M=${flat}`);
    expect((both.weight.nodes as NodeRow[]).find(({ days }) => days === 93)?.estimate).toBeCloseTo(1.2, 3);
  });

  it.each<[string, () => readonly string[], RegExp]>([
    ['a folder without a record', () => ['--data', join(data, 'none')], /There is no market store at .*none/],
    ['a file that is not there', () => ['--history', '/nowhere/vix.csv'], /nowhere\/vix\.csv/],
    ['a file without symbols', () => ['--history', file('bare.csv', ['date,close', '2025-01-02,17'])], /column symbol is missing/],
    ['dates that fall', () => ['--history', `VIX=${file('fall.csv', ['date,close', '2025-01-03,17', '2025-01-02,17'])}`], /fall\.csv, line 3: date 2025-01-02 of VIX comes after 2025-01-03/],
    ['a close of zero', () => ['--history', `VIX=${file('zero.csv', ['date,close', '2025-01-03,0'])}`], /zero\.csv, line 2: close is 0/],
    ['an unknown symbol', () => ['--history', file('odd.csv', ['date,symbol,close', '2025-01-03,vix,17'])], /odd\.csv, line 2: symbol: "vix"/],
    ['an unknown policy', () => ['--policy', 'brave', '--history', 'x.csv'], /no policy "brave"/],
    ['a stray word', () => ['vix.csv'], /"vix\.csv" is not an option/],
  ])('refuses %s with a sentence', async (_what, words, sentence) => {
    expect(await estimate(...words())).toMatchObject({ code: 2, out: '', err: expect.stringMatching(sentence) });
  });
});
