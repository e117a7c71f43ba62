import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listedContracts } from '../../../src/domain/modelled/contractListing.ts';
import { describeContract } from '../../../src/domain/modelled/modelledContract.ts';
import { createModelledMarket } from '../../../src/domain/modelled/modelledMarket.ts';
import type { ModelledMarket } from '../../../src/domain/modelled/modelledMarket.ts';
import { spxOptionVolatility, volatilityIndexLevel } from '../../../src/domain/modelled/spxSurface.ts';
import { createVixCurve, modelledBeta, vixOptionVolatility } from '../../../src/domain/modelled/vixCurve.ts';
import { formatOptionSymbol } from '../../../src/domain/instruments/index.ts';
import { black76Price } from '../../../src/domain/pricing/black76.ts';
import { newYorkMicros, yearFraction } from '../../../src/domain/time.ts';

const NOON = newYorkMicros('2026-11-12', 12, 0);
const RATE = 0.04;
const marketAt = (vix: number, spx = 6900): ModelledMarket => createModelledMarket({ nowUs: NOON, spx, vix, rate: RATE });
const contractOf = (symbol: string) => {
  const contract = describeContract(symbol);
  if (!contract.ok) throw new Error(contract.failure.detail);
  return contract.value;
};
const tables = JSON.parse(readFileSync(new URL('../../../resources/policies/steward.json', import.meta.url), 'utf8')).values.vega as {
  beta: [number, number][];
  weight: [number, number][];
};

describe('modelled VIX curve', () => {
  it.each(tables.beta)('moves with spot as measured at %d days (β %f ± 0.07)', (days, beta) => {
    expect(Math.abs(modelledBeta(days) - beta)).toBeLessThanOrEqual(0.07);
  });

  it('meets spot at settlement, rises with time when the VIX is low and falls when it is high', () => {
    for (const vix of [12, 17, 35]) expect(createVixCurve(vix, 19).forward(0)).toBeCloseTo(vix, 10);
    const days = [0, 15, 45, 75, 105, 135, 165, 195, 225];
    const calm = days.map((day) => createVixCurve(14, 19).forward(day));
    const fear = days.map((day) => createVixCurve(38, 19).forward(day));
    expect([...calm].sort((a, b) => a - b)).toEqual(calm);
    expect([...fear].sort((a, b) => b - a)).toEqual(fear);
  });

  it.each([[30, 0.95], [110, 0.7], [220, 0.58]])('prices %d-day VIX options near %f at VVIX 95, dearer above the forward', (days, level) => {
    expect(Math.abs(vixOptionVolatility(19, 19, days, 95) - level)).toBeLessThan(0.03);
    expect(vixOptionVolatility(25, 19, days, 95)).toBeGreaterThan(vixOptionVolatility(19, 19, days, 95));
    expect(vixOptionVolatility(15, 19, days, 95)).toBeLessThan(vixOptionVolatility(19, 19, days, 95));
  });
});

/** VIX-style variance of a strip of out-of-the-money options (Cboe's method without its strike cut-off). */
function stripVix(vix: number): number {
  const [forward, years, step] = [6900, 30 / 365, 10];
  let variance = 0;
  for (let strike = 1_000; strike < 14_000; strike += step) {
    const volatility = spxOptionVolatility(strike, forward, 30, { vix, longRunVix: 19 });
    const price = black76Price({ right: strike < forward ? 'P' : 'C', forward, strike, timeYears: years, rate: 0, volatility });
    variance += ((2 / years) * step * price) / strike ** 2;
  }
  return 100 * Math.sqrt(variance);
}

describe('modelled SPX surface', () => {
  it.each([11, 16, 24, 40, 65])('carries a 30-day variance that agrees with VIX %d within 4 %%', (vix) => {
    expect(Math.abs(stripVix(vix) / vix - 1)).toBeLessThan(0.04);
  });

  it.each(tables.weight)('moves the %d-day volatility by %f points per VIX point', (days, weight) => {
    expect(volatilityIndexLevel(days, 21, 19) - volatilityIndexLevel(days, 20, 19)).toBeCloseTo(weight, 6);
  });

  it('asks more for puts than for calls at the same distance', () => {
    const level = { vix: 16, longRunVix: 19 };
    expect(spxOptionVolatility(6500, 6900, 30, level)).toBeGreaterThan(1.2 * spxOptionVolatility(7300, 6900, 30, level));
  });
});

