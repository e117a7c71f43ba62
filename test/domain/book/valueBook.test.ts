import { describe, expect, it } from 'vitest';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { book, CONDOR_LEGS, FUTURES, HEDGE_LEG, leg, quotedMarket, SPX_EXPIRY, TABLES, VIX_CALL, VIX_EXPIRY, withQuotes } from './quotedMarket.ts';

const market = quotedMarket({ expiries: [VIX_EXPIRY, SPX_EXPIRY], futures: FUTURES });
const context = createValuationContext(market, TABLES);
const SHOCKS = [1, 5, 10, 20];
const hedged = valueBook(context, book(...CONDOR_LEGS, HEDGE_LEG), SHOCKS);

function perContract(symbol: string) {
  const figures = context.figures(symbol);
  if (!figures.ok) throw new Error(figures.failure.detail);
  return figures.value;
}

describe('net book vega per VIX point', () => {
  it('is short for the condors and long for the hedge, and their ratio is the coverage', () => {
    expect(hedged.shortVega!).toBeLessThan(0);
    expect(hedged.hedgeVega!).toBeCloseTo(3 * perContract(VIX_CALL).vegaPerVixPoint, 9);
    expect(hedged.netVega!).toBeCloseTo(hedged.shortVega! + hedged.hedgeVega!, 9);
    expect(hedged.coverage).toEqual({ ok: true, value: expect.closeTo(hedged.hedgeVega! / -hedged.shortVega!, 12) });
    expect(hedged.layerVega).toEqual({ base: hedged.hedgeVega, intermediate: 0, outer: 0 });
  });

  it('keeps SPX vega and VIX vol-of-vol vega apart', () => {
    const bare = valueBook(context, book(...CONDOR_LEGS), SHOCKS);
    expect(hedged.rawVegaSpx).toBe(bare.rawVegaSpx);
    expect(bare.rawVegaVix).toBe(0);
    expect(hedged.rawVegaVix).toBeCloseTo(3 * perContract(VIX_CALL).vegaPerVolPoint, 9);
  });

  it('doubles with the book and is the sum of its parts', () => {
    const twice = valueBook(context, book(...CONDOR_LEGS.map((row) => ({ ...row, quantity: 2 * row.quantity }))), SHOCKS);
    expect(twice.shortVega!).toBeCloseTo(2 * hedged.shortVega!, 8);
    expect(twice.condorContracts).toBe(20);
    const sum = CONDOR_LEGS.reduce((total, row) => total + row.quantity * perContract(row.symbol).vegaPerVixPoint, 0);
    expect(hedged.shortVega!).toBeCloseTo(sum, 9);
  });

  it('counts an untagged VIX leg and a tagged SPX leg as hedge', () => {
    const spxHedge = leg({ symbol: 'SPXW  261218P06600000', quantity: 1, layer: 'intermediate' });
    const valuation = valueBook(context, book(...CONDOR_LEGS, leg({ symbol: 'VX261216', quantity: 1 }), spxHedge), SHOCKS);
    expect(valuation.shortVega).toBeCloseTo(hedged.shortVega!, 9);
    expect(valuation.hedgeVega!).toBeCloseTo(perContract('VX261216').vegaPerVixPoint + perContract(spxHedge.symbol).vegaPerVixPoint, 9);
    expect(valuation.layerVega.intermediate).toBeCloseTo(perContract(spxHedge.symbol).vegaPerVixPoint, 9);
  });

  it('has no coverage without short vega', () => {
    for (const legs of [[HEDGE_LEG], [], CONDOR_LEGS.map((row) => ({ ...row, quantity: -row.quantity }))]) {
      expect(valueBook(context, book(...legs), SHOCKS).coverage).toEqual({ ok: false, failure: { reason: 'not-applicable', detail: 'no short vega' } });
    }
  });
});

describe('shock twins', () => {
  it('move SPX with VIX by the policy’s slope and revalue every leg', () => {
    for (const row of hedged.shocks) {
      expect(row.spxPercent).toBeCloseTo(row.vixPoints / -1.18, 12);
      expect(row.total!).toBeCloseTo(row.condors! + row.hedge!, 9);
      expect(row.hedge!).toBeGreaterThan(0);
    }
    expect(hedged.shocks[2]!.hedge!).toBeCloseTo(3 * perContract(VIX_CALL).shock.gainAtVixPlus10!, 9);
  });

  it('never lose more on the condors than their width allows', () => {
    const width = 10 * 10 * 100;
    expect(hedged.shocks.every(({ condors }) => condors! > -width && condors! < width)).toBe(true);
  });
});

const staleVix = Object.fromEntries(market.listed.filter((symbol) => symbol.startsWith('VIX ')).map((symbol) => [symbol, { stale: true }]));

describe('a leg that the smile marks', () => {
  it('counts in the totals, is named with its cause, and its quote is counted by condition', () => {
    const valuation = valueBook(createValuationContext(withQuotes(market, { [VIX_CALL]: { halted: true } }), TABLES), book(...CONDOR_LEGS, HEDGE_LEG), SHOCKS);
    expect(valuation).toMatchObject({ complete: true, failed: [], quoteConditions: { 'two-sided': 4, halted: 1 } });
    expect(valuation.modelMarked).toEqual([{ legId: HEDGE_LEG.id, symbol: VIX_CALL, reason: expect.stringMatching(/^trading in VIX 16 Dec 26 19 C is halted: the smile’s value \d\.\d\d stands in$/) as string }]);
    expect(valuation.hedgeVega! / hedged.hedgeVega!).toBeCloseTo(1, 2);
    expect(valuation.coverage.ok).toBe(true);
  });

  it('is nobody in a sound market', () => expect(hedged).toMatchObject({ modelMarked: [], quoteConditions: { 'two-sided': 5 } }));
});

describe('a leg without a trusted price', () => {
  it('makes every total it belongs to incomplete and is named; it never counts as zero', () => {
    const broken = createValuationContext(withQuotes(market, staleVix), TABLES);
    const valuation = valueBook(broken, book(...CONDOR_LEGS, HEDGE_LEG), SHOCKS);
    expect(valuation).toMatchObject({ complete: false, hedgeVega: null, netVega: null, rawVegaVix: null, thetaPerDay: null, marketValue: null, layerVega: { base: null, outer: 0 } });
    expect(valuation.shortVega).toBeCloseTo(hedged.shortVega!, 9);
    expect(valuation.coverage).toMatchObject({ ok: false, failure: { reason: 'incomplete' } });
    expect(valuation.failed).toEqual([{ legId: HEDGE_LEG.id, symbol: VIX_CALL, failure: expect.objectContaining({ reason: 'stale' }) }]);
    expect(valuation.quoteConditions).toEqual({ 'two-sided': 4, stale: 1 });
    expect(valuation.shocks.every(({ condors, hedge, total }) => condors !== null && hedge === null && total === null)).toBe(true);
  });
});

describe('worth of the book', () => {
  it('is premium for options and the move since entry for futures', () => {
    const future = leg({ symbol: 'VX261216', quantity: 2, price: 17.4 });
    const valuation = valueBook(context, book(HEDGE_LEG, future), []);
    expect(valuation.marketValue!).toBeCloseTo(300 * perContract(VIX_CALL).mark + 2 * 1000, 6);
    expect(valuation.thetaPerDay!).toBeCloseTo(3 * perContract(VIX_CALL).thetaPerDay, 9);
  });
});
