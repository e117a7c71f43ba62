import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/runCli.ts';
import { openJournal } from '../../src/engine/store/journalStore.ts';

const resourcesDir = join(import.meta.dirname, '..', '..', 'resources');

let data = '';
beforeEach(() => { data = mkdtempSync(join(tmpdir(), 'ballast-cli-')); });
afterEach(() => { rmSync(data, { recursive: true, force: true }); });

async function ballast(...words: string[]) {
  let out = '';
  const sentences: string[] = [];
  const code = await runCli(words, { console: { out: (text) => { out += text; }, err: (sentence) => { sentences.push(sentence); } }, resourcesDir });
  return { code, out, err: sentences.join('\n') };
}

function writeEntries(count: number) {
  const journal = openJournal(join(data, 'journal.sqlite'));
  if (!journal.ok) throw new Error(journal.failure.detail);
  for (let number = 1; number <= count; number += 1) {
    journal.value.commit({ log: [{ marketTimeUs: number * 1_000_000, kind: 'decision', engine: 'ballast test', policy: 'p', payload: { note: `=entry ${number}` } }] });
  }
  return journal.value;
}

const exported = (name: string) => join(data, name);

describe('log export and log verify', () => {
  it.each(['jsonl', 'csv'])('agree on what was written, beside the running writer (%s)', async (format) => {
    const journal = writeEntries(5);
    const out = exported(`log.${format}`);
    expect(await ballast('log', 'export', '--data', data, '--format', format, '--out', out)).toMatchObject({ code: 0, out: '', err: expect.stringMatching(/^5 entries written to /) });
    journal.close();
    expect(await ballast('log', 'verify', out)).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/whole, 5 entries/) });
    expect(readdirSync(data).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it.each(['jsonl', 'csv'])('name the first bad entry after one changed byte (%s)', async (format) => {
    writeEntries(5).close();
    const out = exported(`log.${format}`);
    await ballast('log', 'export', '--data', data, '--format', format, '--out', out);
    writeFileSync(out, readFileSync(out, 'utf8').replace('entry 3', 'entry 8'));
    expect(await ballast('log', 'verify', out)).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/entry 3/) });
  });

  it('write a checksum beside a CSV that sha256sum accepts, and keep both to the user', async () => {
    writeEntries(2).close();
    const out = exported('log.csv');
    await ballast('log', 'export', '--data', data, '--format', 'csv', '--out', out);
    if (process.platform === 'linux') execFileSync('sha256sum', ['--check', '--status', 'log.csv.sha256'], { cwd: data });
    if (process.platform !== 'win32') expect([out, `${out}.sha256`].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('leave an existing file as it is unless told otherwise', async () => {
    writeEntries(1).close();
    const out = exported('log.jsonl');
    writeFileSync(out, 'mine');
    const words = ['log', 'export', '--data', data, '--format', 'jsonl', '--out', out];
    expect(await ballast(...words)).toMatchObject({ code: 2, err: expect.stringMatching(/exists already; --force replaces it/) });
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect((await ballast(...words, '--force')).code).toBe(0);
    expect((await ballast('log', 'verify', out)).code).toBe(0);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['an unknown form', ['export', '--format', 'xml', '--out', 'x'], /--format must be csv or jsonl, not "xml"/],
    ['no form', ['export', '--out', 'x'], /--format must be csv or jsonl\./],
    ['no file', ['export', '--format', 'csv'], /--out FILE is missing/],
    ['an unknown option', ['export', '--fromat', 'csv'], /Unknown option '--fromat'/],
    ['a stray word', ['export', 'log.csv', '--format', 'csv', '--out', 'x'], /"log\.csv" is not an option/],
    ['an unknown verb', ['delete'], /"delete" is not known; say "log export" or "log verify"/],
    ['nothing', [], /log: say "log export" or "log verify"/],
    ['nothing to verify', ['verify'], /exactly one exported file/],
    ['a file that is not there', ['verify', '/nowhere/log.csv'], /no file \/nowhere\/log\.csv/],
  ])('refuse %s with a sentence', async (_what, words, sentence) => {
    expect(await ballast('log', ...words)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(sentence) });
  });

  it('refuse a data folder without a journal and a target folder that is not there', async () => {
    const target = exported('log.csv');
    const nothing = await ballast('log', 'export', '--data', join(data, 'nowhere'), '--format', 'csv', '--out', target);
    expect(nothing.code).toBe(2);
    expect(nothing.err).toMatch(/nowhere/);
    writeEntries(1).close();
    const lost = await ballast('log', 'export', '--data', data, '--format', 'csv', '--out', join(data, 'no', 'log.csv'));
    expect(lost).toMatchObject({ code: 2, err: expect.stringMatching(/there is no folder/) });
  });

  it('verify a folder: no', async () => {
    expect(await ballast('log', 'verify', data)).toMatchObject({ code: 2, err: expect.stringMatching(/is a folder/) });
  });
});
