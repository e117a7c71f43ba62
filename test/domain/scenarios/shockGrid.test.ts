import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import { changeUnder, scenarioBookOf } from '../../../src/domain/scenarios/position.ts';
import type { ScenarioPosition } from '../../../src/domain/scenarios/position.ts';
import { fullAxes, shockGrid } from '../../../src/domain/scenarios/shockGrid.ts';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { book, CONDOR_LEGS, FUTURES, HEDGE_LEG, quotedMarket, range, SPX_EXPIRY, TABLES, VIX_EXPIRY, withQuotes } from '../book/quotedMarket.ts';
import { context, CONTRACTS, HEDGED, position, spxw, vixCall } from './scenarioMarket.ts';

const aPosition = fc.record({ symbol: fc.constantFrom(...CONTRACTS), quantity: fc.integer({ min: -50, max: 50 }), side: fc.constantFrom('condors' as const, 'hedge' as const) })
  .map(({ symbol, quantity, side }) => position(symbol, quantity, side));
const aBook = fc.array(aPosition, { minLength: 1, maxLength: 12 });
const someDays = fc.constantFrom(0, 1, 7, 6.9, 14, 26, 30);
const someAxes = fc.record({
  spxPercents: fc.uniqueArray(fc.double({ min: -20, max: 10, noNaN: true }), { minLength: 1, maxLength: 5 }),
  vixPoints: fc.uniqueArray(fc.integer({ min: -10, max: 40 }), { minLength: 1, maxLength: 6 }),
  days: someDays,
});

/** Grids at one SPX move or one VIX move. */
const along = (positions: readonly ScenarioPosition[], spxPercents: readonly number[], vixPoints: readonly number[], days = 0) =>
  [...shockGrid(context, positions, { spxPercents, vixPoints, days }).total];

describe('a cell of the shock grid', () => {
  it('is the sum over the legs of quantity × revaluation, to 1e-9 of what the legs move', () => {
    fc.assert(
      fc.property(aBook, someAxes, (positions, axes) => {
        const grid = shockGrid(context, positions, axes);
        axes.spxPercents.forEach((spxPercent, row) => axes.vixPoints.forEach((vixPoints, column) => {
          const shock = { spxPercent, vixPoints, days: axes.days };
          const plain = changeUnder(context, positions, shock);
          const gross = positions.reduce((sum, { figures, quantity }) => sum + Math.abs(quantity * context.valueChange(figures, shock)), 0);
          const cell = row * axes.vixPoints.length + column;
          for (const side of ['condors', 'hedge', 'total'] as const) expect(Math.abs(grid[side][cell]! - plain[side])).toBeLessThanOrEqual(1e-9 * gross + 1e-9);
        }));
      }),
      { seed: 31, numRuns: 60 },
    );
  });

  it('is exactly zero where nothing moves and no time passes', () => {
    fc.assert(
      fc.property(aBook, (positions) => {
        expect(Math.abs(along(positions, [0], [0])[0]!)).toBe(0);
      }),
      { seed: 32, numRuns: 50 },
    );
  });

  it('doubles with the book, and opposite positions cancel', () => {
    fc.assert(
      fc.property(aBook, someAxes, (positions, axes) => {
        const once = shockGrid(context, positions, axes);
        const twice = shockGrid(context, positions.map((row) => ({ ...row, quantity: 2 * row.quantity })), axes);
        const flat = shockGrid(context, [...positions, ...positions.map((row) => ({ ...row, quantity: -row.quantity }))], axes);
        once.total.forEach((value, cell) => expect(twice.total[cell]).toBeCloseTo(2 * value, 4));
        expect(flat.total.every((value) => value === 0)).toBe(true);
      }),
      { seed: 33, numRuns: 30 },
    );
  });

  it('is a finite number over the whole grid, at every horizon and at extremes no market has seen', () => {
    const one = CONTRACTS.map((symbol) => position(symbol, 1, 'hedge'));
    for (const days of [0, 6.9, 7.3, 26, 30, 400]) expect(shockGrid(context, one, fullAxes(days)).total.every(Number.isFinite)).toBe(true);
    const extremes = { spxPercents: [-1000, -100, -99.9, 0, 400], vixPoints: [-100, -16.5, 0, 500], days: 3 };
    expect(shockGrid(context, one, extremes).total.every(Number.isFinite)).toBe(true);
  });
});

