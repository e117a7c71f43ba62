import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { Black76Input } from './black76.ts';
import { checkTerms } from './checkBlack76Input.ts';
import { impliedDeviation } from './impliedDeviation.ts';
import { logMoneyness } from './timeValue.ts';

export type ImpliedVolatilityInput = Omit<Black76Input, 'volatility'> & {
  /** Discounted premium, points per unit. */
  readonly price: number;
};

/**
 * Black-76 implied volatility (0.20 = 20 %) to double accuracy, any double as input.
 * Fails with `expired` without time, `invalid-input` for senseless inputs, `out-of-bounds` outside the open interval
 * (discounted intrinsic value, discounted forward for calls or strike for puts).
 */
export function impliedVolatility(input: ImpliedVolatilityInput): Result<number> {
  const { right, forward, strike, timeYears, rate, price } = input;
  if (timeYears <= 0) return failed('expired', 'no time is left to imply a volatility from');
  const terms = checkTerms(input);
  if (terms !== null) return failed('invalid-input', terms);
  if (!Number.isFinite(price)) return failed('invalid-input', 'price must be a number');
  const moneyness = right === 'C' ? forward - strike : strike - forward;
  const undiscounted = price * Math.exp(rate * timeYears);
  const timeValue = moneyness > 0 ? undiscounted - moneyness : undiscounted;
  if (!(timeValue > 0)) return failed('out-of-bounds', `a price of ${Number(price.toFixed(4))} holds no time value`);
  // Put–call parity: the option out of the money has the same time value, and the lower of forward and strike as its bound.
  const room = (forward < strike ? forward : strike) - timeValue;
  if (!(room > 0)) return failed('out-of-bounds', `a price of ${Number(price.toFixed(4))} is not below its upper bound`);
  const deviation = impliedDeviation(Math.abs(logMoneyness(forward, strike)), Math.sqrt(forward * strike), timeValue, room);
  const volatility = deviation / Math.sqrt(timeYears);
  return volatility > 0 && volatility < Number.POSITIVE_INFINITY ? success(volatility) : failed('out-of-bounds', `no volatility gives a price of ${price}`);
}
