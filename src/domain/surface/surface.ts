import type { IsoDate } from '../units.ts';
import type { SmileCurve } from './smileCurve.ts';

/** The smile of one expiry as a part of a surface. */
export interface SurfaceSlice {
  readonly expiration: IsoDate;
  readonly timeYears: number;
  readonly curve: SmileCurve;
  /** Lowest and highest ln(K/F) that stand on quotes. */
  readonly range: readonly [number, number];
}

/** Between two neighbouring expiries the later one holds less total variance: a calendar spread at that ln(K/F) would cost less than nothing. */
export interface CalendarViolation {
  readonly earlier: IsoDate;
  readonly later: IsoDate;
  /** Stretch of ln(K/F) checked in which it happens, lowest and highest. */
  readonly range: readonly [number, number];
  /** Volatility that the later expiry lacks where it lacks most, 0.01 = 1 point. */
  readonly shortfall: number;
}

export interface Surface {
  readonly slices: readonly SurfaceSlice[];
  /**
   * Total variance linear in time between expiries at fixed ln(K/F); before the first and after the last the nearest smile over
   * ln(K/F) ÷ √T. Null without slices or time.
   */
  volatilityAt(logMoneyness: number, timeYears: number): number | null;
  calendarViolations(): readonly CalendarViolation[];
}

const CHECKS_BETWEEN_EXPIRIES = 200;
/** Total variances closer than this share are equal but for rounding. */
const ROUNDING = 1e-9;

const scaled = ({ curve, timeYears }: SurfaceSlice, logMoneyness: number, at: number): number => curve.volatilityAt(logMoneyness * Math.sqrt(timeYears / at));

function violationBetween(earlier: SurfaceSlice, later: SurfaceSlice): CalendarViolation | null {
  const from = Math.max(earlier.range[0], later.range[0]);
  const to = Math.min(earlier.range[1], later.range[1]);
  if (!(from <= to)) return null;
  const found: { readonly k: number; readonly shortfall: number }[] = [];
  for (let step = 0; step <= CHECKS_BETWEEN_EXPIRIES; step++) {
    const k = from + ((to - from) * step) / CHECKS_BETWEEN_EXPIRIES;
    const before = earlier.curve.varianceSlopesAt(k).variance;
    const after = later.curve.varianceSlopesAt(k).variance;
    if (after < before * (1 - ROUNDING)) found.push({ k, shortfall: Math.sqrt(before / later.timeYears) - Math.sqrt(after / later.timeYears) });
  }
  const [first, last] = [found[0], found[found.length - 1]];
  if (first === undefined || last === undefined) return null;
  return { earlier: earlier.expiration, later: later.expiration, range: [first.k, last.k], shortfall: Math.max(...found.map(({ shortfall }) => shortfall)) };
}

/** Smiles of one underlying's expiries in any order; slices without time left are left out, of two at one moment the first stays. */
export function createSurface(smiles: readonly SurfaceSlice[]): Surface {
  const slices = smiles
    .filter(({ timeYears }) => timeYears > 0)
    .toSorted((a, b) => a.timeYears - b.timeYears)
    .filter(({ timeYears }, index, sorted) => index === 0 || timeYears > (sorted[index - 1]?.timeYears ?? 0));
  return {
    slices,
    volatilityAt(logMoneyness, timeYears) {
      if (!(timeYears > 0)) return null;
      const after = slices.find((slice) => slice.timeYears >= timeYears);
      const before = slices.findLast((slice) => slice.timeYears <= timeYears);
      if (before === undefined || after === undefined) {
        const nearest = before ?? after;
        return nearest === undefined ? null : scaled(nearest, logMoneyness, timeYears);
      }
      if (before === after) return before.curve.volatilityAt(logMoneyness);
      const share = (timeYears - before.timeYears) / (after.timeYears - before.timeYears);
      const variance = (1 - share) * before.curve.varianceSlopesAt(logMoneyness).variance + share * after.curve.varianceSlopesAt(logMoneyness).variance;
      return Math.sqrt(variance / timeYears);
    },
    calendarViolations: () => slices.slice(1).flatMap((later, index) => {
      const earlier = slices[index];
      return earlier === undefined ? [] : (violationBetween(earlier, later) ?? []);
    }),
  };
}
