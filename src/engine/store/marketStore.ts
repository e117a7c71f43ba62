import type { Bar, BarInterval } from '../../domain/market/quote.ts';
import { success, type Failure, type Result } from '../../domain/result.ts';
import { newYorkMicros } from '../../domain/time.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../../domain/units.ts';
import type { MarketStore } from '../ports.ts';
import { codeOf, openDatabase, openDatabaseReadOnly, type Database, type DatabaseLayout } from './openDatabase.ts';
import { fromE4, toE4 } from './priceScale.ts';
import { createTickBuffer, type TickRow } from './tickBuffer.ts';

export interface MarketStoreOptions {
  /** Oldest ticks are dropped above this many rows. */
  readonly maxTickRows?: number;
}

/** About 250 MB of ticks: some trading days of a full chain. */
const DEFAULT_MAX_TICK_ROWS = 5_000_000;
/** Rows dropped at a time: a few milliseconds of work, and at most once per that many rows written. */
const RETENTION_CHUNK_ROWS = 20_000;
/** Bounds one pause when the limit was lowered on a large file; the next flushes drop the rest. */
const MOST_ROWS_DROPPED_AT_ONCE = 5 * RETENTION_CHUNK_ROWS;
/** Rows per multi-row insert: near the best measured rate, well under SQLite's limit of bound values. */
const ROWS_PER_INSERT = 50;
const TICK_COLUMNS = 'event_time_us, symbol_id, kind, bid_e4, ask_e4, bid_size, ask_size, price_e4, size, cumulative_volume';
const BAR_TABLE: Readonly<Record<BarInterval, string>> = { '5m': 'bars_5m', '1h': 'bars_1h', '1d': 'bars_1d' };

const barTable = (name: string): string => `
  CREATE TABLE ${name} (
    symbol_id INTEGER NOT NULL REFERENCES symbols (symbol_id), start_us INTEGER NOT NULL, date TEXT NOT NULL,
    open_e4 INTEGER NOT NULL, high_e4 INTEGER NOT NULL, low_e4 INTEGER NOT NULL, close_e4 INTEGER NOT NULL, volume INTEGER,
    PRIMARY KEY (symbol_id, start_us)
  ) STRICT, WITHOUT ROWID;`;

/**
 * `ticks` is the hot table: rows are appended by rowid and nothing else is kept up to date with them. An index on
 * (symbol, time) would cost a factor of seven in write rate. `kind`: 0 quote, 1 trade, 2 index level.
 */
export const marketLayout: DatabaseLayout = {
  title: 'market store',
  synchronous: 'NORMAL',
  checkOnOpen: false,
  migrations: [`
    CREATE TABLE symbols (symbol_id INTEGER PRIMARY KEY, symbol TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE ticks (
      event_time_us INTEGER NOT NULL, symbol_id INTEGER NOT NULL, kind INTEGER NOT NULL,
      bid_e4 INTEGER, ask_e4 INTEGER, bid_size INTEGER, ask_size INTEGER, price_e4 INTEGER, size INTEGER, cumulative_volume INTEGER
    ) STRICT;
    ${barTable('bars_5m')} ${barTable('bars_1h')} ${barTable('bars_1d')}
  `],
};

/** Opens `market.sqlite` for the one writer. */
export function openMarketStore(file: string, options: MarketStoreOptions = {}): Result<MarketStore> {
  const opened = openDatabase(file, marketLayout);
  return opened.ok ? success(createMarketStore(opened.value, options)) : opened;
}

/** Bars beside a running Ballast: never writes. */
export function openMarketStoreReadOnly(file: string): Result<Pick<MarketStore, 'readBars' | 'close'>> {
  const opened = openDatabaseReadOnly(file, marketLayout);
  if (!opened.ok) return opened;
  const bars = createBarTables(opened.value, createSymbolTable(opened.value));
  return success({ readBars: bars.read, close: () => void opened.value.close() });
}

