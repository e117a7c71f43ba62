import type { SmileCurve, VarianceSlopes } from './smileCurve.ts';

/**
 * Durrleman's function g of total variance w over k = ln(K/F): the implied density has its sign, so that a smile admits no
 * butterfly arbitrage where g ≥ 0 (Gatheral & Jacquier 2014, lemma 2.2).
 */
export function durrleman(k: number, { variance, first, second }: VarianceSlopes): number {
  const distance = 1 - (k * first) / (2 * variance);
  return distance * distance - 0.25 * first * first * (1 / variance + 0.25) + 0.5 * second;
}

/** Rounding of a g whose terms are of the order of one. */
const ROUNDING = 1e-9;

/** The ln(K/F) among those given at which the smile's density is negative. */
export const butterflyViolations = (curve: SmileCurve, grid: readonly number[]): readonly number[] =>
  grid.filter((k) => !(durrleman(k, curve.varianceSlopesAt(k)) >= -ROUNDING));

const STEPS_BETWEEN_STRIKES = 4;
const WING_STEPS = 24;
const WING_DEVIATIONS = 12;

/** Where a smile is checked: between the strikes and twelve standard deviations beyond them. `at` ascending ln(K/F), `deviation` one of them. */
export function checkGrid(at: readonly number[], deviation: number): readonly number[] {
  const grid: number[] = [];
  const [low, high] = [at[0] ?? 0, at[at.length - 1] ?? 0];
  for (let step = WING_STEPS; step > 0; step--) grid.push(low - deviation * WING_DEVIATIONS * (step / WING_STEPS) ** 2);
  for (let i = 0; i + 1 < at.length; i++) {
    const from = at[i] ?? 0;
    const to = at[i + 1] ?? 0;
    for (let step = 0; step < STEPS_BETWEEN_STRIKES; step++) grid.push(from + ((to - from) * step) / STEPS_BETWEEN_STRIKES);
  }
  for (let step = 0; step <= WING_STEPS; step++) grid.push(high + deviation * WING_DEVIATIONS * (step / WING_STEPS) ** 2);
  return grid;
}
