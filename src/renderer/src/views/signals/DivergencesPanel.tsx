import { formatDay } from '../../formatTime.ts';
import { Panel } from '../parts/Panel.tsx';
import { divergenceRows } from './divergenceRows.ts';
import { useSignals } from './useSignals.ts';

export function DivergencesPanel() {
  const { signals, loading, failed } = useSignals();
  const asOf = signals?.asOf ?? null;
  const rows = signals === null ? [] : divergenceRows(signals);
  return (
    <Panel
      title="Divergences" loading={loading} failed={failed}
      aside={`${asOf === null ? '' : `closed bar of ${formatDay(asOf)} · `}they time a hedge that is wanted anyway; they do not predict`}
      empty={rows.length === 0 && (asOf === null ? 'No closed session has been judged yet.' : 'None is active, and none has ended in the last 60 sessions.')}
    >
      <table className="figures words-table divergence-table" aria-label="Daily divergences">
        <thead><tr><th scope="col">Divergence</th><th scope="col">state</th><th scope="col">strength, 0 to 1</th><th scope="col">known on</th><th scope="col">remark</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className={row.active ? '' : 'row-stale'}>
              <th scope="row">{row.acts ? <span className="act" title="Active, read by the rules">● </span> : null}{row.text}</th>
              <td>{row.state}</td><td>{row.strength}</td><td>{row.known}</td><td className="muted">{row.remark}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
