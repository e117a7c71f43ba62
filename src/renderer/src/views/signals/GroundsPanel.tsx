import { formatDay } from '../../formatTime.ts';
import { Panel } from '../parts/Panel.tsx';
import type { Explanation } from './signalList.ts';
import { useSignals } from './useSignals.ts';

/** What the chosen signal says and the inputs and thresholds that this rests on. As high as the chart beside it: choosing another moves nothing. */
export function GroundsPanel({ chosen }: { readonly chosen: Explanation | null }) {
  const { signals, loading, failed } = useSignals();
  const asOf = signals?.asOf ?? null;
  return (
    <Panel
      title="What it rests on" label={chosen === null ? 'What it rests on' : `${chosen.title}: what it rests on`} className="grounds-panel"
      loading={loading} failed={failed} empty={chosen === null && 'No closed session has been judged yet.'}
    >
      {chosen === null ? null : (
        // A new one is read from its first line on.
        <div key={chosen.signal} className="grounds" tabIndex={0}>
          <p className="signal-reading">{chosen.reading}</p>
          {asOf === null ? null : <p className="quiet small">As of the close of {formatDay(asOf, 'weekday')}.</p>}
          <ul>{chosen.because.map((line) => <li key={line}>{line}</li>)}</ul>
        </div>
      )}
    </Panel>
  );
}
