import { join } from 'node:path';
import fc from 'fast-check';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Bar, IndexLevel, Quote, Trade } from '../../../src/domain/market/quote.ts';
import type { MarketStore } from '../../../src/engine/ports.ts';
import { openMarketStore } from '../../../src/engine/store/marketStore.ts';
import { createMemoryMarketStore } from '../../../src/engine/store/memoryMarketStore.ts';
import { scratchFolder, valueOf } from './scratch.ts';

const T0 = 1_764_000_000_000_000;
const quote = (symbol: string, bid: number | null = 1.23, at = T0): Quote => ({ symbol, eventTimeUs: at, bid, ask: 1.3, bidSize: 10, askSize: 20 });
const trade = (symbol: string, price = 660.12): Trade => ({ symbol, eventTimeUs: T0, price, size: 100, cumulativeVolume: 81_234_567 });
const level = (symbol: string, value = 17.0123): IndexLevel => ({ symbol, eventTimeUs: T0, level: value });
const bar = (day: number, close = 100): Bar => ({ date: `2026-11-${String(day).padStart(2, '0')}`, startUs: T0 + day * 86_400_000_000, open: 99.5, high: 101.25, low: 99, close, volume: 1_000_000 });

const file = (): string => join(scratchFolder(), 'market.sqlite');
const implementations: readonly (readonly [string, () => MarketStore])[] = [
  ['in a file', () => valueOf(openMarketStore(file()))],
  ['for replays, in memory', createMemoryMarketStore],
];

describe.each(implementations)('market store %s', (_name, open) => {
  it('keeps the newest row of each instrument and kind per flush and counts the others as conflated', () => {
    const store = open();
    store.bufferQuote(quote('SPY', 1));
    store.bufferQuote(quote('SPY', 2));
    store.bufferQuote(quote('VIX   261216C00019000', 3));
    store.bufferTrade(trade('SPY'));
    store.bufferLevel(level('SPX'));
    store.bufferLevel(level('SPX'));
    expect(store.flush()).toBe(4);
    store.bufferQuote(quote('SPY', 4));
    expect(store.counts()).toEqual({ received: 7, stored: 5, conflated: 2, rejected: 0, rejectedByReason: {} });
    store.close();
  });

  it('balances received = stored + conflated + rejected at any moment (seeded property)', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('quote' as const), symbol: fc.constantFrom('SPY', 'A', 'B') }),
      fc.record({ do: fc.constant('trade' as const), symbol: fc.constantFrom('SPY', 'A') }),
      fc.record({ do: fc.constant('level' as const), symbol: fc.constantFrom('SPX', 'VIX') }),
      fc.record({ do: fc.constant('reject' as const), reason: fc.constantFrom('bad-price', 'older'), rows: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ do: fc.constant('flush' as const) }),
    );
    const store = open();
    let offered = 0;
    const byReason: Record<string, number> = {};
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      for (const one of steps) {
        if (one.do === 'quote') store.bufferQuote(quote(one.symbol));
        else if (one.do === 'trade') store.bufferTrade(trade(one.symbol));
        else if (one.do === 'level') store.bufferLevel(level(one.symbol));
        else if (one.do === 'flush') store.flush();
        else store.countRejected(one.reason, one.rows);
        offered += one.do === 'reject' ? one.rows : one.do === 'flush' ? 0 : 1;
        if (one.do === 'reject') byReason[one.reason] = (byReason[one.reason] ?? 0) + one.rows;
      }
      const { received, stored, conflated, rejected, rejectedByReason } = store.counts();
      expect(received).toBe(offered);
      expect(stored + conflated + rejected).toBe(received);
      expect(rejectedByReason).toEqual(byReason);
    }), { seed: 20261120, numRuns: 100 });
    store.close();
  });

  it('returns bars oldest first, the newest `limit` of them, from a date on, per instrument and interval', () => {
    const store = open();
    store.writeBars('SPY', '1d', [bar(2), bar(3), bar(4)]);
    store.writeBars('SPY', '1d', [bar(5)]);
    store.writeBars('SPY', '5m', [bar(9)]);
    store.writeBars('SPX', '1d', [bar(8)]);
    expect(store.readBars('SPY', '1d')).toEqual([bar(2), bar(3), bar(4), bar(5)]);
    expect(store.readBars('SPY', '1d', { limit: 2 })).toEqual([bar(4), bar(5)]);
    expect(store.readBars('SPY', '1d', { from: '2026-11-04' })).toEqual([bar(4), bar(5)]);
    expect(store.readBars('SPY', '1d', { from: '2026-11-03', limit: 1 })).toEqual([bar(5)]);
    expect(store.readBars('SPY', '1d', { limit: 0 })).toEqual([]);
    expect(store.readBars('QQQ', '1d')).toEqual([]);
    expect(store.readBars('SPY', '1h')).toEqual([]);
    store.close();
  });

  it('replaces a bar with the same start and takes late history in its place', () => {
    const store = open();
    store.writeBars('SPY', '1d', [bar(3), bar(5)]);
    store.writeBars('SPY', '1d', [bar(5, 123), bar(4), bar(2)]);
    expect(store.readBars('SPY', '1d').map(({ date, close }) => [date, close])).toEqual([
      ['2026-11-02', 100], ['2026-11-03', 100], ['2026-11-04', 100], ['2026-11-05', 123],
    ]);
    store.close();
  });

  it('hands prices back to four decimals, and an index without volume as null', () => {
    const store = open();
    store.writeBars('VIX', '1d', [{ ...bar(2), open: 13.45678, close: 0.0001, volume: null }]);
    expect(store.readBars('VIX', '1d')[0]).toMatchObject({ open: 13.4568, close: 0.0001, volume: null });
    store.close();
  });
});

