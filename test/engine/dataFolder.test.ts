import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultDataPath, isInUse, openDataFolder } from '../../src/engine/dataFolder.ts';
import { detailOf, scratchFolder, valueOf } from './store/scratch.ts';

describe('the default data folder', () => {
  it.each([
    ['linux', { XDG_DATA_HOME: '/data/x' }, '/data/x/ballast'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/t/.local/share/ballast'],
    ['linux', {}, '/home/t/.local/share/ballast'],
    ['darwin', {}, '/home/t/Library/Application Support/ballast'],
  ] as const)('on %s with %o is %s', (platform, environment, expected) => {
    expect(defaultDataPath(environment, platform, '/home/t')).toBe(expected);
  });

  it('on Windows lies in the local, not the roaming, application data', () => {
    expect(defaultDataPath({ LOCALAPPDATA: '/l' }, 'win32', '/home/t')).toBe(join('/l', 'ballast'));
  });
});

describe('opening a data folder', () => {
  it('creates it 0700 with a private lock file, whatever the umask, and leaves no probe behind', () => {
    const before = process.umask(0);
    try {
      const path = join(scratchFolder(), 'a', 'b');
      const folder = valueOf(openDataFolder(path));
      expect(statSync(path).mode & 0o777).toBe(0o700);
      expect(statSync(join(path, 'lock.sqlite')).mode & 0o777).toBe(0o600);
      expect(readdirSync(path).filter((name) => name.includes('probe'))).toEqual([]);
      expect(folder).toMatchObject({ path, shared: false, journalFile: join(path, 'journal.sqlite'), marketFile: join(path, 'market.sqlite') });
      folder.release();
    } finally {
      process.umask(before);
    }
  });

  it('closes an existing folder of its own to others, but leaves a folder shared with other files as it is', () => {
    const own = scratchFolder();
    mkdirSync(join(own, 'policies'));
    chmodSync(own, 0o755);
    valueOf(openDataFolder(own)).release();
    expect(statSync(own).mode & 0o777).toBe(0o700);

    const shared = scratchFolder();
    writeFileSync(join(shared, 'letter.txt'), 'Dear …');
    chmodSync(shared, 0o755);
    const folder = valueOf(openDataFolder(shared));
    expect(folder.shared).toBe(true);
    expect(statSync(shared).mode & 0o777).toBe(0o755);
    folder.release();
  });

  it('is held by one at a time, and free after release', () => {
    const path = scratchFolder();
    expect(isInUse(path)).toBe(false);
    const first = valueOf(openDataFolder(path));
    expect(isInUse(path)).toBe(true);
    const refusal = detailOf(openDataFolder(path));
    expect(refusal).toContain(path);
    expect(refusal).toMatch(/in use: Ballast is already running on it/);
    first.release();
    first.release();
    expect(isInUse(path)).toBe(false);
    valueOf(openDataFolder(path)).release();
  });

  it('asking whether a folder is in use creates nothing', () => {
    const path = join(scratchFolder(), 'none');
    expect(isInUse(path)).toBe(false);
    expect(existsSync(path)).toBe(false);
  });

  it('a lock file that is none is held by nobody: the folder is refused when it is opened', () => {
    const path = scratchFolder();
    writeFileSync(join(path, 'lock.sqlite'), 'no database at all, and long enough to be read as one');
    expect(isInUse(path)).toBe(false);
    expect(detailOf(openDataFolder(path))).toMatch(/cannot be locked: file is not a database/);
  });

  it('refuses a file, and a path through a file, with the path and a way out', () => {
    const file = join(scratchFolder(), 'file');
    writeFileSync(file, 'x');
    expect(detailOf(openDataFolder(file))).toMatch(/file is a file, not a folder\. Choose another with --data DIR/);
    expect(detailOf(openDataFolder(join(file, 'deeper')))).toMatch(/a part of the path is a file/);
  });

  const root = process.getuid?.() === 0;
  it.skipIf(root)(`refuses a folder that cannot be written${root ? ' [skipped: root may write everywhere]' : ''}`, () => {
    const path = scratchFolder();
    const inside = join(path, 'locked');
    mkdirSync(inside, { mode: 0o500 });
    writeFileSync(join(path, 'x'), '');
    expect(detailOf(openDataFolder(join(inside, 'data')))).toMatch(/cannot be written: permission denied/);
  });

  it.skipIf(process.platform !== 'linux')('refuses a place where nothing can be created, also for root', () => {
    expect(detailOf(openDataFolder('/proc/ballast-data'))).toMatch(/cannot be written/);
  });
});
