import { normalCdf, normalDensity } from './normalDistribution.ts';
import { chebyshevPoints, chebyshevRow, gaussLegendre } from './quadrature.ts';

/** An American put of strike 1; the rate is above zero, so that exercise can pay. */
export interface PutTerms {
  readonly rate: number;
  readonly dividendYield: number;
  readonly volatility: number;
  readonly timeYears: number;
}

/** ln of the spot at or below which the put is exercised, at the collocation points of the time to expiry. */
export interface ExerciseBoundary {
  /** ln of the boundary just before expiry: min(1, rate ÷ yield). */
  readonly logLimit: number;
  /** (logLimit − ln B)² at τ = T·((1 + y)/2)² for the `chebyshevPoints` y: today's first, expiry's 0 left out. */
  readonly squaredDepths: Float64Array;
}

// Sizes that keep SPY-like prices up to a year within 0.06 cent of QuantLib's high-precision scheme (0.5 are allowed).
const DEGREE = 6;
const BOUNDARY_ORDER = 7;
const START_STEPS = 3;
const PICARD_STEPS = 6;

/**
 * Nodes for ∫₀^τ f(s) ds with s = τ·sin²θ: boundary and kernel are smooth in √s and √(τ − s), so both are smooth in θ and
 * Gauss–Legendre converges fast. Shapes: order, order, order × DEGREE.
 */
export interface TimeRule {
  readonly sines: Float64Array;
  /** ds ÷ τ. */
  readonly weights: Float64Array;
  /** Factors on `squaredDepths` that interpolate the boundary at τ − s. */
  readonly rows: Float64Array;
}

/** Rule for a τ whose square root is `rootShare` of that of the whole life. */
function timeRule(order: number, rootShare: number): TimeRule {
  const { nodes, weights } = gaussLegendre(order);
  const angles = nodes.map((node) => ((1 + node) * Math.PI) / 4);
  return {
    sines: Float64Array.from(angles, Math.sin),
    weights: Float64Array.from(angles, (angle, index) => (weights[index] ?? 0) * (Math.PI / 4) * Math.sin(2 * angle)),
    rows: Float64Array.from(angles.flatMap((angle) => chebyshevRow(DEGREE, 2 * rootShare * Math.cos(angle) - 1).slice(0, DEGREE))),
  };
}

export const wholeLifeRule = (order: number): TimeRule => timeRule(order, 1);

const ROOT_SHARES = Float64Array.from(chebyshevPoints(DEGREE).slice(0, DEGREE), (point) => (1 + point) / 2);
const { sines: SINES, weights: WEIGHTS } = timeRule(BOUNDARY_ORDER, 1);
const BOUNDARY_ROWS = Array.from(ROOT_SHARES, (share) => timeRule(BOUNDARY_ORDER, share).rows);

/** ln of the boundary at one node of a rule. */
export function logBoundaryAt({ logLimit, squaredDepths }: ExerciseBoundary, rows: Float64Array, node: number): number {
  let square = 0;
  for (let column = 0, at = node * DEGREE; column < DEGREE; column++, at++) square += (rows[at] ?? 0) * (squaredDepths[column] ?? 0);
  return logLimit - Math.sqrt(Math.max(0, square));
}

/** Negative root of ½σ²x(x − 1) + (r − q)x = r ÷ share; both forms, so that neither cancels. */
function exerciseExponent({ rate, dividendYield, volatility }: PutTerms, share: number): number {
  const variance = volatility * volatility;
  const half = (rate - dividendYield) / variance - 0.5;
  const constant = (2 * rate) / (variance * share);
  const root = Math.sqrt(half * half + constant);
  return half > 0 ? -half - root : constant / (half - root);
}

/** Boundary from the perpetual one, as Bjerksund and Stensland (1993) approach it in time. */
function approachedBoundary(terms: PutTerms, limit: number, tau: number): number {
  const { rate, dividendYield, volatility } = terms;
  const exponent = exerciseExponent(terms, 1);
  const near = 1 / limit;
  const far = (exponent - 1) / exponent;
  const height = ((dividendYield - rate) * tau + 2 * volatility * Math.sqrt(tau)) / ((far - near) * near);
  return 1 / (near + (far - near) * -Math.expm1(-Math.max(0, height)));
}

