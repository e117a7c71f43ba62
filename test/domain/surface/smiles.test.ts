import { describe, expect, it } from 'vitest';
import { createSmiles } from '../../../src/domain/book/smiles.ts';
import type { Smiles } from '../../../src/domain/book/smiles.ts';
import { createForwards } from '../../../src/domain/book/forwards.ts';
import type { MarketView } from '../../../src/domain/market/marketView.ts';
import { yearFraction, newYorkMicros } from '../../../src/domain/time.ts';
import { NOW_US, quotedMarket, range, SPX_EXPIRY, withQuotes } from '../book/quotedMarket.ts';
import type { ExpiryPlan } from '../book/quotedMarket.ts';

const smilesOf = (market: MarketView): Smiles => createSmiles(market, createForwards(market, { points: 0.15, relative: 0.01 }));
const at = (plan: ExpiryPlan) => ({ root: plan.root, expiration: plan.expiration, forward: plan.forward, timeYears: yearFraction(NOW_US, newYorkMicros(plan.expiration, 16, 0)) });

/** SPXW of December, skewed in a way that has no arbitrage. */
const skew = (expiration: string, forward: number, level: number): ExpiryPlan => ({
  ...SPX_EXPIRY, expiration, forward, strikes: range(6200, 7500, 25), volatility: (strike) => level * (1 - 1.5 * Math.tanh(2 * Math.log(strike / forward))), halfWidth: 0.05,
});
const FIRST = skew('2026-12-11', 7010, 0.16);
const MIDDLE = skew('2026-12-18', 7015, 0.15);
const LAST = skew('2026-12-31', 7030, 0.15);

describe('smiles of a market', () => {
  it('stand on the quotes of their own expiry', () => {
    const smile = smilesOf(quotedMarket({ expiries: [MIDDLE] })).of(at(MIDDLE));
    expect(smile.fit).toMatchObject({ ok: true, value: { source: 'quotes', dropped: [], butterflyFree: true, newestQuoteUs: NOW_US } });
    for (const strike of [6400, 6800, 7015, 7200, 7400]) expect(smile.volatilityAt(Math.log(strike / 7015))).toBeCloseTo(MIDDLE.volatility(strike), 3);
  });

  it('cover their strikes and one step more', () => {
    const smile = smilesOf(quotedMarket({ expiries: [MIDDLE] })).of(at(MIDDLE));
    const covers = (strike: number): boolean => smile.covers(Math.log(strike / 7015));
    expect([6200, 7000, 7500, 7520].map(covers)).toEqual([true, true, true, true]);
    expect([6170, 7530, 1, 100_000].map(covers)).toEqual([false, false, false, false]);
  });

  it('take no stale, one-sided, crossed or zero-bid quote', () => {
    const put = 'SPXW  261218P06800000';
    for (const change of [{ stale: true }, { ask: null }, { bid: 90, ask: 10 }, { bid: 0 }]) {
      const { fit } = smilesOf(withQuotes(quotedMarket({ expiries: [MIDDLE] }), { [put]: change })).of(at(MIDDLE));
      expect(fit.ok && [fit.value.quoted, fit.value.used, fit.value.dropped.length]).toEqual([52, 52, 0]);
    }
  });

  it('name the quote that the others contradict', () => {
    const put = 'SPXW  261218P06800000';
    const market = quotedMarket({ expiries: [MIDDLE] });
    const wrong = withQuotes(market, { [put]: { bid: market.quotes.get(put)!.bid! + 10, ask: market.quotes.get(put)!.ask! + 10 } });
    const smile = smilesOf(wrong).of(at(MIDDLE));
    expect(smile.fit).toMatchObject({ ok: true, value: { quoted: 53, used: 52, dropped: [{ strike: 6800, right: 'P', reason: expect.stringContaining('above') }] } });
    expect(smile.volatilityAt(Math.log(6800 / 7015))).toBeCloseTo(MIDDLE.volatility(6800), 3);
  });

  it('stand on the neighbours where an expiry has too few strikes, and say so', () => {
    const thin = { ...MIDDLE, strikes: [6800] };
    const smile = smilesOf(quotedMarket({ expiries: [FIRST, thin, LAST] })).of(at(MIDDLE));
    expect(smile.fit).toMatchObject({ ok: true, value: { source: 'neighbours', quoted: 1, used: 0 } });
    for (const strike of [6600, 6900, 7015, 7200]) {
      const [k, from, to] = [Math.log(strike / 7015), at(FIRST).timeYears, at(LAST).timeYears];
      const share = (at(MIDDLE).timeYears - from) / (to - from);
      const variance = (1 - share) * FIRST.volatility(7010 * Math.exp(k)) ** 2 * from + share * LAST.volatility(7030 * Math.exp(k)) ** 2 * to;
      expect(smile.volatilityAt(k)).toBeCloseTo(Math.sqrt(variance / at(MIDDLE).timeYears), 3);
    }
    expect(smile.covers(0)).toBe(true);
    expect(smile.covers(-1)).toBe(false);
  });

  it('are one volatility where a lone expiry has one strike, and nothing without any', () => {
    const alone = smilesOf(quotedMarket({ expiries: [{ ...MIDDLE, strikes: [6800] }] })).of(at(MIDDLE));
    expect(alone.fit).toMatchObject({ ok: true, value: { source: 'quotes', used: 1 } });
    expect(alone.volatilityAt(0.05)).toBeCloseTo(MIDDLE.volatility(6800), 6);
    const none = smilesOf(quotedMarket({})).of(at(MIDDLE));
    expect(none.fit).toMatchObject({ ok: false, failure: { reason: 'missing-data', detail: expect.stringContaining('SPXW 2026-12-18') } });
    expect(none.volatilityAt(0)).toBeNull();
    expect(none.covers(0)).toBe(false);
  });

  it('are none where too many quotes contradict each other, also with good neighbours, and name the expiry', () => {
    const market = quotedMarket({ expiries: [FIRST, MIDDLE, LAST] });
    const everyOther = [...market.quotes.values()].filter(({ symbol }) => symbol.startsWith('SPXW  261218') && Number(symbol.slice(13)) % 50_000 === 0);
    const broken = withQuotes(market, Object.fromEntries(everyOther.map(({ symbol, bid, ask }) => [symbol, { bid: bid! + 25, ask: ask! + 25 }])));
    const smile = smilesOf(broken).of(at(MIDDLE));
    expect(smile.fit).toMatchObject({ ok: false, failure: { reason: 'incomplete', detail: expect.stringContaining('SPXW 2026-12-18') } });
    expect([smile.volatilityAt(0), smile.covers(0)]).toEqual([null, false]);
  });

  it('make one surface of the underlying’s expiries', () => {
    const surface = smilesOf(quotedMarket({ expiries: [LAST, FIRST, { ...MIDDLE, strikes: [6800] }] })).surfaceOf('SPX');
    expect(surface.slices.map(({ expiration }) => expiration)).toEqual(['2026-12-11', '2026-12-31']);
    expect(surface.calendarViolations()).toEqual([]);
    expect(smilesOf(quotedMarket({ expiries: [FIRST, { ...MIDDLE, volatility: () => 0.05 }] })).surfaceOf('SPX').calendarViolations()).toMatchObject([{ earlier: '2026-12-11', later: '2026-12-18' }]);
  });
});
