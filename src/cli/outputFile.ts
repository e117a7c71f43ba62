import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { failed, success, type Result } from '../domain/result.ts';

const CHUNK_CHARACTERS = 1 << 20;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Why the file may not be written, or null. An existing file is replaced only when asked (`force`). */
export function outputRefusal(path: string, force: boolean): string | null {
  const folder = dirname(path);
  if (!existsSync(folder)) return `${path}: there is no folder ${folder}`;
  if (!existsSync(path)) return null;
  if (!statSync(path).isFile()) return `${path}: exists and is not a file`;
  return force ? null : `${path}: exists already; --force replaces it`;
}

/**
 * Writes the whole file or nothing: to a neighbour first, then renamed over the name. Mode 0600, because a hedge log
 * holds positions. Failure `refused` when the folder cannot be written or is full.
 */
export function writeWhole(path: string, parts: Iterable<string>): Result<void> {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  let descriptor: number | null = null;
  try {
    descriptor = openSync(partial, 'wx', 0o600);
    let waiting = '';
    for (const part of parts) {
      waiting += part;
      if (waiting.length >= CHUNK_CHARACTERS) {
        writeAll(descriptor, waiting);
        waiting = '';
      }
    }
    writeAll(descriptor, waiting);
    fsyncSync(descriptor);
    closeSync(descriptor);
    descriptor = null;
    renameSync(partial, path);
    return success(undefined);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return failed('refused', `${path}: could not be written (${codeOf(error)})`);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
    rmSync(partial, { force: true });
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
