import type { ScenariosView } from '../contract/api.ts';
import { createValuationContext, type ValuationContext } from '../domain/book/valuationContext.ts';
import { valueBook } from '../domain/book/valueBook.ts';
import { labelOf } from '../domain/instruments/label.ts';
import { failed, success, type Result } from '../domain/result.ts';
import { scenarioConventions } from '../domain/scenarios/conventions.ts';
import { decayCurves } from '../domain/scenarios/decayCurves.ts';
import { linkedPath } from '../domain/scenarios/linkedPath.ts';
import { scenarioBookOf, type ScenarioBook, type Side, type SideChanges } from '../domain/scenarios/position.ts';
import { fullAxes, shockGrid, type GridAxes } from '../domain/scenarios/shockGrid.ts';
import type { EngineCore } from './engineCore.ts';
import { marketViewOf } from './judgement.ts';

type SideFigures = { readonly [S in Side | 'total']: number | null };

export interface ScenarioRequest {
  readonly days: number;
  readonly grid: 'screen' | 'full';
}

const DECAY_DAYS = Array.from({ length: 31 }, (_, day) => day);

/** The same span as the full grid in 13 × 11 cells, as a table on the screen shows it. */
const screenAxes = (days: number): GridAxes => ({
  spxPercents: Array.from({ length: 13 }, (_, row) => -20 + 2.5 * row), vixPoints: Array.from({ length: 11 }, (_, column) => -10 + 5 * column), days,
});

const cents = (value: number): number => Math.round(value * 100) / 100;

/** A figure exists only where every leg that it sums has a trusted price. */
const isKnown = ({ incomplete }: ScenarioBook, side: Side | 'total'): boolean => (side === 'total' ? incomplete.size === 0 : !incomplete.has(side));

function known(book: ScenarioBook, changes: SideChanges): SideFigures {
  const figure = (side: Side | 'total'): number | null => (isKnown(book, side) ? cents(changes[side]) : null);
  return { condors: figure('condors'), hedge: figure('hedge'), total: figure('total') };
}

function gridView(context: ValuationContext, book: ScenarioBook, axes: GridAxes): Pick<ScenariosView, 'spxPercents' | 'vixPoints' | 'condors' | 'hedge' | 'total' | 'worst'> {
  const { worst, ...grid } = shockGrid(context, book.positions, axes);
  const columns = axes.vixPoints.length;
  const rows = (side: Side | 'total'): number[][] | null =>
    isKnown(book, side) ? axes.spxPercents.map((_, row) => Array.from(grid[side].subarray(row * columns, (row + 1) * columns), cents)) : null;
  return {
    spxPercents: [...axes.spxPercents], vixPoints: [...axes.vixPoints], condors: rows('condors'), hedge: rows('hedge'), total: rows('total'),
    worst: worst === null || !isKnown(book, 'total') ? null : { ...worst, total: cents(worst.total) },
  };
}

/** The diagonal at whole VIX points, as far as it stays on the grid's SPX axis. */
function linkedView(context: ValuationContext, book: ScenarioBook, days: number): Pick<ScenariosView, 'linked' | 'breakEvens'> {
  const { spxPercents, vixPoints } = fullAxes(days);
  const [lowest, highest] = [Math.min(...spxPercents), Math.max(...spxPercents)];
  const inside = vixPoints.filter((points) => points / context.tables.vixPerSpxPercent >= lowest && points / context.tables.vixPerSpxPercent <= highest);
  const { points, breakEvens } = linkedPath(context, book.positions, { vixPoints: inside, days });
  return {
    linked: points.map((point) => ({ vixPoints: point.vixPoints, spxPercent: point.spxPercent, ...known(book, point) })),
    breakEvens: isKnown(book, 'total') ? breakEvens.map((row) => ({ ...row })) : null,
  };
}

/** The book under scenarios, from the market of this moment. Fails with `refused` before there is a market or a book. */
export function scenariosView(core: EngineCore, { days, grid }: ScenarioRequest, atMs: number): Result<ScenariosView> {
  const market = marketViewOf(core, atMs);
  if (market === null || core.book === null) return failed('refused', 'There is no book or no market to shock yet.');
  const { vega, quality } = core.policy.values;
  const context = createValuationContext(market, vega, quality);
  const valuation = valueBook(context, core.book, []);
  const book = scenarioBookOf(valuation);
  const axes = grid === 'full' ? fullAxes(days) : screenAxes(days);
  return success({
    asOfUs: market.nowUs, days, ...gridView(context, book, axes), ...linkedView(context, book, days),
    decay: decayCurves(context, book.positions, DECAY_DAYS).map((point) => ({ days: point.days, ...known(book, point) })),
    incompleteBecause: [...book.because], conventions: [...scenarioConventions(context, axes), ...valuation.modelMarked.map(({ symbol, reason }) => `${labelOf(symbol)} stands on a model mark: ${reason}`)],
  });
}
