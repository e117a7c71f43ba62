import { INVERSE_SQRT_TWO_PI, premiumFactor, roomFactor } from './timeValue.ts';

const SQRT_TWO_PI = 2.5066282746310002;
const MAX_ITERATIONS = 80;
/** A step is of fourth order: after one as small as this, what is left is below rounding. */
const LAST_STEP = 5e-5;
/** Premiums below this share of √(F·K) are lifted, so that their reciprocals stay finite. */
const FAINT = 1e-280;
const LIFT = 2 ** 600;
const LOG_LIFT = 600 * Math.LN2;
/** Least distance in m that the two fits of the first guess share. */
const NEAR = 3;

/**
 * Moneyness in deviations, q = x/s, of Bachelier's premium b = s·φ(q)·(1 − q·m(q)), from v = x/(√(2π)·b): Black's premium
 * tends to it for small s. Own rational fits over q ∈ [0, 38] (least squares on Chebyshev nodes), relative error below 2e-5
 * for v < 3 (v/q there, which is 1 at the money) and 5e-4 beyond (q over √ln v).
 */
const nearGuess = (v: number): number => (1.000013638978 + v * (2.783647887236 + v * (1.721228767792 + v * 0.163358950519))) / (1 + v * (1.5313979996598 + v * 0.289335459065223));

function farGuess(logV: number): number {
  const w = Math.sqrt(logV);
  return (0.3536103687387776 + w * (0.4684808659261093 + w * (-0.34689249280423823 + w * 0.4613882007722957))) / (1 + w * (-0.16564263799700157 + w * 0.32466268215484734));
}

/** The Bachelier deviation, raised by what Black's premium falls short of it: t²/2 − t²/(3 + q²) of the logarithm, to first order. */
function firstGuess(x: number, target: number, logLift: number): number {
  const v = (x * INVERSE_SQRT_TWO_PI) / target;
  if (x === 0 && logLift > 0) return (SQRT_TWO_PI * target) / LIFT;
  const s = v < NEAR && logLift === 0 ? SQRT_TWO_PI * target * nearGuess(v) : x / farGuess(Math.log(v) + logLift);
  const q = x / s;
  const w = 0.25 * s * s;
  return s * (1 + (w * (0.5 - 1 / (3 + q * q))) / (1 + q * (1.25 + 0.8 * q)));
}

/** A start near the root where the premium has used up more than half of its bound. */
function guessFromRoom(x: number, room: number): number {
  return Math.max(Math.sqrt(2 * x), 1.4 * Math.sqrt(2 * Math.max(0.1, -Math.log(room))));
}

/**
 * s = σ√T > 0 of an option out of the money: x = |ln(F/K)|, scale = √(F·K), its undiscounted premium `timeValue` > 0 and the
 * `room` > 0 between that and its upper bound, both in points.
 * The logarithm of the smaller of the two is solved for s by Householder's method of third order (Householder 1970) in relative
 * steps; all derivatives follow from the premium: ∂b/∂s is its Gaussian factor (Jäckel, "Let's be rational", 2015). Two steps
 * are the rule. A step out of the bracket that the signs have drawn is replaced by one inside it.
 * Not above zero where no double holds s.
 */
export function impliedDeviation(x: number, scale: number, timeValue: number, room: number): number {
  const below = timeValue <= room;
  const faint = below && timeValue < FAINT * scale;
  const logLift = faint ? LOG_LIFT : 0;
  const target = (below ? (faint ? timeValue * LIFT : timeValue) : room) / scale;
  const sign = below ? 1 : -1;
  let s = below ? firstGuess(x, target, logLift) : guessFromRoom(x, target);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const q = x / s;
    const t = 0.5 * s;
    const factor = below ? premiumFactor(q, t) : roomFactor(q, t);
    const difference = sign * (Math.log((factor * INVERSE_SQRT_TWO_PI) / target) + logLift - 0.5 * (q * q + t * t));
    const step = householderStep(difference, (sign * s) / factor, q * q, t * t);
    if (step < LAST_STEP && step > -LAST_STEP) return s * (1 + step);
    if (difference < 0) low = s;
    else high = s;
    const next = s * (1 + step);
    s = next > low && next < high ? next : high < Number.POSITIVE_INFINITY ? 0.5 * (low + high) : 2 * s;
  }
  return s;
}

/** Relative step of s; `slope` is s·∂ln b/∂s (premium) or s·∂ln(room)/∂s, Newton's step where the denominator turns. */
function householderStep(difference: number, slope: number, qq: number, tt: number): number {
  const second = qq - tt;
  const third = second * second - 3 * qq - tt;
  const newton = -difference / Math.abs(slope);
  const h2 = second - slope;
  const h3 = third - slope * (3 * second - 2 * slope);
  const denominator = 1 + newton * (h2 + (newton * h3) / 6);
  const step = (newton * (1 + 0.5 * h2 * newton)) / denominator;
  return denominator > 0 && step * newton > 0 ? step : newton;
}
