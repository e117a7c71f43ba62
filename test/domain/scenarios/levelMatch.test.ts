import { describe, expect, it } from 'vitest';
import { optionBaseOf, volatilityMove } from '../../../src/domain/book/revaluation.ts';
import { varianceLevel } from '../../../src/domain/book/varianceLevel.ts';
import { weightAt } from '../../../src/domain/vega/vegaTables.ts';
import { TABLES } from '../book/quotedMarket.ts';
import { context, figuresOf, spxw } from './scenarioMarket.ts';

const FLOOR = 0.03;

/** Shift of the smile of an expiry at a VIX move, and the points by which that moves the expiry's own index level. */
function shiftOf(symbol: string, vixPoints: number) {
  const figures = figuresOf(symbol);
  const base = optionBaseOf(context, figures)!;
  const smile = context.smileOf(figures)!;
  const shift = volatilityMove(context, { base, smile }, { spxPercent: 0, vixPoints, days: 0 });
  const level = (by: number): number => 100 * varianceLevel({ smile, shift: by, floor: FLOOR, timeYears: base.timeYears });
  return { shift, level: level(shift) - level(0), wanted: weightAt(TABLES, base.daysToSettlement) * vixPoints };
}

// Method page §7: recompute the variance after the shock; it must have moved by ΔVIX ± 0.3.
describe.each([spxw('P', 6600), spxw('P', 6900, '2026-11-27')])('the shift of the smile of %s', (symbol) => {
  it.each([5, 6, 7.5, 10, 13, 16, 20, 27, 33, 40])('moves its index level by w(T)·ΔVIX ± 0.05 at VIX +%d, at the nodes and between them', (vixPoints) => {
    const { level, wanted } = shiftOf(symbol, vixPoints);
    expect(Math.abs(level - wanted)).toBeLessThan(0.05);
  });

  it('grows with the move, and near nothing is w(T)·ΔVIX itself, as vega per VIX point takes it', () => {
    const moves = Array.from({ length: 161 }, (_, index) => shiftOf(symbol, -20 + index / 2).shift);
    for (const [index, shift] of moves.slice(1).entries()) expect(shift).toBeGreaterThan(moves[index]!);
    for (const vixPoints of [-0.01, 0.01]) expect((100 * shiftOf(symbol, vixPoints).shift) / shiftOf(symbol, vixPoints).wanted).toBeCloseTo(1, 2);
  });

  it('is never more than w(T)·ΔVIX downward, where the floor lets no shift reach the level', () => {
    for (const vixPoints of [-3, -8, -10, -16, -40]) {
      const { shift, wanted } = shiftOf(symbol, vixPoints);
      expect(100 * shift).toBeGreaterThanOrEqual(wanted - 1e-9);
      expect(shift).toBeLessThan(0);
    }
  });
});
