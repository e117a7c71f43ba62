import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { numberProblem } from './signal.ts';

/** One share of the index: its weight (0.07 = 7 % of the index) and implied volatility, in any unit that all of them share. */
export interface IndexMember {
  readonly weight: number;
  readonly volatility: number;
}

/** How far the weights may be from 1 together: lists of the largest members are rounded, and indices change between their dates. */
const WEIGHT_TOLERANCE = 0.02;
/** Below this share of (Σwσ)² the difference in the denominator is rounding, not spread. */
const NO_SPREAD = 1e-12;

/**
 * Average correlation that the options imply: (σ_I² − Σw²σ²) ÷ ((Σwσ)² − Σw²σ²), 0.35 = a COR1M level of 35. Nothing is clamped: a
 * value above 1 or below 0 says that the volatilities do not belong together. Failure `invalid-input`: no members, a weight or
 * volatility below 0 or not finite, weights that do not sum to 1 ± 0.02, nothing to diversify.
 */
export function computedCorrelation(indexVolatility: number, members: readonly IndexMember[]): Result<number> {
  if (members.length === 0) return failed('invalid-input', 'an implied correlation needs the members of the index');
  const problem = numberProblem('index volatility', indexVolatility, { least: 0 }) ?? firstMemberProblem(members);
  if (problem !== null) return failed('invalid-input', problem);
  let weights = 0;
  let together = 0;
  let apart = 0;
  for (const { weight, volatility } of members) {
    weights += weight;
    together += weight * volatility;
    apart += (weight * volatility) ** 2;
  }
  if (Math.abs(weights - 1) > WEIGHT_TOLERANCE) return failed('invalid-input', `the weights sum to ${Number(weights.toPrecision(6))}, not to 1`);
  const spread = together ** 2 - apart;
  if (spread <= NO_SPREAD * together ** 2) return failed('invalid-input', 'fewer than two members have weight and volatility, so nothing can be correlated');
  return success((indexVolatility ** 2 - apart) / spread);
}

function firstMemberProblem(members: readonly IndexMember[]): string | null {
  for (const [index, { weight, volatility }] of members.entries()) {
    const problem = numberProblem(`members[${index}].weight`, weight, { least: 0 }) ?? numberProblem(`members[${index}].volatility`, volatility, { least: 0 });
    if (problem !== null) return problem;
  }
  return null;
}
