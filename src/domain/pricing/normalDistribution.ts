import { millsRatio } from './millsRatio.ts';

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;
/** The density is below the smallest double from here on. */
const OUT_OF_SIGHT = 40;

export const normalDensity = (x: number): number => INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * x * x);

/** Standard normal distribution function; relative error below 1e-15·(1 + x²/2) in the left tail, whose exponent is rounded. */
export function normalCdf(x: number): number {
  if (x < 0) return x < -OUT_OF_SIGHT ? 0 : normalDensity(x) * millsRatio(-x);
  return x > OUT_OF_SIGHT ? 1 : 1 - normalDensity(x) * millsRatio(x);
}
