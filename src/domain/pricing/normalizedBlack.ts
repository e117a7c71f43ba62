import { erfcx } from './normalDistribution.ts';

const SQRT_TWO_PI = 2.5066282746310002;
const SERIES_HALF_WIDTH = 0.5;
const SERIES_TERMS = 40;

/**
 * The out-of-the-money option of Jäckel, "Let's be rational" (2015), in units of √(F·K) of the forward premium:
 * b(x, s) = Φ(h + t)·e^(x/2) − Φ(h − t)·e^(−x/2) with x = −|ln(F/K)|, s = σ√T, h = x/s, t = s/2.
 * All functions here return multiples of the Gaussian factor e^(−(h² + t²)/2), which they leave out, so nothing underflows.
 */
const scaledTailOf = (z: number): number => 0.5 * erfcx(-z * Math.SQRT1_2);

/**
 * Y(h + t) − Y(h − t) for Y = Φ/φ, as twice the odd part of Taylor's series: Y′ = 1 + hY, Y⁽ⁿ⁺¹⁾ = hY⁽ⁿ⁾ + nY⁽ⁿ⁻¹⁾.
 * The plain difference would cancel for small t.
 */
function oddSeries(h: number, t: number): number {
  let below = SQRT_TWO_PI * scaledTailOf(h);
  let current = 1 + h * below;
  let power = t;
  let sum = power * current;
  for (let order = 1; order < SERIES_TERMS; order++) {
    const next = h * current + order * below;
    below = current;
    current = next;
    power *= t / (order + 1);
    if (order % 2 === 1) continue;
    const term = power * current;
    sum += term;
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break;
  }
  return (2 * sum) / SQRT_TWO_PI;
}

/** ln(F/K) that keeps its digits where F and K are close: their difference is exact, their quotient is not. */
export function logMoneyness(forward: number, strike: number): number {
  const ratio = forward / strike;
  return ratio > 0.5 && ratio < 2 ? Math.log1p((forward - strike) / strike) : Math.log(ratio);
}

/** b(x, s) without its Gaussian factor; x ≤ 0, s > 0. */
export function premiumFactor(h: number, t: number): number {
  if (t < SERIES_HALF_WIDTH && -h * t < 1) return oddSeries(h, t);
  return scaledTailOf(h + t) - scaledTailOf(h - t);
}

/** e^(x/2) − b(x, s), the distance to the upper bound, without its Gaussian factor. */
export const complementFactor = (h: number, t: number): number => scaledTailOf(-h - t) + scaledTailOf(h - t);

export const gaussianExponent = (h: number, t: number): number => -0.5 * (h * h + t * t);

/** b(x, s) for x ≤ 0, s > 0; zero only when it underflows. */
export function normalizedPremium(x: number, s: number): number {
  const h = x / s;
  const t = 0.5 * s;
  // Deep in the saturated region the scaled tail overflows: the complement is exact there.
  if (h + t > 5) return Math.exp(0.5 * x) - Math.exp(gaussianExponent(h, t)) * complementFactor(h, t);
  return Math.exp(gaussianExponent(h, t)) * premiumFactor(h, t);
}
