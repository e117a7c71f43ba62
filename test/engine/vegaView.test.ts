import { beforeAll, describe, expect, it } from 'vitest';
import { requests, type VegaView } from '../../src/contract/api.ts';
import { formatFutureSymbol } from '../../src/domain/instruments/index.ts';
import { createDrivenEngine, createHarness, must, type Harness } from '../support/engineHarness.ts';

describe('vega of the book by convention', () => {
  let harness: Harness;
  let view: VegaView;

  beforeAll(() => {
    harness = createHarness({ stepMs: 20, fills: 'advised' });
    const { core } = harness.engine;
    const hedged = (): boolean => core.book?.legs.some(({ layer }) => layer !== null) === true;
    expect(harness.until(() => hedged() && core.evaluatedUs === core.market.nowUs && core.valuation?.complete === true, 600)).toBe(true);
    view = must(harness.engine.request('getVega', {}, harness.atMs()));
  });

  it('comes as the contract says', () => {
    expect(requests.getVega.result.parse(view)).toEqual(view);
  });

  it('is what the rules act on, in the convention in force', () => {
    const valuation = harness.engine.core.valuation!;
    expect(view.conventionInForce).toBe('measured');
    expect(view.book.shortVegaPerVixPoint.measured).toBe(valuation.shortVega);
    expect(view.book.hedgeVegaPerVixPoint.measured).toBe(valuation.hedgeVega);
    expect(view.book.netVegaPerVixPoint.measured).toBe(valuation.netVega);
    expect(view.book.coverage.measured).toEqual({ value: valuation.coverage.ok ? valuation.coverage.value : null, reason: null });
    expect(view.book.shockTwins.map(({ total }) => total)).toEqual(valuation.shocks.map(({ total }) => total));
  });

  it('tells the two weightings of SPX vega apart and never adds SPX and VIX raw vega', () => {
    expect(view.book.netVegaPerVixPoint.rootTime).not.toBe(view.book.netVegaPerVixPoint.measured);
    const vix = view.parts.find(({ kind, name }) => kind === 'underlying' && name === 'VIX')!;
    const spx = view.parts.find(({ kind, name }) => kind === 'underlying' && name === 'SPX')!;
    expect(vix.rawSpxVegaPerVolPoint).toBe(0);
    expect(vix.rawVixVolOfVolVegaPerVolPoint).toBe(view.book.rawVixVolOfVolVegaPerVolPoint);
    expect(spx.rawSpxVegaPerVolPoint).toBe(view.book.rawSpxVegaPerVolPoint);
    expect(spx.rawSpxVegaPerVolPoint).toBeLessThan(0);
  });

  it('is refused in words before there is a book', () => {
    expect(createDrivenEngine().engine.request('getVega', {}, 0)).toMatchObject({ ok: false, failure: { reason: 'refused' } });
  });
});

describe('the values of the legs', () => {
  it('add up to that of the book, futures at what they have moved since entry', () => {
    const harness = createHarness({ stepMs: 20 });
    const { core } = harness.engine;
    expect(harness.until(() => core.valuation?.complete === true, 100)).toBe(true);
    core.book = { ...core.book!, legs: [...core.book!.legs, { id: 'vx', symbol: formatFutureSymbol({ root: 'VX', expiration: core.curve[1]!.expiration }), quantity: 2, price: 15, openedOn: '2026-11-18', strategy: null, layer: 'base', source: 'user', entry: null }] };
    expect(harness.until(() => core.valuation?.legs.some(({ leg }) => leg.id === 'vx') === true && core.valuation.complete, 100)).toBe(true);
    const { book } = harness.snapshot().state;
    const row = book.legs.find(({ id }) => id === 'vx')!;
    expect(row.marketValue).toBeCloseTo(2 * 1000 * (row.mark! - 15), 6);
    expect(book.legs.reduce((sum, { marketValue }) => sum + marketValue!, 0)).toBeCloseTo(book.marketValue!, 6);
  });
});
