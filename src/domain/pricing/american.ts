import type { OptionRight } from '../instruments/optionSymbol.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { exerciseBoundary, logBoundaryAt, wholeLifeRule } from './americanBoundary.ts';
import { black76 } from './black76.ts';
import { normalCdf, normalDensity } from './normalDistribution.ts';

/** Continuous dividend yield; rate and yield per year, continuously compounded; 0.20 of volatility = 20 % a year. */
export interface AmericanInput {
  readonly right: OptionRight;
  readonly spot: number;
  readonly strike: number;
  readonly timeYears: number;
  readonly rate: number;
  readonly dividendYield: number;
  readonly volatility: number;
}

/** Per unit of the underlying, not multiplied by the contract. */
export interface AmericanFigures {
  readonly price: number;
  /** Change of the price per point of the spot, carry unchanged. */
  readonly delta: number;
  /** Change of `delta` per point of the spot. */
  readonly gamma: number;
  readonly vegaPerVolPoint: number;
  /** Per calendar day that passes, spot and volatility held. */
  readonly thetaPerDay: number;
  /** Per 1.00 percentage point of the rate, spot and dividend yield held. */
  readonly rhoPerRatePoint: number;
  /** Change of `delta` per volatility point. */
  readonly vannaPerVolPoint: number;
  /** Change of `vegaPerVolPoint` per volatility point. */
  readonly volgaPerVolPoint: number;
  /** Change of `delta` per calendar day that passes, spot and volatility held. */
  readonly charmPerDay: number;
}

interface Value {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
}

const DAYS_PER_YEAR = 365;
/** Interest on the exercise value, per year: below it early exercise is worth less than rounding. */
const LEAST_INTEREST = 1e-12;
const POINTS = 100;
const PREMIUM_ORDER = 24;
const RULE = wholeLifeRule(PREMIUM_ORDER);
/** Steps of the differences in volatility and time, relative; in the rate, absolute. */
const RELATIVE_STEP = 1e-3;
const RATE_STEP = 1e-4;

/** Exercise now is always open to the holder. */
function exercisedNow({ right, spot, strike }: AmericanInput): Value {
  const sign = right === 'C' ? 1 : -1;
  const worth = sign * (spot - strike);
  return { price: Math.max(0, worth), delta: worth > 0 ? sign : worth === 0 ? sign / 2 : 0, gamma: 0 };
}

/** Best exercise at a moment fixed in advance: the value without volatility, a lower bound with it. */
function exercisedAtBestMoment(input: AmericanInput): Value {
  const { right, spot, strike, timeYears, rate, dividendYield } = input;
  const sign = right === 'C' ? 1 : -1;
  const turn = Math.log((rate * strike) / (dividendYield * spot)) / (rate - dividendYield);
  let best = exercisedNow(input);
  for (const moment of turn > 0 && turn < timeYears ? [turn, timeYears] : [timeYears]) {
    const share = Math.exp(-dividendYield * moment);
    const price = sign * (spot * share - strike * Math.exp(-rate * moment));
    if (price > best.price) best = { price, delta: sign * share, gamma: 0 };
  }
  return best;
}

function exercisedAtExpiry({ right, spot, strike, timeYears, rate, dividendYield, volatility }: AmericanInput): Value {
  const growth = Math.exp((rate - dividendYield) * timeYears);
  const { price, delta, gamma } = black76({ right, forward: spot * growth, strike, timeYears, rate, volatility });
  return { price, delta: delta * growth, gamma: gamma * growth * growth };
}

