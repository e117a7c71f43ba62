import type { LayerName } from '../book/book.ts';
import { isShockable } from '../book/valuation.ts';
import type { ContractFigures, ShockableFigures } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import type { PolicyValues } from './policy/policySchema.ts';
import type { Situation } from './situation.ts';

/** $ per contract lost by crossing half the spread once; without an ask, what the bid lies below the mark. */
export const halfSpread = (figures: ContractFigures): number =>
  (figures.ask === null ? Math.max(0, figures.mark - (figures.bid ?? 0)) : (figures.ask - (figures.bid ?? 0)) / 2) * figures.multiplier;

/**
 * Expected $ cost of one long contract over the policy's horizon (30 calendar days) with VIX and SPX unchanged: time
 * decay and roll-down along the curve until its roll, pro-rated, since each roll starts the same stretch again.
 * Positive is a cost. Close to the floor the stretch is at least `dragMinSpanDays`, else the last day would be taken for all.
 */
export function expectedCost(context: ValuationContext, figures: ShockableFigures, layer: LayerName, policy: PolicyValues): number {
  const { dragDays, dragMinSpanDays } = policy.guards;
  const toRoll = figures.daysToSettlement - policy.layers[layer].rollBelowDte;
  const span = Math.min(Math.max(toRoll, dragMinSpanDays), dragDays, figures.daysToSettlement);
  if (span <= 0) return 0;
  return (-context.valueChange(figures, { spxPercent: 0, vixPoints: 0, days: span }) * dragDays) / span;
}

/** $ over the horizon for the whole hedge as held; null while no shock of one of its contracts is known. */
export function heldCost(s: Situation): number | null {
  let sum = 0;
  for (const { leg, figures, layer } of s.held) {
    if (!isShockable(figures)) return null;
    sum += leg.quantity * expectedCost(s.context, figures, layer, s.policy);
  }
  return sum;
}
