import { useEffect, useRef } from 'react';
import { formatDay } from '../../formatTime.ts';
import { Panel } from '../parts/Panel.tsx';
import type { Explanation } from './signalList.ts';
import { useSignals } from './useSignals.ts';

interface SignalListPanelProps {
  readonly list: readonly Explanation[];
  readonly chosen: string | null;
  readonly onChoose: (signal: string) => void;
}

/** One row a signal; the chosen one opens the inputs and thresholds behind what it says. */
export function SignalListPanel({ list, chosen, onChoose }: SignalListPanelProps) {
  const { signals, loading, failed } = useSignals();
  const asOf = signals?.asOf ?? null;
  return (
    <Panel
      title="Signals" aside={asOf === null ? '' : `daily, closed bar of ${formatDay(asOf)}`} className="signal-panel"
      loading={loading} failed={failed} empty={list.length === 0 && 'No closed session has been judged yet.'}
    >
      <ul className="signal-list">
        {list.map((explanation) => (
          <SignalItem key={explanation.signal} explanation={explanation} asOf={asOf} open={explanation.signal === chosen} onChoose={onChoose} />
        ))}
      </ul>
    </Panel>
  );
}

interface SignalItemProps {
  readonly explanation: Explanation;
  readonly asOf: string | null;
  readonly open: boolean;
  readonly onChoose: (signal: string) => void;
}

function SignalItem({ explanation: { signal, title, reading, because }, asOf, open, onChoose }: SignalItemProps) {
  const id = `because-${signal}`;
  const item = useRef<HTMLLIElement>(null);
  // The one that was open before closes: what was chosen may have moved out of sight with it.
  useEffect(() => {
    if (open) item.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <li ref={item} className={`signal-item ${open ? 'is-open' : ''}`} data-signal={signal}>
      <button type="button" className="signal-button" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => onChoose(signal)}>
        <span className="signal-title">{title}</span>
        <span className="signal-reading">{reading}</span>
      </button>
      {open ? (
        <div id={id} className="signal-because" role="region" aria-label={`${title}: what it rests on`}>
          <ul>{because.map((line) => <li key={line}>{line}</li>)}</ul>
          {asOf === null ? null : <p className="quiet small">As of the close of {formatDay(asOf, 'weekday')}.</p>}
        </div>
      ) : null}
    </li>
  );
}
