import { existsSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { failed, success, type Result } from '../../domain/result.ts';
import { codeOf, createPrivately, type Database } from './openDatabase.ts';

export interface FolderLock {
  release(): void;
}

const LOCK_FILE = 'lock.sqlite';

/**
 * One writer per data folder. The lock is an exclusive transaction held open: the operating system drops it with the process,
 * also after kill −9, so there is no stale lock file to clear by hand.
 */
export function lockFolder(folder: string): Result<FolderLock> {
  const file = join(folder, LOCK_FILE);
  let database: Database | undefined;
  try {
    createPrivately(file);
    database = new SqliteDatabase(file, { timeout: 0 });
    // In WAL mode an exclusive transaction would let readers in.
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
    const held = database;
    return success({ release: () => { if (held.open) held.close(); } });
  } catch (error) {
    database?.close();
    if (isBusy(error)) return failed('refused', `The data folder ${folder} is in use: Ballast is already running on it. Use that one, stop it, or choose another folder with --data DIR.`);
    return failed('refused', `The data folder ${folder} cannot be locked: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** True while a running Ballast holds the folder; a lock file that cannot be read is held by nobody. Looks without creating anything. */
export function isInUse(folder: string): boolean {
  const file = join(folder, LOCK_FILE);
  if (!existsSync(file)) return false;
  let database: Database | undefined;
  try {
    database = new SqliteDatabase(file, { timeout: 0, fileMustExist: true });
    database.exec('BEGIN EXCLUSIVE; ROLLBACK');
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    if (codeOf(error).startsWith('SQLITE_')) return false;
    throw error;
  } finally {
    database?.close();
  }
}

function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY') || codeOf(error).startsWith('SQLITE_LOCKED');
}
