import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isInUse, openDataFolder } from '../../../src/engine/dataFolder.ts';
import { verifyLogText } from '../../../src/engine/exporters/logVerify.ts';
import { exportJsonLinesText } from '../../../src/engine/exporters/logExport.ts';
import { openJournal, openJournalReadOnly } from '../../../src/engine/store/journalStore.ts';
import { detailOf, scratchFolder, valueOf } from './scratch.ts';

const WRITER = join(import.meta.dirname, 'writeUntilKilled.ts');

/** Starts the writer and resolves once it has acknowledged `rounds` commits. */
async function writerAfter(folder: string, rounds: number) {
  const child = spawn(process.execPath, ['--no-warnings', WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.split('\n').length > rounds) resolve();
    });
    child.once('exit', () => reject(new Error('the writer ended by itself')));
  });
  return {
    kill: async (): Promise<number> => {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
      return Number(text.split('\n').at(-2));
    },
  };
}

describe('kill −9 while writing', () => {
  it.each([5, 40, 120])('after %i commits: nothing acknowledged is lost, the rest is a strict prefix, the lock is free', async (rounds) => {
    const folder = join(scratchFolder(), 'data');
    const writer = await writerAfter(folder, rounds);
    const acknowledged = await writer.kill();

    expect(isInUse(folder)).toBe(false);
    // A reader comes first: it must cope with the log file that the dead writer left.
    const before = valueOf(openJournalReadOnly(join(folder, 'journal.sqlite')));
    const { count } = before.logHead();
    before.close();
    expect(count).toBeGreaterThanOrEqual(acknowledged);
    expect(count).toBeLessThanOrEqual(acknowledged + 1);

    const opened = valueOf(openDataFolder(folder));
    const journal = valueOf(openJournal(opened.journalFile));
    const entries = [...journal.iterateLog()];
    expect(entries.map((entry) => entry.payload)).toEqual(Array.from({ length: count }, (_, index) => ({ round: index + 1 })));
    expect(valueOf(verifyLogText(exportJsonLinesText(entries, journal.logHead()))).entries).toBe(count);
    // Log and settings were one transaction.
    expect(journal.loadSetting('round')).toBe(count);
    journal.close();

    for (const file of [opened.journalFile, opened.marketFile]) {
      const raw = new SqliteDatabase(file, { readonly: true });
      expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
      raw.close();
    }
    const market = new SqliteDatabase(opened.marketFile, { readonly: true });
    const partial = market.prepare('SELECT event_time_us FROM ticks GROUP BY event_time_us HAVING count(*) <> 200').all();
    expect(partial).toEqual([]);
    expect(market.prepare<[], number>('SELECT max(event_time_us) FROM ticks').pluck().get()).toBeGreaterThanOrEqual(acknowledged);
    market.close();
    opened.release();
  }, 20_000);

  it('while the writer lives, a second start is refused with a sentence and readers are let in', async () => {
    const folder = join(scratchFolder(), 'data');
    const writer = await writerAfter(folder, 3);
    expect(isInUse(folder)).toBe(true);
    expect(detailOf(openDataFolder(folder))).toMatch(/in use: Ballast is already running/);
    const reader = valueOf(openJournalReadOnly(join(folder, 'journal.sqlite')));
    expect(reader.logHead().count).toBeGreaterThanOrEqual(3);
    reader.close();
    await writer.kill();
    valueOf(openDataFolder(folder)).release();
  }, 20_000);
});