function createMarketStore(database: Database, options: MarketStoreOptions): MarketStore {
  const buffer = createTickBuffer();
  const symbols = createSymbolTable(database);
  const ticks = createTickTable(database, symbols, options.maxTickRows ?? DEFAULT_MAX_TICK_ROWS);
  const bars = createBarTables(database, symbols);
  let failure: Failure | null = null;

  // A full or broken disk must not stop the judgement: the batch is counted as rejected and the balance stays exact.
  const dropOldest = (): void => {
    try {
      ticks.dropOldest();
    } catch (error) {
      failure = writeFailure(error, database.name);
    }
  };
  const flush = (): number => {
    const rows = buffer.drain();
    if (rows.length === 0) return 0;
    try {
      ticks.append(rows);
      failure = null;
      buffer.settle(rows.length);
    } catch (error) {
      symbols.reload();
      failure = writeFailure(error, database.name);
      buffer.reject('store-not-writable', rows.length);
      return 0;
    }
    dropOldest();
    return rows.length;
  };
  return {
    bufferQuote: buffer.addQuote, bufferTrade: buffer.addTrade, bufferLevel: buffer.addLevel, flush,
    countRejected: buffer.countRejected,
    counts: () => { flush(); return buffer.counts(); },
    writeBars: bars.write, readBars: bars.read,
    recordingFailure: () => failure,
    close: () => { if (!database.open) return; flush(); database.close(); },
  };
}

function writeFailure(error: unknown, file: string): Failure {
  if (!codeOf(error).startsWith('SQLITE_')) throw error;
  const cause = codeOf(error).startsWith('SQLITE_FULL') ? 'the disk is full' : error instanceof Error ? error.message : codeOf(error);
  return { reason: 'refused', detail: `Quotes are not being recorded in ${file}: ${cause}.` };
}

interface SymbolTable {
  idOf(symbol: InstrumentSymbol): number;
  /** After a rolled-back transaction: forgets ids that never reached the file. */
  reload(): void;
}

function createSymbolTable(database: Database): SymbolTable {
  const all = database.prepare<[], { symbol_id: number; symbol: string }>('SELECT symbol_id, symbol FROM symbols');
  const insert = database.prepare<[string]>('INSERT INTO symbols (symbol) VALUES (?)');
  const ids = new Map<InstrumentSymbol, number>();
  const reload = (): void => {
    ids.clear();
    for (const row of all.all()) ids.set(row.symbol, row.symbol_id);
  };
  reload();
  return {
    reload,
    idOf: (symbol) => {
      const known = ids.get(symbol);
      if (known !== undefined) return known;
      const id = Number(insert.run(symbol).lastInsertRowid);
      ids.set(symbol, id);
      return id;
    },
  };
}

function createTickTable(database: Database, symbols: SymbolTable, maxRows: number) {
  const row = `(${TICK_COLUMNS.split(',').map(() => '?').join(', ')})`;
  const insertOf = (rows: number) =>
    database.prepare<(number | null)[]>(`INSERT INTO ticks (${TICK_COLUMNS}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`);
  const insertOne = insertOf(1);
  const insertMany = insertOf(ROWS_PER_INSERT);
  const range = database.prepare<[], { oldest: number | null; newest: number | null }>(
    'SELECT (SELECT min(rowid) FROM ticks) AS oldest, (SELECT max(rowid) FROM ticks) AS newest');
  const drop = database.prepare<[number]>('DELETE FROM ticks WHERE rowid < ?');
  // Rows leave at the old end only, so the two rowids tell the count without a scan.
  const first = range.get();
  let oldest = first?.oldest ?? 1;
  let newest = first?.newest ?? oldest - 1;

  const insertRows = database.transaction((rows: readonly TickRow[]): void => {
    const values: (number | null)[] = [];
    for (let at = 0; at < rows.length;) {
      const step = rows.length - at >= ROWS_PER_INSERT ? ROWS_PER_INSERT : 1;
      values.length = 0;
      for (const tick of rows.slice(at, at + step)) values.push(...valuesOf(tick, symbols.idOf(tick.symbol)));
      (step === 1 ? insertOne : insertMany).run(...values);
      at += step;
    }
  });
  return {
    append: (rows: readonly TickRow[]): void => {
      insertRows.immediate(rows);
      if (newest < oldest) oldest = range.get()?.oldest ?? 1;
      newest = range.get()?.newest ?? newest;
    },
    /** After a flush, in its own transaction, so that the quotes of that flush are already safe. */
    dropOldest: (): void => {
      const excess = newest - oldest + 1 - maxRows;
      if (excess <= 0 || (excess < RETENTION_CHUNK_ROWS && excess < maxRows)) return;
      const rows = Math.min(excess, MOST_ROWS_DROPPED_AT_ONCE);
      drop.run(oldest + rows);
      oldest += rows;
    },
  };
}

