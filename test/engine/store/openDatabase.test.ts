import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { journalLayout, openJournal } from '../../../src/engine/store/journalStore.ts';
import { marketLayout, openMarketStore } from '../../../src/engine/store/marketStore.ts';
import { openDatabase, openDatabaseReadOnly, type DatabaseLayout } from '../../../src/engine/store/openDatabase.ts';
import { detailOf, scratchFolder, valueOf } from './scratch.ts';

const layout = (changes: Partial<DatabaseLayout> = {}): DatabaseLayout => ({
  title: 'test store', synchronous: 'FULL', checkOnOpen: true, migrations: ['CREATE TABLE prices (price_e4 INTEGER NOT NULL) STRICT;'], ...changes,
});

describe('opening a database', () => {
  it.each([['FULL', 2], ['NORMAL', 1]] as const)('reads %s (%i) on a new file and on every later open', (synchronous, level) => {
    const file = join(scratchFolder(), 'a.sqlite');
    for (let opening = 0; opening < 3; opening += 1) {
      const database = valueOf(openDatabase(file, layout({ synchronous })));
      expect(database.pragma('synchronous', { simple: true })).toBe(level);
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
      database.close();
    }
  });

  it('reads FULL for the journal and NORMAL for the market when the files are opened again', () => {
    const folder = scratchFolder();
    valueOf(openJournal(join(folder, 'journal.sqlite'))).close();
    valueOf(openMarketStore(join(folder, 'market.sqlite'))).close();
    for (const [name, own, level] of [['journal', journalLayout, 2], ['market', marketLayout, 1]] as const) {
      const database = valueOf(openDatabase(join(folder, `${name}.sqlite`), own));
      expect(database.pragma('synchronous', { simple: true })).toBe(level);
      database.close();
    }
  });

  it('leaves files that only their owner can read, -wal and -shm included', () => {
    const file = join(scratchFolder(), 'a.sqlite');
    const database = valueOf(openDatabase(file, layout()));
    database.exec('INSERT INTO prices VALUES (1)');
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600);
    database.close();
  });

  it('makes a file that was left readable private again', () => {
    const file = join(scratchFolder(), 'a.sqlite');
    writeFileSync(file, '', { mode: 0o644 });
    valueOf(openDatabase(file, layout())).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('runs the missing migrations in order and keeps what is there', () => {
    const file = join(scratchFolder(), 'a.sqlite');
    const first = valueOf(openDatabase(file, layout()));
    first.exec('INSERT INTO prices VALUES (134567)');
    first.close();
    const second = valueOf(openDatabase(file, layout({ migrations: [...layout().migrations, 'ALTER TABLE prices ADD COLUMN size INTEGER'] })));
    expect(second.pragma('user_version', { simple: true })).toBe(2);
    expect(second.prepare('SELECT price_e4, size FROM prices').all()).toEqual([{ price_e4: 134567, size: null }]);
    second.close();
  });

  it('leaves the old version whole when a step fails half-way', () => {
    const file = join(scratchFolder(), 'a.sqlite');
    valueOf(openDatabase(file, layout())).close();
    expect(() => openDatabase(file, layout({ migrations: [...layout().migrations, 'CREATE TABLE half (a INTEGER) STRICT; CREATE TABLE prices (a INTEGER);'] }))).toThrow(/already exists/);
    const again = valueOf(openDatabase(file, layout()));
    expect(again.pragma('user_version', { simple: true })).toBe(1);
    expect(again.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([]);
    again.close();
  });

  it('refuses a file from a newer version, names file and versions, and does not write to it', () => {
    const file = join(scratchFolder(), 'a.sqlite');
    const newer = valueOf(openDatabase(file, layout({ migrations: ['SELECT 1', 'SELECT 2', 'SELECT 3'] })));
    newer.close();
    const before = readFileSync(file);
    for (const open of [openDatabase, openDatabaseReadOnly]) {
      const detail = detailOf(open(file, layout()));
      expect(detail).toContain(file);
      expect(detail).toContain('version 3');
      expect(detail).toContain('up to 1');
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('says what is wrong with a file that is no database, a damaged one, a folder and a missing place', () => {
    const folder = scratchFolder();
    const text = join(folder, 'text.sqlite');
    writeFileSync(text, 'This is a letter, not a database. '.repeat(100));
    expect(detailOf(openDatabase(text, layout()))).toMatch(/damaged or not a database/);
    expect(readFileSync(text, 'utf8')).toMatch(/^This is a letter/);
    expect(detailOf(openDatabase(folder, layout()))).toMatch(/cannot be opened/);
    expect(detailOf(openDatabase(join(folder, 'no', 'a.sqlite'), layout()))).toMatch(/cannot be opened/);
    expect(detailOf(openDatabaseReadOnly(join(folder, 'none.sqlite'), layout()))).toMatch(/There is no test store/);

    const damaged = join(folder, 'damaged.sqlite');
    const database = valueOf(openDatabase(damaged, layout()));
    database.exec('INSERT INTO prices WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n');
    database.close();
    const bytes = readFileSync(damaged);
    bytes.fill(0x5a, 4096, 12288);
    writeFileSync(damaged, bytes);
    expect(detailOf(openDatabase(damaged, layout()))).toMatch(/damaged/);
  });

  it('reads beside a writer without stopping it, and cannot write', () => {
    const file = join(scratchFolder(), 'a.sqlite');
    const writer = valueOf(openDatabase(file, layout()));
    writer.exec('INSERT INTO prices VALUES (1)');
    const reader = valueOf(openDatabaseReadOnly(file, layout()));
    const count = reader.prepare<[], number>('SELECT count(*) FROM prices').pluck();
    expect(count.get()).toBe(1);
    writer.exec('INSERT INTO prices VALUES (2)');
    expect(count.get()).toBe(2);
    expect(() => reader.exec('INSERT INTO prices VALUES (3)')).toThrow(/readonly/);
    reader.close();
    writer.close();
  });

  it('refuses text in a column of numbers', () => {
    const database = valueOf(openDatabase(join(scratchFolder(), 'a.sqlite'), layout()));
    expect(() => database.exec("INSERT INTO prices VALUES ('13.45')")).toThrow(/cannot store/);
    database.close();
  });
});
