import type { EngineState } from '../../../../contract/api.ts';
import { formatNarrow, formatNumber, formatSigned, signClass } from '../../format.ts';

type Shock = EngineState['book']['shocks'][number];

const rows = [
  { label: 'Condors', pick: (shock: Shock) => shock.condors, colored: true },
  { label: 'Hedge', pick: (shock: Shock) => shock.hedge, colored: true },
  { label: 'Together', pick: (shock: Shock) => shock.total, colored: false },
  { label: 'With proposal', pick: (shock: Shock) => shock.withProposal, colored: false },
] as const;

/** $ change of the book at VIX +1 … +20 with the linked SPX move, by full revaluation. */
export function ShockTable({ shocks }: { readonly shocks: readonly Shock[] }) {
  if (shocks.length === 0) return <p className="quiet small">No shock revaluation yet.</p>;
  return (
    <table className="figures shock-table">
      <thead>
        <tr>
          <th scope="col">If VIX rises, $</th>
          {shocks.map((shock) => <th key={shock.vixPoints} scope="col" title={`SPX ${formatSigned(shock.spxPercent, 1)} %`}>{formatSigned(shock.vixPoints)}</th>)}
        </tr>
        <tr className="shock-linked">
          <th scope="row">SPX moves, %</th>
          {shocks.map((shock) => <td key={shock.vixPoints}>{formatNumber(shock.spxPercent, 1)}</td>)}
        </tr>
      </thead>
      <tbody>
        {rows.filter(({ label, pick }) => label !== 'With proposal' || shocks.some((shock) => pick(shock) !== null)).map(({ label, pick, colored }) => (
          <tr key={label} className={label === 'With proposal' ? 'shock-proposal' : ''}>
            <th scope="row">{label}</th>
            {shocks.map((shock) => <td key={shock.vixPoints} className={colored ? signClass(pick(shock)) : ''}>{formatNarrow(pick(shock))}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
