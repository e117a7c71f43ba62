import { describe, expect, it } from 'vitest';
import { assignLayers, type HeldDays } from '../../../src/domain/book/assignLayers.ts';
import type { BookLeg } from '../../../src/domain/book/book.ts';
import { formatOptionSymbol } from '../../../src/domain/instruments/index.ts';
import { addCalendarDays } from '../../../src/domain/time.ts';
import { book, CONDOR_LEGS } from './quotedMarket.ts';

const DATE = '2026-11-20';
const HELD: HeldDays = { base: [0, 60], intermediate: [61, 149], outer: [150, 400] };
const call = (days: number, changes: Partial<BookLeg> = {}): BookLeg => ({
  id: `call-${days}`, symbol: formatOptionSymbol({ root: 'VIX', expiration: addCalendarDays(DATE, days), right: 'C', strike: 20 }), quantity: 1, price: 2, openedOn: DATE, strategy: null,
  layer: null, entry: null, source: 'user', ...changes,
});
const layersOf = (...legs: readonly BookLeg[]) => assignLayers(book(...legs), DATE, HELD).book.legs.map(({ layer }) => layer);

describe('the layer of a held contract', () => {
  it.each([[0, 'base'], [60, 'base'], [61, 'intermediate'], [149, 'intermediate'], [150, 'outer'], [400, 'outer'], [500, 'outer']])('%i days to expiry: %s', (days, layer) => {
    expect(layersOf(call(days))).toEqual([layer]);
  });

  it('as recorded, whatever its days', () => {
    expect(layersOf(call(30, { layer: 'outer' }))).toEqual(['outer']);
  });

  it('a short leg goes with its spread', () => {
    expect(layersOf(call(110, { strategy: 'diagonal' }), call(30, { strategy: 'diagonal', quantity: -1 }))).toEqual(['intermediate', 'intermediate']);
    expect(layersOf(call(110, { strategy: 's', layer: 'base' }), call(110, { id: 'short', strategy: 's', quantity: -1 }))).toEqual(['base', 'base']);
  });

  it('condors stay what is protected, and a book with nothing to assign is the same book', () => {
    const given = book(...CONDOR_LEGS, call(30, { layer: 'base' }));
    expect(assignLayers(given, DATE, HELD)).toEqual({ book: given, assigned: [] });
    expect(assignLayers(given, DATE, HELD).book).toBe(given);
  });

  it('says what it assigned', () => {
    expect(assignLayers(book(call(26)), DATE, HELD).assigned).toEqual(['VIX 16 Dec 26 20 C: base layer']);
  });
});