describe.each([[10, 7400], [16.5, 6900], [38, 6100], [75, 4800]])('modelled quotes at VIX %d, SPX %d', (vix, spx) => {
  const market = marketAt(vix, spx);
  const contracts = listedContracts({ date: '2026-11-12', spx, vix }).map(contractOf);

  it('are two-sided, never crossed or negative, and hold the fair value', () => {
    const bad = contracts.filter((contract) => {
      const quote = market.quote(contract);
      const fair = market.fairValue(contract);
      if (quote === null || fair === null || quote.bid === null || quote.ask === null) return true;
      return !(quote.bid >= 0 && quote.ask > quote.bid && quote.bid <= fair + 1e-9 && quote.ask >= fair - 1e-9 && quote.bidSize > 0 && quote.askSize > 0);
    });
    expect(bad.map((contract) => contract.symbol)).toEqual([]);
  });

  it('have prices that fall with the strike for calls and rise for puts', () => {
    const bad: string[] = [];
    const last = new Map<string, number>();
    for (const contract of contracts) {
      if (contract.kind === 'future') continue;
      const key = `${contract.symbol.slice(0, 12)}${contract.right}`;
      const fair = market.fairValue(contract) ?? 0;
      const before = last.get(key);
      if (before !== undefined && (contract.right === 'C' ? fair > before : fair < before)) bad.push(contract.symbol);
      last.set(key, fair);
    }
    expect(bad).toEqual([]);
  });

  it('imply the forward by put-call parity of their mids', () => {
    for (const [root, expiration, strike, tolerance] of [['SPXW', '2026-12-11', Math.round(spx / 25) * 25, 1.2], ['VIX', '2026-12-16', Math.round(market.forward('VIX', newYorkMicros('2026-12-16', 9, 30))), 0.1]] as const) {
      const [call, put] = (['C', 'P'] as const).map((right) => market.quoteOf(formatOptionSymbol({ root, expiration, right, strike })));
      if (!call?.ok || !put?.ok) throw new Error('both sides are quoted');
      const mid = (quote: { bid: number | null; ask: number | null }): number => ((quote.bid ?? 0) + (quote.ask ?? 0)) / 2;
      const { underlying, settlesUs } = contractOf(call.value.symbol);
      const implied = strike + (mid(call.value) - mid(put.value)) * Math.exp(RATE * yearFraction(NOON, settlesUs));
      expect(Math.abs(implied - market.forward(underlying, settlesUs))).toBeLessThan(tolerance * Math.max(1, vix / 16));
    }
  });
});

describe('modelled market', () => {
  it('quotes a VX future and the VIX options of the same settlement from one forward', () => {
    const market = marketAt(16.5);
    const future = market.quoteOf('VX261216');
    if (!future.ok) throw new Error(future.failure.detail);
    const mid = ((future.value.bid ?? 0) + (future.value.ask ?? 0)) / 2;
    expect(Math.abs(mid - market.forward('VIX', newYorkMicros('2026-12-16', 9, 30)))).toBeLessThanOrEqual(0.05);
  });

  it('refuses what it does not price, and what has settled, with the reason', () => {
    const reason = (symbol: string) => {
      const quote = marketAt(16).quoteOf(symbol);
      return quote.ok ? 'quoted' : quote.failure.reason;
    };
    expect([reason('SPY   261218C00690000'), reason('SPX'), reason('VIX   261111C00019000'), reason('nonsense!')]).toEqual(['not-available', 'not-available', 'expired', 'invalid-input']);
  });

  it('gives the same quotes for the same inputs', () => {
    const symbols = listedContracts({ date: '2026-11-12', spx: 6900, vix: 16 });
    expect(symbols.map((symbol) => marketAt(16).quoteOf(symbol))).toEqual(symbols.map((symbol) => marketAt(16).quoteOf(symbol)));
  });
});
