import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-lint-'));
  cpSync(join(repository, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

function complaintsAbout(path: string, source: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  const linted = spawnSync(process.execPath, [join(repository, 'node_modules', 'oxlint', 'bin', 'oxlint'), '--format=unix', path], { cwd: folder, encoding: 'utf8' });
  rmSync(file);
  return linted.status === 0 ? '' : linted.stdout;
}

describe('the linter', () => {
  it.each([
    ['src/domain/a.ts', 'export const now = (): number => Date.now();', /is restricted from being used/],
    ['src/domain/a.ts', 'export const chance = (): number => Math.random();', /is restricted from being used/],
    ['src/contract/a.ts', 'export const now = (): number => performance.now();', /is restricted from being used/],
    ['src/domain/a.ts', 'export const home = (): unknown => process.env;', /process/],
    ['src/engine/a.ts', 'export const loose = (value: any): unknown => value;', /no-explicit-any/],
    ['src/engine/a.ts', '// @ts-ignore\nexport const wrong: number = 1;', /ban-ts-comment/],
    ['src/engine/a.ts', "export const speak = (): void => { console.log('x'); };", /no-console/],
  ])('refuses in %s: %s', (path, source, complaint) => {
    expect(complaintsAbout(path, `${source}\n`)).toMatch(complaint);
  });

  it.each([
    ['src/engine/a.ts', 'export const now = (): number => Date.now();'],
    ['src/domain/a.ts', 'export const later = (now: number): Date => new Date(now);'],
  ])('allows in %s: %s', (path, source) => {
    expect(complaintsAbout(path, `${source}\n`)).toBe('');
  });
});
