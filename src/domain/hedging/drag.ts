import type { LayerName } from '../book/book.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import { unitChange, type HedgeUnit } from './instruments/unit.ts';
import type { PolicyValues } from './policy/policySchema.ts';
import type { Situation } from './situation.ts';

/**
 * Expected $ cost of one long unit over the policy's horizon (30 calendar days) with VIX and SPX unchanged: time
 * decay and roll-down along the curve until its roll, pro-rated, since each roll starts the same stretch again.
 * Positive is a cost; null while no shock of a leg is known. Close to the floor the stretch is at least `dragMinSpanDays`, else the
 * last day would be taken for all.
 */
export function expectedCost(context: ValuationContext, unit: HedgeUnit, layer: LayerName, policy: PolicyValues): number | null {
  const { dragDays, dragMinSpanDays } = policy.guards;
  const toRoll = unit.daysToSettlement - policy.layers[layer].rollBelowDte;
  const span = Math.min(Math.max(toRoll, dragMinSpanDays), dragDays, unit.daysToSettlement);
  const change = span <= 0 ? 0 : unitChange(context, unit, { spxPercent: 0, vixPoints: 0, days: span });
  return change === null ? null : span <= 0 ? 0 : (-change * dragDays) / span;
}

/**
 * $ over the horizon for the whole hedge as held; null while no shock of one of its contracts is known. What is held of kind `other`
 * counts where it costs: what a short leg takes in pays for no hedge.
 */
export function heldCost(s: Pick<Situation, 'context' | 'held' | 'others' | 'policy'>): number | null {
  let sum = 0;
  for (const { quantity, unit, layer } of [...s.held, ...s.others]) {
    const cost = expectedCost(s.context, unit, layer, s.policy);
    if (cost === null) return null;
    sum += quantity * (unit.kind === 'other' ? Math.max(0, cost) : cost);
  }
  return sum;
}
