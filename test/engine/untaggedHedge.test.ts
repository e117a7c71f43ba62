import { describe, expect, it } from 'vitest';
import type { BookLeg } from '../../src/domain/book/book.ts';
import { newYorkMicros } from '../../src/domain/time.ts';
import { logText } from '../../src/engine/logText.ts';
import { createDrivenEngine } from '../support/engineHarness.ts';

const leg = (id: string, symbol: string, changes: Partial<BookLeg> = {}): BookLeg => ({
  id, symbol, quantity: 2, price: 2, openedOn: '2026-11-18', strategy: null, layer: null, entry: null, source: 'user', ...changes,
});

describe('a VIX call that nobody said the layer of', () => {
  it('is given one by its days to expiry, once, in the book, on the screen and in the log', () => {
    const { engine, feed, tick, snapshot } = createDrivenEngine();
    engine.core.book = { name: 'Mine', sample: false, netLiquidation: 1_000_000, legs: [leg('near', 'VIX   261216C00019000'), leg('far', 'VIX   270317C00020000'), leg('mine', 'VIX   261216C00025000', { layer: 'outer' })] };
    const nowUs = newYorkMicros('2026-11-20', 11, 0);
    feed({ t: 'clock', marketTimeUs: nowUs, speed: 1, session: 'open' }, 1);
    feed({ t: 'index', rows: [{ symbol: 'SPX', eventTimeUs: nowUs, level: 7000 }, { symbol: 'VIX', eventTimeUs: nowUs, level: 16.5 }] }, 2);
    engine.core.feed.historyDone = true;
    for (let atMs = 3; atMs < 4000; atMs += 500) tick(atMs);
    expect(engine.core.book?.legs.map(({ id, layer }) => [id, layer])).toEqual([['near', 'base'], ['far', 'intermediate'], ['mine', 'outer']]);
    expect(snapshot(4000).state.layers.map(({ name, held }) => [name, held])).toEqual([['base', 2], ['intermediate', 2], ['outer', 2]]);
    const entries = engine.core.journal.readLog({ limit: 100 }).filter(({ kind }) => kind === 'bookChanged').map(logText);
    expect(entries).toEqual(['Layers assigned by days to expiry: VIX 16 Dec 26 19 C: base layer; VIX 17 Mar 27 20 C: intermediate layer']);
    expect(engine.core.journal.loadBook()?.legs[0]?.layer).toBe('base');
  });
});
