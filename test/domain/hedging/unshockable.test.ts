import { describe, expect, it } from 'vitest';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { findChoices } from '../../../src/domain/hedging/candidates.ts';
import { vegaAhead } from '../../../src/domain/hedging/ahead.ts';
import { FUTURES, quotedMarket, SPX_EXPIRY, TABLES, VIX_CALL, VIX_EXPIRY } from '../book/quotedMarket.ts';
import { stewardPolicy } from '../../support/builders.ts';

const policy = stewardPolicy().values;
/** Every other quote is 40 points of volatility off its neighbours: each has a mid, together they have no smile. */
const torn = { ...VIX_EXPIRY, volatility: (strike: number) => (strike % 2 === 0 ? 1.15 : 0.75) };
const contextWith = (vix: typeof VIX_EXPIRY) => createValuationContext(quotedMarket({ expiries: [SPX_EXPIRY, vix], futures: FUTURES }), TABLES, policy.quality);
const figuresIn = (context: ReturnType<typeof contextWith>) => {
  const figures = context.figures(VIX_CALL);
  if (!figures.ok) throw new Error(figures.failure.detail);
  return figures.value;
};

describe('a contract whose expiry has no smile', () => {
  const context = contextWith(torn);
  const figures = figuresIn(context);

  it('keeps its mark, vega and theta', () => {
    expect(figures.markSource).toBe('mid');
    expect(figures.vegaPerVixPoint).toBeGreaterThan(0);
    expect(figures.thetaPerDay).toBeLessThan(0);
  });

  it('has no gain at VIX +10 and says why: with the skew left out it would be a wrong one', () => {
    expect(figures.shock.gainAtVixPlus10).toBeNull();
    expect(figures.shock.unshockable).toMatchObject({ reason: 'incomplete', detail: expect.stringContaining('without a smile') as string });
  });

  it('has no vega ahead, and is not shocked with the skew left out', () => {
    expect(vegaAhead(context, figures, 7)).toBeNull();
    expect(() => context.valueChange(figures, { spxPercent: 0, vixPoints: 10, days: 0 })).toThrow(/without a smile/);
  });

  it('is no candidate, and the rejection says why', () => {
    const near = { ...policy, strike: { ...policy.strike, delta: figures.deltaForward }, layers: { ...policy.layers, base: { ...policy.layers.base, entryDte: [20, 40] as const } } };
    const rejected = findChoices(context, near as typeof policy, 'base', 'first');
    expect(rejected.ranked).toEqual([]);
    expect(Object.keys(rejected.rejected).join()).toMatch(/no smile of its expiry/);
  });
});

describe('a contract with a smile', () => {
  it('has a gain and a vega ahead', () => {
    const context = contextWith(VIX_EXPIRY);
    const figures = figuresIn(context);
    expect(figures.shock.unshockable).toBeNull();
    expect(figures.shock.gainAtVixPlus10).toBeGreaterThan(0);
    expect(vegaAhead(context, figures, 7)).toBeGreaterThan(0);
  });
});
