const SQRT_HALF = Math.SQRT1_2;
const INVERSE_SQRT_PI = 0.5641895835477562869;
const INVERSE_SQRT_TWO_PI = 0.3989422804014326779;

// W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969); coefficients of the
// netlib specfun routine CALERF. Relative error below 2e-16 times a small factor on each interval.
const CENTRAL_A = [1.8577770618460315e-1, 3.1611237438705656, 1.1386415415105016e2, 3.774852376853020e2, 3.209377589138469e3];
const CENTRAL_B = [1, 2.3601290952344121e1, 2.4402463793444417e2, 1.2826165260773723e3, 2.844236833439171e3];
const MIDDLE_C = [
  2.1531153547440385e-8, 5.641884969886701e-1, 8.883149794388376, 6.611919063714163e1, 2.986351381974001e2, 8.819522212417691e2, 1.7120476126340706e3,
  2.0510783778260715e3, 1.2303393547979972e3,
];
const MIDDLE_D = [
  1, 1.5744926110709835e1, 1.1769395089131250e2, 5.371811018620099e2, 1.6213895745666903e3, 3.290799235733460e3, 4.362619090143247e3,
  3.4393676741437216e3, 1.2303393548037495e3,
];
const TAIL_P = [1.6315387137302098e-2, 3.0532663496123234e-1, 3.6034489994980445e-1, 1.2578172611122925e-1, 1.6083785148742277e-2, 6.587491615298378e-4];
const TAIL_Q = [1, 2.5685201922898224, 1.8729528499234673, 5.279051029514284e-1, 6.0518341312441320e-2, 2.3352049762686918e-3];

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
