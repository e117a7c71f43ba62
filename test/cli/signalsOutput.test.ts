import { once } from 'node:events';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/runCli.ts';
import { createSignalsCommand, SIGNALS_HELP } from '../../src/cli/signals.ts';
import { randomWalk } from '../domain/signals/support/randomWalk.ts';
import { csvFolder } from '../support/csvFolder.ts';
import { BAR_HEADER, barRow, filesOf, linesOf, resourcesDir } from './signalFiles.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const scratch = csvFolder();
afterAll(() => scratch.remove());

const diskFull = existsSync('/dev/full');

describe('ballast signals', () => {
  it('has a help of its own and stands in the list of commands', async () => {
    let out = '';
    const surroundings = { console: { out: (text: string) => { out += text; }, err: () => {} }, resourcesDir };
    expect(await runCli(['signals', '--help'], surroundings)).toBe(0);
    expect(out).toBe(`${SIGNALS_HELP}\n`);
    await runCli(['help'], surroundings);
    expect(out).toMatch(/ {2}signals --bars FILE/);
  });

  it('reads no faster than its lines are taken', async () => {
    const walk = randomWalk(3, 700);
    let taken = '';
    let release: (() => void) | null = null;
    const output = new Writable({ highWaterMark: 1, decodeStrings: false, write(chunk: string, _encoding, done) { taken += chunk; release = done; } });
    const ended = createSignalsCommand(output)(filesOf(scratch, walk), { console: { out: () => {}, err: () => {} }, resourcesDir });
    while (release === null) await new Promise(setImmediate);
    const before = linesOf(taken).length;
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    expect(linesOf(taken)).toHaveLength(before);
    expect(before).toBeLessThan(walk.length / 2);
    let code: number | null = null;
    void Promise.resolve(ended).then((exit) => { code = exit; });
    while (code === null) {
      (release as (() => void) | null)?.();
      release = null;
      await new Promise(setImmediate);
    }
    expect([code, linesOf(taken).length]).toEqual([0, walk.length]);
  });

  it.skipIf(!diskFull)(`ends in a sentence and exit code 2 when the disk is full, and so do the other commands${diskFull ? '' : ' [skipped: no /dev/full]'}`, () => {
    const bars = scratch.file(BAR_HEADER, ...randomWalk(5, 400).map(barRow));
    const full = openSync('/dev/full', 'w');
    try {
      for (const words of [['signals', '--bars', bars], ['price'], ['policy', 'show', 'steward', '--data', scratch.folder], ['help']]) {
        const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'src/cli/index.ts'), ...words], { stdio: ['pipe', full, 'pipe'], input: '{}\n', encoding: 'utf8' });
        expect({ status, stderr }).toEqual({ status: 2, stderr: 'Standard output could not be written: there is no space left.\n' });
      }
    } finally {
      closeSync(full);
    }
  });

  it('ends in silence when its reader has seen enough', async () => {
    const bars = scratch.file(BAR_HEADER, ...randomWalk(5, 3_000).map(barRow));
    const child = spawn(process.execPath, [join(ROOT, 'src/cli/index.ts'), 'signals', '--bars', bars], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
    const exit = once(child, 'exit');
    const [first] = await once(child.stdout, 'data') as [Buffer];
    expect(first.toString()).toMatch(/^\{"date":"2001-01-02"/);
    child.stdout.destroy();
    const [code] = await exit;
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
