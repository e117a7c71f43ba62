import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { Black76Input } from './black76.ts';
import { complementFactor, gaussianExponent, logMoneyness, premiumFactor } from './normalizedBlack.ts';

export type ImpliedVolatilityInput = Omit<Black76Input, 'volatility'> & {
  /** Discounted premium, points per unit. */
  readonly price: number;
};

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;
const MAX_ITERATIONS = 60;
const CONVERGED = 4e-16;

/** Value and first three derivatives of an objective in s = σ√T. */
interface Objective {
  readonly value: number;
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

/** b′, b″/b′ and b‴/b′ of the normalised premium; b′ without its Gaussian factor is constant. */
function premiumSlopes(x: number, s: number): { readonly second: number; readonly third: number } {
  const ratio = x / s;
  const second = (ratio * ratio) / s - s / 4;
  const third = second * second - (3 * ratio * ratio) / (s * s) - 0.25;
  return { second, third };
}

/** 1/ln β − 1/ln b: almost linear in s² far out of the money. */
function lowObjective(x: number, s: number, logTarget: number): Objective {
  const h = x / s;
  const t = s / 2;
  const factor = premiumFactor(h, t);
  const level = gaussianExponent(h, t) + Math.log(factor);
  const slopes = premiumSlopes(x, s);
  const u = INVERSE_SQRT_TWO_PI / factor;
  const du = u * (slopes.second - u);
  const ddu = du * (slopes.second - u) + u * (slopes.third - slopes.second * slopes.second - du);
  const inverse = 1 / level;
  const square = inverse * inverse;
  return {
    value: 1 / logTarget - inverse,
    first: u * square,
    second: du * square - 2 * u * u * square * inverse,
    third: ddu * square - 6 * u * du * square * inverse + 6 * u * u * u * square * square,
  };
}

/** b − β between the inflection point and half the upper bound. */
function middleObjective(x: number, s: number, target: number): Objective {
  const h = x / s;
  const t = s / 2;
  const gaussian = Math.exp(gaussianExponent(h, t));
  const first = gaussian * INVERSE_SQRT_TWO_PI;
  const { second, third } = premiumSlopes(x, s);
  return { value: gaussian * premiumFactor(h, t) - target, first, second: second * first, third: third * first };
}

/** ln(b_max − β) − ln(b_max − b): nearly a parabola in s close to the upper bound. */
function highObjective(x: number, s: number, logRoom: number): Objective {
  const h = x / s;
  const t = s / 2;
  const factor = complementFactor(h, t);
  const level = gaussianExponent(h, t) + Math.log(factor);
  const { second, third } = premiumSlopes(x, s);
  const u = INVERSE_SQRT_TWO_PI / factor;
  const du = u * (second + u);
  return { value: logRoom - level, first: u, second: du, third: du * (second + u) + u * (third - second * second + du) };
}

/** Householder's step of third order (Householder 1970), Newton's where the denominator turns. */
function householderStep({ value, first, second, third }: Objective): number {
  const newton = -value / first;
  const curvature = second / first;
  const denominator = 1 + newton * (curvature + (newton * third) / first / 6);
  const step = (newton * (1 + 0.5 * curvature * newton)) / denominator;
  return denominator > 0 && Number.isFinite(step) && step * newton > 0 ? step : newton;
}

/** Root of a rising objective inside a bracket: a step that leaves the bracket is replaced by its middle. */
function solve(objective: (s: number) => Objective, start: number, bracket: { low: number; high: number }): number {
  let { low, high } = bracket;
  let s = start;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const at = objective(s);
    if (at.value === 0) return s;
    if (at.value < 0) low = s;
    else high = s;
    const next = s + householderStep(at);
    const inside = next > low && next < high;
    const candidate = inside ? next : Number.isFinite(high) ? 0.5 * (low + high) : 2 * s;
    if (Math.abs(candidate - s) <= CONVERGED * s) return candidate;
    if (inside && Math.abs(candidate - s) < 1e-5 * s) {
      // Fourth-order convergence: one step from here is exact to rounding.
      return candidate;
    }
    s = candidate;
  }
  return s;
}

/** s = σ√T of the normalised out-of-the-money premium β in (0, e^(x/2)). */
function normalizedDeviation(x: number, target: number, room: number): number {
  const inflection = Math.sqrt(2 * Math.abs(x));
  const upperBound = Math.exp(0.5 * x);
  if (inflection > 0) {
    const inflectionPremium = Math.exp(gaussianExponent(x / inflection, inflection / 2)) * premiumFactor(x / inflection, inflection / 2);
    if (target < inflectionPremium) {
      const logTarget = Math.log(target);
      // From ln b ≈ −x²/(2s²) + ln s³ …: a start on the near side of the root.
      const start = Math.min(inflection * 0.999, Math.abs(x) / Math.sqrt(2 * Math.max(-logTarget - 1.5, 0.5)));
      return solve((s) => lowObjective(x, s, logTarget), start, { low: 0, high: inflection });
    }
    if (target <= 0.5 * upperBound) return solve((s) => middleObjective(x, s, target), inflection, { low: 0, high: Number.POSITIVE_INFINITY });
  } else if (target <= 0.5) {
    return solve((s) => middleObjective(x, s, target), target / INVERSE_SQRT_TWO_PI, { low: 0, high: Number.POSITIVE_INFINITY });
  }
  const logRoom = Math.log(room);
  const start = Math.max(inflection, 2 * Math.sqrt(2 * Math.max(0.1, -logRoom)) * 0.7);
  return solve((s) => highObjective(x, s, logRoom), start, { low: 0, high: Number.POSITIVE_INFINITY });
}

/**
 * Black-76 implied volatility (0.20 = 20 %) to double accuracy, after Jäckel, "Let's be rational" (2015): the
 * out-of-the-money premium is inverted in a variable in which it is nearly linear.
 * Fails with `expired` without time, `invalid-input` for senseless inputs, `out-of-bounds` outside the open interval
 * (discounted intrinsic value, discounted forward for calls or strike for puts).
 */
export function impliedVolatility({ right, forward, strike, timeYears, rate, price }: ImpliedVolatilityInput): Result<number> {
  if (![forward, strike, timeYears, rate, price].every(Number.isFinite)) return failed('invalid-input', 'an input of the implied volatility is not a number');
  if (forward <= 0 || strike <= 0) return failed('invalid-input', 'forward and strike must be above zero');
  if (timeYears <= 0) return failed('expired', 'no time is left to imply a volatility from');
  const undiscounted = price * Math.exp(rate * timeYears);
  const intrinsic = Math.max(0, right === 'C' ? forward - strike : strike - forward);
  const timeValue = undiscounted - intrinsic;
  if (!(timeValue > 0)) return failed('out-of-bounds', `a price of ${Number(price.toFixed(4))} holds no time value`);
  // Put–call parity: the option out of the money has the same time value, and the lower of forward and strike as its bound.
  const room = Math.min(forward, strike) - timeValue;
  if (!(room > 0)) return failed('out-of-bounds', `a price of ${Number(price.toFixed(4))} is not below its upper bound`);
  const scale = Math.sqrt(forward * strike);
  const x = -Math.abs(logMoneyness(forward, strike));
  const deviation = normalizedDeviation(x, timeValue / scale, room / scale);
  const volatility = deviation / Math.sqrt(timeYears);
  return volatility > 0 && Number.isFinite(volatility) ? success(volatility) : failed('out-of-bounds', `no volatility gives a price of ${price}`);
}
