import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Result } from '../../../src/domain/result.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder, removed after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-test-'));
  folders.push(folder);
  return folder;
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`unexpected failure: ${result.failure.detail}`);
  return result.value;
}

export function detailOf(result: Result<unknown>): string {
  if (result.ok) throw new Error('unexpected success');
  return result.failure.detail;
}
