import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openMarketStore } from '../src/engine/store/marketStore.ts';
import { perSecond, type Bench } from './bench.ts';

const SYMBOLS = 500;
const FLUSHES = 400;
const ROWS = SYMBOLS * FLUSHES;
const FIRST_MICROS = 1_793_000_000_000_000;

const symbols = Array.from({ length: SYMBOLS }, (_, index) => `SPXW  261218C${String(5_000_000 + index * 5_000).padStart(8, '0')}`);

const inFolder = <T>(work: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Every instrument quotes once between two flushes, so that nothing is conflated and every row is written. */
function ballastRate(): number {
  return inFolder((folder) => {
    const opened = openMarketStore(join(folder, 'market.sqlite'));
    if (!opened.ok) throw new Error(opened.failure.detail);
    const store = opened.value;
    const rate = perSecond(ROWS, () => {
      for (let flush = 0; flush < FLUSHES; flush += 1) {
        for (const symbol of symbols) {
          store.bufferQuote({ symbol, eventTimeUs: FIRST_MICROS + flush, bid: 12.35, ask: 12.6, bidSize: 10, askSize: 12 });
        }
        store.flush();
      }
    });
    const { received, stored } = store.counts();
    store.close();
    if (stored !== received) throw new Error(`only ${stored} of ${received} rows were stored: the figure would mean nothing`);
    return rate;
  });
}

/** The library itself: the same columns, one prepared insert a row, the same transactions and durability. */
function libraryRate(): number {
  return inFolder((folder) => {
    const database = new Database(join(folder, 'raw.sqlite'));
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.exec('CREATE TABLE ticks (event_time_us INTEGER, symbol_id INTEGER, bid_e4 INTEGER, ask_e4 INTEGER, bid_size INTEGER, ask_size INTEGER) STRICT');
    const insert = database.prepare('INSERT INTO ticks VALUES (?, ?, ?, ?, ?, ?)');
    const write = database.transaction((flush: number) => {
      for (let symbol = 0; symbol < SYMBOLS; symbol += 1) insert.run(FIRST_MICROS + flush, symbol, 123_500, 126_000, 10, 12);
    });
    const rate = perSecond(ROWS, () => {
      for (let flush = 0; flush < FLUSHES; flush += 1) write(flush);
    });
    database.close();
    return rate;
  });
}

export const ingest: Bench = {
  name: 'ingest',
  about: `quotes into market.sqlite, ${SYMBOLS} instruments a transaction`,
  run: () => [{ what: 'market store', unit: 'rows/s', ours: ballastRate(), peer: libraryRate(), peerName: 'better-sqlite3, one prepared insert a row' }],
};
