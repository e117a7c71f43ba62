import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { randomWalk } from '../domain/signals/support/randomWalk.ts';
import { csvFolder } from '../support/csvFolder.ts';
import { BAR_HEADER, barRow } from './signalFiles.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const scratch = csvFolder();
afterAll(() => scratch.remove());

const ROWS = 25_000;
const LEAST_BYTES = 220_000_000;
const CELL = 'x'.repeat(59);
/** Tells the most memory that the process has held, in KiB, as its last words. */
const PEAK = 'data:text/javascript,process.on("exit",()=>process.stderr.write(`peak ${process.resourceUsage().maxRSS}`))';

/** Bars whose rows are filled up with columns that the command ignores. */
function largeFile(): string {
  const path = join(scratch.folder, 'large.csv');
  const columns = Math.ceil(LEAST_BYTES / ROWS / (CELL.length + 1));
  const padding = `,${Array.from({ length: columns }, () => CELL).join(',')}\n`;
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, `${BAR_HEADER},${Array.from({ length: columns }, (_, at) => `note${at}`).join(',')}\n`);
  const rows = randomWalk(31, ROWS).map(barRow);
  for (let at = 0; at < ROWS; at += 500) writeSync(descriptor, rows.slice(at, at + 500).map((row) => row + padding).join(''));
  closeSync(descriptor);
  return path;
}

describe('ballast signals on a file larger than its memory', () => {
  it('streams: with 64 MiB of heap it prints a line for every row and holds less memory than the file is long', async () => {
    const path = largeFile();
    const { size } = statSync(path);
    expect(size).toBeGreaterThan(200 * 2 ** 20);
    const words = ['--max-old-space-size=64', '--import', PEAK, join(ROOT, 'src/cli/index.ts'), 'signals', '--bars', path];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let lines = 0;
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => { for (const byte of chunk) if (byte === 10) lines += 1; });
    child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
    const [code] = await once(child, 'close');
    expect({ code, lines }).toEqual({ code: 0, lines: ROWS });
    const [, sessions, peak] = /^signals: (\d+) sessions; .*\npeak (\d+)$/.exec(err) ?? [];
    expect(Number(sessions)).toBe(ROWS);
    expect(Number(peak) * 1024).toBeLessThan(size);
  });
});
