import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFill } from '../../../src/domain/book/applyFill.ts';
import type { FillLine, FillOccasion } from '../../../src/domain/book/applyFill.ts';
import type { Book } from '../../../src/domain/book/book.ts';
import { condorsOf } from '../../../src/domain/book/condors.ts';
import { settleExpired } from '../../../src/domain/book/settleExpired.ts';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { newYorkMicros } from '../../../src/domain/time.ts';
import { book, CONDOR_LEGS, HEDGE_LEG, quotedMarket, TABLES, VIX_CALL, VIX_EXPIRY } from './quotedMarket.ts';

const occasion: FillOccasion = { date: '2026-11-20', source: 'user' };
const line = (change: Partial<FillLine>): FillLine => ({ side: 'buy', contracts: 3, symbol: VIX_CALL, price: 2, layer: 'base', legId: null, strategy: null, ...change });

function filled(before: Book, lines: readonly FillLine[], at = occasion): Book {
  const after = applyFill(before, lines, at);
  if (!after.ok) throw new Error(after.failure.detail);
  return after.value;
}

describe('a recorded fill', () => {
  it('opens a leg with its entry forward and volatility', () => {
    const context = createValuationContext(quotedMarket({ expiries: [VIX_EXPIRY] }), TABLES);
    const [leg] = filled(book(), [line({})], { ...occasion, source: 'simulated', context }).legs;
    expect(leg).toEqual({
      id: 'VIX261216C00019000:base:2026-11-20', symbol: VIX_CALL, quantity: 3, price: 2, openedOn: '2026-11-20', strategy: null, layer: 'base',
      entry: { forward: expect.closeTo(18.4, 6), volatility: expect.closeTo(0.862, 6) }, source: 'simulated',
    });
    expect(filled(book(), [line({})]).legs[0]?.entry).toBeNull();
  });

  it('adds to the leg of the same contract and layer at the average price, and not to another layer', () => {
    const after = filled(book(HEDGE_LEG), [line({ contracts: 1, price: 2 }), line({ layer: 'outer', contracts: 1 })]);
    expect(after.legs.map(({ quantity, price, layer }) => ({ quantity, price, layer }))).toEqual([{ quantity: 4, price: 1.7000000000000002, layer: 'base' }, { quantity: 1, price: 2, layer: 'outer' }]);
  });

  it('sells the named leg, in part or whole', () => {
    const sell = (contracts: number) => filled(book(HEDGE_LEG), [line({ side: 'sell', contracts, legId: HEDGE_LEG.id })]).legs;
    expect(sell(2)).toEqual([{ ...HEDGE_LEG, quantity: 1 }]);
    expect(sell(3)).toEqual([]);
  });

  it('without tags sells the only leg of the contract', () => {
    expect(filled(book(HEDGE_LEG), [line({ side: 'sell', layer: null })]).legs).toEqual([]);
  });

  it('moves both put legs of a condor', () => {
    const [shortPut, longPut] = CONDOR_LEGS;
    const put = (strike: number) => `SPXW  261218P0${strike}000`;
    const after = filled(book(...CONDOR_LEGS), [
      line({ side: 'buy', contracts: 10, symbol: put(6600), layer: null, legId: shortPut!.id, strategy: 'condor-1' }),
      line({ side: 'sell', contracts: 10, symbol: put(6590), layer: null, legId: longPut!.id, strategy: 'condor-1' }),
      line({ side: 'sell', contracts: 10, symbol: put(6590), layer: null, strategy: 'condor-1' }),
      line({ side: 'buy', contracts: 10, symbol: put(6580), layer: null, strategy: 'condor-1' }),
    ]);
    const [condor] = condorsOf(after);
    expect(condor).toMatchObject({ contracts: 10, shortPut: { symbol: put(6590), quantity: -10 }, longPut: { symbol: put(6580), quantity: 10 } });
  });

  it.each([
    ['more than is held', { side: 'sell', contracts: 5, legId: HEDGE_LEG.id }, 'refused', 'cannot be sold: the leg holds 4'],
    ['what is not held', { side: 'sell', symbol: 'VIX   261216C00020000' }, 'refused', 'holds no VIX 16 Dec 26 20 C'],
    ['an unknown leg', { side: 'sell', legId: 'nobody' }, 'not-found', 'no leg nobody'],
    ['a leg of another contract', { side: 'sell', symbol: 'VIX   261216C00020000', legId: HEDGE_LEG.id }, 'refused', 'not VIX 16 Dec 26 20 C'],
    ['a short hedge', { side: 'sell', symbol: 'VIX   261216C00020000', strategy: 'x' }, 'refused', ''],
    ['half a contract', { contracts: 0.5 }, 'invalid-input', 'whole number'],
    ['a negative price', { price: -1 }, 'invalid-input', 'price'],
    ['an index', { symbol: 'VIX' }, 'refused', 'VIX'],
  ] as const)('refuses %s', (_name, change, reason, detail) => {
    const after = applyFill(book(HEDGE_LEG), [line({ contracts: 1 }), line(change)], occasion);
    expect(after).toMatchObject({ ok: false, failure: { reason, detail: expect.stringContaining(detail) } });
  });

  it('refuses a contract that has settled', () => {
    expect(applyFill(book(), [line({})], { ...occasion, nowUs: newYorkMicros('2026-12-16', 9, 30) })).toMatchObject({ ok: false, failure: { reason: 'expired' } });
  });

  it('keeps contracts: what is held is what was bought less what was sold, at the average price', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 500 })), { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 80 }), (buys, sold) => {
        const held = buys.reduce((sum, [contracts]) => sum + contracts, 0);
        const cost = buys.reduce((sum, [contracts, cents]) => sum + contracts * cents, 0) / 100;
        const after = filled(book(), buys.map(([contracts, cents]) => line({ contracts, price: cents / 100 })));
        expect(after.legs).toHaveLength(1);
        expect(after.legs[0]!.quantity).toBe(held);
        expect(after.legs[0]!.price).toBeCloseTo(cost / held, 10);
        const rest = sold === 0 ? null : applyFill(after, [line({ side: 'sell', contracts: sold })], occasion);
        if (rest !== null) expect(rest.ok ? rest.value.legs.reduce((sum, { quantity }) => sum + quantity, 0) : 'refused').toBe(sold > held ? 'refused' : held - sold);
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  it('gives two openings of one day different ids', () => {
    const closed = filled(book(), [line({}), line({ side: 'sell' }), line({}), line({ contracts: 1, layer: 'outer' })]);
    expect(new Set(closed.legs.map(({ id }) => id)).size).toBe(2);
  });
});

