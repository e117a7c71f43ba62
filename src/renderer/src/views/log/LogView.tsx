import { useEffect, useMemo, useState } from 'react';
import type { LogEntryView } from '../../../../contract/api.ts';
import { useEngine, useSlice } from '../../engineStore.ts';
import { formatCount } from '../../format.ts';
import { formatMoment } from '../../formatTime.ts';
import { kindWords, messageOf } from '../../wording.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Modal } from '../parts/Modal.tsx';
import { Panel } from '../parts/Panel.tsx';
import { LogTools } from './LogTools.tsx';
import { logColumns } from './logColumns.tsx';
import { cursorOf, firstPage, newer, newestFirst, older, PAGE_SIZE, type Paging } from './logPages.ts';

export function LogView() {
  const log = useSlice('log');
  const [paging, setPaging] = useState<Paging>(firstPage);
  const { entries, failure } = usePage(paging, log?.count ?? null);
  const [shown, setShown] = useState<LogEntryView | null>(null);
  const columns = useMemo(() => logColumns(setShown), []);
  return (
    <main className="view">
      <Panel
        title="Hedge log" market={false} aside={log === null ? '' : `${formatCount(log.count)} entries, chained by SHA-256, head ${log.headHash.slice(0, 12)}`}
        loading={entries === null && failure === null && 'Reading the log.'} failed={entries === null && failure}
        empty={entries?.length === 0 && paging.cursors.length === 1 && 'The log is empty.'}
      >
        <LogTools />
        {failure === null ? null : <p className="negative small" role="alert">{failure}</p>}
        <DataTable label="Entries of the hedge log" columns={columns} rows={entries ?? []} rowId={(entry) => String(entry.seq)} />
        <div className="pager">
          <button type="button" className="button" disabled={paging.cursors.length <= 1} onClick={() => setPaging(newer(paging))}>Newer</button>
          <span className="small muted">page {paging.cursors.length}, {PAGE_SIZE} entries a page</span>
          <button type="button" className="button" disabled={(entries?.length ?? 0) < PAGE_SIZE} onClick={() => setPaging(older(paging, entries ?? []))}>Older</button>
        </div>
      </Panel>
      <Modal open={shown !== null} onClose={() => setShown(null)} title={shown === null ? 'Entry' : `Entry ${shown.seq}: ${kindWords(shown.kind)}`} wide>
        {shown === null ? null : <EntryDetails entry={shown} />}
      </Modal>
    </main>
  );
}

/** Entries of the page; the newest page is read again whenever the log grows. */
function usePage(paging: Paging, count: number | null): { entries: LogEntryView[] | null; failure: string | null } {
  const { request } = useEngine();
  const [entries, setEntries] = useState<LogEntryView[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const cursor = cursorOf(paging);
  // Older pages never change: only the newest one depends on the count.
  const trigger = cursor === null ? count : null;
  useEffect(() => {
    let current = true;
    request('readLog', { limit: PAGE_SIZE, ...(cursor === null ? {} : { beforeSeq: cursor }) }).then(
      (answer) => { if (current) { setEntries(newestFirst(answer.entries)); setFailure(null); } },
      (error: unknown) => { if (current) setFailure(messageOf(error)); },
    );
    return () => { current = false; };
  }, [request, cursor, trigger]);
  return { entries, failure };
}

function EntryDetails({ entry }: { readonly entry: LogEntryView }) {
  return (
    <>
      <p>{entry.text}</p>
      <p className="small muted">{formatMoment(entry.marketTimeUs)} market time · engine {entry.engine} · policy {entry.policy}</p>
      <p className="small muted hash-line">hash <code>{entry.hash}</code></p>
      <p className="small muted hash-line">previous <code>{entry.previous}</code></p>
      <pre className="payload">{JSON.stringify(entry.payload, null, 2)}</pre>
    </>
  );
}
