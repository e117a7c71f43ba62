import type { VegaTables } from '../book/valuation.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';

type Nodes = readonly (readonly [number, number])[];

/** Root-time weights are relative to the 30-day tenor of the VIX itself. */
const VIX_TENOR_DAYS = 30;
const SHORTEST_TENOR_DAYS = 1;

/** Linear in days between nodes, flat outside. */
function interpolate(nodes: Nodes, days: number): number {
  let before: readonly [number, number] | undefined;
  for (const node of nodes) {
    if (days <= node[0]) {
      if (before === undefined || days === node[0]) return node[1];
      return before[1] + ((node[1] - before[1]) * (days - before[0])) / (node[0] - before[0]);
    }
    before = node;
  }
  return before?.[1] ?? 0;
}

/** VX points that a future with `days` calendar days to settlement moves per point of spot VIX. */
export const betaAt = (tables: VegaTables, days: number): number => interpolate(tables.beta, days);

/**
 * Points of SPX implied volatility at a tenor per VIX point: measured nodes, or (30 / days)^½ under `rootTime`, which is
 * held at its one-day value below one day.
 */
export function weightAt(tables: VegaTables, days: number): number {
  if (tables.convention === 'rootTime') return Math.sqrt(VIX_TENOR_DAYS / Math.max(days, SHORTEST_TENOR_DAYS));
  return interpolate(tables.weight, days);
}

function checkNodes(name: string, nodes: Nodes): Result<Nodes> {
  if (nodes.length === 0) return failed('invalid-input', `vega.${name} has no nodes`);
  for (const [index, [days, value]] of nodes.entries()) {
    if (!Number.isFinite(days) || !Number.isFinite(value) || days < 0) return failed('invalid-input', `vega.${name}[${index}] must be two numbers, days from 0 on`);
    const previous = nodes[index - 1];
    if (previous !== undefined && days <= previous[0]) return failed('invalid-input', `vega.${name}[${index}] must have more days than the node before it`);
  }
  return success(nodes);
}

/** Refuses tables no market can have: β outside [0, 1], weights not above zero, days out of order. */
export function checkVegaTables(tables: VegaTables): Result<VegaTables> {
  const beta = checkNodes('beta', tables.beta);
  if (!beta.ok) return beta;
  const wrongBeta = tables.beta.findIndex(([, value]) => value < 0 || value > 1);
  if (wrongBeta >= 0) return failed('out-of-bounds', `vega.beta[${wrongBeta}] must lie between 0 and 1`);
  const weight = checkNodes('weight', tables.weight);
  if (!weight.ok) return weight;
  const wrongWeight = tables.weight.findIndex(([, value]) => value <= 0);
  if (wrongWeight >= 0) return failed('out-of-bounds', `vega.weight[${wrongWeight}] must be above 0`);
  if (!Number.isFinite(tables.vvixPerVixPoint)) return failed('invalid-input', 'vega.vvixPerVixPoint must be a number');
  if (!(tables.vixPerSpxPercent < 0)) return failed('out-of-bounds', 'vega.vixPerSpxPercent must be below 0: VIX rises when SPX falls');
  return success(tables);
}
