import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markOf, markOfFuture } from '../../../src/domain/book/mark.ts';
import type { MarkRules, ModelValue } from '../../../src/domain/book/mark.ts';
import { countConditions } from '../../../src/domain/book/trustedQuote.ts';
import type { QuoteCondition } from '../../../src/domain/book/valuation.ts';
import type { QuoteView } from '../../../src/domain/market/marketView.ts';
import { failed, success } from '../../../src/domain/result.ts';
import type { Result } from '../../../src/domain/result.ts';
import { NOW_US, quotedMarket, VIX_CALL, VIX_EXPIRY, withQuotes } from './quotedMarket.ts';

const RULES: MarkRules = { method: 'mid', maxSpreadShare: 0.25, maxSpreadPoints: 0.5 };
const MICRO: MarkRules = { ...RULES, method: 'microprice' };
const quote = (change: Partial<QuoteView> = {}): QuoteView =>
  ({ symbol: VIX_CALL, eventTimeUs: NOW_US, bid: 2, ask: 2.1, bidSize: 10, askSize: 30, stale: false, halted: false, ...change });
const model = (value: number): (() => Result<ModelValue>) => () => success({ value, volatility: 0.8, newestQuoteUs: NOW_US - 5 });
const noModel = (): Result<ModelValue> => failed('missing-data', 'too few strikes');
const neverAsked = (): Result<ModelValue> => {
  throw new Error('a sound quote needs no model');
};

function marked(change: Partial<QuoteView> | null, { rules = RULES, modelOf = model(2.3) }: { rules?: MarkRules; modelOf?: () => Result<ModelValue> } = {}) {
  const mark = markOf({ symbol: VIX_CALL, quote: change === null ? undefined : quote(change) }, rules, modelOf);
  if (!mark.ok) throw new Error(mark.failure.detail);
  return mark.value;
}

describe('the mark of a live, uncrossed two-sided quote', () => {
  it('is its mid, without a remark and without a model', () => {
    expect(marked({}, { modelOf: neverAsked })).toEqual({ value: 2.05, source: 'mid', condition: 'two-sided', reason: null, bid: 2, ask: 2.1, modelVolatility: null, eventTimeUs: NOW_US });
  });

  it('is the locked price itself, with the remark that it is locked', () => {
    expect(marked({ ask: 2 }, { modelOf: neverAsked })).toMatchObject({ value: 2, source: 'mid', condition: 'locked', reason: 'bid and ask are equal', bid: 2, ask: 2 });
  });

  it('by policy is the microprice: 10 bid at 2.00 against 30 asked at 2.10 = (2.00·30 + 2.10·10) ÷ 40 = 2.025, nearer to the bid that is about to give way', () => {
    expect(marked({}, { rules: MICRO })).toMatchObject({ value: expect.closeTo(2.025, 12), source: 'microprice', condition: 'two-sided', reason: 'microprice of 10 bid × 30 asked' });
  });

  it.each([['bidSize', { bidSize: 0 }], ['askSize', { askSize: 0 }]])('falls back from the microprice to the mid without a %s, and says so', (_name, sizes) => {
    expect(marked(sizes, { rules: MICRO })).toMatchObject({ value: 2.05, source: 'mid', reason: expect.stringContaining('no sizes') as string });
  });
});

