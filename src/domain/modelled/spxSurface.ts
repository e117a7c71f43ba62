import { createVixCurve } from './vixCurve.ts';

/** Vol points of SPX implied volatility per VIX point by days: the measured term weights (VIX1D, 9D, 3M, 6M 2011–26). */
const TERM_WEIGHT: readonly (readonly [days: number, weight: number])[] = [[1, 1.79], [9, 1.52], [30, 1], [93, 0.64], [184, 0.46]];

/** Fair 30-day variance of the smile below is this multiple of the at-the-money variance, so that the chain agrees with its VIX. */
const FAIR_TO_AT_THE_MONEY = 1.39;

function termWeight(days: number): number {
  const first = TERM_WEIGHT[0] ?? [1, 1];
  let [leftDays, leftWeight] = first;
  if (days <= leftDays) return leftWeight;
  for (const [rightDays, rightWeight] of TERM_WEIGHT) {
    if (days <= rightDays && rightDays > leftDays) {
      const share = Math.log(days / leftDays) / Math.log(rightDays / leftDays);
      return leftWeight + share * (rightWeight - leftWeight);
    }
    leftDays = rightDays;
    leftWeight = rightWeight;
  }
  return leftWeight;
}

/**
 * Level, in VIX points, of a volatility index of that tenor (VIX9D, VIX, VIX3M, VIX6M): the VIX itself at 30 days, moving by the
 * measured weights around the long-run level.
 */
export function volatilityIndexLevel(days: number, vix: number, longRunVix: number): number {
  const rest = createVixCurve(longRunVix, longRunVix).forward(days) - createVixCurve(longRunVix, longRunVix).forward(30);
  const level = longRunVix + rest + termWeight(days) * (vix - longRunVix);
  return Math.max(level, 0.45 * vix, 4);
}

/** From so many standard deviations outward total variance is straight in ln(strike ÷ forward). */
const STRAIGHT_FROM = 4;

/** Equity skew in at-the-money standard deviations: puts dear, calls cheap to about +1.4 σ, then straight. */
function skew(moneyness: number): { readonly level: number; readonly slope: number } {
  const inner = Math.min(2.2, Math.max(-2.5, moneyness));
  const slope = -0.14 + 0.08 * inner;
  return { level: 1 - 0.14 * inner + 0.04 * inner * inner + slope * (moneyness - inner), slope };
}

/**
 * The skew with wings that hold no arbitrage. With s(m) as a multiple of the volatility at the money and v the deviation to expiry,
 * Durrleman's g is (1 − m·s′ ÷ s)² − (v·s·s′)² ÷ 4 + s·s″. Beyond STRAIGHT_FROM s² is straight, so that s·s″ = −s′² (0.116 for puts),
 * which (1 − m·s′ ÷ s)² still outweighs there and ever more so farther out; from 4.3 deviations on it would not. It is less than
 * proportional in m throughout, so that total variance rises with time.
 */
function smile(moneyness: number): number {
  const edge = Math.min(STRAIGHT_FROM, Math.max(-STRAIGHT_FROM, moneyness));
  const { level, slope } = skew(edge);
  return edge === moneyness ? level : Math.sqrt(level * level + 2 * level * slope * (moneyness - edge));
}

/** Implied volatility (0.14 = 14 %) of an SPX option, by strike, forward and days to settlement. */
export function spxOptionVolatility(strike: number, forward: number, days: number, level: { readonly vix: number; readonly longRunVix: number }): number {
  const tau = Math.max(0.25, days);
  const fair = volatilityIndexLevel(tau, level.vix, level.longRunVix) / 100;
  const atTheMoney = fair / Math.sqrt(FAIR_TO_AT_THE_MONEY);
  const moneyness = Math.log(strike / forward) / (atTheMoney * Math.sqrt(tau / 365));
  return atTheMoney * smile(moneyness);
}
