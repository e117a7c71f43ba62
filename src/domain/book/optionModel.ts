import type { OptionRight } from '../instruments/optionSymbol.ts';
import { americanFloor, americanPrice } from '../pricing/american.ts';
import { americanImpliedVolatility } from '../pricing/americanImpliedVolatility.ts';
import { black76, black76Cross, black76Price } from '../pricing/black76.ts';
import { impliedVolatility } from '../pricing/impliedVolatility.ts';
import type { Result } from '../result.ts';
import { americanModelFigures } from './americanFigures.ts';
import type { AmericanCarry } from './valuation.ts';

/** A forward and the time left, as one option's model reads them. */
export interface OptionState {
  readonly forward: number;
  readonly timeYears: number;
  /** Null for European exercise. */
  readonly american: AmericanCarry | null;
}

export interface OptionTerms {
  readonly right: OptionRight;
  readonly strike: number;
  readonly rate: number;
}

/** Implied volatility by the model of the option's exercise; fails as that model does. */
export function impliedBy({ right, strike, rate, price }: OptionTerms & { readonly price: number }, { american, forward, timeYears }: OptionState): Result<number> {
  return american === null ? impliedVolatility({ right, strike, rate, price, forward, timeYears }) : americanImpliedVolatility({ right, strike, rate, price, timeYears, ...american });
}

/** What the option is worth without volatility, negative where it is out of the money. */
export function worthOfCertainty({ right, strike, rate }: OptionTerms, { american, forward, timeYears }: OptionState): number {
  const value = Math.exp(-rate * timeYears) * (right === 'C' ? forward - strike : strike - forward);
  return american === null ? value : americanFloor({ right, strike, rate, timeYears, volatility: 0, ...american });
}

/** Dollars per unit. */
export const modelPrice = ({ right, strike, rate }: OptionTerms, volatility: number, { american, forward, timeYears }: OptionState): number =>
  american === null ? black76Price({ right, strike, rate, volatility, forward, timeYears }) : americanPrice({ right, strike, rate, volatility, timeYears, ...american });

type GreekFields = ReturnType<typeof americanModelFigures>;

/** Delta and gamma to the forward per unit, vega, theta and volga in $ per contract. */
export function greeksOf(terms: OptionTerms, volatility: number, { american, forward, timeYears }: OptionState, multiplier: number): GreekFields {
  if (american !== null) return americanModelFigures({ ...terms, volatility, timeYears, ...american }, multiplier);
  const { right, strike, rate } = terms;
  const input = { right, strike, rate, volatility, forward, timeYears };
  const greeks = black76(input);
  const cross = black76Cross(input);
  return {
    deltaForward: greeks.delta, gammaForward: greeks.gamma, vegaPerVolPoint: multiplier * greeks.vegaPerVolPoint, thetaPerDay: multiplier * greeks.thetaPerDay,
    vannaPerVolPoint: cross.vannaPerVolPoint, volgaPerVolPoint: multiplier * cross.volgaPerVolPoint, charmPerDay: cross.charmPerDay,
  };
}
