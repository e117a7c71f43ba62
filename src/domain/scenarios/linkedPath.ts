import type { ValuationContext } from '../book/valuationContext.ts';
import { changeUnder } from './position.ts';
import type { ScenarioPosition, SideChanges } from './position.ts';

/** The book at one VIX move with the SPX move that goes with it, $ against now. */
export interface LinkedPoint extends SideChanges {
  readonly vixPoints: number;
  readonly spxPercent: number;
}

export interface LinkedPath {
  readonly points: readonly LinkedPoint[];
  /** Where the total crosses zero, to a hundredth of a VIX point; the start itself is none. */
  readonly breakEvens: readonly { readonly vixPoints: number; readonly spxPercent: number }[];
}

export interface LinkedAxis {
  /** Ascending. */
  readonly vixPoints: readonly number[];
  readonly days: number;
}

const BREAK_EVEN_VIX_POINTS = 0.01;

/** Halves the stretch until it is short enough; `from` and `to` have totals of opposite sign. */
function crossingBetween(at: (vixPoints: number) => LinkedPoint, from: LinkedPoint, to: LinkedPoint): LinkedPoint {
  let low = from;
  let high = to;
  while (high.vixPoints - low.vixPoints > BREAK_EVEN_VIX_POINTS) {
    const middle = at((low.vixPoints + high.vixPoints) / 2);
    if (middle.total === 0) return middle;
    if (middle.total > 0 === low.total > 0) low = middle;
    else high = middle;
  }
  return Math.abs(low.total) < Math.abs(high.total) ? low : high;
}

/**
 * The diagonal of the grid along which SPX and VIX move together (policy: VIX points per +1 % SPX), full revaluation: the shock rows of
 * the book, drawn out. Two crossings between neighbouring points of the axis are not seen.
 */
export function linkedPath(context: ValuationContext, positions: readonly ScenarioPosition[], { vixPoints, days }: LinkedAxis): LinkedPath {
  const at = (points: number): LinkedPoint => {
    const spxPercent = points / context.tables.vixPerSpxPercent;
    return { vixPoints: points, spxPercent, ...changeUnder(context, positions, { vixPoints: points, spxPercent, days }) };
  };
  const points = vixPoints.map(at);
  const breakEvens = points.slice(1).flatMap((to, index) => {
    const from = points[index];
    if (from === undefined || from.total * to.total >= 0) return [];
    const crossing = crossingBetween(at, from, to);
    return [{ vixPoints: crossing.vixPoints, spxPercent: crossing.spxPercent }];
  });
  return { points, breakEvens };
}
