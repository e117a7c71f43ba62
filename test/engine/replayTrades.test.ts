import { describe, expect, it } from 'vitest';
import type { Book, BookLeg, LayerName } from '../../src/domain/book/book.ts';
import { filledTrades, NO_TRADES, settledTrades } from '../../src/engine/replayTrades.ts';

const CALL = 'VIX   200318C00020000';
const line = (side: 'buy' | 'sell', contracts: number, price: number, layer: LayerName | null = 'base') => ({ side, contracts, symbol: CALL, price, layer, legId: null, strategy: null });
const leg = (symbol: string, quantity: number, layer: LayerName | null = 'base'): BookLeg => ({ id: symbol, symbol, quantity, price: 1, openedOn: '2020-02-19', layer, strategy: null, source: 'simulated', entry: null });
const book = (...legs: readonly BookLeg[]): Book => ({ name: 'test', sample: false, netLiquidation: 1_000_000, legs });
const bar = { date: '2020-03-18', open: 236.25, high: 248.37, low: 228.02, close: 240, volume: 1 };
const vix = { date: '2020-03-18', open: 69.37, high: 85.47, low: 69.37, close: 76.45 };

describe('what a replay counts of the hedge’s trades', () => {
  it('buys at what they cost, sells at what they bring, condor legs not at all', () => {
    expect(filledTrades([line('buy', 4, 1.5), line('sell', 3, 2), line('sell', 10, 9, null)])).toEqual({ ...NO_TRADES, bought: 4, sold: 3, paidDollars: 600, receivedDollars: 600 });
  });

  it('a call that settles at the day’s VIX open', () => {
    expect(settledTrades(book(leg(CALL, 2)), book(), { bar, vix })).toMatchObject({ settled: 2, settledDollars: expect.closeTo(2 * 100 * 49.37, 6) as number });
    expect(settledTrades(book(leg('VIX   200318C00080000', 2)), book(), { bar, vix })).toMatchObject({ settled: 2, settledDollars: 0 });
  });

  it('SPX puts at SPX: in the morning at the open, in the afternoon at the close; a short one costs', () => {
    expect(settledTrades(book(leg('SPXW  200318P02500000', 1)), book(), { bar, vix }).settledDollars).toBeCloseTo(100 * 100, 6);
    expect(settledTrades(book(leg('SPX   200320P02500000', -1)), book(), { bar, vix }).settledDollars).toBeCloseTo(-100 * 137.5, 6);
  });

  it('counts contracts where no VIX says what they were worth, and nothing that stays or is a condor’s', () => {
    expect(settledTrades(book(leg(CALL, 2)), book(), { bar, vix: null })).toEqual({ ...NO_TRADES, settled: 2 });
    expect(settledTrades(book(leg(CALL, 2)), book(leg(CALL, 2)), { bar, vix })).toEqual(NO_TRADES);
    expect(settledTrades(book(leg('SPXW  200318P02500000', -10, null)), book(), { bar, vix })).toEqual(NO_TRADES);
    expect(settledTrades(null, null, { bar, vix })).toEqual(NO_TRADES);
  });
});
