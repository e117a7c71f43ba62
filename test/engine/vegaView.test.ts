import { beforeAll, describe, expect, it } from 'vitest';
import { requests, type VegaView } from '../../src/contract/api.ts';
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
