import type { HeatCell, HeatGrid } from './heat.ts';

interface HeatTableProps {
  readonly label: string;
  readonly grid: HeatGrid;
}

/** SPX moves down the side, VIX moves across, $ change in the cells. */
export function HeatTable({ label, grid }: HeatTableProps) {
  return (
    <div className="table-scroll">
      <table className="figures heat" aria-label={label}>
        <thead>
          <tr>
            <td>SPX %</td>
            <th scope="colgroup" colSpan={grid.columns.length}>VIX points</th>
          </tr>
          <tr>
            <td />
            {grid.columns.map((column) => <th key={column.vixPoints} scope="col">{column.label}</th>)}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map((row) => (
            <tr key={row.spxPercent}>
              <th scope="row">{row.label}</th>
              {row.cells.map((cell) => (
                <td key={cell.vixPoints} className={cellClass(cell)} title={cell.title} data-spx={row.spxPercent} data-vix={cell.vixPoints}>
                  {cell.text}{cell.linked ? <span className="visually-hidden"> nearest to the linked path</span> : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellClass({ step, linked }: Pick<HeatCell, 'step' | 'linked'>): string {
  const hue = step === 0 ? '' : step < 0 ? `heat-loss-${-step}` : `heat-gain-${step}`;
  return `heat-cell ${hue} ${linked ? 'heat-linked' : ''}`;
}

/** What the hues mean, from the worst to the best. */
export function HeatLegend({ limits }: Pick<HeatGrid, 'limits'>) {
  const steps = limits.map((_, index) => index + 1);
  return (
    <span className="heat-legend" aria-hidden="true">
      loss {[...steps.toReversed().map((step) => -step), ...steps].map((step) => <i key={step} className={`heat-swatch ${cellClass({ step, linked: false })}`} />)} gain
    </span>
  );
}
