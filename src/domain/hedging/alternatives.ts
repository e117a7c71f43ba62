import type { Decision } from './decision.ts';
import { formatNumber, limit, percent, percentBeside } from '../figureText.ts';
import { strikeKey, type GrowthPlan, type LayerGrowth } from './growth.ts';
import { plannedContracts, scoreText } from './growthArithmetic.ts';
import { coverageWith, type Situation, type TargetBand } from './situation.ts';
import { partsOf, squareOf } from './staggered.ts';

type Alternatives = Decision['alternatives'];

/** What speaks against buying so many contracts of a layer instead, the other layers' tickets as they are. */
function against(s: Situation, plan: GrowthPlan, row: LayerGrowth, contracts: number, band: TargetBand): string {
  const { cost, notional } = plan.problem;
  const others = plan.layers.filter((other) => other !== row).flatMap(({ parts }) => parts);
  const parts = [...others, ...partsOf(s, row.choice, squareOf(s, row.choice, contracts), contracts)];
  const sum = (each: (choice: LayerGrowth['choice']) => number): number => parts.reduce((total, part) => total + part.contracts * each(part.choice), 0);
  const coverage = coverageWith(s, sum(({ unit }) => unit.vegaPerVixPoint)) ?? 0;
  const costAfter = cost.now + sum(({ expectedCost, halfSpread }) => expectedCost + halfSpread);
  const notionalAfter = notional.now + sum(({ unit }) => unit.notional);
  const reasons = [
    coverage > band.high ? `above the band’s top of ${limit(band.high)}` : null,
    coverage < band.low ? `below the band’s ${limit(band.low)}` : null,
    costAfter > cost.limit ? `over the drag limit of ${percent(s.policy.guards.drag, 2)}` : null,
    notional.limit !== null && notionalAfter > notional.limit ? `over the notional ceiling of ${limit(s.policy.stages[s.stage].notionalCeiling)}` : null,
  ].filter((reason) => reason !== null);
  const score = scoreText(plan.problem, plannedContracts(plan).map((n, i) => (plan.layers[i] === row ? n - row.added + contracts : n)), coverage);
  const chosen = scoreText(plan.problem, plannedContracts(plan), plan.outcome.coverage);
  return `${contracts} contracts: coverage ${percentBeside(coverage, band.low, band.high)}, ${reasons.length > 0 ? reasons.join(' and ') : score.score >= chosen.score ? `a worse fit: ${score.text}` : `hardly a better fit (${score.text}) than the size advised before`}`;
}

/** Sizes next to the advised one, the strike rule that did not fit, layers and contracts that were passed over: each with its reason. */
export function growthAlternatives(s: Situation, plan: GrowthPlan, row: LayerGrowth, { band, action }: { readonly band: TargetBand; readonly action: 'add' | 'rebalance' }): Alternatives {
  const texts = [row.added + 1, row.added - 1].filter((n) => n > 0).map((n) => against(s, plan, row, n, band));
  const passed = Object.entries(row.choices.rejected);
  return [
    ...texts,
    ...(plan.strike === 'second' ? [`First strike rule (${strikeKey(s, 'first')}): ${plan.firstFailed ?? 'nothing fits'}`] : []),
    ...plan.unavailable.map(({ layer, why }) => `The ${layer} layer: ${why}`),
    ...(passed.length === 0 ? [] : [`Other contracts of the window: ${passed.map(([why, count]) => `${why} (${formatNumber(count, 0)})`).join(', ')}`]),
  ].map((text) => ({ action, text }));
}
