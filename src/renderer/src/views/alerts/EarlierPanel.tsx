import { useSlice } from '../../engineStore.ts';
import { formatStamp } from '../../formatTime.ts';
import { kindWords } from '../../wording.ts';
import { Panel } from '../parts/Panel.tsx';

const MOST_ENTRIES = 12;

/** The newest entries of the hedge log. */
export function EarlierPanel() {
  const log = useSlice('log');
  const today = useSlice('clock')?.date ?? null;
  const entries = log === null ? [] : [...log.recent].sort((a, b) => b.seq - a.seq).slice(0, MOST_ENTRIES);
  return (
    <Panel
      title="Earlier" market={false} aside={<a className="footer-link" href="#log">whole log</a>} className="earlier-panel"
      loading={log === null && 'Waiting for the log.'} empty={log !== null && entries.length === 0 && 'The log is empty.'}
    >
      {entries.map((entry) => (
        <div key={entry.seq} className="past">
          <time>{formatStamp(entry.marketTimeUs, today)}</time>
          <div>{entry.text}<div className="small muted" title={`Policy ${entry.policy}`}>{kindWords(entry.kind)}</div></div>
        </div>
      ))}
    </Panel>
  );
}
