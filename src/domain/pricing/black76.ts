import type { OptionRight } from '../instruments/optionSymbol.ts';
import { invariant } from '../result.ts';
import { normalCdf, normalDensity } from './normalDistribution.ts';
import { logMoneyness, timeValueOf } from './timeValue.ts';

/** Inputs must be sensible; those from outside go through `checkBlack76Input` first, and senseless ones throw here: they are a bug. */
export interface Black76Input {
  readonly right: OptionRight;
  /** Forward of the underlying to the settlement moment, points, above zero. */
  readonly forward: number;
  /** Points, above zero. */
  readonly strike: number;
  /** Zero or less: settled. */
  readonly timeYears: number;
  /** Continuously compounded per year. */
  readonly rate: number;
  /** 0.20 = 20 % a year, zero or above. */
  readonly volatility: number;
}

/** Per unit of the underlying, not multiplied by the contract. */
export interface Black76Figures {
  readonly price: number;
  /** Change of the discounted price per point of the forward. */
  readonly delta: number;
  readonly gamma: number;
  readonly vegaPerVolPoint: number;
  /** Per calendar day, forward and volatility held. */
  readonly thetaPerDay: number;
  /** Per 1.00 percentage point of the rate, forward held. */
  readonly rhoPerRatePoint: number;
}

const DAYS_PER_YEAR = 365;
const POINTS = 100;

const isSensible = ({ forward, strike, volatility }: Black76Input): boolean => forward > 0 && strike > 0 && volatility >= 0;

function checkFigures(good: boolean): void {
  invariant(good, 'Black-76 was given senseless inputs: checkBlack76Input comes first');
}

/** Black (1976), discounted; intrinsic value of the forward, discounted, at zero time or volatility. */
export function black76Price(input: Black76Input): number {
  const { right, forward, strike, timeYears, rate, volatility } = input;
  const years = timeYears < 0 ? 0 : timeYears;
  const deviation = volatility * Math.sqrt(years);
  const moneyness = right === 'C' ? forward - strike : strike - forward;
  const intrinsic = moneyness > 0 ? moneyness : 0;
  const timeValue = deviation > 0 ? timeValueOf(forward, strike, logMoneyness(forward, strike), deviation) : 0;
  const price = Math.exp(-rate * years) * (intrinsic + timeValue);
  checkFigures(isSensible(input) && price < Number.POSITIVE_INFINITY);
  return price;
}

/** d₁, with its limit when the deviation vanishes. */
function firstDeviate(forward: number, strike: number, deviation: number): number {
  const distance = logMoneyness(forward, strike);
  if (deviation > 0) return distance / deviation + 0.5 * deviation;
  return distance === 0 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY;
}

/**
 * Price and sensitivities. Gamma and theta at the money grow without bound as time or volatility vanishes; 0 is given once they
 * have vanished, where price and delta stand at their limits (delta half at the money).
 */
export function black76(input: Black76Input): Black76Figures {
  const price = black76Price(input);
  const { right, forward, strike, rate, volatility } = input;
  const timeYears = Math.max(0, input.timeYears);
  const root = Math.sqrt(timeYears);
  const deviation = volatility * root;
  const discount = Math.exp(-rate * timeYears);
  const d1 = firstDeviate(forward, strike, deviation);
  const density = discount * normalDensity(d1);
  const decay = root > 0 ? (forward * density * volatility) / (2 * root) - rate * price : 0;
  const figures = {
    price,
    delta: discount * (right === 'C' ? normalCdf(d1) : -normalCdf(-d1)),
    gamma: deviation > 0 ? density / (forward * deviation) : 0,
    vegaPerVolPoint: (forward * density * root) / POINTS,
    thetaPerDay: (0 - decay) / DAYS_PER_YEAR,
    rhoPerRatePoint: (0 - timeYears * price) / POINTS,
  };
  checkFigures(Number.isFinite(figures.delta + figures.gamma + figures.vegaPerVolPoint + figures.thetaPerDay + figures.rhoPerRatePoint));
  return figures;
}

/** Second-order sensitivities, per unit. */
export interface Black76CrossFigures {
  /** Change of delta per volatility point. */
  readonly vannaPerVolPoint: number;
  /** Change of vega per volatility point, vega itself per volatility point. */
  readonly volgaPerVolPoint: number;
  /** Change of delta per calendar day that passes, forward and volatility held. */
  readonly charmPerDay: number;
}

/** All 0 where time or volatility has vanished: the kinks there have no second derivative. */
export function black76Cross(input: Black76Input): Black76CrossFigures {
  checkFigures(isSensible(input));
  const { right, forward, strike, timeYears, rate, volatility } = input;
  const root = Math.sqrt(timeYears < 0 ? 0 : timeYears);
  const deviation = volatility * root;
  if (deviation === 0) return { vannaPerVolPoint: 0, volgaPerVolPoint: 0, charmPerDay: 0 };
  const discount = Math.exp(-rate * timeYears);
  const d1 = firstDeviate(forward, strike, deviation);
  const d2 = d1 - deviation;
  const density = discount * normalDensity(d1);
  const delta = discount * (right === 'C' ? normalCdf(d1) : -normalCdf(-d1));
  const figures = {
    vannaPerVolPoint: (-density * d2) / volatility / POINTS,
    volgaPerVolPoint: (forward * density * root * d1 * d2) / volatility / (POINTS * POINTS),
    charmPerDay: (rate * delta + (density * d2) / (2 * timeYears)) / DAYS_PER_YEAR,
  };
  checkFigures(Number.isFinite(figures.vannaPerVolPoint + figures.volgaPerVolPoint + figures.charmPerDay));
  return figures;
}
