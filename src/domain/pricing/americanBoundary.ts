import { chebyshevPoints, chebyshevRow, gaussLegendre } from './quadrature.ts';
import { normalCdf, normalDensity } from './normalDistribution.ts';

/** An American put of strike 1 on a spot with continuous yield; the rate is above zero. */
export interface PutTerms {
  readonly rate: number;
  readonly dividendYield: number;
  readonly volatility: number;
  readonly timeYears: number;
}

/** Spot below which the put is exercised, at the collocation points of time to expiry. */
export interface ExerciseBoundary {
  /** ln of the boundary just before expiry, min(1, rate ÷ yield). */
  readonly logLimit: number;
  /** Square of logLimit − ln B at τ = T·((1 + y)/2)² over `chebyshevPoints`; the first is today's. */
  readonly squaredDepths: Float64Array;
}

const DEGREE = 10;
const BOUNDARY_ORDER = 16;
const NEWTON_STEPS = 4;
const PICARD_STEPS = 4;

/**
 * ∫₀^τ f(s) ds over the time s since today with s = τ·sin²θ: then √s and √(τ − s), in which boundary and kernel are
 * smooth, are both smooth in θ, and Gauss–Legendre converges fast. Rows interpolate the boundary at τ − s.
 */
export interface TimeRule {
  readonly sines: Float64Array;
  /** dθ-weight × 2·sinθ·cosθ: times τ it is ds. */
  readonly weights: Float64Array;
  /** order × DEGREE factors on `squaredDepths`, whose last value, at expiry, is 0. */
  readonly rows: Float64Array;
}

function timeRule(order: number, rootShare: number): TimeRule {
  const { nodes, weights } = gaussLegendre(order);
  const angles = nodes.map((node) => ((1 + node) * Math.PI) / 4);
  return {
    sines: Float64Array.from(angles, Math.sin),
    weights: Float64Array.from(angles, (angle, index) => (weights[index] ?? 0) * (Math.PI / 4) * Math.sin(2 * angle)),
    rows: Float64Array.from(angles.flatMap((angle) => chebyshevRow(DEGREE, 2 * rootShare * Math.cos(angle) - 1).slice(0, DEGREE))),
  };
}

/** Rule over the whole life for the early-exercise premium. */
export const premiumRule = (order: number): TimeRule => timeRule(order, 1);

/** √(τᵢ/T) of the collocation points, expiry itself left out. */
const ROOT_SHARES = chebyshevPoints(DEGREE).slice(0, DEGREE).map((point) => (1 + point) / 2);
const BOUNDARY_RULES = ROOT_SHARES.map((share) => timeRule(BOUNDARY_ORDER, share));

/** ln of the boundary at node `index` of the rule. */
export function logBoundaryAt({ logLimit, squaredDepths }: ExerciseBoundary, rows: Float64Array, index: number): number {
  let square = 0;
  for (let column = 0, at = index * DEGREE; column < DEGREE; column++, at++) square += (rows[at] ?? 0) * (squaredDepths[column] ?? 0);
  return logLimit - Math.sqrt(Math.max(0, square));
}

/** Trigger of the flat-boundary approximation of Bjerksund and Stensland (1993), as the start. */
function startingDepth({ rate, dividendYield, volatility }: PutTerms, logLimit: number, tau: number): number {
  const variance = volatility * volatility;
  const half = (rate - dividendYield) / variance - 0.5;
  const exponent = -half - Math.sqrt(half * half + (2 * rate) / variance);
  const near = Math.exp(-logLimit);
  const far = (exponent - 1) / exponent;
  const height = -((dividendYield - rate) * tau + 2 * volatility * Math.sqrt(tau)) / ((far - near) * near);
  const trigger = near + (far - near) * (1 - Math.exp(Math.min(0, height)));
  return Math.max(0, Math.log(trigger) + logLimit);
}

/** Numerator and denominator of the fixed point B = N/D at one point of the boundary, with their slopes in B. */
function improvedLogBoundary(terms: PutTerms, boundary: ExerciseBoundary, point: number, newton: boolean): number {
  const { rate, dividendYield, volatility } = terms;
  const share = ROOT_SHARES[point] ?? 0;
  const tau = terms.timeYears * share * share;
  const deviation = volatility * Math.sqrt(tau);
  const drift = rate - dividendYield - 0.5 * volatility * volatility;
  const logBoundary = boundary.logLimit - Math.sqrt(boundary.squaredDepths[point] ?? 0);
  const d2 = (logBoundary + drift * tau) / deviation;
  const density = (Math.exp(-rate * tau) * normalDensity(d2)) / deviation;
  const d1 = d2 + deviation;
  const spotDensity = (Math.exp(-dividendYield * tau) * normalDensity(d1)) / deviation;
  let numerator = density;
  let denominator = spotDensity + Math.exp(-dividendYield * tau) * normalCdf(d1);
  let numeratorSlope = (-d2 * density) / deviation;
  let denominatorSlope = (-d2 * spotDensity) / deviation;
  const rule = BOUNDARY_RULES[point];
  if (rule === undefined) return logBoundary;
  for (let index = 0; index < BOUNDARY_ORDER; index++) {
    const sine = rule.sines[index] ?? 0;
    const time = tau * sine * sine;
    const spread = deviation * sine;
    const e2 = (logBoundary - logBoundaryAt(boundary, rule.rows, index) + drift * time) / spread;
    const e1 = e2 + spread;
    const step = tau * (rule.weights[index] ?? 0);
    const strikePart = (step * rate * Math.exp(-rate * time) * normalDensity(e2)) / spread;
    const yieldStep = step * dividendYield * Math.exp(-dividendYield * time);
    const spotPart = (yieldStep * normalDensity(e1)) / spread;
    numerator += strikePart;
    denominator += spotPart + yieldStep * normalCdf(e1);
    numeratorSlope -= (e2 * strikePart) / spread;
    denominatorSlope -= (e2 * spotPart) / spread;
  }
  const image = numerator / denominator;
  if (!newton) return Math.log(image);
  const slope = (numeratorSlope - image * denominatorSlope) / denominator;
  const level = Math.exp(logBoundary);
  // N and D carry a factor 1/B in their slopes.
  return Math.log(level + (image - level) / (1 - slope / level));
}

/**
 * Exercise boundary of the put by collocation: fixed point of the smooth-pasting equation ("FP-A"), Jacobi–Newton steps then
 * plain ones, (ln B)² interpolated in √τ. Andersen, Lake, Offengenden, "High-performance American option pricing",
 * Journal of Computational Finance 20 (2016). The number of steps is fixed, so that figures are smooth in every input.
 */
export function exerciseBoundary(terms: PutTerms): ExerciseBoundary {
  const { rate, dividendYield, timeYears } = terms;
  const logLimit = dividendYield > rate ? Math.log(rate / dividendYield) : 0;
  let squaredDepths = Float64Array.from(ROOT_SHARES, (share) => startingDepth(terms, logLimit, timeYears * share * share) ** 2);
  for (let step = 0; step < NEWTON_STEPS + PICARD_STEPS; step++) {
    const boundary = { logLimit, squaredDepths };
    squaredDepths = Float64Array.from(ROOT_SHARES, (_, point) => {
      const improved = improvedLogBoundary(terms, boundary, point, step < NEWTON_STEPS);
      const before = squaredDepths[point] ?? 0;
      return Number.isFinite(improved) ? Math.min(0, improved - logLimit) ** 2 : before;
    });
  }
  return { logLimit, squaredDepths };
}