function valuesOf(tick: TickRow, symbolId: number): readonly (number | null)[] {
  switch (tick.kind) {
    case 'quote': {
      const { eventTimeUs, bid, ask, bidSize, askSize } = tick.value;
      return [eventTimeUs, symbolId, 0, bid === null ? null : toE4(bid), ask === null ? null : toE4(ask), Math.round(bidSize), Math.round(askSize), null, null, null];
    }
    case 'trade': {
      const { eventTimeUs, price, size, cumulativeVolume } = tick.value;
      return [eventTimeUs, symbolId, 1, null, null, null, null, toE4(price), Math.round(size), cumulativeVolume === null ? null : Math.round(cumulativeVolume)];
    }
    case 'level': return [tick.value.eventTimeUs, symbolId, 2, null, null, null, null, toE4(tick.value.level), null, null];
  }
}

interface BarRow {
  readonly date: IsoDate;
  readonly start_us: Micros;
  readonly open_e4: number;
  readonly high_e4: number;
  readonly low_e4: number;
  readonly close_e4: number;
  readonly volume: number | null;
}

/** A bar within a session starts on its date: the key then leads there without going through all that is older. */
const earliestStart = (interval: BarInterval, from: IsoDate | undefined): Micros => (from === undefined || interval === '1d' ? 0 : newYorkMicros(from, 0, 0));

function createBarTables(database: Database, symbols: SymbolTable) {
  const tableOf = (interval: BarInterval) => ({
    put: database.prepare<(number | string | null)[]>(`
      INSERT INTO ${BAR_TABLE[interval]} (symbol_id, start_us, date, open_e4, high_e4, low_e4, close_e4, volume) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (symbol_id, start_us) DO UPDATE SET date = excluded.date, open_e4 = excluded.open_e4, high_e4 = excluded.high_e4,
        low_e4 = excluded.low_e4, close_e4 = excluded.close_e4, volume = excluded.volume`),
    // The newest rows are wanted, handed out oldest first.
    newest: database.prepare<[string, number, string, number], BarRow>(`
      SELECT date, start_us, open_e4, high_e4, low_e4, close_e4, volume FROM ${BAR_TABLE[interval]}
      WHERE symbol_id = (SELECT symbol_id FROM symbols WHERE symbol = ?) AND start_us >= ? AND date >= ? ORDER BY start_us DESC LIMIT ?`),
  });
  const tables = { '5m': tableOf('5m'), '1h': tableOf('1h'), '1d': tableOf('1d') };
  const write = database.transaction((symbol: InstrumentSymbol, interval: BarInterval, bars: readonly Bar[]): void => {
    const id = symbols.idOf(symbol);
    for (const bar of bars) {
      tables[interval].put.run(id, bar.startUs, bar.date, toE4(bar.open), toE4(bar.high), toE4(bar.low), toE4(bar.close), bar.volume === null ? null : Math.round(bar.volume));
    }
  });
  return {
    write: (symbol: InstrumentSymbol, interval: BarInterval, bars: readonly Bar[]): void => {
      if (bars.length === 0) return;
      try {
        write.immediate(symbol, interval, bars);
      } catch (error) {
        symbols.reload();
        throw error;
      }
    },
    read: (symbol: InstrumentSymbol, interval: BarInterval, options: { readonly from?: IsoDate; readonly limit?: number } = {}): readonly Bar[] =>
      // SQLite reads a negative limit as "all".
      tables[interval].newest.all(symbol, earliestStart(interval, options.from), options.from ?? '', options.limit ?? -1).reverse().map(barOf),
  };
}

function barOf(row: BarRow): Bar {
  return {
    date: row.date, startUs: row.start_us, open: fromE4(row.open_e4), high: fromE4(row.high_e4), low: fromE4(row.low_e4), close: fromE4(row.close_e4),
    volume: row.volume,
  };
}
