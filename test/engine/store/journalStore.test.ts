import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/domain/alerts/alert.ts';
import type { Book } from '../../../src/domain/book/book.ts';
import type { JournalStore, NewLogEntry } from '../../../src/engine/ports.ts';
import { entryHash, GENESIS_HASH } from '../../../src/engine/store/hashChain.ts';
import { createMemoryJournal, openJournal, openJournalReadOnly } from '../../../src/engine/store/journalStore.ts';
import { detailOf, scratchFolder, valueOf } from './scratch.ts';

const entry = (payload: unknown = { a: 1 }, kind: NewLogEntry['kind'] = 'decision'): NewLogEntry =>
  ({ marketTimeUs: 1_764_000_000_000_000, kind, engine: 'ballast test', policy: 'steward 0123', payload });

const alert = (id: string, state: Alert['state'] = 'open', raisedUs = 1): Alert => ({
  id, state, level: 'routine', cause: 'add.first/e1', raisedUs, changedUs: raisedUs, snoozedUntilUs: null, filledContracts: 0, note: null,
  notifiedUs: raisedUs, timesNotified: 1, untold: null, silentUntilUs: null,
  decision: {
    id, action: 'add', lens: 'steward', stage: 'first', layer: 'base', contracts: 4, severity: 'act', headline: 'Add 4', why: 'w', rule: 'add.first', rulePath: [], facts: [],
    arithmetic: [], candidates: [], coverage: { now: 0, after: 0.4, bandLow: 0.33, bandHigh: 0.5, target: 0.4 }, boundBy: [], alternatives: [],
    asOfUs: 1, expiresUs: null, cancelledBy: '', modelled: false,
  },
});

const book: Book = { name: 'Mine', sample: false, legs: [], netLiquidation: 1_000_000 };

const implementations: readonly (readonly [string, () => JournalStore])[] = [
  ['in a file', () => valueOf(openJournal(join(scratchFolder(), 'journal.sqlite')))],
  ['in memory', createMemoryJournal],
];

describe.each(implementations)('journal %s', (_name, open) => {
  it('starts empty, with the genesis hash as its head', () => {
    const journal = open();
    expect(journal.logHead()).toEqual({ count: 0, hash: GENESIS_HASH });
    expect([...journal.iterateLog()]).toEqual([]);
    expect(journal.loadAlerts()).toEqual([]);
    expect(journal.loadBook()).toBeNull();
    expect(journal.loadSetting('policy')).toBeNull();
    journal.close();
  });

  it('numbers entries from 1 and chains each to the one before', () => {
    const journal = open();
    const written = [...journal.commit({ log: [entry({ z: 1, a: 'β' }), entry(null, 'started')] }), ...journal.commit({ log: [entry()] })];
    expect(written.map((one) => one.seq)).toEqual([1, 2, 3]);
    let previous = GENESIS_HASH;
    for (const one of written) {
      expect(one.previous).toBe(previous);
      expect(one.hash).toBe(entryHash(one));
      previous = one.hash;
    }
    expect([...journal.iterateLog()]).toEqual(written);
    expect(journal.logHead()).toEqual({ count: 3, hash: previous });
    journal.close();
  });

  it('hashes a fixed entry to a fixed value: the chain of an old export stays verifiable', () => {
    const journal = open();
    // SHA-256 of the canonical text, computed with sha256sum.
    const [first] = journal.commit({ log: [{ marketTimeUs: null, kind: 'started', engine: 'e', policy: 'p', payload: {} }] });
    expect(first?.hash).toBe('6be46aeac9af35dea8fbd73482e3c7b71d1e82265e3ac24263bbbc923036ce94');
    journal.close();
  });

  it('reads the newest first in pages and the whole log oldest first', () => {
    const journal = open();
    journal.commit({ log: Array.from({ length: 1203 }, (_, index) => entry({ index })) });
    expect(journal.readLog({ limit: 2 }).map((one) => one.seq)).toEqual([1203, 1202]);
    expect(journal.readLog({ limit: 2, beforeSeq: 1202 }).map((one) => one.seq)).toEqual([1201, 1200]);
    expect([...journal.iterateLog()].map((one) => one.seq)).toEqual(Array.from({ length: 1203 }, (_, index) => index + 1));
    journal.close();
  });

  it('lets entries be written while the log is being read', () => {
    const journal = open();
    journal.commit({ log: [entry(), entry()] });
    let seen = 0;
    for (const _ of journal.iterateLog()) {
      if (seen === 0) journal.commit({ log: [entry()] });
      seen += 1;
    }
    expect(seen).toBeGreaterThanOrEqual(2);
    expect(journal.logHead().count).toBe(3);
    journal.close();
  });

  it('writes log, alerts, book and settings together or not at all', () => {
    const journal = open();
    journal.commit({ log: [entry()], alerts: [alert('a')], book, settings: { hedgeMemory: { z: [1, null], a: 'x' } } });
    expect(() => journal.commit({ log: [entry()], alerts: [alert('b')], book: { ...book, name: 'Other' }, settings: { good: 1, bad: { value: NaN } } })).toThrow(TypeError);
    expect(journal.logHead().count).toBe(1);
    expect(journal.loadAlerts()).toEqual([alert('a')]);
    expect(journal.loadBook()).toEqual(book);
    expect(journal.loadSetting('good')).toBeNull();
    expect(JSON.stringify(journal.loadSetting('hedgeMemory'))).toBe('{"z":[1,null],"a":"x"}');
    journal.close();
  });

  it('keeps the last state of each alert, oldest raised first', () => {
    const journal = open();
    journal.commit({ log: [], alerts: [alert('late', 'open', 9), alert('early', 'open', 2)] });
    journal.commit({ log: [], alerts: [alert('late', 'acknowledged', 9)] });
    expect(journal.loadAlerts().map((one) => [one.id, one.state])).toEqual([['early', 'open'], ['late', 'acknowledged']]);
    journal.close();
  });

  it('hands back what a later reader will see, not what the caller still holds', () => {
    const journal = open();
    const payload = { list: [1] };
    const [written] = journal.commit({ log: [entry(payload)] });
    payload.list.push(2);
    expect(written?.payload).toEqual({ list: [1] });
    journal.close();
  });

  it('refuses an entry that JSON cannot carry and stays usable', () => {
    const journal = open();
    expect(() => journal.commit({ log: [entry({ price: Infinity })] })).toThrow(TypeError);
    expect(journal.commit({ log: [entry()] })[0]?.seq).toBe(1);
    journal.close();
  });
});