describe('condors of the book', () => {
  it('are grouped by strategy, with their credit in dollars', () => {
    expect(condorsOf(book(...CONDOR_LEGS, HEDGE_LEG))).toEqual([
      { strategy: 'condor-1', contracts: 10, shortPut: CONDOR_LEGS[0], longPut: CONDOR_LEGS[1], shortCall: CONDOR_LEGS[2], longCall: CONDOR_LEGS[3], expiration: '2026-12-18', credit: 3000 },
    ]);
    expect(condorsOf(book(...CONDOR_LEGS.slice(0, 3)))).toEqual([]);
  });
});

describe('settlement', () => {
  it('takes the legs out at their moment and not a microsecond before', () => {
    const all = book(...CONDOR_LEGS, HEDGE_LEG);
    const vix = newYorkMicros('2026-12-16', 9, 30);
    expect(settleExpired(all, vix - 1)).toEqual({ book: all, settled: [] });
    expect(settleExpired(all, vix)).toEqual({ book: { ...all, legs: CONDOR_LEGS }, settled: [HEDGE_LEG] });
    expect(settleExpired(all, newYorkMicros('2026-12-18', 16, 0)).book.legs).toEqual([]);
  });
});

describe('a hedge spread', () => {
  const long = { side: 'buy', contracts: 2, symbol: 'VIX   261216C00020000', price: 1.9, layer: 'base', legId: null, strategy: 'base spread' } as const;
  const short = { side: 'sell', contracts: 2, symbol: 'VIX   261216C00030000', price: 0.6, layer: 'base', legId: null, strategy: 'base spread' } as const;
  const occasion = { date: '2026-11-04', source: 'user' } as const;

  it('opens its short leg beside its long one, and closes both in one fill', () => {
    const opened = applyFill(book(), [long, short], occasion);
    if (!opened.ok) throw new Error(opened.failure.detail);
    expect(opened.value.legs.map(({ quantity, strategy }) => [quantity, strategy])).toEqual([[2, 'base spread'], [-2, 'base spread']]);
    const [first, second] = opened.value.legs;
    const closed = applyFill(opened.value, [{ ...long, side: 'sell', legId: first!.id }, { ...short, side: 'buy', legId: second!.id }], occasion);
    expect(closed).toMatchObject({ ok: true, value: { legs: [] } });
  });

  it('is not left with a naked short leg', () => {
    expect(applyFill(book(), [long, { ...short, contracts: 3 }], occasion)).toMatchObject({ ok: false, failure: { reason: 'refused' } });
    const opened = applyFill(book(), [long, short], occasion);
    if (!opened.ok) throw new Error(opened.failure.detail);
    expect(applyFill(opened.value, [{ ...long, side: 'sell' }], occasion)).toMatchObject({ ok: false, failure: { reason: 'refused' } });
  });
});