/** Early-exercise premium of a put of strike 1 with its derivatives to the spot; null where it is to be exercised at once. */
function putPremium(spot: number, terms: { rate: number; dividendYield: number; volatility: number; timeYears: number }): Value | null {
  const { rate, dividendYield, volatility, timeYears } = terms;
  const boundary = exerciseBoundary(terms);
  const logSpot = Math.log(spot);
  if (logSpot <= boundary.logLimit - Math.sqrt(boundary.squaredDepths[0] ?? 0)) return null;
  const drift = rate - dividendYield - 0.5 * volatility * volatility;
  const deviation = volatility * Math.sqrt(timeYears);
  let price = 0;
  let delta = 0;
  let gamma = 0;
  for (let index = 0; index < PREMIUM_ORDER; index++) {
    const sine = RULE.sines[index] ?? 0;
    const time = timeYears * sine * sine;
    const spread = deviation * sine;
    const d2 = (logSpot - logBoundaryAt(boundary, RULE.rows, index) + drift * time) / spread;
    const d1 = d2 + spread;
    const step = timeYears * (RULE.weights[index] ?? 0);
    const interest = step * rate * Math.exp(-rate * time);
    const income = step * dividendYield * Math.exp(-dividendYield * time);
    const strikeDensity = (interest * normalDensity(d2)) / spread;
    const spotDensity = (income * normalDensity(d1)) / spread;
    const given = income * normalCdf(-d1);
    price += interest * normalCdf(-d2) - spot * given;
    delta += spotDensity - strikeDensity / spot - given;
    gamma += ((strikeDensity * d1) / spot - spotDensity * d2) / (spot * spread);
  }
  return { price, delta, gamma };
}

/** Put, or call as a put with spot and strike, rate and yield exchanged (McDonald and Schroder 1998). */
function withPremium(input: AmericanInput): Value {
  const { right, spot, strike, timeYears, rate, dividendYield, volatility } = input;
  const european = exercisedAtExpiry(input);
  const interest = right === 'P' ? rate : dividendYield;
  // Without interest on what exercise pays out, waiting costs nothing.
  if (!(interest > LEAST_INTEREST)) return european;
  const income = right === 'P' ? dividendYield : rate;
  const ratio = right === 'P' ? spot / strike : strike / spot;
  const premium = putPremium(ratio, { rate: interest, dividendYield: income, volatility, timeYears });
  const now = exercisedNow(input);
  if (premium === null) return now.price >= european.price ? now : european;
  if (!(premium.price > 0)) return european;
  if (right === 'P') return { price: european.price + strike * premium.price, delta: european.delta + premium.delta, gamma: european.gamma + premium.gamma / strike };
  return {
    price: european.price + spot * premium.price,
    delta: european.delta + premium.price - ratio * premium.delta,
    gamma: european.gamma + (ratio * ratio * premium.gamma) / spot,
  };
}

function valueOf(input: AmericanInput): Value {
  const floor = exercisedAtBestMoment(input);
  if (!(input.volatility > 0 && input.timeYears > 0)) return floor;
  const value = withPremium(input);
  return value.price > floor.price ? value : floor;
}

/**
 * American option, per unit, by `exerciseBoundary` and the early-exercise premium (Kim 1990; Carr, Jarrow, Myneni 1992).
 * Never below the European price, exercise now or exercise at the best fixed moment, which is also the limit without time or
 * volatility. Inputs as `checkAmericanInput` lets pass.
 */
export const americanPrice = (input: AmericanInput): number => valueOf(input).price;

/** Price and delta to the spot alone: an eighth of the work of `american`. */
export function americanPriceAndDelta(input: AmericanInput): Pick<AmericanFigures, 'price' | 'delta'> {
  const { price, delta } = valueOf(input);
  return { price, delta };
}

/** Value without volatility: a price at or below it has no implied volatility. */
export const americanFloor = (input: AmericanInput): number => exercisedAtBestMoment(input).price;

