import { millsExcess, millsRatio } from './millsRatio.ts';

/**
 * The option out of the money, undiscounted. With x = |ln(F/K)|, s = σ√T, q = x/s and t = s/2, and m the Mills ratio, its
 * premium is √(F·K)·φ-factor·[m(q − t) − m(q + t)], φ-factor = e^(−(q² + t²)/2)/√(2π) (Black 1976, rearranged as in Jäckel,
 * "Let's be rational", 2015). By put–call parity it is also the time value of the option in the money.
 */
export const INVERSE_SQRT_TWO_PI = 0.3989422804014327;
/** Below this half-deviation the difference of Mills ratios is a series; above it the plain difference loses less than two digits. */
export const NARROW = 0.1;
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
 * [m(q − t) − m(q + t)]/(2t) for t ≤ 0.1: the odd derivatives of the Mills ratio, which follow the recursion
 * y′ = r·m, y⁽ⁿ⁺¹⁾ = −q·y⁽ⁿ⁾ + n·y⁽ⁿ⁻¹⁾. The first one left out is below 1e-17 of the sum.
 */
export function narrowFactor(q: number, t: number): number {
  const excess = millsExcess(q);
  const value = 1 / (q + excess);
  const y1 = excess * value;
  const y2 = value - q * y1;
  const y3 = 2 * y1 - q * y2;
  const y4 = 3 * y2 - q * y3;
  const y5 = 4 * y3 - q * y4;
  const y6 = 5 * y4 - q * y5;
  const y7 = 6 * y5 - q * y6;
  const y8 = 7 * y6 - q * y7;
  const y9 = 8 * y7 - q * y8;
  const y11 = 10 * y9 - q * (9 * y8 - q * y9);
  const w = t * t;
  return y1 + w * (y3 / 6 + w * (y5 / 120 + w * (y7 / 5040 + w * (y9 / 362_880 + (w * y11) / 39_916_800))));
}

function wideTimeValue(lower: number, gaussian: number, q: number, t: number): number {
  if (t > SATURATED) return lower;
  const far = millsRatio(q + t);
  if (q >= t) return gaussian * (millsRatio(q - t) - far);
  // The nearer deviate has changed sides: from the upper bound down, which is the lower of forward and strike.
  return lower - gaussian * (millsRatio(t - q) + far);
}

/**
 * Undiscounted premium of the option out of the money, which is the time value of either right; points.
 * `logMoneyness` is ln(forward/strike) of either sign, `deviation` σ√T > 0. Zero only where it underflows.
 */
export function timeValueOf(forward: number, strike: number, logMoneyness: number, deviation: number): number {
  const q = Math.abs(logMoneyness) / deviation;
  const t = 0.5 * deviation;
  if (q > OUT_OF_SIGHT) return 0;
  const gaussian = Math.sqrt(forward * strike) * INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * (q * q + t * t));
  return t < NARROW ? gaussian * deviation * narrowFactor(q, t) : wideTimeValue(Math.min(forward, strike), gaussian, q, t);
}
