import { describe, expect, it } from 'vitest';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { FUTURES, quotedMarket, range, SPX_EXPIRY, TABLES, VIX_EXPIRY, withQuotes, type ExpiryPlan } from './quotedMarket.ts';

const PUT = 'SPXW  261218P06600000';

/** Puts that grow dear without end up to a level, as a model with a cap quotes them: the edge holds a butterfly. */
const edge: ExpiryPlan = { ...SPX_EXPIRY, strikes: range(5000, 7500, 10), volatility: (strike) => 0.13 * (1 - 0.34 * Math.max(-5, Math.min(0, Math.log(strike / 7015) / 0.036))) };

describe('a contract without a quote', () => {
  const figuresIn = (plan: ExpiryPlan) => createValuationContext(withQuotes(quotedMarket({ expiries: [plan] }), { [PUT]: null }), TABLES).figures(PUT);

  it('is marked at a smile without arbitrage', () => {
    expect(figuresIn(SPX_EXPIRY)).toMatchObject({ ok: true, value: { markSource: 'model' } });
  });

  it('is not marked where the quotes of its expiry hold an arbitrage, and says so', () => {
    const context = createValuationContext(quotedMarket({ expiries: [edge] }), TABLES);
    const figures = context.figures(PUT);
    expect(figures.ok && context.smileOf(figures.value)?.fit).toMatchObject({ ok: true, value: { butterflyFree: false } });
    expect(figuresIn(edge)).toMatchObject({ ok: false, failure: { reason: 'missing-data', detail: expect.stringContaining('butterfly arbitrage') as string } });
  });
});

describe('a deep call without time value whose other right is not listed', () => {
  const market = quotedMarket({ expiries: [VIX_EXPIRY], futures: FUTURES });
  const deepWithout = (strikes: readonly number[]) => {
    const deep = 'VIX   261216C00012000';
    const quoted = withQuotes(market, { [deep]: { bid: 6.2, ask: 6.4 } });
    const gone = new Set(strikes.map((strike) => `VIX   261216P000${strike}000`));
    return createValuationContext({ ...quoted, listed: quoted.listed.filter((symbol) => !gone.has(symbol)) }, TABLES).figures(deep);
  };

  it('has the volatility of the smile one step of strikes beyond those quoted', () => {
    expect(deepWithout([12])).toMatchObject({ ok: true, value: { mark: expect.closeTo(6.3, 12) } });
  });

  it('has none two steps beyond them: the wing of a smile is no quote', () => {
    expect(deepWithout([12, 13])).toMatchObject({ ok: false, failure: { reason: 'out-of-bounds' } });
  });
});

describe('an expiry quoted at one strike only', () => {
  const lone: ExpiryPlan = { ...VIX_EXPIRY, strikes: [20] };
  const CALL = 'VIX   261216C00020000';

  it('prices that contract, but knows no shock of it: nothing says how its volatility moves along the strikes', () => {
    const context = createValuationContext(quotedMarket({ expiries: [lone], futures: FUTURES }), TABLES);
    expect(context.figures(CALL)).toMatchObject({
      ok: true, value: { markSource: 'mid', shock: { gainAtVixPlus10: null, unshockable: { reason: 'missing-data', detail: expect.stringContaining('show no skew') as string } } },
    });
  });

  it('borrows the shape of a neighbouring expiry where one is quoted', () => {
    const context = createValuationContext(quotedMarket({ expiries: [lone, { ...VIX_EXPIRY, expiration: '2027-01-20', forward: 19.2 }], futures: FUTURES }), TABLES);
    expect(context.figures(CALL)).toMatchObject({ ok: true, value: { shock: { unshockable: null, gainAtVixPlus10: expect.any(Number) as number } } });
  });
});
