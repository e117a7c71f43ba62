import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyFill } from '../../../src/domain/book/applyFill.ts';
import type { Book } from '../../../src/domain/book/book.ts';
import type { ContractFigures } from '../../../src/domain/book/valuation.ts';
import type { ValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import type { UnitChoice } from '../../../src/domain/hedging/candidates.ts';
import type { TicketLine } from '../../../src/domain/hedging/decision.ts';
import { expectedCost } from '../../../src/domain/hedging/drag.ts';
import { heldUnits, type HeldUnits } from '../../../src/domain/hedging/instruments/heldUnits.ts';
import { hedgeUnit, isFuture, premiumOf, unitChange, worthAtBid, type HedgeUnit, type InstrumentKind } from '../../../src/domain/hedging/instruments/unit.ts';
import { breakEvenOf, buyLines, debitOf, sellLines } from '../../../src/domain/hedging/ticket.ts';
import { parseOptionSymbol } from '../../../src/domain/instruments/index.ts';
import { betaAt, weightAt } from '../../../src/domain/vega/vegaTables.ts';
import { aContext } from '../../support/builders.ts';
import { bestOf, choicesOf, contextFor, D0, KINDS, LAYER_OF, policyFor } from './instrumentDesk.ts';

const EMPTY: Book = { name: 'test', sample: false, legs: [], netLiquidation: 1_000_000 };
const VIX = 16.5;
const LEGS: Readonly<Record<InstrumentKind, number>> = { vixCall: 1, vixCallSpread: 2, vixCallDiagonal: 2, vxFuture: 1, vxmFuture: 1, spxPutSpread: 2 };
const MULTIPLIER: Readonly<Record<InstrumentKind, number>> = { vixCall: 100, vixCallSpread: 100, vixCallDiagonal: 100, vxFuture: 1000, vxmFuture: 100, spxPutSpread: 100 };

const strikeOf = (symbol: string): number => {
  const parsed = parseOptionSymbol(symbol);
  if (!parsed.ok) throw new Error(symbol);
  return parsed.value.strike;
};
const figuresOf = (context: ValuationContext, symbol: string): ContractFigures => {
  const figures = context.figures(symbol);
  if (!figures.ok) throw new Error(figures.failure.detail);
  return figures.value;
};
/** Long first, short second, as the unit's name says; nothing of the unit but its symbols is used. */
const legsOf = (context: ValuationContext, unit: HedgeUnit): readonly (readonly [sign: 1 | -1, figures: ContractFigures])[] =>
  unit.legs.map(({ figures }, i) => [i === 0 ? 1 : -1, figuresOf(context, figures.symbol)] as const);
const sumOf = (context: ValuationContext, unit: HedgeUnit, figure: (figures: ContractFigures) => number): number =>
  legsOf(context, unit).reduce((sum, [sign, figures]) => sum + sign * figure(figures), 0);

const filled = (book: Book, lines: readonly TicketLine[], context: ValuationContext): Book => {
  const result = applyFill(book, lines, { date: D0, source: 'user', context });
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
};
const heldOf = (kind: InstrumentKind, book: Book, context: ValuationContext): readonly HeldUnits[] =>
  heldUnits(book, valueBook(context, book, [10]), { date: D0, policy: policyFor(kind).values, vix: VIX });
const oneHeld = (kind: InstrumentKind, book: Book, context: ValuationContext): HeldUnits => {
  const [held, ...others] = heldOf(kind, book, context);
  if (held === undefined || others.length > 0) throw new Error('expected one held unit');
  return held;
};

describe.each(KINDS)('contract of every instrument: %s', (kind) => {
  let context: ValuationContext;
  let choice: UnitChoice;
  let unit: UnitChoice['unit'];
  beforeAll(() => {
    context = contextFor(kind);
    choice = bestOf(kind, context);
    ({ unit } = choice);
  });
  const bought = (contracts = 3): Book => filled(EMPTY, buyLines({ choice, contracts }), context);

  it('is found in the chain, of its kind, with its legs, the protecting one first', () => {
    for (const each of choicesOf(kind, context)) {
      expect(each.unit.kind).toBe(kind);
      expect(each.unit.legs.map(({ ratio }) => ratio)).toEqual([1, -1].slice(0, LEGS[kind]));
      expect(each.unit.multiplier).toBe(MULTIPLIER[kind]);
      expect(each.unit.symbol).toBe(each.unit.legs[0]!.figures.symbol);
      expect(each.dte).toBeGreaterThanOrEqual(25);
    }
  });

  it('bid ≤ mark ≤ ask, and the sides are those of the legs: longs at one, shorts at the other', () => {
    for (const { unit: one } of choicesOf(kind, context)) {
      expect(one.bid).toBeGreaterThan(0);
      expect(one.bid).toBeLessThanOrEqual(one.mark);
      expect(one.mark).toBeLessThanOrEqual(one.ask);
      expect(one.bid).toBeCloseTo(legsOf(context, one).reduce((sum, [sign, f]) => sum + (sign > 0 ? f.bid! : -f.ask!), 0), 10);
      expect(one.ask).toBeCloseTo(legsOf(context, one).reduce((sum, [sign, f]) => sum + (sign > 0 ? f.ask! : -f.bid!), 0), 10);
    }
  });

  it('vega per VIX point, gain at +10 and delta are the sum over its legs', () => {
    for (const { unit: one } of choicesOf(kind, context)) {
      expect(one.vegaPerVixPoint).toBeCloseTo(sumOf(context, one, (f) => f.vegaPerVixPoint), 9);
      expect(one.gainAtVixPlus10).toBeCloseTo(sumOf(context, one, (f) => f.shock.gainAtVixPlus10!), 9);
      expect(one.delta).toBeCloseTo(sumOf(context, one, (f) => f.deltaForward), 12);
    }
  });

  it('vega per VIX point by hand: multiplier × Δ × β(τ) on VIX, vega × w(T) on SPX', () => {
    const { tables } = context;
    const byHand = sumOf(context, unit, (f) => (kind === 'spxPutSpread' ? f.vegaPerVolPoint * weightAt(tables, f.daysToSettlement) : f.multiplier * f.deltaForward * betaAt(tables, f.daysToSettlement)));
    expect(unit.vegaPerVixPoint).toBeCloseTo(byHand, 9);
    expect(byHand).toBeGreaterThan(0);
  });

  it('a shock changes it by what it changes its legs', () => {
    for (const shock of [{ spxPercent: -8.5, vixPoints: 10, days: 0 }, { spxPercent: 0, vixPoints: 1, days: 0 }, { spxPercent: 3, vixPoints: -3, days: 7 }, { spxPercent: 0, vixPoints: 0, days: 14 }]) {
      expect(unitChange(context, unit, shock)).toBeCloseTo(sumOf(context, unit, (f) => context.valueChange(f, shock)), 9);
    }
  });

  it('expected cost: what 30 days at an unchanged market take, pro-rated to the roll', () => {
    const { values } = policyFor(kind);
    const span = Math.min(Math.max(unit.daysToSettlement - values.layers[LAYER_OF[kind]].rollBelowDte, 5), 30);
    const byHand = (-sumOf(context, unit, (f) => context.valueChange(f, { spxPercent: 0, vixPoints: 0, days: span })) * 30) / span;
    expect(expectedCost(context, unit, LAYER_OF[kind], values)).toBeCloseTo(byHand, 9);
    expect(choice.expectedCost).toBeCloseTo(byHand, 9);
  });

  it('buying and selling at once costs the round-trip spread', () => {
    const book = bought(3);
    const buys = buyLines({ choice, contracts: 3 });
    const sells = sellLines({ held: oneHeld(kind, book, context), contracts: 3 });
    const paid = [...buys, ...sells].reduce((sum, line) => sum + (line.side === 'buy' ? 1 : -1) * line.contracts * line.price * MULTIPLIER[kind], 0);
    expect(paid).toBeCloseTo(3 * 2 * choice.halfSpread, 9);
    expect(debitOf([...buys, ...sells])).toBeCloseTo(isFuture(unit) ? 0 : paid, 9);
  });

  it('its ticket fills, and the book holds the same unit: kind, label, contracts, entry price', () => {
    const held = oneHeld(kind, bought(3), context);
    expect(held).toMatchObject({ quantity: 3, layer: LAYER_OF[kind], openedOn: D0, expiration: choice.expiration, dte: choice.dte });
    expect(held.unit).toMatchObject({ kind, label: unit.label, symbol: unit.symbol });
    expect(held.price).toBeCloseTo(unit.ask, 10);
    expect(held.id).toBe(held.legs[0]!.id);
    expect(held.unit.vegaPerVixPoint).toBeCloseTo(unit.vegaPerVixPoint, 10);
  });

  it('a second fill of the same ticket makes more of the same unit, at the average price', () => {
    const dearer = buyLines({ choice, contracts: 1 }).map((line) => (line.side === 'buy' ? { ...line, price: line.price + 0.4 } : line));
    const held = oneHeld(kind, filled(bought(3), dearer, context), context);
    expect(held.quantity).toBe(4);
    expect(held.price).toBeCloseTo(unit.ask + 0.1, 10);
  });

  it('selling all of it empties the book, selling one leaves the rest', () => {
    const book = bought(3);
    const held = oneHeld(kind, book, context);
    expect(filled(book, sellLines({ held, contracts: 3 }), context).legs).toEqual([]);
    expect(oneHeld(kind, filled(book, sellLines({ held, contracts: 1 }), context), context)).toMatchObject({ quantity: 2, unit: { kind } });
  });

  it('its vega is hedge vega, none of it short vega, and no condor takes its legs', () => {
    const valuation = valueBook(context, bought(2), [10]);
    expect(valuation.hedgeVega).toBeCloseTo(2 * unit.vegaPerVixPoint, 9);
    expect(valuation.shortVega).toBe(0);
    expect(valuation.layerVega[LAYER_OF[kind]]).toBeCloseTo(2 * unit.vegaPerVixPoint, 9);
    expect(valuation.condorContracts).toBe(0);
    expect(valuation.shocks[0]!.hedge).toBeCloseTo(2 * unit.gainAtVixPlus10, 6);
  });

  it('what a sale brings: the bid; of a future what it has moved since entry', () => {
    expect(premiumOf(unit, unit.ask)).toBe(isFuture(unit) ? 0 : unit.ask * 100);
    expect(worthAtBid(unit, unit.bid - 0.5)).toBeCloseTo(MULTIPLIER[kind] * (isFuture(unit) ? 0.5 : unit.bid), 9);
  });
});

describe.each(KINDS.filter((kind) => LEGS[kind] === 2))('half-filled: %s', (kind) => {
  const context = contextFor(kind);
  const choice = bestOf(kind, context);
  const [buy, sell] = buyLines({ choice, contracts: 3 }) as [TicketLine, TicketLine];

  it('the long leg alone stands as what it is: a VIX call, or an SPX put that no rule looks after', () => {
    const held = oneHeld(kind, filled(EMPTY, [buy], context), context);
    expect(held).toMatchObject({ quantity: 3, unit: { kind: kind === 'spxPutSpread' ? 'other' : 'vixCall' } });
    expect(held.price).toBe(buy.price);
  });

  it('the short leg alone is refused: a hedge is never sold naked', () => {
    const refused = applyFill(EMPTY, [sell], { date: D0, source: 'user', context });
    expect(refused).toMatchObject({ ok: false, failure: { reason: 'refused', detail: expect.stringContaining('short hedge leg') as string } });
    expect(applyFill(EMPTY, [{ ...buy, contracts: 2 }, sell], { date: D0, source: 'user', context }).ok).toBe(false);
  });

  it('three long and two short are two units and one long', () => {
    const held = heldOf(kind, filled(EMPTY, [buy, { ...sell, contracts: 2 }], context), context);
    expect(held.map(({ quantity, unit }) => [quantity, unit.kind])).toEqual([[2, kind], [1, kind === 'spxPutSpread' ? 'other' : 'vixCall']]);
    expect(held.reduce((sum, { quantity, unit }) => sum + quantity * unit.vegaPerVixPoint, 0))
      .toBeCloseTo(3 * choice.unit.legs[0]!.figures.vegaPerVixPoint - 2 * choice.unit.legs[1]!.figures.vegaPerVixPoint, 9);
  });

  it('the other leg filled later completes the units', () => {
    const later = filled(filled(EMPTY, [buy], context), [{ ...sell, contracts: 1 }], context);
    const whole = filled(later, [{ ...sell, contracts: 2 }], context);
    expect(oneHeld(kind, whole, context)).toMatchObject({ quantity: 3, unit: { kind } });
  });

  it('the long leg is not sold from under the short one', () => {
    const book = filled(EMPTY, [buy, sell], context);
    const [sale] = sellLines({ held: oneHeld(kind, book, context), contracts: 1 }) as [TicketLine, TicketLine];
    expect(applyFill(book, [sale], { date: D0, source: 'user', context }).ok).toBe(false);
  });
});

describe('margin, notional, warnings and break-even, by hand', () => {
  const share = policyFor('vixCall').values.instruments.margin;

  it('a VIX call: paid in full, notional 100 × its forward, nothing to warn of, worth its cost at strike + ask', () => {
    const { unit } = bestOf('vixCall');
    const { forward, symbol } = unit.legs[0]!.figures;
    expect(unit).toMatchObject({ margin: 0, notional: 100 * forward.value, warnings: [] });
    expect(breakEvenOf(unit, unit.ask)).toBe(strikeOf(symbol) + unit.ask);
  });

  it('a call spread: paid in full, its convexity is capped, worth its cost at the long strike + ask', () => {
    const { unit } = bestOf('vixCallSpread');
    const [long, short] = unit.legs.map(({ figures }) => strikeOf(figures.symbol)) as [number, number];
    expect(unit).toMatchObject({ margin: 0, notional: 100 * unit.legs[0]!.figures.forward.value, label: expect.stringMatching(/^VIXW? \d+ \w{3} \d\d [\d.]+ C \/ [\d.]+ C spread$/) as string });
    expect(unit.warnings.join()).toMatch(/capped/);
    const breakEven = breakEvenOf(unit, unit.ask)!;
    const settlesAt = (vix: number): number => Math.max(0, vix - long) - Math.max(0, vix - short);
    expect(settlesAt(breakEven)).toBeCloseTo(unit.ask, 12);
    expect(settlesAt(breakEven - 0.01)).toBeLessThan(unit.ask);
    expect(breakEvenOf(unit, short - long + 0.01)).toBeNull();
  });

  it('a diagonal: its short call is held as uncovered, by spot VIX; no level of VIX alone says where it breaks even', () => {
    const { unit } = bestOf('vixCallDiagonal');
    const { symbol, mark } = unit.legs[1]!.figures;
    const otm = Math.max(0, strikeOf(symbol) - VIX);
    expect(unit.margin).toBeCloseTo(100 * (mark + Math.max(share.shortCallShare * VIX - otm, (share.shortCallShare / 2) * VIX)), 9);
    expect(unit.margin).toBeCloseTo(100 * (mark + 0.1 * VIX), 9);
    expect(breakEvenOf(unit, unit.ask)).toBeNull();
    expect(unit.warnings.join()).toMatch(/can lose more than the long call gains/);
    expect(unit.label).toMatch(/ \/ .* diagonal$/);
    expect(unit.notional).toBeCloseTo(100 * unit.legs[0]!.figures.forward.value, 9);
  });

  it('a diagonal whose short call is in the money of spot VIX holds the whole share of it', () => {
    const { unit } = bestOf('vixCallDiagonal');
    const { mark } = unit.legs[1]!.figures;
    expect(hedgeUnit(unit.legs, { policy: policyFor('vixCallDiagonal').values, vix: 60 }).margin).toBeCloseTo(100 * (mark + 0.2 * 60), 9);
  });

  it.each([['vxFuture', 1000], ['vxmFuture', 100]] as const)('%s: the policy\'s share of its notional, breaks even at its entry, loses without a floor', (kind, multiplier) => {
    const { unit } = bestOf(kind);
    expect(unit.notional).toBeCloseTo(multiplier * unit.mark, 9);
    expect(unit.margin).toBeCloseTo(share.futureShare * multiplier * unit.mark, 9);
    expect(breakEvenOf(unit, 18.45)).toBe(18.45);
    expect(unit.warnings.join()).toMatch(/loses as much as it gains/);
    expect(unit.delta).toBe(1);
  });

  it('an SPX put spread: its notional is its width, the most it can pay', () => {
    const { unit } = bestOf('spxPutSpread');
    const [long, short] = unit.legs.map(({ figures }) => strikeOf(figures.symbol)) as [number, number];
    expect(unit).toMatchObject({ margin: 0, notional: 100 * (long - short) });
    expect(breakEvenOf(unit, unit.ask)).toBeNull();
    expect(unit.warnings.join()).toMatch(/capped at its width/);
  });
});

/** Markets that a year can bring; each takes a while to build, so a few of them. */
const markets = fc.record({ vix: fc.double({ min: 11, max: 45, noNaN: true }), spx: fc.integer({ min: 4000, max: 8000 }), day: fc.integer({ min: 0, max: 120 }) });
const RUNS = { numRuns: 8 };
const marketOf = ({ vix, spx, day }: { vix: number; spx: number; day: number }) => ({ date: addTradingDays(D0, day), spx, vix });

describe('identities, whatever the market', () => {
  it('a call spread costs and gains less than its call, and is worth between nothing and its width, shocked or not', () => {
    fc.assert(fc.property(markets, (market) => {
      const context = contextFor('vixCallSpread', marketOf(market));
      for (const { unit } of choicesOf('vixCallSpread', context)) {
        const [call, sold] = unit.legs.map(({ figures }) => figures) as [ContractFigures, ContractFigures];
        const width = 100 * (strikeOf(sold.symbol) - strikeOf(call.symbol));
        expect(unit.gainAtVixPlus10).toBeLessThan(call.shock.gainAtVixPlus10!);
        expect(unit.ask).toBeLessThan(call.ask!);
        for (const vixPoints of [-5, 0, 5, 20, 40]) {
          const worth = 100 * unit.mark + unitChange(context, unit, { spxPercent: 0, vixPoints, days: 0 })!;
          expect(worth).toBeGreaterThan(-5);
          expect(worth).toBeLessThan(width + 5);
        }
      }
    }), RUNS);
  });

  it('a VX future is ten VXM futures in every $ figure', () => {
    fc.assert(fc.property(markets, (market) => {
      const context = contextFor('vxFuture', marketOf(market));
      const policy = policyFor('vxmFuture');
      const large = choicesOf('vxFuture', context);
      const small = choicesOf('vxmFuture', context, policy);
      expect(small.map(({ expiration }) => expiration)).toEqual(large.map(({ expiration }) => expiration));
      large.forEach((vx, i) => {
        const vxm = small[i]!;
        for (const figure of ['vegaPerVixPoint', 'gainAtVixPlus10', 'notional', 'margin'] as const) expect(vx.unit[figure]).toBeCloseTo(10 * vxm.unit[figure], 6);
        expect(vx.expectedCost).toBeCloseTo(10 * vxm.expectedCost, 6);
        expect(vx.halfSpread).toBeCloseTo(10 * vxm.halfSpread, 6);
        expect(vx.unit.bid).toBe(vxm.unit.bid);
        expect(vx.score).toBeCloseTo(vxm.score, 9);
      });
    }), RUNS);
  });

  it('a put spread is worth between nothing and its width, and gains when the market falls', () => {
    fc.assert(fc.property(markets, (market) => {
      const context = contextFor('spxPutSpread', marketOf(market));
      for (const { unit } of choicesOf('spxPutSpread', context)) {
        for (const spxPercent of [-20, -8, 0, 8]) {
          const worth = 100 * unit.mark + unitChange(context, unit, { spxPercent, vixPoints: 0, days: 0 })!;
          expect(worth).toBeGreaterThan(-5);
          expect(worth).toBeLessThan(unit.notional + 5);
        }
      }
    }), RUNS);
  });

  it('once its short call has settled worthless a diagonal has changed by what its long call has, and by all the short one was worth', () => {
    fc.assert(fc.property(markets, (market) => {
      const context = contextFor('vixCallDiagonal', marketOf(market));
      for (const { unit } of choicesOf('vixCallDiagonal', context).slice(0, 3)) {
        const [long, short] = unit.legs.map(({ figures }) => figures) as [ContractFigures, ContractFigures];
        if (strikeOf(short.symbol) <= market.vix) continue;
        const shock = { spxPercent: 0, vixPoints: 0, days: short.daysToSettlement + 0.01 };
        expect(unitChange(context, unit, shock)! - context.valueChange(long, shock)).toBeCloseTo(100 * short.mark, 0);
      }
    }), RUNS);
  });

  it('the rank of a listing does not depend on its order', () => {
    fc.assert(fc.property(fc.constantFrom(...KINDS), fc.infiniteStream(fc.nat()), markets, (kind, keys, market) => {
      const context = contextFor(kind, marketOf(market));
      const shuffled = context.market.listed.map((symbol) => ({ symbol, key: keys.next().value as number })).sort((a, b) => a.key - b.key).map(({ symbol }) => symbol);
      const other = aContext({ ...context.market, listed: shuffled }, policyFor(kind));
      const names = (choices: readonly UnitChoice[]): readonly (readonly [string, number])[] => choices.map(({ label, score }) => [label, score] as const);
      expect(names(choicesOf(kind, other))).toEqual(names(choicesOf(kind, context)));
    }), { numRuns: 12 });
  });
});
