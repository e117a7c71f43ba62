import { exponential } from './exponential.ts';
import { millsExcess, millsRatio } from './millsRatio.ts';

/**
 * The option out of the money, undiscounted. With x = |ln(F/K)|, s = σ√T, q = x/s and t = s/2, and m the Mills ratio, its
 * premium is √(F·K)·φ-factor·[m(q − t) − m(q + t)], φ-factor = e^(−(q² + t²)/2)/√(2π) (Black 1976, rearranged as in Jäckel,
 * "Let's be rational", 2015). By put–call parity it is also the time value of the option in the money.
 */
export const INVERSE_SQRT_TWO_PI = 0.3989422804014327;
const SQRT_TWO_PI = 2.5066282746310002;
/** Below this half-deviation the difference of Mills ratios is a series; above it the plain difference loses less than two digits. */
const NARROW = 0.1;
const CLOSE = 0.02;
/** From here on the Gaussian factor is below the smallest double. */
const OUT_OF_SIGHT = 60;
const SATURATED = 1000;

/** ln(F/K) that keeps its digits where F and K are close: 2·artanh((F − K)/(F + K)), whose difference is exact there. */
export function logMoneyness(forward: number, strike: number): number {
  const z = (forward - strike) / (forward + strike);
  if (!(z > -0.17 && z < 0.17)) return Math.log(forward / strike);
  const w = z * z;
  return 2 * z * (1 + w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + w * (1 / 9 + w * (1 / 11 + w * (1 / 13 + w * (1 / 15 + w * (1 / 17 + w * (1 / 19))))))))));
}

/**
 * [m(q − t) − m(q + t)]/(2t) for t ≤ 0.1, by the odd derivatives of the Mills ratio: y⁽ⁿ⁺¹⁾ = −q·y⁽ⁿ⁾ + n·y⁽ⁿ⁻¹⁾ makes each of
 * them U·y′ − V with polynomials U, V in q²; they are summed over t²ᵏ/(2k + 1)!. The first one left out is below 1e-17 of the sum.
 */
function narrowFactor(q: number, t: number): number {
  const excess = millsExcess(q);
  const p = q * q;
  const w = t * t;
  const u = 1 + w * ((3 + p) * (1 / 6) + w * ((15 + p * (10 + p)) * (1 / 120) + w * ((105 + p * (105 + p * (21 + p))) * (1 / 5040)
    + w * ((945 + p * (1260 + p * (378 + p * (36 + p)))) * (1 / 362_880) + w * (10_395 + p * (17_325 + p * (6930 + p * (990 + p * (55 + p))))) * (1 / 39_916_800)))));
  const v = w * (1 / 6 + w * ((7 + p) * (1 / 120) + w * ((57 + p * (18 + p)) * (1 / 5040)
    + w * ((561 + p * (285 + p * (33 + p))) * (1 / 362_880) + w * (6555 + p * (4680 + p * (840 + p * (52 + p)))) * (1 / 39_916_800)))));
  return (excess / (q + excess)) * u - v;
}

/** The same for t ≤ 0.02, where two terms fewer are left out below 3e-17 of the sum: most options within a month. */
function closeFactor(q: number, t: number): number {
  const excess = millsExcess(q);
  const p = q * q;
  const w = t * t;
  const u = 1 + w * ((3 + p) * (1 / 6) + w * ((15 + p * (10 + p)) * (1 / 120) + w * ((105 + p * (105 + p * (21 + p))) * (1 / 5040))));
  const v = w * (1 / 6 + w * ((7 + p) * (1 / 120) + w * ((57 + p * (18 + p)) * (1 / 5040))));
  return (excess / (q + excess)) * u - v;
}

/** m(q − t) − m(q + t), the premium without its Gaussian factor, for t ≥ 0.1. */
function wideFactor(q: number, t: number): number {
  const far = millsRatio(q + t);
  return q >= t ? millsRatio(q - t) - far : reflected(t - q) - far;
}

/** m(−d) for d ≥ 0. */
const reflected = (d: number): number => SQRT_TWO_PI * exponential(0.5 * d * d) - millsRatio(d);

/** Premium out of the money ÷ (√(F·K)·φ-factor). */
export const premiumFactor = (q: number, t: number): number => (t < NARROW ? 2 * t * narrowFactor(q, t) : wideFactor(q, t));

/** (Lower of forward and strike − premium) ÷ (√(F·K)·φ-factor): m(t − q) + m(t + q). */
export const roomFactor = (q: number, t: number): number => (q > t ? reflected(q - t) : millsRatio(t - q)) + millsRatio(q + t);

function wideTimeValue(lower: number, gaussian: number, q: number, t: number): number {
  if (t > SATURATED) return lower;
  // Once the nearer deviate has changed sides: from the upper bound down.
  return q >= t ? gaussian * wideFactor(q, t) : lower - gaussian * roomFactor(q, t);
}

/**
 * Undiscounted premium of the option out of the money, which is the time value of either right; points.
 * `logMoneyness` is ln(forward/strike) of either sign, `deviation` σ√T > 0. Zero only where it underflows.
 */
export function timeValueOf(forward: number, strike: number, logMoneyness: number, deviation: number): number {
  const q = Math.abs(logMoneyness) / deviation;
  const t = 0.5 * deviation;
  if (q > OUT_OF_SIGHT) return 0;
  const gaussian = Math.sqrt(forward * strike) * INVERSE_SQRT_TWO_PI * exponential(-0.5 * (q * q + t * t));
  if (t < CLOSE) return gaussian * deviation * closeFactor(q, t);
  return t < NARROW ? gaussian * deviation * narrowFactor(q, t) : wideTimeValue(Math.min(forward, strike), gaussian, q, t);
}
