import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { failed, success, type Failure, type Result } from '../domain/result.ts';
import { isInUse as isLocked, lockFolder } from './store/folderLock.ts';

export { defaultDataPath } from './defaultDataPath.ts';

export interface DataFolder {
  readonly path: string;
  readonly journalFile: string;
  readonly marketFile: string;
  /** The user's own policies. */
  readonly policiesDir: string;
  /** The user's own macro events and readings; need not exist. */
  readonly macroFile: string;
  /** The folder also holds files that are not Ballast's, so its mode was left alone; Ballast's own files are private (0600) all the same. */
  readonly shared: boolean;
  /** Lets another Ballast use the folder. */
  release(): void;
}

export function dataFiles(path: string): Pick<DataFolder, 'journalFile' | 'marketFile' | 'policiesDir' | 'macroFile'> {
  return { journalFile: join(path, 'journal.sqlite'), marketFile: join(path, 'market.sqlite'), policiesDir: join(path, 'policies'), macroFile: join(path, 'macro.json') };
}

/** Creates the folder when needed (0700), proves that it can be written, and takes the writer's lock. Refuses with one sentence. */
export function openDataFolder(path: string): Result<DataFolder> {
  const folder = resolve(path);
  let shared: boolean;
  try {
    createFolder(folder);
    shared = holdsOtherFiles(folder);
    if (!shared) chmodSync(folder, 0o700);
    probe(folder);
  } catch (error) {
    const { reason, detail } = folderFailure(error, folder);
    return failed(reason, detail);
  }
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  return success({ path: folder, ...dataFiles(folder), shared, release: lock.value.release });
}

/** True while a running Ballast holds the folder. Creates nothing. */
export function isInUse(path: string): boolean {
  return isLocked(resolve(path));
}

/** Level by level: Node's own recursive form never returns where the system answers "no such path" for a new entry (as /proc does). */
function createFolder(folder: string): void {
  if (isDirectory(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) createFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
}

/** A folder that a trader shares with other things (`--data ~`) must not be locked away from its other users. */
function holdsOtherFiles(folder: string): boolean {
  return readdirSync(folder).some((name) => !/^(?:(?:journal|market|lock)\.sqlite(?:-\w+)?|host\.key|macro\.json|policies|backups|logs|\.probe-\d+)$/.test(name));
}

/** Permissions alone do not tell (read-only mounts, full disks, quotas): one small file is written and removed. */
function probe(folder: string): void {
  const file = join(folder, `.probe-${process.pid}`);
  rmSync(file, { force: true });
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, 'probe');
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
    rmSync(file, { force: true });
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'the path cannot be created there',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a part of the path is a file, not a folder',
  ENAMETOOLONG: 'the path is too long',
};

function folderFailure(error: unknown, folder: string): Failure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!/^E[A-Z]+$/.test(code)) throw error;
  if (code === 'EEXIST' && isFile(folder)) return { reason: 'refused', detail: `The data folder ${folder} is a file, not a folder. Choose another with --data DIR.` };
  return { reason: 'refused', detail: `The data folder ${folder} cannot be written: ${CAUSES[code] ?? code}. Choose another with --data DIR.` };
}

function isFile(path: string): boolean {
  return existsSync(path) && !isDirectory(path);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
