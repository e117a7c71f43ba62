import { describe, expect, it } from 'vitest';
import type { Bar } from '../../src/domain/market/quote.ts';
import { sessionHours, addTradingDays } from '../../src/domain/calendar.ts';
import { vxExpirations } from '../../src/domain/instruments/index.ts';
import { newYorkMicros } from '../../src/domain/time.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { readVegaHistory } from '../../src/engine/vegaRecord.ts';
import { createDrivenEngine } from '../support/engineHarness.ts';

const DATE = '2026-11-20';
const CLOSE_US = newYorkMicros(DATE, 16, 0);
const [NEAR, NEXT, THIRD] = ['VX261216', 'VX270120', 'VX270217'] as const;

/** An engine at the close of one session; then market time passes on. */
function closedSession(rows: readonly (readonly [string, number, number | null, number | null])[], options: { readonly silentMs?: number; readonly levels?: readonly (readonly [string, number, number])[] } = {}) {
  const store = createMemoryMarketStore();
  const driven = createDrivenEngine({ store });
  driven.feed({ t: 'chain', root: 'VX', symbols: [NEAR, NEXT, THIRD] }, 0);
  driven.feed({ t: 'clock', marketTimeUs: CLOSE_US - 60_000_000, speed: 1, session: 'open' }, 0);
  driven.feed({ t: 'quote', rows: rows.map(([symbol, beforeCloseUs, bid, ask]) => [symbol, CLOSE_US - beforeCloseUs, bid, ask, 10, 10]) }, 0);
  driven.feed({ t: 'index', rows: [['SPX', CLOSE_US - 1, 7000], ['VIX', CLOSE_US - 1, 16.5], ['VIX9D', CLOSE_US - 1, 15.2], ...(options.levels ?? [])] }, 0);
  driven.feed({ t: 'clock', marketTimeUs: CLOSE_US + 1_000_000, speed: 1, session: 'curb' }, options.silentMs ?? 1_000);
  const closes = (symbol: string) => store.readBars(symbol, '1d').map(({ date, close }) => [date, close]);
  return { closes, store };
}

describe('the close of a session', () => {
  it('keeps the mid of every VX future and the volatility indices as daily bars', () => {
    const { closes } = closedSession([[NEAR, 1_000, 18.35, 18.45], [NEXT, 30_000_000, 19.15, 19.2], [THIRD, 1_000, 19.7, 19.8]]);
    expect(closes(NEAR)).toEqual([[DATE, 18.4]]);
    expect(closes(NEXT)).toEqual([[DATE, 19.175]]);
    expect(closes(THIRD)).toEqual([[DATE, 19.75]]);
    expect(closes('VIX9D')).toEqual([[DATE, 15.2]]);
    expect(closes('VIX')).toEqual([[DATE, 16.5]]);
  });

  it('keeps nothing of a future without a market then: one side, crossed, or quoted on another day', () => {
    const dayUs = 86_400_000_000;
    const { closes } = closedSession([[NEAR, 1_000, 18.35, null], [NEXT, 1_000, 19.3, 19.2], [THIRD, dayUs, 19.7, 19.8]]);
    for (const symbol of [NEAR, NEXT, THIRD]) expect(closes(symbol)).toEqual([]);
  });

  it('keeps its own close when history with another one comes later, also after a restart', () => {
    const { store } = closedSession([]);
    const again = createDrivenEngine({ store });
    again.feed({ t: 'bars', symbol: 'VIX9D', interval: '1d', rows: [['2026-11-19', sessionHours('2026-11-19')!.openUs, 15, 15, 15, 15.1, null], [DATE, sessionHours(DATE)!.openUs, 15, 16, 15, 15.9, null]], end: true }, 0);
    expect(store.readBars('VIX9D', '1d').map(({ date, close }) => [date, close])).toEqual([['2026-11-19', 15.1], [DATE, 15.2]]);
  });

  it('keeps nothing that was stale when the session closed', () => {
    const { closes } = closedSession([[NEAR, 1_000, 18.35, 18.45]], { silentMs: 600_000 });
    expect(closes(NEAR)).toEqual([]);
  });

  it('takes a future’s level where the feed tells levels instead of quotes, when it was told in the last five minutes', () => {
    const { closes } = closedSession([], { levels: [[NEAR, CLOSE_US - 299_000_000, 18.42], [NEXT, CLOSE_US - 301_000_000, 19.2], ['VIX6M', CLOSE_US - 301_000_000, 18.6]] });
    expect(closes(NEAR)).toEqual([[DATE, 18.42]]);
    expect([closes(NEXT), closes('VIX6M')]).toEqual([[], []]);
  });
});

const barOf = (date: string, close: number): Bar => ({ date, startUs: sessionHours(date)?.openUs ?? 0, open: close, high: close, low: close, close, volume: null });

/** A record in which every future moves 0.4 and VIX3M 0.6 points per VIX point. */
function longRecord(sessions: number) {
  const store = createMemoryMarketStore();
  let date = '2025-01-02';
  const first = date;
  for (let step = 0; step < sessions; step += 1) {
    const vix = 17 + 2 * Math.sin(step) + Math.cos(2.3 * step);
    store.writeBars('VIX', '1d', [barOf(date, vix)]);
    store.writeBars('VIX3M', '1d', [barOf(date, 10 + 0.6 * vix)]);
    for (const expiration of vxExpirations(date, 9)) if (expiration > date) store.writeBars(`VX${expiration.slice(2).replaceAll('-', '')}`, '1d', [barOf(date, 12 + 0.4 * vix)]);
    date = addTradingDays(date, 1);
  }
  return { store, first };
}

describe('the tables slice', () => {
  it('says how far the record is, until it is long enough', () => {
    const { vegaTables } = createDrivenEngine({ store: longRecord(100).store }).snapshot(0).state;
    expect(vegaTables.estimate).toBeNull();
    expect(vegaTables.note).toMatch(/^No own β yet: 99 of 250 sessions .* No own w yet: 99 of 250 sessions /);
  });

  it('shows the own estimate beside the policy’s tables, which stay in force', () => {
    const driven = createDrivenEngine({ store: longRecord(300).store });
    const { vegaTables } = driven.snapshot(0).state;
    expect(vegaTables.policy).toEqual({ convention: 'measured', beta: driven.engine.core.policy.values.vega.beta, weight: driven.engine.core.policy.values.vega.weight });
    expect(vegaTables.policy.beta[4]).toEqual([30, 0.43]);
    const { beta, weight } = vegaTables.estimate!;
    expect(beta?.nodes.map(({ days }) => days)).toEqual([4, 11, 20, 30, 43, 63, 88, 110, 135, 165, 195, 230]);
    // The store keeps 1e−4 of a point.
    for (const { value } of beta?.nodes ?? []) expect(value).toBeCloseTo(0.4, 3);
    expect(weight?.nodes).toEqual([expect.objectContaining({ days: 93, value: expect.closeTo(0.6, 3), observations: 299 })]);
    expect(weight?.absent.map(({ days }) => days)).toEqual([1, 9, 30, 184]);
    expect(vegaTables.note).toBe('In force are the tables of the policy; an estimate is adopted only by an own policy.');
  });

  it('reads every monthly contract since the first VIX close', () => {
    const { store, first } = longRecord(60);
    const { futures, vix } = readVegaHistory((symbol) => store.readBars(symbol, '1d'));
    expect(vix).toHaveLength(60);
    expect([...futures.keys()]).toEqual(vxExpirations(first, 12).slice(0, futures.size));
    expect(futures.size).toBe(12);
  });
});
