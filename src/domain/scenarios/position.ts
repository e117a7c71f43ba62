import type { MarketShock } from '../book/revaluation.ts';
import type { BookValuation, ContractFigures } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import { isHedgeLeg } from '../book/hedgeLeg.ts';
import { labelOf } from '../instruments/label.ts';

export type Side = 'condors' | 'hedge';

/** Contracts of one symbol on one side of the book; long is positive. */
export interface ScenarioPosition {
  readonly figures: ContractFigures;
  readonly quantity: number;
  readonly side: Side;
}

/** $ change against now. */
export interface SideChanges {
  readonly condors: number;
  readonly hedge: number;
  readonly total: number;
}

/** A book as the scenarios take it. A side with a leg without a trusted price has no figure at all: it never counts as zero. */
export interface ScenarioBook {
  readonly positions: readonly ScenarioPosition[];
  /** Sides with a leg that has no trusted price, or no smile to be shocked by. */
  readonly incomplete: ReadonlySet<Side>;
  /** One sentence per such leg. */
  readonly because: readonly string[];
}

export function scenarioBookOf(valuation: BookValuation): ScenarioBook {
  const positions: ScenarioPosition[] = [];
  const incomplete = new Set<Side>();
  const because: string[] = [];
  for (const { leg, figures } of valuation.legs) {
    const side = isHedgeLeg(leg) ? 'hedge' : 'condors';
    const why = figures.ok ? (figures.value.shock.unshockable?.detail ?? null) : figures.failure.detail;
    if (figures.ok && why === null) positions.push({ figures: figures.value, quantity: leg.quantity, side });
    else {
      incomplete.add(side);
      because.push(`${labelOf(leg.symbol)}: ${why}`);
    }
  }
  return { positions, incomplete, because };
}

/** The whole of the positions under one shock, leg by leg. */
export function changeUnder(context: ValuationContext, positions: readonly ScenarioPosition[], shock: MarketShock): SideChanges {
  const sums = { condors: 0, hedge: 0 };
  for (const { figures, quantity, side } of positions) sums[side] += quantity * context.valueChange(figures, shock);
  return { ...sums, total: sums.condors + sums.hedge };
}
