import { describe, expect, it } from 'vitest';
import { valueChange } from '../../../src/domain/book/revaluation.ts';
import type { Smile } from '../../../src/domain/book/smiles.ts';
import type { ContractFigures } from '../../../src/domain/book/valuation.ts';
import type { ValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { formatOptionSymbol } from '../../../src/domain/instruments/index.ts';
import { americanPrice } from '../../../src/domain/pricing/american.ts';
import { success } from '../../../src/domain/result.ts';
import { shockGrid } from '../../../src/domain/scenarios/shockGrid.ts';
import { RATE, TABLES } from '../book/quotedMarket.ts';
import { context as market, figuresOf, spxw } from './scenarioMarket.ts';

const SPOT = 700;
const YIELD = 0.012;
const VOLATILITY = 0.18;

const FLAT: Smile = {
  volatilityAt: () => VOLATILITY, covers: () => true,
  fit: success({ source: 'quotes', quoted: 9, used: 9, repriced: 9, dropped: [], range: [-0.1, 0.1], newestQuoteUs: 0, butterflyFree: true }),
};
/** Nothing of SPY is quoted here: its smile is given, flat. */
const context: ValuationContext = { ...market, smileOf: () => FLAT, valueChange: (figures, shock) => valueChange(market, { figures, smile: FLAT }, shock) };

/** A SPY option of the SPX expiry. */
function spy(right: 'C' | 'P', strike: number): ContractFigures {
  const like = figuresOf(spxw('P', 6600));
  const forward = { ...like.forward, value: SPOT * Math.exp((RATE - YIELD) * like.timeYears) };
  const symbol = formatOptionSymbol({ root: 'SPY', expiration: '2026-12-18', right, strike });
  return { ...like, symbol, forward, volatility: VOLATILITY, american: { spot: SPOT, dividendYield: YIELD } };
}

const price = (right: 'C' | 'P', strike: number, at: { spot: number; timeYears: number; volatility: number }): number =>
  americanPrice({ right, strike, rate: RATE, dividendYield: YIELD, ...at });

describe('an American leg under a shock', () => {
  const put = spy('P', 690);
  const { timeYears } = put;
  const now = price('P', 690, { spot: SPOT, timeYears, volatility: VOLATILITY });

  it('is the American price at the moved spot, its dividend yield held', () => {
    const then = price('P', 690, { spot: SPOT * 0.95, timeYears, volatility: VOLATILITY });
    expect(context.valueChange(put, { spxPercent: -5, vixPoints: 0, days: 0 })).toBeCloseTo(100 * (then - now), 6);
  });

  it('keeps the spot as time passes and takes the volatility of its tenor', () => {
    const later = price('P', 690, { spot: SPOT, timeYears: timeYears - 7 / 365, volatility: VOLATILITY });
    expect(context.valueChange(put, { spxPercent: 0, vixPoints: 0, days: 7 })).toBeCloseTo(100 * (later - now), 6);
    const { vixPerSpxPercent } = TABLES;
    expect(context.valueChange(put, { spxPercent: 10 / vixPerSpxPercent, vixPoints: 10, days: 0 })).toBeGreaterThan(context.valueChange(put, { spxPercent: 10 / vixPerSpxPercent, vixPoints: 0, days: 0 }));
  });

  it('is worth its exercise value, not a discounted one, once it has settled or lies deep in the money', () => {
    const settled = { spxPercent: -10, vixPoints: 20, days: 40 };
    expect(context.valueChange(put, settled) / 100 + now).toBeCloseTo(60, 9);
    expect(context.valueChange(put, { spxPercent: -60, vixPoints: 0, days: 0 }) / 100 + now).toBeCloseTo(690 - 280, 9);
  });

  it('is the same in the grid, and zero where nothing moves', () => {
    const axes = { spxPercents: [-20, -5, 0, 10], vixPoints: [-10, 0, 25], days: 0 };
    for (const days of [0, 7]) {
      const positions = [{ figures: put, quantity: -3, side: 'condors' as const }, { figures: spy('C', 710), quantity: 2, side: 'hedge' as const }];
      const grid = shockGrid(context, positions, { ...axes, days });
      axes.spxPercents.forEach((spxPercent, row) => axes.vixPoints.forEach((vixPoints, column) => {
        const shock = { spxPercent, vixPoints, days };
        expect(grid.total[row * 3 + column]).toBeCloseTo(-3 * context.valueChange(positions[0]!.figures, shock) + 2 * context.valueChange(positions[1]!.figures, shock), 8);
      }));
      if (days === 0) expect(Math.abs(grid.total[2 * 3 + 1]!)).toBe(0);
    }
  });
});
