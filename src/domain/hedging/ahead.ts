import { isShockable } from '../book/valuation.ts';
import type { ContractFigures } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import type { Situation } from './situation.ts';

/**
 * $ per VIX point of one contract `days` calendar days on, VIX and SPX unchanged, in the convention of
 * `vegaPerVixPoint`: today's figure scaled by how the revalued sensitivity changes. 0 once the contract has settled; null where no
 * shock of it is known.
 */
export function vegaAhead(context: ValuationContext, figures: ContractFigures, days: number): number | null {
  const ofContext = remembered.get(context) ?? new Map<string, number | null>();
  remembered.set(context, ofContext);
  const key = `${figures.symbol}/${days}`;
  const known = ofContext.get(key);
  if (known !== undefined) return known;
  const vega = computeVegaAhead(context, figures, days);
  ofContext.set(key, vega);
  return vega;
}

/** A context prices one market view, so that a figure of it never changes: legs are asked for once per candidate. */
const remembered = new WeakMap<ValuationContext, Map<string, number | null>>();

function computeVegaAhead(context: ValuationContext, figures: ContractFigures, days: number): number | null {
  if (days >= figures.daysToSettlement) return 0;
  if (!isShockable(figures)) return null;
  const sensitivity = (after: number): number =>
    context.valueChange(figures, { spxPercent: 0, vixPoints: 0.5, days: after }) -
    context.valueChange(figures, { spxPercent: 0, vixPoints: -0.5, days: after });
  const now = sensitivity(0);
  return now === 0 ? 0 : (figures.vegaPerVixPoint * sensitivity(days)) / now;
}

export interface Position {
  readonly figures: ContractFigures;
  readonly quantity: number;
}

/** Coverage of today's book plus `extra` positions, `days` on; null without short vega then, or while one of them is unknown. */
export function coverageAhead(s: Situation, extra: readonly Position[], days: number): number | null {
  let short = 0;
  let hedge = 0;
  for (const { leg, figures } of s.valuation.legs) {
    if (!figures.ok) return null;
    const each = vegaAhead(s.context, figures.value, days);
    if (each === null) return null;
    const vega = leg.quantity * each;
    if (leg.layer === null) short += vega;
    else hedge += vega;
  }
  for (const position of extra) {
    const each = vegaAhead(s.context, position.figures, days);
    if (each === null) return null;
    hedge += position.quantity * each;
  }
  return short < 0 ? hedge / -short : null;
}
