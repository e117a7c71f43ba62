import { formatDay } from '../../formatTime.ts';
import { Panel } from '../parts/Panel.tsx';
import type { Explanation } from './signalList.ts';
import { useSignals } from './useSignals.ts';

interface SignalListPanelProps {
  readonly list: readonly Explanation[];
  readonly chosen: string | null;
  readonly onChoose: (signal: string) => void;
}

/** One row a signal, with what it says; the chosen one is explained and drawn beside the list, whose rows stay where they are. */
export function SignalListPanel({ list, chosen, onChoose }: SignalListPanelProps) {
  const { signals, loading, failed } = useSignals();
  const asOf = signals?.asOf ?? null;
  return (
    <Panel
      title="Signals" aside={asOf === null ? '' : `daily, closed bar of ${formatDay(asOf)}`} className="signal-panel"
      loading={loading} failed={failed} empty={list.length === 0 && 'No closed session has been judged yet.'}
    >
      <ul className="signal-list">
        {list.map(({ signal, title, reading }) => (
          <li key={signal} className="signal-item" data-signal={signal}>
            <button type="button" className="signal-button" aria-current={signal === chosen} onClick={() => onChoose(signal)}>
              <span className="signal-title">{title}</span>
              <span className="signal-reading">{reading}</span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
