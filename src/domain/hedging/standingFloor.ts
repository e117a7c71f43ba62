import { LAYERS, type LayerName } from '../book/book.ts';
import type { HeldUnits } from './instruments/heldUnits.ts';
import type { PolicyValues } from './policy/policySchema.ts';
import type { Situation } from './situation.ts';

/** D3: coverage that stands in every stage; 0 where the policy keeps none. */
export const standingFloor = ({ program, stages }: Pick<PolicyValues, 'program' | 'stages'>): number => (program.kind === 'bands' ? stages.watch.floor : 0);

/**
 * $ per VIX point that the floor keeps. Short vega that has collapsed, or turned round inside the condors' wings, says nothing: then
 * the floor counts from its value when advice was last taken.
 */
export function floorVega(s: Pick<Situation, 'policy' | 'memory' | 'guard' | 'shortVega' | 'valuation'>): number {
  const floor = standingFloor(s.policy);
  if (floor === 0 || (s.shortVega === null && s.valuation.condorContracts === 0)) return 0;
  const collapsed = s.guard.vegaCollapsed || s.shortVega === null;
  return floor * (collapsed ? Math.max(0, -(s.memory.lastAccepted?.shortVega ?? 0)) : (s.shortVega ?? 0));
}

export interface SaleQueue {
  readonly held: HeldUnits;
  readonly contracts: number;
}

/**
 * Contracts of each layer that a harvest leaves for the floor, whole ones and never too few: first of the layers that may grow in
 * watch, then of the others; within a layer those that would be sold last. `queueOf` gives a layer's contracts in the order of sale.
 */
export function contractsKept(s: Situation, queueOf: (layer: LayerName) => readonly SaleQueue[]): Readonly<Record<LayerName, number>> {
  const kept: Record<LayerName, number> = { base: 0, intermediate: 0, outer: 0 };
  const own = s.policy.stages.watch.layers;
  let missing = floorVega(s);
  for (const layer of [...own, ...LAYERS.filter((other) => !own.includes(other))]) {
    for (const { held, contracts } of queueOf(layer).toReversed()) {
      if (missing <= 0) return kept;
      const { vegaPerVixPoint } = held.unit;
      const stay = vegaPerVixPoint > 0 ? Math.min(contracts, Math.ceil(missing / vegaPerVixPoint - 1e-9)) : contracts;
      kept[layer] += stay;
      missing -= stay * vegaPerVixPoint;
    }
  }
  return kept;
}