describe('a live market that is too loose for its mid', () => {
  const wide = { bid: 1, ask: 4 };

  it('of a wide quote is the model value within it', () => {
    expect(marked(wide)).toEqual({
      value: 2.3, source: 'model', condition: 'wide', reason: 'the quote 1.00–4.00 is wide: the smile’s value 2.30 stands in', bid: 1, ask: 4, modelVolatility: 0.8, eventTimeUs: NOW_US,
    });
  });

  it.each([['bid', 0.4, 1], ['ask', 9, 4]])('is held at the %s: the market knows better than the smile', (side, value, kept) => {
    expect(marked(wide, { modelOf: model(value) })).toMatchObject({ value: kept, source: 'model', modelVolatility: null, reason: expect.stringContaining(`held at the ${side} of ${kept}.00`) as string });
  });

  it('is its mid with the reason where there is no model', () => {
    expect(marked(wide, { modelOf: noModel })).toMatchObject({ value: 2.5, source: 'mid', condition: 'wide', reason: 'the quote 1.00–4.00 is wide and there is no model value (too few strikes): its mid stands in' });
  });

  it('is wide only beyond both limits of the policy: cheap contracts have wide shares, dear ones wide points', () => {
    expect(marked({ bid: 0.05, ask: 0.15 }, { modelOf: neverAsked }).condition).toBe('two-sided');
    expect(marked({ bid: 100, ask: 103 }, { modelOf: neverAsked }).condition).toBe('two-sided');
    expect(marked({ bid: 2, ask: 2.51 }, { modelOf: neverAsked }).condition).toBe('two-sided');
    expect(marked({ bid: 1.5, ask: 2.01 }).condition).toBe('wide');
  });

  it('of a zero bid is the model value held between nothing and the ask, else half of the ask', () => {
    expect(marked({ bid: 0, ask: 0.1 }, { modelOf: model(0.03) })).toMatchObject({ value: 0.03, source: 'model', condition: 'zero-bid', bid: 0, ask: 0.1, modelVolatility: 0.8 });
    expect(marked({ bid: 0, ask: 0.1 })).toMatchObject({ value: 0.1, source: 'model', modelVolatility: null });
    expect(marked({ bid: 0, ask: 0.1 }, { modelOf: noModel })).toMatchObject({ value: 0.05, source: 'mid', condition: 'zero-bid', reason: expect.stringContaining('nobody bids') as string });
  });

  it('is none where nobody bids, much is asked and no model says what it is worth: half of an ask of 20 would be a price out of thin air', () => {
    expect(markOf({ symbol: VIX_CALL, quote: quote({ bid: 0, ask: 20 }) }, RULES, noModel)).toMatchObject({
      ok: false, failure: { reason: 'one-sided', detail: expect.stringContaining('nobody bids, 20.00 is asked') as string },
    });
  });
});

type Broken = readonly [condition: QuoteCondition, reason: string, change: Partial<QuoteView> | null, detail: string];
const BROKEN: readonly Broken[] = [
  ['missing', 'missing-data', null, 'has no quote'], ['missing', 'missing-data', { bid: null, ask: null }, 'has neither bid nor ask'],
  ['one-sided', 'one-sided', { bid: null }, 'has no bid'], ['one-sided', 'one-sided', { ask: null }, 'has no ask'], ['one-sided', 'one-sided', { ask: 0 }, 'has no ask'],
  ['crossed', 'crossed', { bid: 2.2 }, 'the bid of VIX 16 Dec 26 19 C is above its ask'], ['stale', 'stale', { stale: true }, 'the quote of VIX 16 Dec 26 19 C is stale'],
  ['halted', 'halted', { halted: true }, 'trading in VIX 16 Dec 26 19 C is halted'],
];

describe('without a market', () => {
  it.each(BROKEN)('%s (%s): the model value stands in with the cause', (condition, _reason, change, detail) => {
    expect(marked(change, { modelOf: model(2.05) })).toMatchObject({ value: 2.05, source: 'model', condition, modelVolatility: 0.8, eventTimeUs: NOW_US - 5, reason: expect.stringContaining(detail) as string });
  });

  it.each(BROKEN)('%s (%s) and without a model: no mark, and both causes', (_condition, reason, change, detail) => {
    const mark = markOf({ symbol: VIX_CALL, quote: change === null ? undefined : quote(change) }, RULES, noModel);
    expect(mark).toMatchObject({ ok: false, failure: { reason, detail: expect.stringContaining(detail) as string } });
    expect(mark.ok ? '' : mark.failure.detail).toContain('there is no model value: too few strikes');
  });

  it.each(['crossed', 'stale', 'halted', 'missing'] as const)('a %s quote has no live side: none to trade at, none to hold the model at', (condition) => {
    const change = BROKEN.find(([name]) => name === condition)![2];
    expect(marked(change, { modelOf: model(7) })).toMatchObject({ value: 7, bid: null, ask: null });
  });

  it('one live side still bounds the model, and is there to trade at', () => {
    expect(marked({ bid: null }, { modelOf: model(7) })).toMatchObject({ value: 2.1, bid: null, ask: 2.1, modelVolatility: null });
    expect(marked({ ask: null }, { modelOf: model(1) })).toMatchObject({ value: 2, bid: 2, ask: null, modelVolatility: null });
    expect(marked({ ask: null }, { modelOf: model(7) })).toMatchObject({ value: 7, bid: 2, ask: null, modelVolatility: 0.8 });
  });

  it('a halt is named before the age of the quote: it is the cause', () => {
    expect(marked({ halted: true, stale: true }).condition).toBe('halted');
  });
});

