import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTradable } from '../../../src/domain/book/valuation.ts';
import type { ContractFigures } from '../../../src/domain/book/valuation.ts';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import type { ValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { formatOptionSymbol } from '../../../src/domain/instruments/index.ts';
import { black76, black76Price } from '../../../src/domain/pricing/black76.ts';
import { FUTURES, NOW_US, quotedMarket, range, RATE, SPX_EXPIRY, TABLES, VIX_CALL, VIX_EXPIRY, withQuotes } from './quotedMarket.ts';

const market = quotedMarket({ expiries: [VIX_EXPIRY, SPX_EXPIRY], futures: FUTURES });
const context = createValuationContext(market, TABLES);
const PUT = 'SPXW  261218P06600000';

function figuresOf(symbol: string, from: ValuationContext = context): ContractFigures {
  const figures = from.figures(symbol);
  if (!figures.ok) throw new Error(figures.failure.detail);
  return figures.value;
}

function forwardOf(from: ValuationContext, expiration: string, root = 'VIX') {
  const forward = from.forward(root.startsWith('SPX') ? 'SPX' : 'VIX', root, expiration);
  return forward.ok ? forward.value : forward.failure.reason;
}

describe('VIX forward, in the order of the method', () => {
  it('is the parity of the expiry’s own options first', () => {
    expect(forwardOf(context, '2026-12-16')).toEqual({ value: expect.closeTo(18.4, 9), source: 'parity', disputed: false });
  });

  it('is disputed when the future of the expiry differs by more than max(0.15, 1 %)', () => {
    const at = (future: number) => forwardOf(createValuationContext(quotedMarket({ expiries: [VIX_EXPIRY], futures: { '2026-12-16': future } }), TABLES), '2026-12-16');
    expect(at(18.4 + 0.17)).toMatchObject({ disputed: false });
    expect(at(18.4 + 0.2)).toMatchObject({ value: expect.closeTo(18.4, 9), disputed: true });
    const tolerant = { maxForwardDispute: { points: 0.5, relative: 0 }, marks: { method: 'mid', maxSpreadShare: 0.25, maxSpreadPoints: 0.5 } } as const;
    expect(forwardOf(createValuationContext(quotedMarket({ expiries: [VIX_EXPIRY], futures: { '2026-12-16': 18.6 } }), TABLES, tolerant), '2026-12-16')).toMatchObject({ disputed: false });
  });

  it('is the future of the expiry with fewer than three strikes', () => {
    const thin = quotedMarket({ expiries: [{ ...VIX_EXPIRY, strikes: [18, 19] }], futures: FUTURES });
    expect(forwardOf(createValuationContext(thin, TABLES), '2026-12-16')).toEqual({ value: 18.4, source: 'future', disputed: false });
  });

  it('is interpolated between futures, spot VIX standing at 0 days, and flat beyond the last, marked', () => {
    const curve = createValuationContext(quotedMarket({ futures: FUTURES }), TABLES);
    expect(forwardOf(curve, '2027-01-06', 'VIXW')).toMatchObject({ value: expect.closeTo(18.4 + (0.8 * 21.02) / 35, 2), source: 'interpolated' });
    expect(forwardOf(curve, '2026-12-02', 'VIXW')).toMatchObject({ value: expect.closeTo(16.5 + (1.9 * 11.94) / 25.92, 1), source: 'interpolated' });
    expect(forwardOf(curve, '2027-05-19')).toEqual({ value: 19.8, source: 'extrapolated', disputed: false });
  });

  it('takes futures that come as levels, and runs through the options’ own forwards where there are none', () => {
    const levels = createValuationContext(quotedMarket({ levels: { VIX: 16.5, VX261216: 18.4 } }), TABLES);
    expect(forwardOf(levels, '2026-12-16')).toEqual({ value: 18.4, source: 'future', disputed: false });
    const january = { ...VIX_EXPIRY, expiration: '2027-01-20', forward: 19.2 };
    const optionsOnly = createValuationContext(quotedMarket({ expiries: [VIX_EXPIRY, january] }), TABLES);
    expect(forwardOf(optionsOnly, '2026-12-30', 'VIXW')).toMatchObject({ value: expect.closeTo(18.4 + (0.8 * 14) / 35, 6), source: 'interpolated' });
  });

  it('is not the last level of a future whose trading is halted', () => {
    const halted = withQuotes(quotedMarket({ futures: { '2026-12-16': 18.4, '2027-01-20': 19.2 }, levels: { VIX: 16.5, VX261216: 25 } }), { VX261216: { halted: true } });
    expect(forwardOf(createValuationContext(halted, TABLES), '2026-12-16')).toMatchObject({ source: 'interpolated', value: expect.closeTo(16.5 + (2.7 * 25.94) / 60.92, 1) });
  });

  it('is never spot VIX', () => {
    expect(forwardOf(createValuationContext(quotedMarket({ levels: { VIX: 17 } }), TABLES), '2026-12-16')).toBe('missing-data');
  });

  it('does not take a zero bid for a second side', () => {
    const wings = quotedMarket({ expiries: [{ ...VIX_EXPIRY, strikes: [17, 18, 60, 70] }] });
    expect(forwardOf(createValuationContext(wings, TABLES), '2026-12-16')).toBe('missing-data');
  });
});

describe('SPX forward', () => {
  it('is put–call parity', () => expect(forwardOf(context, '2026-12-18', 'SPXW')).toEqual({ value: expect.closeTo(7015, 6), source: 'parity', disputed: false }));

  it('of an unquoted expiry grows at the rate of its neighbours, never at spot', () => {
    expect(forwardOf(context, '2026-12-21', 'SPXW')).toMatchObject({ value: expect.closeTo(7000 * (7015 / 7000) ** (31.2083 / 28.2083), 2), source: 'extrapolated' });
    expect(forwardOf(createValuationContext(quotedMarket({}), TABLES), '2026-12-21', 'SPXW')).toBe('missing-data');
  });

  it('of an unquoted expiry runs along the forwards of its neighbours, whatever the index says: in a crash it lags its options', () => {
    const near = { ...SPX_EXPIRY, expiration: '2026-11-23', forward: 7001 };
    const at = (expiration: string, SPX: number) => forwardOf(createValuationContext(quotedMarket({ expiries: [near, SPX_EXPIRY], levels: { SPX, VIX: 16.5 } }), TABLES), expiration, 'SPXW');
    // 23 November 16:00 is 3.2 days away, 18 December 28.2; 4 December 14.2, 21 December 31.2, 20 November 0.2.
    expect(at('2026-12-04', 7000)).toMatchObject({ value: expect.closeTo(7001 * (7015 / 7001) ** (11 / 25), 2), source: 'interpolated' });
    for (const [expiration, days] of [['2026-12-21', 28], ['2026-11-20', -3]] as const) expect(at(expiration, 7000)).toMatchObject({ value: expect.closeTo(7001 * (7015 / 7001) ** (days / 25), 2), source: 'extrapolated' });
    for (const expiration of ['2026-12-04', '2026-12-21', '2026-11-20']) expect(at(expiration, 7070)).toEqual(at(expiration, 7000));
  });
});

describe('figures of one contract', () => {
  it('of a VIX call stand on the VIX forward and β, not on its own vega', () => {
    const figures = figuresOf(VIX_CALL);
    const unit = black76({ right: 'C', forward: 18.4, strike: 19, timeYears: figures.timeYears, rate: RATE, volatility: 0.862 });
    expect(figures.volatility).toBeCloseTo(0.862, 9);
    expect(figures.deltaForward).toBeCloseTo(unit.delta, 9);
    // 16 December 09:30 is 25 days and 22.5 hours away: β between 20 and 30 days.
    expect(figures.daysToSettlement).toBeCloseTo(25.9375, 6);
    expect(figures.vegaPerVixPoint).toBeCloseTo(100 * unit.delta * (0.55 - 0.012 * 5.9375), 6);
    expect(figures.vegaPerVolPoint).toBeCloseTo(100 * unit.vegaPerVolPoint, 7);
    expect(figures.thetaPerDay).toBeCloseTo(100 * unit.thetaPerDay, 7);
  });

  it('of an SPX option weight its vega by w(T)', () => {
    const figures = figuresOf(PUT);
    expect(figures.vegaPerVixPoint / figures.vegaPerVolPoint).toBeCloseTo(1.52 - (0.52 * (figures.daysToSettlement - 9)) / 21, 9);
    expect(figures.forward.source).toBe('parity');
  });

  it('of a future are its multiplier times β', () => {
    const figures = figuresOf('VX261216');
    expect(figures).toMatchObject({ volatility: null, deltaForward: 1, thetaPerDay: 0, mark: expect.closeTo(18.4, 12) });
    expect(figures.shock.gainAtVixPlus10).toBeCloseTo(10 * figures.vegaPerVixPoint, 6);
  });

  const BROKEN = [
    ['missing-data', null], ['stale', { stale: true }], ['halted', { halted: true }], ['crossed', { bid: 9, ask: 8 }], ['one-sided', { bid: null }], ['one-sided', { ask: null }],
  ] as const;

  it.each(BROKEN)('without a market (%s %j) are those of the expiry’s smile, marked as such and never to be traded at', (_reason, change) => {
    const sound = figuresOf(VIX_CALL);
    const figures = figuresOf(VIX_CALL, createValuationContext(withQuotes(market, { [VIX_CALL]: change }), TABLES));
    expect(figures).toMatchObject({ markSource: 'model', markReason: expect.stringContaining('VIX 16 Dec 26 19 C') as string });
    // The market is priced off a smile, so that the smile without this strike must find its price again: within its own half spread.
    expect(Math.abs(figures.mark - sound.mark)).toBeLessThan(0.02 + 1e-9);
    expect(figures.volatility).toBeCloseTo(sound.volatility!, 2);
    expect(figures.vegaPerVixPoint / sound.vegaPerVixPoint).toBeCloseTo(1, 2);
    expect(isTradable(figures)).toBe(false);
  });

  it.each(BROKEN)('fail with %s (%j) where the smile has nothing to stand on', (reason, change) => {
    const others = Object.fromEntries(market.listed.filter((symbol) => symbol.startsWith('VIX ') && symbol !== VIX_CALL).map((symbol) => [symbol, { stale: true }]));
    const figures = createValuationContext(withQuotes(market, { ...others, [VIX_CALL]: change }), TABLES).figures(VIX_CALL);
    expect(figures).toMatchObject({ ok: false, failure: { reason } });
    expect(figures.ok ? '' : figures.failure.detail).toMatch(/VIX 16 Dec 26 19 C.*there is no model value/);
  });

  it('fail beyond the strikes that are quoted: a smile is not a promise about what nobody trades', () => {
    const far = 'VIX   261216C00090000';
    const figures = createValuationContext({ ...market, listed: [...market.listed, far] }, TABLES).figures(far);
    expect(figures).toMatchObject({ ok: false, failure: { reason: 'missing-data', detail: expect.stringContaining('beyond those that are quoted') as string } });
  });

  it('fail with out-of-bounds where a live quote contradicts the forward: no model papers over that', () => {
    const above = createValuationContext(withQuotes(market, { [VIX_CALL]: { bid: 25, ask: 26 } }), TABLES).figures(VIX_CALL);
    expect(above).toMatchObject({ ok: false, failure: { reason: 'out-of-bounds', detail: expect.stringContaining('VIX 16 Dec 26 19 C') as string } });
    expect(createValuationContext(withQuotes(market, { [VIX_CALL]: { bid: 25, ask: null } }), TABLES).figures(VIX_CALL)).toMatchObject({ ok: false, failure: { reason: 'out-of-bounds' } });
  });

  it('held at a live side take the volatility of that price, so that what is repriced is what is marked', () => {
    const figures = figuresOf(VIX_CALL, createValuationContext(withQuotes(market, { [VIX_CALL]: { bid: null, ask: 1 } }), TABLES));
    expect(figures).toMatchObject({ mark: 1, bid: null, ask: 1, markSource: 'model' });
    expect(black76Price({ right: 'C', forward: figures.forward.value, strike: 19, timeYears: figures.timeYears, rate: RATE, volatility: figures.volatility! })).toBeCloseTo(1, 9);
  });

  it('fail with expired after settlement and not-applicable for an index', () => {
    const later = { ...market, nowUs: NOW_US + 60 * 86_400_000_000 };
    expect(createValuationContext(later, TABLES).figures(VIX_CALL)).toMatchObject({ ok: false, failure: { reason: 'expired' } });
    expect(context.figures('SPX')).toMatchObject({ ok: false, failure: { reason: 'not-applicable' } });
    expect(context.figures('SPY   261218C00700000')).toMatchObject({ ok: false });
  });

  it('of a zero bid with a live ask are a legal mark, never above that ask', () => {
    const figures = figuresOf(VIX_CALL, createValuationContext(withQuotes(market, { [VIX_CALL]: { bid: 0, ask: 0.1 } }), TABLES));
    expect(figures).toMatchObject({ mark: 0.1, bid: 0, ask: 0.1, quoteCondition: 'zero-bid', markSource: 'model' });
  });

  it('follow the policy’s method', () => {
    const quality = { maxForwardDispute: { points: 0.15, relative: 0.01 }, marks: { method: 'microprice', maxSpreadShare: 0.25, maxSpreadPoints: 0.5 } } as const;
    const leaning = withQuotes(market, { [VIX_CALL]: { bid: 1.6, ask: 1.7, bidSize: 90, askSize: 10 } });
    expect(figuresOf(VIX_CALL, createValuationContext(leaning, TABLES, quality))).toMatchObject({ mark: expect.closeTo(1.69, 12), markSource: 'microprice' });
  });

  it('tell the condition of a quote even where there is no mark, and none of a contract that has settled', () => {
    expect(context.quoteCondition(VIX_CALL)).toBe('two-sided');
    expect(createValuationContext(withQuotes(market, { [VIX_CALL]: null }), TABLES).quoteCondition(VIX_CALL)).toBe('missing');
    expect(createValuationContext({ ...market, nowUs: NOW_US + 60 * 86_400_000_000 }, TABLES).quoteCondition(VIX_CALL)).toBeNull();
    expect(context.quoteCondition('SPX')).toBeNull();
  });

  it('of a deep call whose mark lies below parity take the volatility of the put', () => {
    const deep = 'VIX   261216C00012000';
    const figures = figuresOf(deep, createValuationContext(withQuotes(market, { [deep]: { bid: 6.2, ask: 6.4 } }), TABLES));
    expect(figures.volatility).toBeCloseTo(VIX_EXPIRY.volatility(12), 6);
  });

  describe('in the money, whose quote is wide against its time value,', () => {
    const deep = 'SPXW  261218P07500000';
    const call = 'SPXW  261218C07500000';
    const { bid, ask } = market.quotes.get(deep)!;
    const quoted = (shift: number, change: Parameters<typeof withQuotes>[1] = {}) => figuresOf(deep, createValuationContext(withQuotes(market, { [deep]: { bid: bid! + shift - 4, ask: ask! + shift + 4 }, ...change }), TABLES));

    it('have the volatility of the other right, which is quoted tighter: vega does not hang on where in the quote the mid lies', () => {
      const sound = figuresOf(deep);
      for (const shift of [-3.5, -1, 0, 2, 3.5]) {
        expect(quoted(shift).volatility).toBeCloseTo(SPX_EXPIRY.volatility(7500), 6);
        expect(quoted(shift).vegaPerVixPoint).toBeCloseTo(sound.vegaPerVixPoint, 4);
        expect(quoted(shift).mark).toBeCloseTo(sound.mark + shift, 9);
      }
    });

    it('have their own where the other right is quoted no tighter, or contradicts the quote', () => {
      const own = SPX_EXPIRY.volatility(7500);
      expect(quoted(2, { [call]: { bid: 0.5, ask: 12 } }).volatility).toBeGreaterThan(own + 0.005);
      expect(quoted(9).volatility).toBeGreaterThan(own + 0.02);
    });

    it('do not take half of what is asked for the worth of the other right where nobody bids for it', () => {
      const empty = createValuationContext(withQuotes(market, { [deep]: { bid: bid! - 12, ask: ask! + 8 }, [call]: { bid: 0, ask: 30 } }), TABLES);
      expect(figuresOf(call, empty)).toMatchObject({ markSource: 'model', quoteCondition: 'zero-bid' });
      expect(figuresOf(deep, empty).volatility).toBeCloseTo(figuresOf(call, empty).volatility!, 9);
      expect(figuresOf(deep, empty).volatility).toBeCloseTo(SPX_EXPIRY.volatility(7500), 2);
    });
  });
});

describe('a deep call whose other right is not listed', () => {
  const deep = 'VIX   261216C00012000';
  const put = 'VIX   261216P00012000';
  const alone = (change: { bid: number; ask: number }) => {
    const quoted = withQuotes(market, { [deep]: change });
    return createValuationContext({ ...quoted, listed: quoted.listed.filter((symbol) => symbol !== put) }, TABLES).figures(deep);
  };

  it('takes the smile of its expiry where intrinsic value (6.38) lies within the quote', () => {
    const figures = alone({ bid: 6.2, ask: 6.4 });
    expect(figures.ok ? figures.value.deltaForward : 0).toBeGreaterThan(0.9);
    expect(figures.ok ? figures.value.mark : 0).toBeCloseTo(6.3, 12);
  });

  it('has no trusted price where even the ask is below intrinsic value', () => {
    expect(alone({ bid: 6.1, ask: 6.3 })).toMatchObject({ ok: false, failure: { reason: 'out-of-bounds' } });
  });
});

describe('value under a shock', () => {
  const none = { spxPercent: 0, vixPoints: 0, days: 0 };

  it('changes nothing without one', () => {
    for (const symbol of [VIX_CALL, PUT, 'VX261216']) expect(context.valueChange(figuresOf(symbol), none)).toBe(0);
  });

  it('is the vega per VIX point times a small VIX move, for SPX options', () => {
    const figures = figuresOf(PUT);
    expect(context.valueChange(figures, { ...none, vixPoints: 0.01 }) / 0.01).toBeCloseTo(figures.vegaPerVixPoint, 0);
  });

  it('keeps smiles by moneyness: a moved SPX is the same market seen from another strike', () => {
    const figures = figuresOf(PUT);
    const forward = 7015 * 0.95;
    const at = SPX_EXPIRY.volatility((6600 / forward) * 7015);
    const then = black76Price({ right: 'P', forward, strike: 6600, timeYears: figures.timeYears, rate: RATE, volatility: at });
    expect(context.valueChange(figures, { ...none, spxPercent: -5 }) / 100 + figures.mark).toBeCloseTo(then, 1);
  });

  it('floors volatility at 3 %', () => {
    const figures = figuresOf(PUT);
    const floor = black76Price({ right: 'P', forward: 7015, strike: 6600, timeYears: figures.timeYears, rate: RATE, volatility: 0.03 });
    expect(context.valueChange(figures, { ...none, vixPoints: -60 }) / 100 + figures.mark).toBeCloseTo(floor, 6);
  });

  it('raises VIX calls with VIX, more than their delta alone and less than point for point', () => {
    fc.assert(
      fc.property(fc.constantFrom(15, 19, 25, 35), fc.double({ min: 1, max: 40, noNaN: true }), (strike, vixPoints) => {
        const figures = figuresOf(`VIX   261216C000${strike}000`);
        const gain = context.valueChange(figures, { ...none, vixPoints });
        expect(gain).toBeGreaterThan(figures.vegaPerVixPoint * vixPoints * 0.9);
        expect(gain).toBeLessThan(100 * vixPoints);
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it('rolls a VIX forward down the curve as days pass', () => {
    const later = context.valueChange(figuresOf('VX270120'), { ...none, days: 7 });
    // Between 18.40 and 19.20 over 35 days the curve falls 0.16 points in a week: $160.
    expect(later).toBeCloseTo(-160, 0);
    expect(context.valueChange(figuresOf(VIX_CALL), { ...none, days: 7 })).toBeLessThan(7 * figuresOf(VIX_CALL).thetaPerDay);
  });

  it('pays only intrinsic value once all days have passed', () => {
    const figures = figuresOf(PUT);
    expect(context.valueChange(figures, { ...none, days: 40 })).toBeCloseTo(-100 * figures.mark, 6);
  });

  // Method page §7: recompute the 30-day variance after the shock; it must have moved by ΔVIX ± 0.3 (here at 28 days, times w).
  it.each([1, 5, 10, 20])('moves the model-free variance by +%i VIX points', (vixPoints) => {
    const wide = { ...SPX_EXPIRY, strikes: range(2000, 11_000, 10), volatility: (strike: number) => Math.min(0.5, Math.max(0.11, 0.15 - 0.5 * Math.log(strike / 7015))), halfWidth: 1e-9 };
    const wings = createValuationContext(quotedMarket({ expiries: [wide] }), TABLES);
    const shock = { vixPoints, spxPercent: vixPoints / TABLES.vixPerSpxPercent, days: 0 };
    const years = figuresOf(PUT, wings).timeYears;
    const index = (shocked: boolean): number => {
      const forward = 7015 * (shocked ? 1 + shock.spxPercent / 100 : 1);
      let sum = 0;
      for (const strike of wide.strikes) {
        const figures = wings.figures(formatOptionSymbol({ root: 'SPXW', expiration: wide.expiration, right: strike < forward ? 'P' : 'C', strike }));
        // A wing that is worth nothing measurable even under the shock.
        if (!figures.ok) continue;
        sum += (figures.value.mark + (shocked ? wings.valueChange(figures.value, shock) / 100 : 0)) / strike ** 2;
      }
      return 100 * Math.sqrt((2 * 10 * Math.exp(RATE * years) * sum) / years);
    };
    const weight = 1.52 - (0.52 * (years * 365 - 9)) / 21;
    expect(Math.abs((index(true) - index(false)) / weight - vixPoints)).toBeLessThan(0.3);
  });
});
