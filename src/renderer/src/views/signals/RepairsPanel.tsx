import { useSlice } from '../../engineStore.ts';
import { formatCount } from '../../format.ts';
import { withPlainDates } from '../../formatTime.ts';
import { Panel } from '../parts/Panel.tsx';
import { useSignals } from './useSignals.ts';

/** What had to be put right in the bars before a signal could be made of them. A record: true whether the market is followed or not. */
export function RepairsPanel() {
  const { signals, loading, failed } = useSignals();
  const today = useSlice('clock')?.date ?? null;
  const repairs = signals?.repairs ?? [];
  return (
    <Panel
      title="Repairs of the data" aside="so far, by kind" market={false} loading={loading} failed={failed}
      empty={repairs.length === 0 && (signals?.asOf === null ? 'No bar has been taken yet.' : 'None: every bar was taken as it came.')}
    >
      <table className="figures repairs-table">
        <thead><tr><th scope="col">Repair</th><th scope="col">count</th><th scope="col">last</th></tr></thead>
        <tbody>
          {repairs.map(({ kind, count, last }) => <tr key={kind}><th scope="row">{kind}</th><td>{formatCount(count)}</td><td>{withPlainDates(last, today)}</td></tr>)}
        </tbody>
      </table>
    </Panel>
  );
}
