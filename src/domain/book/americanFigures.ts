import { american } from '../pricing/american.ts';
import type { AmericanInput } from '../pricing/american.ts';
import type { ContractFigures } from './valuation.ts';

type ModelFigures = Pick<ContractFigures, 'deltaForward' | 'gammaForward' | 'vegaPerVolPoint' | 'thetaPerDay' | 'vannaPerVolPoint' | 'volgaPerVolPoint' | 'charmPerDay'>;

const DAYS_PER_YEAR = 365;

/**
 * Sensitivities of one American contract to the forward of its expiry. The spot stands under the forward by S = F·e^(−(r−q)τ): at a
 * fixed forward it grows by (r − q)·S a year as time passes, which theta and charm take in.
 */
export function americanModelFigures(input: AmericanInput, multiplier: number): ModelFigures {
  const { spot, timeYears, rate, dividendYield } = input;
  const figures = american(input);
  const carry = rate - dividendYield;
  const share = Math.exp(-carry * timeYears);
  return {
    deltaForward: figures.delta * share,
    gammaForward: figures.gamma * share * share,
    vegaPerVolPoint: multiplier * figures.vegaPerVolPoint,
    thetaPerDay: multiplier * (figures.thetaPerDay + (carry * spot * figures.delta) / DAYS_PER_YEAR),
    vannaPerVolPoint: figures.vannaPerVolPoint * share,
    volgaPerVolPoint: multiplier * figures.volgaPerVolPoint,
    charmPerDay: share * (figures.charmPerDay + (carry * (figures.gamma * spot + figures.delta)) / DAYS_PER_YEAR),
  };
}
