import { optionBaseOf } from '../book/revaluation.ts';
import type { ContractFigures } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import type { InstrumentSymbol } from '../units.ts';
import { createSpxRevaluation } from './spxRevaluation.ts';
import type { ScenarioPosition } from './position.ts';

/** Shocks of a grid: every SPX move with every VIX move, after the same number of calendar days. */
export interface GridAxes {
  readonly spxPercents: readonly number[];
  readonly vixPoints: readonly number[];
  readonly days: number;
}

export interface GridCell {
  readonly spxPercent: number;
  readonly vixPoints: number;
  /** $ change against now. */
  readonly total: number;
}

/** $ changes against now. Row = SPX move, column = VIX move; cell (row, column) stands at row × columns + column. */
export interface ScenarioGrid {
  readonly axes: GridAxes;
  readonly condors: Float64Array;
  readonly hedge: Float64Array;
  readonly total: Float64Array;
  /** The least total; null for an empty grid. */
  readonly worst: GridCell | null;
}

/** SPX −20…+10 % by VIX −10…+40 in steps of one (method page, §7): 31 × 51. */
export function fullAxes(days: number): GridAxes {
  return { spxPercents: Array.from({ length: 31 }, (_, row) => row - 20), vixPoints: Array.from({ length: 51 }, (_, column) => column - 10), days };
}

/** Contracts of one symbol, both sides: what is revalued once is weighed twice. */
interface WeighedContract {
  readonly figures: ContractFigures;
  condors: number;
  hedge: number;
}

function mergeContracts(positions: readonly ScenarioPosition[]): readonly WeighedContract[] {
  const merged = new Map<InstrumentSymbol, WeighedContract>();
  for (const { figures, quantity, side } of positions) {
    const contract = merged.get(figures.symbol) ?? { figures, condors: 0, hedge: 0 };
    contract[side] += quantity;
    merged.set(figures.symbol, contract);
  }
  return [...merged.values()];
}

/** sums += weight × changes; a change a column stands for every row of it. */
function addWeighed(sums: Float64Array, changes: Float64Array, weight: number): void {
  if (weight === 0) return;
  const width = changes.length;
  for (let cell = 0, at = 0; cell < sums.length; cell++) {
    sums[cell] = (sums[cell] ?? 0) + weight * (changes[at] ?? 0);
    if (++at === width) at = 0;
  }
}

function worstCell({ spxPercents, vixPoints }: GridAxes, total: Float64Array): GridCell | null {
  let at = -1;
  for (let cell = 0; cell < total.length; cell++) if (at < 0 || (total[cell] ?? 0) < (total[at] ?? 0)) at = cell;
  const spxPercent = spxPercents[Math.floor(at / vixPoints.length)];
  const points = vixPoints[at % vixPoints.length];
  return at < 0 || spxPercent === undefined || points === undefined ? null : { spxPercent, vixPoints: points, total: total[at] ?? 0 };
}

/** A VIX contract sees only the column. */
function columnChanges(context: ValuationContext, figures: ContractFigures, { vixPoints, days }: GridAxes, out: Float64Array): Float64Array {
  for (const [column, points] of vixPoints.entries()) out[column] = context.valueChange(figures, { spxPercent: 0, vixPoints: points, days });
  return out;
}

/**
 * Full revaluation of the positions in every cell, dollars against now: Σ quantity × `context.valueChange`, with everything that hangs
 * on the contract, the row or the column alone worked out once.
 */
export function shockGrid(context: ValuationContext, positions: readonly ScenarioPosition[], axes: GridAxes): ScenarioGrid {
  const columns = axes.vixPoints.length;
  const cells = axes.spxPercents.length * columns;
  const sums = { condors: new Float64Array(cells), hedge: new Float64Array(cells) };
  const byCell = new Float64Array(cells);
  const byColumn = new Float64Array(columns);
  const onSpx = createSpxRevaluation(context, axes);
  for (const { figures, condors, hedge } of mergeContracts(positions)) {
    const base = optionBaseOf(context, figures);
    const changes = base === null || base.onVix ? columnChanges(context, figures, axes, byColumn) : onSpx.changes(figures, base, byCell);
    addWeighed(sums.condors, changes, condors);
    addWeighed(sums.hedge, changes, hedge);
  }
  const total = sums.condors.map((value, cell) => value + (sums.hedge[cell] ?? 0));
  return { axes, ...sums, total, worst: worstCell(axes, total) };
}
