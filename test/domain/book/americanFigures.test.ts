import { describe, expect, it } from 'vitest';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { formatOptionSymbol, settlementMoment } from '../../../src/domain/instruments/index.ts';
import type { QuoteView } from '../../../src/domain/market/marketView.ts';
import { american, americanPrice } from '../../../src/domain/pricing/american.ts';
import { yearFraction } from '../../../src/domain/time.ts';
import { NOW_US, quotedMarket, RATE, TABLES } from './quotedMarket.ts';

const expiration = '2027-01-15';
const spot = 660;
const dividendYield = 0.012;
const volatility = 0.18;
const symbolOf = (right: 'C' | 'P', strike: number): string => formatOptionSymbol({ root: 'SPY', expiration, right, strike });

function timeLeft(): number {
  const settles = settlementMoment(symbolOf('P', spot));
  if (!settles.ok) throw new Error(settles.failure.detail);
  return yearFraction(NOW_US, settles.value);
}
const inputOf = (right: 'C' | 'P', strike: number) => ({ right, strike, spot, dividendYield, volatility, rate: RATE, timeYears: timeLeft() });

function spyMarket(levels: Readonly<Record<string, number>> = { SPX: 6600, SPY: spot, VIX: 16.5 }) {
  const rows = [640, 645, 650, 655, 660, 665, 670, 675, 680].flatMap((strike) => (['C', 'P'] as const).map((right): [string, QuoteView] => {
    const symbol = symbolOf(right, strike);
    const mid = americanPrice(inputOf(right, strike));
    return [symbol, { symbol, eventTimeUs: NOW_US, bid: mid - 0.01, ask: mid + 0.01, bidSize: 10, askSize: 10, stale: false, halted: false }];
  }));
  return { ...quotedMarket({ levels }), quotes: new Map(rows), listed: rows.map(([symbol]) => symbol) };
}

describe('SPY options', () => {
  it('are priced by their own model: volatility, yield and sensitivities of a market of American prices come back', () => {
    const result = createValuationContext(spyMarket(), TABLES).figures(symbolOf('P', 670));
    if (!result.ok) throw new Error(result.failure.detail);
    const figures = result.value;
    const expected = american(inputOf('P', 670));
    const forward = spot * Math.exp((RATE - dividendYield) * timeLeft());
    expect(figures.forward.value).toBeCloseTo(forward, 3);
    expect(figures.american?.dividendYield).toBeCloseTo(dividendYield, 4);
    expect(figures.volatility).toBeCloseTo(volatility, 5);
    expect(figures.deltaForward * forward).toBeCloseTo(expected.delta * spot, 1);
    expect(figures.vegaPerVolPoint).toBeCloseTo(100 * expected.vegaPerVolPoint, 1);
    // 1 % of the share, carry unchanged, by differences of the price.
    const moved = (share: number): number => americanPrice({ ...inputOf('P', 670), spot: spot * (1 + share) });
    expect(figures.deltaDollarsPerPercent).toBeCloseTo((100 * (moved(1e-4) - moved(-1e-4))) / 2e-2, 0);
    expect(figures.gammaDollarsPerPercent).toBeCloseTo(100 * (moved(0.005) - 2 * moved(0) + moved(-0.005)) * 4, 0);
    // A day on at an unchanged forward: the share has crept up to it.
    const passed = 1 / 365;
    const later = americanPrice({ ...inputOf('P', 670), timeYears: timeLeft() - passed, spot: spot * Math.exp((RATE - dividendYield) * passed) });
    expect(Math.abs(figures.thetaPerDay - 100 * (later - expected.price))).toBeLessThan(0.3);
  });

  it('are not priced without the share itself', () => {
    const result = createValuationContext(spyMarket({ SPX: 6600, VIX: 16.5 }), TABLES).figures(symbolOf('P', 670));
    expect(!result.ok && result.failure).toMatchObject({ reason: 'missing-data', detail: expect.stringContaining('SPY') });
  });
});