describe('journal file', () => {
  it('is append-only for raw SQL too, REPLACE and a break of the chain included', () => {
    const file = join(scratchFolder(), 'journal.sqlite');
    const journal = valueOf(openJournal(file));
    journal.commit({ log: [entry(), entry()] });
    const { hash } = journal.logHead();
    const raw = new SqliteDatabase(file);
    raw.pragma('recursive_triggers = OFF');
    const insert = (verb: string, seq: number, previous: string) =>
      () => raw.prepare(`${verb} INTO log VALUES (?, NULL, 'decision', 'e', 'p', '{}', ?, 'h')`).run(seq, previous);
    expect(() => raw.exec("UPDATE log SET payload_json = '{}' WHERE seq = 1")).toThrow(/append-only/);
    expect(() => raw.exec('DELETE FROM log')).toThrow(/append-only/);
    expect(insert('INSERT OR REPLACE', 1, GENESIS_HASH)).toThrow(/at its end only/);
    expect(insert('INSERT', 4, hash)).toThrow(/at its end only/);
    expect(insert('INSERT', 3, GENESIS_HASH)).toThrow(/at its end only/);
    raw.close();
    expect(journal.logHead().count).toBe(2);
    journal.close();
  });

  it('is FULL again on the second opening and goes on where it stopped', () => {
    const file = join(scratchFolder(), 'journal.sqlite');
    const first = valueOf(openJournal(file));
    first.commit({ log: [entry()], alerts: [alert('a')], book, settings: { policy: 'steward' } });
    const head = first.logHead();
    first.close();
    const second = valueOf(openJournal(file));
    expect(second.logHead()).toEqual(head);
    expect(second.loadAlerts()).toEqual([alert('a')]);
    expect(second.loadSetting('policy')).toBe('steward');
    expect(second.commit({ log: [entry()] })[0]).toMatchObject({ seq: 2, previous: head.hash });
    second.close();
  });

  it('can be read beside the running writer and after it', () => {
    const file = join(scratchFolder(), 'journal.sqlite');
    const writer = valueOf(openJournal(file));
    writer.commit({ log: [entry()] });
    const reader = valueOf(openJournalReadOnly(file));
    writer.commit({ log: [entry()] });
    expect(reader.logHead()).toEqual(writer.logHead());
    expect('commit' in reader).toBe(false);
    reader.close();
    writer.close();
    const later = valueOf(openJournalReadOnly(file));
    expect([...later.iterateLog()]).toHaveLength(2);
    later.close();
    expect(detailOf(openJournalReadOnly(`${file}x`))).toMatch(/There is no hedge journal/);
  });
});