describe('the grid as a whole', () => {
  const grid = shockGrid(context, HEDGED, fullAxes(0));

  it('spans SPX −20…+10 % and VIX −10…+40, row by row', () => {
    expect(grid.axes.spxPercents).toEqual([...Array(31).keys()].map((row) => row - 20));
    expect(grid.axes.vixPoints).toEqual([...Array(51).keys()].map((column) => column - 10));
    expect(grid.total).toHaveLength(31 * 51);
    expect(grid.total[20 * 51 + 10]).toBe(0);
  });

  it('names its worst cell', () => {
    const worst = grid.worst!;
    expect(worst.total).toBe(Math.min(...grid.total));
    expect(changeUnder(context, HEDGED, { ...worst, days: 0 }).total).toBeCloseTo(worst.total, 6);
    expect(shockGrid(context, HEDGED, { spxPercents: [], vixPoints: [1], days: 0 }).worst).toBeNull();
  });

  it('never takes more from ten condors than their width, 10 points × $100 × 10, nor gives more', () => {
    expect(grid.condors.every((value) => Math.abs(value) < 10_000)).toBe(true);
  });

  it('adds up its sides', () => {
    grid.total.forEach((value, cell) => expect(value).toBe(grid.condors[cell]! + grid.hedge[cell]!));
  });
});

describe('direction', () => {
  const vixPoints = [...Array(51).keys()].map((column) => column - 10);
  const rising = (values: readonly number[]) => values.every((value, index) => index === 0 || value >= values[index - 1]! - 1e-9);

  it('a long option on SPX or VIX call never gains less when VIX rises at the same SPX', () => {
    for (const symbol of [...CONTRACTS.filter((name) => name.startsWith('SPX')), vixCall(12), vixCall(19), vixCall(40)]) {
      for (const spxPercent of [-20, -7, 0, 5, 10]) expect(rising(along([position(symbol, 1, 'hedge')], [spxPercent], vixPoints, 3))).toBe(true);
    }
  });

  it('a VIX contract does not see the SPX at a fixed VIX', () => {
    const values = along([position(vixCall(19), 3, 'hedge')], [-20, 0, 10], [12]);
    expect(new Set(values).size).toBe(1);
  });

  it('puts gain when SPX falls, calls when it rises, at the same VIX', () => {
    const spxPercents = [-20, -10, -5, 0, 3, 10];
    expect(rising(along([position(spxw('C', 7000), 1, 'condors')], spxPercents, [0]))).toBe(true);
    expect(rising(along([position(spxw('P', 6600), 1, 'condors')], spxPercents, [0]).toReversed())).toBe(true);
  });
});

describe('a book in scenarios', () => {
  it('keeps the sides of the valuation, whose shock rows are cells of the grid', () => {
    const valuation = valueBook(context, book(...CONDOR_LEGS, HEDGE_LEG), [1, 5, 10, 20]);
    const { positions, incomplete } = scenarioBookOf(valuation);
    expect(incomplete.size).toBe(0);
    for (const { spxPercent, vixPoints, condors, hedge, total } of valuation.shocks) {
      const grid = shockGrid(context, positions, { spxPercents: [spxPercent], vixPoints: [vixPoints], days: 0 });
      expect(grid.condors[0]).toBeCloseTo(condors!, 6);
      expect(grid.hedge[0]).toBeCloseTo(hedge!, 6);
      expect(grid.total[0]).toBeCloseTo(total!, 6);
    }
  });

  it('has no figure on the side of a leg whose expiry has no smile: it is priced, but its skew is not known', () => {
    const market = quotedMarket({ expiries: [SPX_EXPIRY, VIX_EXPIRY], futures: FUTURES });
    const legs = new Set(CONDOR_LEGS.map(({ symbol }) => symbol));
    // Puts below the money, every other one quoted half as much again: sound quotes and broken ones cannot be told apart.
    const broken = range(5600, 6800, 10).map((strike) => spxw('P', strike)).filter((symbol) => !legs.has(symbol));
    const off = withQuotes(market, Object.fromEntries(broken.map((symbol) => [symbol, { bid: 1.5 * market.quotes.get(symbol)!.bid!, ask: 1.5 * market.quotes.get(symbol)!.ask! }])));
    const blind = createValuationContext(off, TABLES);
    const valuation = valueBook(blind, book(...CONDOR_LEGS, HEDGE_LEG), [10]);
    expect(valuation).toMatchObject({ complete: true, shocks: [{ condors: null, total: null }] });
    expect(valuation.shocks[0]!.hedge).toBeGreaterThan(0);
    const { positions, incomplete, because } = scenarioBookOf(valuation);
    expect([positions.map(({ side }) => side), [...incomplete], because.length]).toEqual([['hedge'], ['condors'], 4]);
    expect(because[0]).toMatch(/^SPXW 18 Dec 26 6600 P: no shock without a smile: SPXW 2026-12-18/);
  });
});
