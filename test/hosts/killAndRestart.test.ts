import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/simulator/random.ts';
import { runCommand, startHost, type HostProcess } from '../support/hostProcess.ts';

const root = mkdtempSync(join(tmpdir(), 'ballast-kill-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const KILLS = 5;
const START_LIMIT_MS = 5_000;
const wordsFor = (data: string): readonly string[] => ['--port', '0', '--data', data, '--speed', '20000'];

let exported = 0;
async function logOf(data: string): Promise<readonly string[]> {
  exported += 1;
  const file = join(root, `log-${exported}.jsonl`);
  expect(await runCommand(['log', 'export', '--data', data, '--format', 'jsonl', '--out', file])).toMatchObject({ code: 0 });
  expect(await runCommand(['log', 'verify', file])).toMatchObject({ code: 0 });
  // The last line is the anchor (count and head), not an entry.
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(0, -1);
}

function integrityOf(file: string): unknown {
  const database = new SqliteDatabase(file, { readonly: true });
  try {
    return database.pragma('integrity_check', { simple: true });
  } finally {
    database.close();
  }
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** A start that must be refused: exit code 2 and what it said. */
async function refusalOf(words: readonly string[]): Promise<string> {
  const started = await startHost(words).then((host) => host, (error: unknown) => error);
  if (started instanceof Error) {
    expect(started.message).toMatch(/^the host ended with 2: /);
    return started.message.replace(/^the host ended with 2: /, '').trimEnd();
  }
  await (started as HostProcess).stop('SIGKILL');
  throw new Error('the host started');
}

describe(`a host that is killed (−9) ${KILLS} times at a run of simulated market`, () => {
  const data = join(root, 'data');
  let host: HostProcess;
  const starts: number[] = [];
  const start = async (): Promise<void> => {
    const before = performance.now();
    host = await startHost(wordsFor(data));
    starts.push(performance.now() - before);
  };
  beforeAll(start);
  afterAll(async () => { await host.stop('SIGKILL'); });

  it('starts again each time within seconds, with sound files, and its log only ever grew', { timeout: 60_000 }, async () => {
    const random = createRandom(5);
    let before: readonly string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      await wait(400 + 1_200 * random.uniform());
      expect(await host.stop('SIGKILL')).toBeNull();
      expect(integrityOf(join(data, 'journal.sqlite'))).toBe('ok');
      expect(integrityOf(join(data, 'market.sqlite'))).toBe('ok');
      const killed = await logOf(data);
      expect(killed.slice(0, before.length)).toEqual(before);
      expect(killed.length).toBeGreaterThan(before.length);
      await start();
      before = killed;
    }
    expect(Math.max(...starts)).toBeLessThan(START_LIMIT_MS);
    const entries = (await logOf(data)).map((line) => JSON.parse(line) as { readonly seq: number; readonly kind: string; readonly payload: { readonly decision?: { readonly severity?: string; readonly rule?: string } } });
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_entry, index) => index + 1));
    expect(entries.filter(({ kind }) => kind === 'started')).toHaveLength(starts.length);
    expect(entries.filter(({ kind }) => kind === 'bookChanged')).toHaveLength(1);
    // The sample book is opened once and lives on; no restart takes the market that is still arriving for a bad one.
    expect(entries.filter(({ kind, payload }) => kind === 'decision' && payload.decision?.severity === 'blocked').map(({ payload }) => payload.decision?.rule)).toEqual([]);
  });

  it('goes on with the story: the first advice comes, and is raised once', { timeout: 30_000 }, async () => {
    await expect.poll(async () => (await logOf(data)).filter((line) => line.includes('"kind":"decision"')).length, { timeout: 20_000, interval: 500 }).toBeGreaterThan(0);
    const raised = (await logOf(data)).map((line) => JSON.parse(line) as { readonly payload: { readonly transition?: string; readonly alertId?: string } })
      .filter(({ payload }) => payload.transition === 'raised').map(({ payload }) => payload.alertId);
    expect(raised.filter((id) => id?.startsWith('add.first'))).toHaveLength(1);
  });

  it('keeps its files to its user', () => {
    expect(modeOf(data)).toBe('700');
    for (const name of ['journal.sqlite', 'market.sqlite', 'lock.sqlite']) expect(modeOf(join(data, name)), name).toBe('600');
  });

  it('lets no second Ballast write on the same data', async () => {
    expect(await refusalOf(wordsFor(data))).toMatch(/^The data folder .* is in use: Ballast is already running on it\..*--data DIR\.$/);
    expect(await refusalOf(['--port', new URL(host.link).port, '--data', data])).toMatch(/already running on the data folder/);
  });

  it('ends with code 0 when asked to, says so in the log, and takes up from there', async () => {
    expect(await host.stop()).toBe(0);
    const stopped = await logOf(data);
    expect(JSON.parse(stopped.at(-1) ?? '')).toMatchObject({ kind: 'stopped' });
    await start();
    expect((await logOf(data)).slice(0, stopped.length)).toEqual(stopped);
  });
});

