import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, success, type Result } from '../domain/result.ts';

const KEY_BYTES = 32;

/** Reads DATA/host.key, or makes it (0600). With `renew` a new one replaces it, which signs every browser out. */
export function openHostKey(dataDir: string, renew: boolean): Result<Buffer> {
  const path = join(dataDir, 'host.key');
  try {
    if (renew) rmSync(path, { force: true });
    const known = readKey(path);
    if (known !== null) {
      chmodSync(path, 0o600);
      return success(known);
    }
    const fresh = randomBytes(KEY_BYTES);
    rmSync(path, { force: true });
    writeFileSync(path, fresh, { mode: 0o600, flag: 'wx' });
    return success(fresh);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    return failed('refused', `The file ${path} cannot be used (${code}).`);
  }
}

/** null when there is none, or when it was cut short and must be made anew. */
function readKey(path: string): Buffer | null {
  try {
    const bytes = readFileSync(path);
    return bytes.length === KEY_BYTES ? bytes : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Equal in constant time, whatever the lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

export const sign = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64url');
export const randomToken = (): string => randomBytes(32).toString('base64url');
