import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { americanFloor, americanPrice, checkAmericanInput } from './american.ts';
import type { AmericanInput } from './american.ts';
import { black76 } from './black76.ts';
import { impliedVolatility } from './impliedVolatility.ts';

export type AmericanImpliedVolatilityInput = Omit<AmericanInput, 'volatility'> & {
  /** Premium, points per unit. */
  readonly price: number;
};

/** 5,000 % a year: what needs more is no price of an option. */
const HIGHEST_VOLATILITY = 50;
const MAX_ITERATIONS = 100;
/** Relative to the price; the price itself carries about 1e-14 of the strike. */
const CONVERGED = 1e-12;

/** The European volatility of the price: early exercise is worth something, so the American one is not higher. */
function europeanVolatility({ right, spot, strike, timeYears, rate, dividendYield, price }: AmericanImpliedVolatilityInput): number {
  const implied = impliedVolatility({ right, forward: spot * Math.exp((rate - dividendYield) * timeYears), strike, timeYears, rate, price });
  return implied.ok ? Math.min(implied.value, HIGHEST_VOLATILITY) : HIGHEST_VOLATILITY;
}

function europeanVega({ right, spot, strike, timeYears, rate, dividendYield }: AmericanImpliedVolatilityInput, volatility: number): number {
  return 100 * black76({ right, forward: spot * Math.exp((rate - dividendYield) * timeYears), strike, timeYears, rate, volatility }).vegaPerVolPoint;
}

/** Secant steps from the European vega on; a step that leaves the bracket is replaced by its middle. */
function solve(input: AmericanImpliedVolatilityInput, start: number): number {
  const missing = (volatility: number): number => americanPrice({ ...input, volatility }) - input.price;
  let low = 0;
  let high = start;
  let volatility = start;
  let gap = missing(volatility);
  let slope = europeanVega(input, volatility);
  for (let iteration = 0; iteration < MAX_ITERATIONS && Math.abs(gap) > CONVERGED * input.price; iteration++) {
    if (gap < 0) low = volatility;
    else high = volatility;
    const step = volatility - gap / slope;
    const next = step > low && step < high ? step : 0.5 * (low + high);
    if (next === volatility) break;
    const gapThere = missing(next);
    slope = (gapThere - gap) / (next - volatility);
    volatility = next;
    gap = gapThere;
  }
  return volatility;
}

/**
 * Volatility (0.20 = 20 %) at which `americanPrice` gives the price, to 1e-12 of it.
 * Fails with `expired` without time, `invalid-input` as `checkAmericanInput`, `out-of-bounds` at or below the value
 * without volatility (exercise at once or at the best fixed moment) and where no volatility gives so high a price.
 */
export function americanImpliedVolatility(input: AmericanImpliedVolatilityInput): Result<number> {
  const { price } = input;
  if (!Number.isFinite(price)) return failed('invalid-input', 'price is not a number');
  const checked = checkAmericanInput({ ...input, volatility: 0 });
  if (!checked.ok) return checked;
  if (input.timeYears === 0) return failed('expired', 'no time is left to imply a volatility from');
  const floor = americanFloor(checked.value);
  if (!(price > floor)) return failed('out-of-bounds', `a price of ${Number(price.toFixed(4))} is not above ${Number(floor.toFixed(4))}, the value without volatility`);
  const start = europeanVolatility(input);
  if (start === HIGHEST_VOLATILITY && americanPrice({ ...input, volatility: start }) < price) {
    return failed('out-of-bounds', `no volatility gives a price of ${Number(price.toFixed(4))}`);
  }
  return success(solve(input, start));
}
