import { assertJsonSafe, canonicalJson } from '../../domain/canonicalJson.ts';
import type { StoredAlert } from '../../domain/alerts/completeAlert.ts';
import type { Book } from '../../domain/book/book.ts';
import { invariant, success, type Result } from '../../domain/result.ts';
import type { JournalChange, JournalStore, LogEntry, LogKind, NewLogEntry } from '../ports.ts';
import { entryHash, GENESIS_HASH } from './hashChain.ts';
import { IN_MEMORY, openDatabase, openDatabaseReadOnly, type Database, type DatabaseLayout } from './openDatabase.ts';

/** What a reader beside a running app may do. */
export type JournalReader = Omit<JournalStore, 'commit'>;

/** The triggers hold for every connection, raw SQL included: an entry is added at the end of the chain or not at all. */
export const journalLayout: DatabaseLayout = {
  title: 'hedge journal',
  synchronous: 'FULL',
  checkOnOpen: true,
  migrations: [`
    CREATE TABLE log (
      seq INTEGER PRIMARY KEY, market_time_us INTEGER, kind TEXT NOT NULL, engine TEXT NOT NULL, policy TEXT NOT NULL,
      payload_json TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER log_never_changes BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the hedge log is append-only'); END;
    CREATE TRIGGER log_never_shrinks BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the hedge log is append-only'); END;
    CREATE TRIGGER log_grows_at_its_end BEFORE INSERT ON log
      WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
        OR NEW.previous_hash IS NOT coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), '${GENESIS_HASH}')
      BEGIN SELECT RAISE(ABORT, 'the hedge log grows at its end only'); END;
    CREATE TABLE alerts (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, raised_us INTEGER NOT NULL, changed_us INTEGER NOT NULL, alert_json TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE book (id INTEGER PRIMARY KEY CHECK (id = 1), book_json TEXT NOT NULL) STRICT;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value_json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `],
};

/** Opens `journal.sqlite` for the one writer. */
export function openJournal(file: string): Result<JournalStore> {
  const opened = openDatabase(file, journalLayout);
  return opened.ok ? success(createJournal(opened.value)) : opened;
}

/** Opens a journal beside a running app: never writes, never blocks the writer. */
export function openJournalReadOnly(file: string): Result<JournalReader> {
  const opened = openDatabaseReadOnly(file, journalLayout);
  return opened.ok ? success(createReader(opened.value)) : opened;
}

/** The same code on a database that lives in memory: for replays and tests. */
export function createMemoryJournal(): JournalStore {
  const opened = openDatabase(IN_MEMORY, journalLayout);
  invariant(opened.ok, 'a database in memory opens');
  return createJournal(opened.value);
}

interface LogRow {
  readonly seq: number;
  readonly market_time_us: number | null;
  readonly kind: string;
  readonly engine: string;
  readonly policy: string;
  readonly payload_json: string;
  readonly previous_hash: string;
  readonly hash: string;
}

const LOG_COLUMNS = 'seq, market_time_us, kind, engine, policy, payload_json, previous_hash, hash';
/** Rows per page of a full read: no statement stays open between pages, so a slow reader neither blocks commits nor pins the WAL. */
const PAGE_ROWS = 500;