describe('market file', () => {
  const rowsOf = (path: string): unknown[] => {
    const raw = new SqliteDatabase(path, { readonly: true });
    const rows = raw.prepare('SELECT symbol, kind, event_time_us, bid_e4, ask_e4, bid_size, price_e4, size, cumulative_volume FROM ticks JOIN symbols USING (symbol_id) ORDER BY ticks.rowid').all();
    raw.close();
    return rows;
  };

  it('stores ticks as scaled integers; an absent bid is null, a bid of zero is zero', () => {
    const path = file();
    const store = valueOf(openMarketStore(path));
    store.bufferQuote(quote('VIX   261216C00019000', null));
    store.bufferQuote(quote('VIX   261216C00099000', 0));
    store.bufferTrade(trade('SPY'));
    store.bufferLevel(level('VIX'));
    store.close();
    const none = { bid_e4: null, ask_e4: null, bid_size: null, price_e4: null, size: null, cumulative_volume: null };
    expect(rowsOf(path)).toEqual([
      { ...none, symbol: 'VIX   261216C00019000', kind: 0, event_time_us: T0, ask_e4: 13000, bid_size: 10 },
      { ...none, symbol: 'VIX   261216C00099000', kind: 0, event_time_us: T0, bid_e4: 0, ask_e4: 13000, bid_size: 10 },
      { ...none, symbol: 'SPY', kind: 1, event_time_us: T0, price_e4: 6601200, size: 100, cumulative_volume: 81234567 },
      { ...none, symbol: 'VIX', kind: 2, event_time_us: T0, price_e4: 170123 },
    ]);
  });

  it('writes more rows than one statement takes, each exactly once, in the order of arrival', () => {
    const path = file();
    const store = valueOf(openMarketStore(path));
    const symbols = Array.from({ length: 137 }, (_, index) => `S${index}`);
    for (const symbol of symbols) store.bufferQuote(quote(symbol));
    expect(store.flush()).toBe(137);
    store.close();
    expect((rowsOf(path) as { symbol: string }[]).map((row) => row.symbol)).toEqual(symbols);
  });

  it('keeps no index on the table of ticks', () => {
    const path = file();
    valueOf(openMarketStore(path)).close();
    const raw = new SqliteDatabase(path, { readonly: true });
    expect(raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'ticks'").all()).toEqual([]);
    raw.close();
  });

  it('knows its symbols again after reopening', () => {
    const path = file();
    for (let opening = 0; opening < 2; opening += 1) {
      const store = valueOf(openMarketStore(path));
      store.bufferLevel(level('SPX'));
      store.writeBars('SPX', '1d', [bar(2 + opening)]);
      store.close();
    }
    const store = valueOf(openMarketStore(path));
    expect(store.readBars('SPX', '1d')).toHaveLength(2);
    store.close();
    expect(rowsOf(path)).toHaveLength(2);
  });

  it('drops the oldest ticks above the limit, also of a file that was larger before', () => {
    const path = file();
    const write = (maxTickRows: number, flushes: number): void => {
      const store = valueOf(openMarketStore(path, { maxTickRows }));
      for (let flush = 0; flush < flushes; flush += 1) {
        for (let index = 0; index < 10; index += 1) store.bufferQuote(quote(`S${index}`, flush));
        store.flush();
      }
      store.close();
    };
    write(1_000, 60);
    expect(rowsOf(path)).toHaveLength(600);
    write(100, 1);
    const rows = rowsOf(path) as { bid_e4: number }[];
    expect(rows).toHaveLength(100);
    expect(rows[rows.length - 1]?.bid_e4).toBe(0);
    write(100, 30);
    const later = rowsOf(path) as { bid_e4: number }[];
    expect(later.length).toBeGreaterThanOrEqual(100);
    expect(later.length).toBeLessThan(300);
    expect(later[later.length - 1]?.bid_e4).toBe(290_000);
  });

  it('goes on when the disk refuses: the batch is counted, the failure shows, and recording resumes', () => {
    const path = file();
    const store = valueOf(openMarketStore(path));
    store.bufferQuote(quote('SPY'));
    store.flush();
    const blocker = new SqliteDatabase(path);
    blocker.exec("CREATE TRIGGER disk BEFORE INSERT ON ticks BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END");
    store.bufferQuote(quote('NEW'));
    store.bufferQuote(quote('NEWER'));
    expect(store.flush()).toBe(0);
    expect(store.recordingFailure()?.detail).toMatch(/not being recorded .*disk I\/O error/);
    expect(store.counts()).toEqual({ received: 3, stored: 1, conflated: 0, rejected: 2, rejectedByReason: { 'store-not-writable': 2 } });
    blocker.exec('DROP TRIGGER disk');
    blocker.close();
    store.bufferQuote(quote('NEW'));
    expect(store.flush()).toBe(1);
    expect(store.recordingFailure()).toBeNull();
    store.close();
    expect((rowsOf(path) as { symbol: string }[]).map((row) => row.symbol)).toEqual(['SPY', 'NEW']);
  });
});
