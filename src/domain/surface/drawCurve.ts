import { butterflyViolations, checkGrid } from './butterflyArbitrage.ts';
import { createSmileCurve } from './smileCurve.ts';
import type { SmileCurve } from './smileCurve.ts';
import { rowOf } from './smilePoints.ts';
import type { SmilePoint } from './smilePoints.ts';
import { createSplineSmoother } from './smoothingSpline.ts';
import type { SplineFit, SplineSmoother } from './smoothingSpline.ts';

/** The quotes to draw through and the units to draw in. */
export interface Drawing {
  /** Three or more, ascending in strike. */
  readonly points: readonly SmilePoint[];
  /** Volatility at the money, the unit of the levels. */
  readonly level: number;
  /** ln(K/F) per unit of z: one standard deviation to expiry. */
  readonly scale: number;
  readonly timeYears: number;
  /** Per point, in volatilities. */
  readonly halfWidths: Float64Array;
}

export interface DrawnCurve {
  readonly curve: SmileCurve;
  readonly butterflyFree: boolean;
  /** Points whose bid and ask do not hold the curve between them. */
  readonly outside: number;
}

/** From all but straight to all but interpolating. */
const STIFFNESSES = Array.from({ length: 13 }, (_, step) => 1e5 / 4 ** step);
/** A stiffness that leaves more quotes outside than this is too stiff to be worth bending. */
const BENDABLE_SHARE = 0.08;
const BENDING_ROUNDS = 8;
const LOOSENING_ROUNDS = 7;
const LOOSENING = 4;
/** Stiffnesses tried in earnest: a looser curve holds more quotes, but is not freer of arbitrage. */
const TRIES = 3;
/** Neighbours on each side that a violation loosens. */
const LOOSENED_NEIGHBOURS = 2;

interface Desk extends Drawing {
  readonly z: Float64Array;
  readonly smoother: SplineSmoother;
  /** In units of the level. */
  readonly variances: Float64Array;
  readonly grid: readonly number[];
}

function setUp(drawing: Drawing): Desk {
  const { points, level, scale, halfWidths } = drawing;
  const z = rowOf(points, ({ logMoneyness }) => logMoneyness / scale);
  const levels = rowOf(points, ({ volatility }) => volatility / level);
  return {
    ...drawing, z, smoother: createSplineSmoother(z, levels), variances: halfWidths.map((width) => (width / level) ** 2),
    grid: checkGrid(points.map(({ logMoneyness }) => logMoneyness), scale),
  };
}

interface Try {
  readonly spline: SplineFit;
  /** Indices of the quotes that do not hold the curve. */
  readonly outside: readonly number[];
}

function tryCurve({ smoother, points, level }: Desk, variances: Float64Array, stiffness: number): Try {
  const spline = smoother.fit(variances, stiffness);
  const outside: number[] = [];
  for (let i = 0; i < points.length; i++) {
    const volatility = level * (spline.values[i] ?? 0);
    const point = points[i];
    if (point !== undefined && (volatility < point.bidVolatility || volatility > point.askVolatility)) outside.push(i);
  }
  return { spline, outside };
}

/** None where the spline does not stay above zero. */
function curveOf({ z, level, scale, timeYears }: Desk, { values, curvatures }: SplineFit): SmileCurve | null {
  if (!values.every((value) => value > 0)) return null;
  return createSmileCurve({ at: z, values: values.map((value) => level * value), curvatures: curvatures.map((value) => level * value) }, scale, timeYears);
}

/** Draws the curve harder to the quotes it misses, until it misses none: the smoothest curve between bids and asks, nearly. */
function bend(desk: Desk, stiffness: number): { readonly drawn: Try; readonly variances: Float64Array } {
  const variances = desk.variances.slice();
  let drawn = tryCurve(desk, variances, stiffness);
  if (!isNear(desk, drawn)) return { drawn, variances };
  for (let round = 0; round < BENDING_ROUNDS && drawn.outside.length > 0; round++) {
    for (const i of drawn.outside) variances[i] = 0.4 * (variances[i] ?? 0);
    drawn = tryCurve(desk, variances, stiffness);
  }
  return { drawn, variances };
}

/** Gives way at the points around each ln(K/F) found, those at the end for one beyond it. `violations` ascending. */
function loosen({ z, scale }: Desk, variances: Float64Array, violations: readonly number[]): void {
  const touched = new Set<number>();
  let next = 0;
  for (const k of violations) {
    while (next < z.length && (z[next] ?? 0) * scale < k) next++;
    const from = Math.max(0, Math.min(next, z.length - 1) - LOOSENED_NEIGHBOURS);
    for (let i = from; i < Math.min(z.length, next + LOOSENED_NEIGHBOURS); i++) touched.add(i);
  }
  for (const i of touched) variances[i] = LOOSENING * (variances[i] ?? 0);
}

/** Loosens the quotes around every negative density until there is none. */
function straighten(desk: Desk, stiffness: number, start: { readonly drawn: Try; readonly variances: Float64Array }): DrawnCurve | null {
  const { variances } = start;
  let { drawn } = start;
  for (let round = 0; ; round++) {
    const curve = curveOf(desk, drawn.spline);
    if (curve === null) return null;
    const violations = butterflyViolations(curve, desk.grid);
    if (violations.length === 0 || round === LOOSENING_ROUNDS) return { curve, butterflyFree: violations.length === 0, outside: drawn.outside.length };
    loosen(desk, variances, violations);
    drawn = tryCurve(desk, variances, stiffness);
  }
}

const isBetter = (a: DrawnCurve, b: DrawnCurve | null): boolean =>
  b === null || (a.butterflyFree !== b.butterflyFree ? a.butterflyFree : a.outside < b.outside);

/** Whether so few quotes lie outside that the curve can be bent to them. */
const isNear = ({ points }: Desk, { outside }: Try): boolean => outside.length <= BENDABLE_SHARE * points.length;

/**
 * The stiffest smoothing spline that passes between bids and asks and has no butterfly arbitrage. Where both cannot be had, the
 * curve free of arbitrage that misses the fewest quotes; null when no curve stays above zero.
 */
export function drawCurve(drawing: Drawing): DrawnCurve | null {
  const desk = setUp(drawing);
  let best: DrawnCurve | null = null;
  let tries = 0;
  for (const stiffness of STIFFNESSES) {
    const bent = bend(desk, stiffness);
    if (!isNear(desk, bent.drawn)) continue;
    const drawn = straighten(desk, stiffness, bent);
    if (drawn !== null && isBetter(drawn, best)) best = drawn;
    if (++tries === TRIES || (best?.butterflyFree === true && best.outside === 0)) break;
  }
  return best;
}

/** The stiffest smoothing spline that passes between bids and asks, whatever its density; null when none stays above zero. */
export function drawAlongQuotes(drawing: Drawing): DrawnCurve | null {
  const desk = setUp(drawing);
  for (const stiffness of STIFFNESSES) {
    const { drawn } = bend(desk, stiffness);
    const curve = isNear(desk, drawn) ? curveOf(desk, drawn.spline) : null;
    if (curve !== null) return { curve, butterflyFree: butterflyViolations(curve, desk.grid).length === 0, outside: drawn.outside.length };
  }
  return null;
}