/** Price and sensitivities; theta from the pricing equation, volatility, rate and time by central differences of price and delta. */
export function american(input: AmericanInput): AmericanFigures {
  const { spot, timeYears, rate, dividendYield, volatility } = input;
  const { price, delta, gamma } = valueOf(input);
  const volStep = RELATIVE_STEP * volatility;
  const timeStep = RELATIVE_STEP * timeYears;
  const moved = (change: Partial<AmericanInput>): Value => valueOf({ ...input, ...change });
  const higher = moved({ rate: rate + RATE_STEP });
  const lower = moved({ rate: rate - RATE_STEP });
  const rhoPerRatePoint = (higher.price - lower.price) / (2 * RATE_STEP * POINTS);
  if (!(volStep > 0 && timeStep > 0)) {
    return { price, delta, gamma, vegaPerVolPoint: 0, thetaPerDay: 0, rhoPerRatePoint, vannaPerVolPoint: 0, volgaPerVolPoint: 0, charmPerDay: 0 };
  }
  const up = moved({ volatility: volatility + volStep });
  const down = moved({ volatility: volatility - volStep });
  const longer = moved({ timeYears: timeYears + timeStep });
  const shorter = moved({ timeYears: timeYears - timeStep });
  const exercised = price <= exercisedNow(input).price;
  const drift = rate * price - (rate - dividendYield) * spot * delta - 0.5 * volatility * volatility * spot * spot * gamma;
  return {
    price, delta, gamma, rhoPerRatePoint,
    vegaPerVolPoint: (up.price - down.price) / (2 * volStep * POINTS),
    thetaPerDay: exercised ? 0 : drift / DAYS_PER_YEAR,
    vannaPerVolPoint: (up.delta - down.delta) / (2 * volStep * POINTS),
    volgaPerVolPoint: (up.price - 2 * price + down.price) / (volStep * volStep * POINTS * POINTS),
    charmPerDay: (shorter.delta - longer.delta) / (2 * timeStep * DAYS_PER_YEAR),
  };
}

/** Far outside any market, and narrow enough that no figure overflows, differences included. */
const LEAST_POINTS = 1e-50;
const MOST_POINTS = 1e50;
const LEAST_YEARS = 1e-12;
const MOST_YEARS = 100;
const LEAST_VOLATILITY = 1e-50;
const MOST_VOLATILITY = 100;
const MOST_GROWTH = 50;

const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/**
 * Refuses what has no price: `invalid-input` for what is not a number, spot or strike not above zero, negative time or
 * volatility, magnitudes of no market, and rate and yield both negative (there the exercise region has two boundaries, which
 * is not computed). Names the first such field. Time 0 and volatility 0 pass.
 */
export function checkAmericanInput(input: AmericanInput): Result<AmericanInput> {
  const { spot, strike, timeYears, rate, dividendYield, volatility } = input;
  if (!within(spot, LEAST_POINTS, MOST_POINTS)) return failed('invalid-input', `spot must be a number of points from ${LEAST_POINTS} to ${MOST_POINTS}`);
  if (!within(strike, LEAST_POINTS, MOST_POINTS)) return failed('invalid-input', `strike must be a number of points from ${LEAST_POINTS} to ${MOST_POINTS}`);
  if (timeYears !== 0 && !within(timeYears, LEAST_YEARS, MOST_YEARS)) return failed('invalid-input', `timeYears must be a number of years, 0 or from ${LEAST_YEARS} to ${MOST_YEARS}`);
  if (volatility !== 0 && !within(volatility, LEAST_VOLATILITY, MOST_VOLATILITY)) return failed('invalid-input', `volatility must be 0 or from ${LEAST_VOLATILITY} to ${MOST_VOLATILITY}, 0.20 for 20 %`);
  const growth = Math.max(1, timeYears);
  if (!(Math.abs(rate) * growth <= MOST_GROWTH)) return failed('invalid-input', `rate must be a yearly rate, 0.04 for 4 %, and within ±${MOST_GROWTH} over the whole time`);
  if (!(Math.abs(dividendYield) * growth <= MOST_GROWTH)) return failed('invalid-input', `dividendYield must be a yearly yield, 0.012 for 1.2 %, and within ±${MOST_GROWTH} over the whole time`);
  if (rate < 0 && dividendYield < 0) return failed('invalid-input', 'rate and dividendYield are both negative: early exercise is not computed there');
  return success(input);
}