/** Start: the quadratic approximation of Barone-Adesi and Whaley (1987), by Newton steps. */
function startingBoundary(terms: PutTerms, limit: number, tau: number): number {
  const { rate, dividendYield, volatility } = terms;
  const deviation = volatility * Math.sqrt(tau);
  const exponent = exerciseExponent(terms, -Math.expm1(-rate * tau));
  const strikeDiscount = Math.exp(-rate * tau);
  const spotDiscount = Math.exp(-dividendYield * tau);
  let spot = approachedBoundary(terms, limit, tau);
  for (let step = 0; step < START_STEPS; step++) {
    const d1 = (Math.log(spot) + (rate - dividendYield) * tau) / deviation + 0.5 * deviation;
    const spotShare = 1 - spotDiscount * normalCdf(-d1);
    const gap = 1 - spot * spotShare - strikeDiscount * normalCdf(deviation - d1) + (spotShare * spot) / exponent;
    const slope = -spotShare * (1 - 1 / exponent) + (spotDiscount * normalDensity(d1)) / (deviation * exponent);
    const next = spot - gap / slope;
    spot = next > 0 ? Math.min(next, limit) : 0.5 * spot;
  }
  return spot;
}

/** Discounted time steps of the integrals by point and node, interest on the strike and yield on the spot. */
interface Flows {
  readonly interest: Float64Array;
  readonly income: Float64Array;
}

function flowsOf({ rate, dividendYield, timeYears }: PutTerms): Flows {
  const interest = new Float64Array(DEGREE * BOUNDARY_ORDER);
  const income = new Float64Array(DEGREE * BOUNDARY_ORDER);
  for (let point = 0, at = 0; point < DEGREE; point++) {
    const share = ROOT_SHARES[point] ?? 0;
    const tau = timeYears * share * share;
    for (let node = 0; node < BOUNDARY_ORDER; node++, at++) {
      const sine = SINES[node] ?? 0;
      const time = tau * sine * sine;
      const step = tau * (WEIGHTS[node] ?? 0);
      interest[at] = step * rate * Math.exp(-rate * time);
      income[at] = step * dividendYield * Math.exp(-dividendYield * time);
    }
  }
  return { interest, income };
}

/** ln of N/D, the right side of B = N/D at one collocation point. */
function improvedLogBoundary(terms: PutTerms, flows: Flows, boundary: ExerciseBoundary, point: number): number {
  const { rate, dividendYield, volatility } = terms;
  const share = ROOT_SHARES[point] ?? 0;
  const tau = terms.timeYears * share * share;
  const deviation = volatility * Math.sqrt(tau);
  const drift = rate - dividendYield - 0.5 * volatility * volatility;
  const logBoundary = boundary.logLimit - Math.sqrt(boundary.squaredDepths[point] ?? 0);
  const d2 = (logBoundary + drift * tau) / deviation;
  let numerator = Math.exp(-rate * tau) * normalCdf(d2);
  let denominator = Math.exp(-dividendYield * tau) * normalCdf(d2 + deviation);
  const rows = BOUNDARY_ROWS[point] ?? SINES;
  for (let node = 0, at = point * BOUNDARY_ORDER; node < BOUNDARY_ORDER; node++, at++) {
    const sine = SINES[node] ?? 0;
    const spread = deviation * sine;
    const e2 = (logBoundary - logBoundaryAt(boundary, rows, node) + drift * tau * sine * sine) / spread;
    numerator += (flows.interest[at] ?? 0) * normalCdf(e2);
    denominator += (flows.income[at] ?? 0) * normalCdf(e2 + spread);
  }
  return Math.log(numerator / denominator);
}

/**
 * Exercise boundary of the put by collocation: the fixed point of value matching ("FP-B"), with (ln B)² interpolated in √τ,
 * after Andersen, Lake and Offengenden, "High-performance American option pricing", Journal of Computational Finance 20 (2016).
 * Plain steps only: their smooth-pasting form ("FP-A") and Jacobi–Newton steps converge faster at common volatilities, but run
 * away where the drift outweighs the volatility or rate and yield are nearly equal; this form was seen to converge
 * everywhere from 0.5 % volatility on. The number of steps is fixed, so that prices are smooth in every input.
 */
export function exerciseBoundary(terms: PutTerms): ExerciseBoundary {
  const { rate, dividendYield, timeYears } = terms;
  const limit = dividendYield > rate ? rate / dividendYield : 1;
  const logLimit = Math.log(limit);
  const squaredDepths = new Float64Array(DEGREE);
  for (let point = 0; point < DEGREE; point++) {
    const share = ROOT_SHARES[point] ?? 0;
    squaredDepths[point] = (Math.log(startingBoundary(terms, limit, timeYears * share * share)) - logLimit) ** 2;
  }
  const flows = flowsOf(terms);
  const boundary = { logLimit, squaredDepths };
  const improved = new Float64Array(DEGREE);
  for (let step = 0; step < PICARD_STEPS; step++) {
    for (let point = 0; point < DEGREE; point++) improved[point] = improvedLogBoundary(terms, flows, boundary, point);
    for (let point = 0; point < DEGREE; point++) {
      const next = improved[point] ?? Number.NaN;
      // Where both parts underflow the spot is too far away for the boundary to matter.
      if (Number.isFinite(next)) squaredDepths[point] = Math.min(0, next - logLimit) ** 2;
    }
  }
  return boundary;
}
