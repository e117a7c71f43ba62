import type { OptionRight } from '../instruments/optionSymbol.ts';
import { normalCdf, normalDensity } from './normalDistribution.ts';
import { logMoneyness, normalizedPremium } from './normalizedBlack.ts';

export interface Black76Input {
  readonly right: OptionRight;
  /** Forward of the underlying to the settlement moment, points. */
  readonly forward: number;
  readonly strike: number;
  readonly timeYears: number;
  /** Continuously compounded per year. */
  readonly rate: number;
  /** 0.20 = 20 % a year. */
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

const intrinsicOf = ({ right, forward, strike }: Black76Input): number => Math.max(0, right === 'C' ? forward - strike : strike - forward);

/** Black (1976), discounted; intrinsic value of the forward, discounted, at zero time or volatility. */
export function black76Price(input: Black76Input): number {
  const { forward, strike, timeYears, rate, volatility } = input;
  const discount = Math.exp(-rate * Math.max(0, timeYears));
  const deviation = volatility * Math.sqrt(Math.max(0, timeYears));
  if (!(deviation > 0)) return discount * intrinsicOf(input);
  const x = -Math.abs(logMoneyness(forward, strike));
  return discount * (intrinsicOf(input) + Math.sqrt(forward * strike) * normalizedPremium(x, deviation));
}

/** d₁, with its limit when the deviation vanishes. */
function firstDeviate(forward: number, strike: number, deviation: number): number {
  const distance = logMoneyness(forward, strike);
  if (deviation > 0) return distance / deviation + 0.5 * deviation;
  return distance === 0 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY;
}

/** Price and sensitivities. Gamma at the money is unbounded when time or volatility vanishes; 0 is given there. */
export function black76(input: Black76Input): Black76Figures {
  const { right, forward, strike, rate, volatility } = input;
  const timeYears = Math.max(0, input.timeYears);
  const root = Math.sqrt(timeYears);
  const deviation = volatility * root;
  const discount = Math.exp(-rate * timeYears);
  const price = black76Price(input);
  const d1 = firstDeviate(forward, strike, deviation);
  const density = normalDensity(d1);
  const decay = root > 0 ? (discount * forward * density * volatility) / (2 * root) - rate * price : 0;
  return {
    price,
    delta: discount * (right === 'C' ? normalCdf(d1) : -normalCdf(-d1)),
    gamma: deviation > 0 ? (discount * density) / (forward * deviation) : 0,
    vegaPerVolPoint: (discount * forward * density * root) / POINTS,
    thetaPerDay: (0 - decay) / DAYS_PER_YEAR,
    rhoPerRatePoint: (0 - timeYears * price) / POINTS,
  };
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
export function black76Cross({ right, forward, strike, timeYears, rate, volatility }: Black76Input): Black76CrossFigures {
  const root = Math.sqrt(Math.max(0, timeYears));
  const deviation = volatility * root;
  if (!(deviation > 0)) return { vannaPerVolPoint: 0, volgaPerVolPoint: 0, charmPerDay: 0 };
  const discount = Math.exp(-rate * timeYears);
  const d1 = firstDeviate(forward, strike, deviation);
  const d2 = d1 - deviation;
  const density = discount * normalDensity(d1);
  const delta = discount * (right === 'C' ? normalCdf(d1) : -normalCdf(-d1));
  return {
    vannaPerVolPoint: (-density * d2) / volatility / POINTS,
    volgaPerVolPoint: (forward * density * root * d1 * d2) / volatility / (POINTS * POINTS),
    charmPerDay: (rate * delta + (density * d2) / (2 * timeYears)) / DAYS_PER_YEAR,
  };
}
