import { dollars, formatNumber, percent, plural } from '../figureText.ts';
import { boughtCost, boughtNotional, type GrowthPlan } from './growth.ts';
import { premiumOf } from './instruments/unit.ts';
import { onceRolled, type Situation, type TargetBand } from './situation.ts';
import { scoreOf, type SizingProblem } from './sizing.ts';

/** Contracts of each layer after the plan, held ones included, in the problem's order. */
export const plannedContracts = ({ layers, problem }: GrowthPlan): readonly number[] => layers.map(({ added }, i) => (problem.layers[i]?.held ?? 0) + added);

/** How well a size fits, as a sum that can be checked: points off the target ÷ scale + departure from the ladder's shares ÷ scale. */
export function scoreText(problem: SizingProblem, contracts: readonly number[], coverage: number): { readonly score: number; readonly text: string } {
  const { score, distance, shareOff } = scoreOf(problem, contracts, coverage);
  const off = `${formatNumber(100 * distance, 1)} points ÷ ${formatNumber(100 * problem.coverageScale, 0)}`;
  return { score, text: `${off}${problem.layers.length > 1 ? ` + shares off by ${formatNumber(shareOff, 3)} ÷ ${formatNumber(problem.shareScale, 1)}` : ''} = ${formatNumber(score, 2)}` };
}

/** current → target → contracts, checkable with a pocket calculator. */
export function growthArithmetic(s: Situation, plan: GrowthPlan, band: TargetBand): readonly string[] {
  const short = s.shortVega ?? 0;
  const { problem, outcome } = plan;
  const added = plan.layers.filter((row) => row.added > 0);
  const bought = added.flatMap(({ layer, parts }) => parts.filter(({ contracts }) => contracts > 0).map((part) => ({ ...part, layer })));
  const gain = bought.map(({ choice, contracts, layer }) => `${contracts} × ${dollars(choice.unit.vegaPerVixPoint)} (${layer})`).join(' + ');
  const cost = bought.reduce((sum, { choice, contracts }) => sum + contracts * premiumOf(choice.unit, choice.unit.ask), 0);
  const margin = bought.reduce((sum, { choice, contracts }) => sum + contracts * choice.unit.margin, 0);
  const drag = problem.cost.now + boughtCost(added);
  const notional = problem.notional.now + boughtNotional(added);
  const condors = s.valuation.condorContracts;
  return [
    `Short vega ${dollars(-short)} per VIX point (${s.valuation.convention} weights); hedge ${dollars(s.hedgeVega)}; coverage ${percent(s.coverage ?? 0)}${onceRolled(s)}`,
    ...band.lines,
    `${percent(band.target)} of ${dollars(short)} = ${dollars(band.target * short)} per VIX point; band ${dollars(band.low * short)} to ${dollars(band.high * short)}`,
    `Add ${gain}: coverage ${percent(outcome.coverage)}`,
    `Fit (less is better): ${scoreText(problem, plannedContracts(plan), outcome.coverage).text}`,
    `Premium at the ask ${dollars(cost)}${margin > 0 ? ` and margin of about ${dollars(margin)}` : ''}; expected ${s.policy.guards.dragDays}-day cost of the whole hedge ${dollars(drag)} = ${percent(drag / s.book.netLiquidation, 3)} of ${dollars(s.book.netLiquidation)} (limit ${percent(s.policy.guards.drag, 3)}; ${percent((drag / s.book.netLiquidation) * (365 / s.policy.guards.dragDays), 2)} a year)`,
    ...(outcome.boundBy.includes('drag') && outcome.costWanted !== null ? [`The best size in the band would need an equity of ${dollars(outcome.costWanted / s.policy.guards.drag)}`] : []),
    ...(condors > 0 ? [`Notional ${dollars(notional)} ÷ (${plural(condors, 'condor')} × 100 × SPX ${formatNumber(s.spx, 0)}) = ${percent(notional / (condors * 100 * s.spx), 2)} (ceiling ${percent(s.policy.stages[s.stage].notionalCeiling, 2)})`] : ['No notional ceiling: the book holds no whole condor to measure it by']),
  ];
}
