import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { failed, invariant, success, type Failure, type Result } from '../../domain/result.ts';

export type Database = SqliteDatabase.Database;

export interface DatabaseLayout {
  /** In words, for sentences: `the journal`. */
  readonly title: string;
  /** FULL: every commit survives a power cut. NORMAL: the last commits may be lost, the file stays sound. */
  readonly synchronous: 'NORMAL' | 'FULL';
  /** Step n takes the file from `user_version` n to n + 1. Released steps are never edited. */
  readonly migrations: readonly string[];
  /** Reads every page at start: for the small file that holds the record. */
  readonly checkOnOpen: boolean;
}

/** SQLite before 3.51.3 can corrupt a WAL file when two connections write and checkpoint at once (sqlite.org/wal.html#walresetbug). */
const OLDEST_SQLITE = [3, 51, 3] as const;
/** Keeps the log file beside the database from staying large after one long reader. */
const WAL_SIZE_LIMIT_BYTES = 64 * 1024 * 1024;
const SYNCHRONOUS_LEVEL = { NORMAL: 1, FULL: 2 } as const;
export const IN_MEMORY = ':memory:';

/** Opens (or creates, 0600) the one writing connection and brings the file up to date. */
export function openDatabase(file: string, layout: DatabaseLayout): Result<Database> {
  let database: Database | undefined;
  try {
    if (file !== IN_MEMORY) createPrivately(file);
    database = new SqliteDatabase(file);
    assertSqliteVersion(database);
    const newer = newerVersion(file, layout, database);
    if (newer !== null) return closeAndFail(database, newer);
    setDurability(database, file, layout);
    if (layout.checkOnOpen) assertSound(database);
    migrate(database, layout);
    return success(database);
  } catch (error) {
    return closeAndFail(database, openFailure(error, file, layout));
  }
}

/** For readers beside a running app: takes no lock that could stop the writer and never writes. */
export function openDatabaseReadOnly(file: string, layout: DatabaseLayout): Result<Database> {
  if (!existsSync(file)) return failed('not-found', `There is no ${layout.title} at ${file}.`);
  let database: Database | undefined;
  try {
    database = new SqliteDatabase(file, { readonly: true, fileMustExist: true });
    assertSqliteVersion(database);
    const newer = newerVersion(file, layout, database);
    if (newer !== null) return closeAndFail(database, newer);
    const version = schemaVersion(database);
    if (version < layout.migrations.length) {
      return closeAndFail(database, {
        reason: 'refused',
        detail: `${file} has version ${version} and this Ballast reads version ${layout.migrations.length}: start Ballast once on that folder to bring it up to date.`,
      });
    }
    database.pragma('query_only = ON');
    return success(database);
  } catch (error) {
    return closeAndFail(database, openFailure(error, file, layout));
  }
}

/** SQLite gives -wal and -shm the mode of the database file, so only that one has to be made private, before its first byte. */
export function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    chmodSync(file, 0o600);
  }
}

function assertSqliteVersion(database: Database): void {
  const text = database.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '0';
  const parts = text.split('.').map(Number);
  const difference = OLDEST_SQLITE.map((floor, index) => (parts[index] ?? 0) - floor).find((step) => step !== 0) ?? 0;
  invariant(difference >= 0, `SQLite ${text} is older than ${OLDEST_SQLITE.join('.')}`);
}

/** The library's build default makes every open after the first NORMAL: set and read back on every open, never trusted. */
function setDurability(database: Database, file: string, layout: DatabaseLayout): void {
  const mode = database.pragma('journal_mode = WAL', { simple: true });
  invariant(mode === 'wal' || (file === IN_MEMORY && mode === 'memory'), `journal_mode of ${file} is ${String(mode)}, not wal`);
  database.pragma(`synchronous = ${layout.synchronous}`);
  database.pragma('foreign_keys = ON');
  // Without it `INSERT OR REPLACE` would slip past the triggers that keep the log append-only.
  database.pragma('recursive_triggers = ON');
  database.pragma('busy_timeout = 5000');
  database.pragma(`journal_size_limit = ${WAL_SIZE_LIMIT_BYTES}`);
  // macOS: a plain fsync does not reach the platter at a checkpoint.
  database.pragma('checkpoint_fullfsync = ON');
  assertDurability(database, layout);
}

/** Throws when the connection does not have the durability it was asked for. */
export function assertDurability(database: Database, layout: DatabaseLayout): void {
  const level = database.pragma('synchronous', { simple: true });
  invariant(level === SYNCHRONOUS_LEVEL[layout.synchronous], `synchronous of ${database.name} is ${String(level)}, not ${layout.synchronous}`);
  invariant(database.pragma('foreign_keys', { simple: true }) === 1, `foreign_keys of ${database.name} are off`);
}

function assertSound(database: Database): void {
  const verdict = database.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new DamagedFile(String(verdict));
}

class DamagedFile extends Error {}

function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

function newerVersion(file: string, layout: DatabaseLayout, database: Database): Failure | null {
  const version = schemaVersion(database);
  if (version <= layout.migrations.length) return null;
  return {
    reason: 'refused',
    detail: `${file} was written by a newer Ballast: it has version ${version}, this one knows up to ${layout.migrations.length}. It was left as it is; use the newer Ballast or another data folder.`,
  };
}

/** Each step with its version number is one transaction: a kill leaves the old or the new layout, never one between. */
function migrate(database: Database, layout: DatabaseLayout): void {
  for (let version = schemaVersion(database); version < layout.migrations.length; version += 1) {
    const step = layout.migrations[version];
    invariant(step !== undefined, `${layout.title} has no migration from version ${version}`);
    database.transaction(() => {
      database.exec(step);
      database.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

function closeAndFail(database: Database | undefined, failure: Failure): Result<Database> {
  database?.close();
  return failed(failure.reason, failure.detail);
}

/** What the world can do to a file becomes a sentence; anything else is a bug and is thrown on. */
function openFailure(error: unknown, file: string, layout: DatabaseLayout): Failure {
  const code = codeOf(error);
  if (error instanceof DamagedFile || code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return { reason: 'refused', detail: `${file} (${layout.title}) is damaged or not a database. It was left as it is: move it away or restore a copy.` };
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return { reason: 'refused', detail: `${file} (${layout.title}) is locked by another program.` };
  }
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC') return { reason: 'refused', detail: `There is no space left on the disk of ${file}.` };
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_IOERR') || /^E[A-Z]+$/.test(code)) {
    return { reason: 'refused', detail: `${file} (${layout.title}) cannot be opened: ${error instanceof Error ? error.message : code}.` };
  }
  throw error;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
