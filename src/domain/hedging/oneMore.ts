import { dollars, percent } from '../figureText.ts';
import type { GrowthPlan } from './growth.ts';
import { coverageWith, type Situation, type TargetBand } from './situation.ts';

/** What one contract of each layer would come to against band and limits: why nothing is bought, to be checked with a pocket calculator. */
export function oneMoreArithmetic(s: Situation, band: TargetBand, { problem, layers }: GrowthPlan): readonly string[] {
  const { cost, notional } = problem;
  return [
    `Short vega ${dollars(-(s.shortVega ?? 0))} per VIX point (${s.valuation.convention} weights); hedge ${dollars(s.hedgeVega)}; coverage ${percent(s.coverage ?? 0)}`,
    ...band.lines,
    ...layers.map(({ choice: { unit, label, expectedCost, halfSpread }, layer }) => [
      `One ${label} (${layer}) of ${dollars(unit.vegaPerVixPoint)} per VIX point: coverage ${percent(coverageWith(s, unit.vegaPerVixPoint) ?? 0)}`,
      `${s.policy.guards.dragDays}-day cost of the whole hedge ${dollars(cost.now + expectedCost + halfSpread)} (limit ${dollars(cost.limit)})`,
      ...(notional.limit === null ? [] : [`notional ${dollars(notional.now + unit.notional)} (ceiling ${dollars(notional.limit)})`]),
    ].join('; ')),
  ];
}
