/** The shock grid as a table of coloured figures: which row and column stand where, and how strong a hue is. Pure. */
import type { ScenariosView } from '../../../../contract/api.ts';
import { formatMoney, formatNarrow, formatSigned } from '../../format.ts';
import type { Side } from './sides.ts';

/** Hues of one sign: enough to see a slope, few enough to tell apart. */
export const HEAT_STEPS = 5;

export interface HeatCell {
  readonly vixPoints: number;
  readonly text: string;
  /** −5 … 5: sign and strength; 0 for what rounds to no dollar. */
  readonly step: number;
  /** The cell of this column that is nearest to the linked path of SPX and VIX. */
  readonly linked: boolean;
  readonly title: string;
}

export interface HeatRow {
  readonly spxPercent: number;
  readonly label: string;
  readonly cells: readonly HeatCell[];
}

export interface HeatGrid {
  readonly columns: readonly { readonly vixPoints: number; readonly label: string }[];
  /** From the highest SPX down to the lowest: prices read upward. */
  readonly rows: readonly HeatRow[];
  /** Upper $ limit of each strength, weakest first. */
  readonly limits: readonly number[];
}

/** Each hue is a fifth of the grid's largest figure, the same for both signs. */
export function heatLimits(largest: number): readonly number[] {
  return Array.from({ length: HEAT_STEPS }, (_, index) => (largest * (index + 1)) / HEAT_STEPS);
}

/** −5 … 5; every figure of a dollar or more has a hue, what is no figure has none. */
export function heatStep(dollars: number, limits: readonly number[]): number {
  const size = Math.abs(dollars);
  if (!(size >= 0.5)) return 0;
  const reached = limits.findIndex((limit) => size <= limit);
  const step = reached === -1 ? HEAT_STEPS : reached + 1;
  return dollars < 0 ? -step : step;
}

/** `+10`, `−2.5`: a decimal only where there is one. */
function moveFigure(move: number): string {
  return formatSigned(move, Math.abs(move - Math.round(move)) < 0.05 ? 0 : 1);
}

/** In each column the row nearest to where the linked path is at that VIX move; none where the path has left the grid. */
function linkedRows({ linked, spxPercents, vixPoints }: ScenariosView): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  for (const points of vixPoints) {
    const at = linked.find((point) => Math.abs(point.vixPoints - points) < 1e-9);
    if (at === undefined) continue;
    rows.set(points, spxPercents.reduce((best, percent) => (Math.abs(percent - at.spxPercent) < Math.abs(best - at.spxPercent) ? percent : best)));
  }
  return rows;
}

/** Null where a leg of that side has no trusted price: then there is no grid of it at all. */
export function heatGrid(view: ScenariosView, side: Side): HeatGrid | null {
  const grid = view[side];
  if (grid === null) return null;
  const limits = heatLimits(grid.flat().reduce((largest, dollars) => Math.max(largest, Math.abs(dollars)), 0));
  const linked = linkedRows(view);
  const rows = view.spxPercents.map((spxPercent, row): HeatRow => ({
    spxPercent, label: moveFigure(spxPercent),
    cells: view.vixPoints.map((vixPoints, column) => heatCell(grid[row]?.[column] ?? Number.NaN, { spxPercent, vixPoints, limits, linked: linked.get(vixPoints) === spxPercent })),
  }));
  return {
    columns: view.vixPoints.map((vixPoints) => ({ vixPoints, label: moveFigure(vixPoints) })),
    rows: rows.toSorted((a, b) => b.spxPercent - a.spxPercent), limits,
  };
}

interface CellPlace {
  readonly spxPercent: number;
  readonly vixPoints: number;
  readonly limits: readonly number[];
  readonly linked: boolean;
}

function heatCell(dollars: number, { spxPercent, vixPoints, limits, linked }: CellPlace): HeatCell {
  return {
    vixPoints, text: formatNarrow(dollars), step: heatStep(dollars, limits), linked,
    title: `${moveText(spxPercent, vixPoints)}: ${formatMoney(dollars, 0, { plus: true })}${linked ? ', nearest to the linked path' : ''}`,
  };
}

/** `SPX −7.5 %, VIX +10`. */
export function moveText(spxPercent: number, vixPoints: number): string {
  return `SPX ${moveFigure(spxPercent)}\u00a0%, VIX ${moveFigure(vixPoints)}`;
}
