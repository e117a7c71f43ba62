import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { Black76Input } from './black76.ts';

/** Points; far outside any market, and narrow enough that no figure overflows. */
const LEAST_POINTS = 1e-100;
const MOST_POINTS = 1e100;
/** 0 itself is allowed: the option is then worth its discounted intrinsic value. */
const LEAST_VOLATILITY = 1e-100;
const MOST_VOLATILITY = 1e6;
/** A thirtieth of a microsecond. */
const LEAST_YEARS = 1e-15;
const MOST_YEARS = 1e4;
const MOST_DISCOUNTING = 100;

const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** What is senseless about the terms of an option, or null; everything but its volatility or price. */
export function checkTerms({ right, forward, strike, timeYears, rate }: Omit<Black76Input, 'volatility'>): string | null {
  if (right !== 'C' && right !== 'P') return 'right must be C or P';
  if (!within(forward, LEAST_POINTS, MOST_POINTS)) return `forward must be a number of points from ${LEAST_POINTS} to ${MOST_POINTS}`;
  if (!within(strike, LEAST_POINTS, MOST_POINTS)) return `strike must be a number of points from ${LEAST_POINTS} to ${MOST_POINTS}`;
  if (!within(timeYears, LEAST_YEARS, MOST_YEARS) && !within(timeYears, -MOST_YEARS, 0)) return `timeYears must be a number of years, 0 or from ${LEAST_YEARS} to ${MOST_YEARS}`;
  if (!(Math.abs(rate * Math.max(0, timeYears)) <= MOST_DISCOUNTING)) return `rate must be a yearly rate, 0.04 for 4 %, and rate × timeYears within ±${MOST_DISCOUNTING}`;
  return null;
}

/**
 * Inputs from outside for `black76`, `black76Price` and `black76Cross`: once this succeeds every figure is a finite number.
 * Settled options (time 0 or less) and zero volatility pass. Fails with `invalid-input`, naming the first senseless field.
 */
export function checkBlack76Input(input: Black76Input): Result<Black76Input> {
  const terms = checkTerms(input);
  if (terms !== null) return failed('invalid-input', terms);
  if (!(input.volatility === 0 || within(input.volatility, LEAST_VOLATILITY, MOST_VOLATILITY))) return failed('invalid-input', `volatility must be 0 or from ${LEAST_VOLATILITY} to ${MOST_VOLATILITY}, 0.20 for 20 %`);
  return success(input);
}
