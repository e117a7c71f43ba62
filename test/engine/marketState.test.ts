import { describe, expect, test } from 'vitest';
import type { Quote } from '../../src/domain/market/quote.ts';
import { newYorkMicros } from '../../src/domain/time.ts';
import { createMarketState } from '../../src/engine/marketState.ts';

const NOON = newYorkMicros('2026-11-03', 12, 0);
const CALL = 'VIX   261216C00019000';
const limits = { levelMs: 15_000, optionMs: 60_000 };
const quote = (eventTimeUs: number, overrides: Partial<Quote> = {}): Quote => ({ symbol: CALL, eventTimeUs, bid: 2, ask: 2.1, bidSize: 10, askSize: 10, ...overrides });
const viewOf = (state: ReturnType<typeof createMarketState>, atMs: number) => state.view({ atMs, limits, rate: 0.04, delayed: false, modelled: false });

describe('the latest of everything the feed has said', () => {
  test('nothing said yet is no market, not an empty one', () => {
    expect(viewOf(createMarketState(), 0)).toBeNull();
  });

  test('a quote for a contract that was never listed is refused by reason', () => {
    const state = createMarketState();
    expect(state.applyQuote(quote(NOON), 0)).toBe('unknown-instrument');
    state.setListed('VIX', [CALL]);
    expect(state.applyQuote(quote(NOON), 0)).toBeNull();
  });

  test('an older event time never overwrites a newer one', () => {
    const state = createMarketState();
    state.setListed('VIX', [CALL]);
    state.applyQuote(quote(NOON, { bid: 3, ask: 3.1 }), 0);
    expect(state.applyQuote(quote(NOON - 1, { bid: 1, ask: 1.1 }), 1)).toBe('older-event-time');
    expect(viewOf(state, 1)?.quotes.get(CALL)?.bid).toBe(3);
    expect(state.applyLevel({ symbol: 'SPX', eventTimeUs: NOON, level: 7000 }, 1)).toBeNull();
    expect(state.applyLevel({ symbol: 'SPX', eventTimeUs: NOON - 5, level: 6000 }, 2)).toBe('older-event-time');
    expect(state.level('SPX')?.level).toBe(7000);
  });

  test('staleness is receipt age on the wall clock, per instrument, and an update clears it', () => {
    const state = createMarketState();
    state.setListed('VIX', [CALL]);
    state.applyQuote(quote(NOON), 0);
    state.applyLevel({ symbol: 'SPX', eventTimeUs: NOON, level: 7000 }, 0);
    expect(viewOf(state, 15_000)?.levels.get('SPX')?.stale).toBe(false);
    expect(viewOf(state, 15_001)?.levels.get('SPX')?.stale).toBe(true);
    expect(viewOf(state, 15_001)?.quotes.get(CALL)?.stale).toBe(false);
    expect(viewOf(state, 60_001)?.quotes.get(CALL)?.stale).toBe(true);
    expect(state.ages(60_001, limits)).toEqual({ instruments: 2, stale: 2, oldestLevelMs: 60_001 });
    state.applyQuote(quote(NOON + 1), 60_001);
    expect(viewOf(state, 60_002)?.quotes.get(CALL)?.stale).toBe(false);
  });

  test('a contract that is no longer listed leaves the market', () => {
    const state = createMarketState();
    state.setListed('VIX', [CALL]);
    state.applyQuote(quote(NOON), 0);
    state.setListed('VIX', []);
    expect(viewOf(state, 0)?.quotes.size).toBe(0);
  });

  test('a halt holds over new quotes until the feed says active; unknown contracts and older statuses are refused by reason', () => {
    const state = createMarketState();
    expect(state.applyStatus({ symbol: CALL, eventTimeUs: NOON, halted: true })).toBe('unknown-instrument');
    state.setListed('VIX', [CALL]);
    const haltedNow = () => viewOf(state, 0)?.quotes.get(CALL)?.halted;
    state.applyQuote(quote(NOON), 0);
    expect(haltedNow()).toBe(false);
    expect(state.applyStatus({ symbol: CALL, eventTimeUs: NOON + 10, halted: true })).toBeNull();
    state.applyQuote(quote(NOON + 20), 0);
    expect(haltedNow()).toBe(true);
    expect(state.applyStatus({ symbol: CALL, eventTimeUs: NOON + 5, halted: false })).toBe('older-event-time');
    expect(haltedNow()).toBe(true);
    expect(state.applyStatus({ symbol: CALL, eventTimeUs: NOON + 30, halted: false })).toBeNull();
    expect(haltedNow()).toBe(false);
  });

  test('a halt is forgotten with the contract, and by a new connection, which names anew what is halted', () => {
    const state = createMarketState();
    const halt = () => {
      state.setListed('VIX', [CALL]);
      state.applyQuote(quote(NOON), 0);
      state.applyStatus({ symbol: CALL, eventTimeUs: NOON, halted: true });
    };
    halt();
    state.setListed('VIX', []);
    state.setListed('VIX', [CALL]);
    state.applyQuote(quote(NOON), 0);
    expect(viewOf(state, 0)?.quotes.get(CALL)?.halted).toBe(false);
    halt();
    state.forgetHalts();
    expect(viewOf(state, 0)?.quotes.get(CALL)?.halted).toBe(false);
  });

  test('market time only moves forward', () => {
    const state = createMarketState();
    state.advance(NOON);
    state.advance(NOON - 10);
    expect(state.nowUs).toBe(NOON);
    expect(viewOf(state, 0)).toMatchObject({ date: '2026-11-03', session: 'open' });
  });
});