describe('a future', () => {
  const VX = 'VX261216';
  it('is marked at its own quote or not at all: a point of the curve is no mark, and a future nobody bids for has no price', () => {
    expect(markOfFuture({ symbol: VX, quote: quote({ symbol: VX }) }, RULES)).toMatchObject({ ok: true, value: { value: 2.05, source: 'mid' } });
    expect(markOfFuture({ symbol: VX, quote: quote({ symbol: VX, bid: 2.2 }) }, RULES)).toMatchObject({ ok: false, failure: { reason: 'crossed' } });
    expect(markOfFuture({ symbol: VX, quote: quote({ symbol: VX, bid: 0 }) }, RULES)).toMatchObject({ ok: false, failure: { reason: 'one-sided' } });
    expect(markOfFuture({ symbol: VX, quote: quote({ symbol: VX, bid: 1, ask: 4 }) }, RULES)).toMatchObject({ ok: true, value: { value: 2.5, source: 'mid', condition: 'wide' } });
  });
});

describe('whatever the quote and the model say', () => {
  const side = fc.option(fc.double({ min: 0, max: 50, noNaN: true }), { nil: null });
  const anyQuote = fc.record({ bid: side, ask: side, bidSize: fc.nat(100), askSize: fc.nat(100), stale: fc.boolean(), halted: fc.boolean() });

  it('a mark is finite and never negative, lies within the sides that are live, and is a plain mid without a reason only', () => {
    const seen: Partial<Record<string, number>> = {};
    fc.assert(fc.property(anyQuote, fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom(RULES, MICRO), fc.boolean(), (change, value, rules, fitted) => {
      const mark = markOf({ symbol: VIX_CALL, quote: quote(change) }, rules, fitted ? model(value) : noModel);
      if (!mark.ok) {
        expect(fitted).toBe(false);
        return;
      }
      const { value: worth, bid, ask, source, condition, reason } = mark.value;
      seen[`${source}/${condition}`] = (seen[`${source}/${condition}`] ?? 0) + 1;
      expect(Number.isFinite(worth) && worth >= 0).toBe(true);
      // A side's own rounding is all a midpoint may be off.
      if (bid !== null) expect(worth).toBeGreaterThanOrEqual(bid * (1 - 1e-15));
      if (ask !== null) expect(worth).toBeLessThanOrEqual(ask * (1 + 1e-15));
      if (change.halted || change.stale) expect([bid, ask]).toEqual([null, null]);
      expect(reason === null).toBe(source === 'mid' && condition === 'two-sided' && !(rules === MICRO));
    }), { seed: 20261121, numRuns: 3_000 });
    expect(Object.keys(seen)).toEqual(expect.arrayContaining(['mid/two-sided', 'microprice/two-sided', 'model/wide', 'model/one-sided', 'model/crossed', 'model/stale', 'model/halted']));
  });
});

describe('counts over a whole chain', () => {
  it('name every condition but the sound one, and listed contracts that were never quoted', () => {
    const market = quotedMarket({ expiries: [VIX_EXPIRY] });
    const call = (strike: number): string => `VIX   261216C000${strike}000`;
    const broken = withQuotes(market, {
      [call(15)]: { bid: 9, ask: 8 }, [call(16)]: { bid: 2.5, ask: 2.5 }, [call(17)]: { bid: null }, [call(18)]: { halted: true }, [call(19)]: { stale: true },
      [call(20)]: null, [call(21)]: { bid: 0 }, [call(22)]: { bid: 0.2, ask: 1.9 },
    });
    const before = countConditions(market, RULES);
    const after = countConditions(broken, RULES);
    expect(after).toEqual({ ...before, crossed: 1, locked: 1, 'one-sided': 1, halted: 1, stale: 1, missing: 1, 'zero-bid': (before['zero-bid'] ?? 0) + 1, wide: 1 });
  });
});