function createReader(database: Database): JournalReader {
  const newest = database.prepare<[number, number], LogRow>(`SELECT ${LOG_COLUMNS} FROM log WHERE seq < ? ORDER BY seq DESC LIMIT ?`);
  const page = database.prepare<[number, number], LogRow>(`SELECT ${LOG_COLUMNS} FROM log WHERE seq > ? ORDER BY seq LIMIT ?`);
  const last = database.prepare<[], { seq: number; hash: string }>('SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1');
  const alerts = database.prepare<[], string>('SELECT alert_json FROM alerts ORDER BY raised_us, id').pluck();
  const book = database.prepare<[], string>('SELECT book_json FROM book').pluck();
  const setting = database.prepare<[string], string>('SELECT value_json FROM settings WHERE name = ?').pluck();
  return {
    loadAlerts: () => alerts.all().map((text) => JSON.parse(text) as StoredAlert),
    loadBook: () => {
      const text = book.get();
      return text === undefined ? null : (JSON.parse(text) as Book);
    },
    loadSetting: (name) => {
      const text = setting.get(name);
      return text === undefined ? null : (JSON.parse(text) as unknown);
    },
    readLog: ({ limit, beforeSeq }) => newest.all(beforeSeq ?? Number.MAX_SAFE_INTEGER, limit).map(entryOf),
    *iterateLog() {
      let seen = 0;
      for (;;) {
        const rows = page.all(seen, PAGE_ROWS);
        for (const row of rows) yield entryOf(row);
        if (rows.length < PAGE_ROWS) return;
        seen = rows[rows.length - 1]?.seq ?? seen;
      }
    },
    logHead: () => {
      const row = last.get();
      return row === undefined ? { count: 0, hash: GENESIS_HASH } : { count: row.seq, hash: row.hash };
    },
    close: () => { if (database.open) database.close(); },
  };
}

function createJournal(database: Database): JournalStore {
  const reader = createReader(database);
  const insertEntry = database.prepare<LogRow>(
    `INSERT INTO log (${LOG_COLUMNS}) VALUES (:seq, :market_time_us, :kind, :engine, :policy, :payload_json, :previous_hash, :hash)`);
  const putAlert = database.prepare<[string, string, number, number, string]>(
    `INSERT INTO alerts (id, state, raised_us, changed_us, alert_json) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, raised_us = excluded.raised_us, changed_us = excluded.changed_us, alert_json = excluded.alert_json`);
  const putBook = database.prepare<[string]>('INSERT INTO book (id, book_json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET book_json = excluded.book_json');
  const putSetting = database.prepare<[string, string]>(
    'INSERT INTO settings (name, value_json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json');

  const append = (entries: readonly NewLogEntry[]): LogEntry[] => {
    const { count, hash } = reader.logHead();
    let previous = hash;
    return entries.map((entry, index) => {
      const written = chained(entry, count + index + 1, previous);
      insertEntry.run(rowOf(written));
      previous = written.hash;
      return written;
    });
  };
  const write = database.transaction((change: JournalChange): LogEntry[] => {
    const entries = append(change.log);
    for (const alert of change.alerts ?? []) putAlert.run(alert.id, alert.state, alert.raisedUs, alert.changedUs, jsonOf(alert));
    if (change.book !== undefined) putBook.run(jsonOf(change.book));
    for (const [name, value] of Object.entries(change.settings ?? {})) putSetting.run(name, jsonOf(value));
    return entries;
  });
  return { ...reader, commit: (change) => (isEmpty(change) ? [] : write.immediate(change)) };
}

function chained(entry: NewLogEntry, seq: number, previous: string): LogEntry {
  const { marketTimeUs, kind, engine, policy } = entry;
  // What is returned is what a later reader will see: the payload as its stored text says it.
  const payload: unknown = JSON.parse(canonicalJson(entry.payload));
  const body = { seq, marketTimeUs, kind, engine, policy, payload, previous };
  return { ...body, hash: entryHash(body) };
}

function rowOf(entry: LogEntry): LogRow {
  return {
    seq: entry.seq, market_time_us: entry.marketTimeUs, kind: entry.kind, engine: entry.engine, policy: entry.policy,
    payload_json: canonicalJson(entry.payload), previous_hash: entry.previous, hash: entry.hash,
  };
}

function entryOf(row: LogRow): LogEntry {
  return {
    seq: row.seq, marketTimeUs: row.market_time_us, kind: row.kind as LogKind, engine: row.engine, policy: row.policy,
    payload: JSON.parse(row.payload_json) as unknown, previous: row.previous_hash, hash: row.hash,
  };
}

function isEmpty(change: JournalChange): boolean {
  return change.log.length === 0 && (change.alerts ?? []).length === 0 && change.book === undefined && Object.keys(change.settings ?? {}).length === 0;
}

/** Keeps the writer's key order, which a restored state shares with the one that was saved. */
function jsonOf(value: unknown): string {
  assertJsonSafe(value);
  return JSON.stringify(value);
}
