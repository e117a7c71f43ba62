const SQRT_HALF = Math.SQRT1_2;
const INVERSE_SQRT_PI = 0.5641895835477563;
const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

// W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969); coefficients of the
// netlib specfun routine CALERF. Relative error below 2e-16 times a small factor on each interval.
const CENTRAL_A = [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.377589138469];
const CENTRAL_B = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const MIDDLE_C = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769, 1712.0476126340707,
  2051.0783778260716, 1230.3393547979972,
];
const MIDDLE_D = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.79923573346, 4362.619090143247,
  3439.3676741437216, 1230.3393548037495,
];
const TAIL_P = [0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.01608378514874228, 0.0006587491615298378];
const TAIL_Q = [1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918];

const CENTRAL_LIMIT = 0.46875;
const MIDDLE_LIMIT = 4;
/** erfc underflows from here on. */
const UNDERFLOW_LIMIT = 28;

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/** erf for |x| ≤ 0.46875. */
function centralErf(x: number): number {
  const square = x * x;
  return (x * polynomial(CENTRAL_A, square)) / polynomial(CENTRAL_B, square);
}

/** exp(x²)·erfc(x) for x > 0.46875. */
function scaledTail(x: number): number {
  if (x <= MIDDLE_LIMIT) return polynomial(MIDDLE_C, x) / polynomial(MIDDLE_D, x);
  const inverseSquare = 1 / (x * x);
  const correction = (inverseSquare * polynomial(TAIL_P, inverseSquare)) / polynomial(TAIL_Q, inverseSquare);
  return (INVERSE_SQRT_PI - correction) / x;
}

/** exp(−x²) with the square split so that the exponent keeps its last bits (Cody 1969). */
function gaussianOf(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/** Scaled complementary error function exp(x²)·erfc(x); overflows to infinity below about −26.6. */
export function erfcx(x: number): number {
  if (Math.abs(x) <= CENTRAL_LIMIT) return Math.exp(x * x) * (1 - centralErf(x));
  if (x > 0) return scaledTail(x);
  return 2 / gaussianOf(x) - scaledTail(-x);
}

/** Complementary error function, accurate in relative terms far into the right tail. */
export function erfc(x: number): number {
  const distance = Math.abs(x);
  if (distance <= CENTRAL_LIMIT) return 1 - centralErf(x);
  const tail = distance > UNDERFLOW_LIMIT ? 0 : gaussianOf(distance) * scaledTail(distance);
  return x > 0 ? tail : 2 - tail;
}

export const normalDensity = (x: number): number => INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * x * x);

/** Standard normal distribution function; relative accuracy holds in the left tail. */
export const normalCdf = (x: number): number => 0.5 * erfc(-x * SQRT_HALF);