describe('a start that cannot be done ends with code 2 and one sentence', () => {
  const fresh = (name: string): string => join(root, name);
  const isRoot = process.getuid?.() === 0;

  it('on a folder of a newer Ballast, which stays as it is', async () => {
    const data = fresh('newer');
    mkdirSync(data);
    const database = new SqliteDatabase(join(data, 'journal.sqlite'));
    database.pragma('user_version = 99');
    database.exec('CREATE TABLE later (x)');
    database.close();
    const bytes = readFileSync(join(data, 'journal.sqlite'));
    expect(await refusalOf(wordsFor(data))).toMatch(/journal\.sqlite was written by a newer Ballast: it has version 99/);
    expect(readFileSync(join(data, 'journal.sqlite')).equals(bytes)).toBe(true);
    expect(existsSync(join(data, 'market.sqlite'))).toBe(false);
  });

  it.skipIf(isRoot)(`on a folder that may not be written${isRoot ? ' [skipped: root may write everywhere]' : ''}`, async () => {
    const data = fresh('sealed');
    mkdirSync(data);
    chmodSync(data, 0o500);
    expect(await refusalOf(wordsFor(join(data, 'inside')))).toMatch(/^The data folder .* cannot be written: permission denied/);
  });

  it('on a folder that cannot exist', async () => {
    expect(await refusalOf(wordsFor('/dev/null/ballast'))).toMatch(/^The data folder \/dev\/null\/ballast cannot be written: .*--data DIR\.$/);
  });

  it.each([
    ['an unknown policy', ['--policy', 'brave'], /no policy "brave".*steward/],
    ['an unknown story', ['--story', 'bull'], /--story "bull" is not known; the stories are .*distribution/],
    ['a speed that is none', ['--speed', 'fast'], /--speed must be a number/],
    ['a book that is not there', ['--book', '/nowhere/book.json'], /\/nowhere\/book\.json: there is no such file/],
    ['an unknown option', ['--colour'], /--colour/],
  ])('for %s', async (_name, words, sentence) => {
    const said = await refusalOf(['--port', '0', '--data', fresh('refused'), ...words]);
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/\n\s+at /);
  });

  it('on a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await refusalOf(['--port', String(port), '--data', fresh('taken')])).toMatch(new RegExp(`${port}`));
    server.close();
  });

  it('on quotes that are damaged inside, and leaves them', { timeout: 20_000 }, async () => {
    const data = fresh('damaged');
    const host = await startHost(wordsFor(data));
    await host.stop();
    const file = join(data, 'market.sqlite');
    const bytes = readFileSync(file);
    const PAGE = 4096;
    bytes.fill(0xa5, PAGE);
    writeFileSync(file, bytes);
    expect(await refusalOf(wordsFor(data))).toMatch(/^The record in .* cannot be read or written: .*malformed.*--data\.$/);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('for the record of another market', { timeout: 20_000 }, async () => {
    const data = fresh('other');
    const host = await startHost(wordsFor(data));
    await host.stop();
    expect(await refusalOf([...wordsFor(data), '--story', 'calm'])).toMatch(/holds the record of "simulated market, story distribution, seed 1"/);
  });
});
