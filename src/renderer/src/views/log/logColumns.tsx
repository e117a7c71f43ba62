import { createColumnHelper } from '@tanstack/react-table';
import type { LogEntryView } from '../../../../contract/api.ts';
import { formatMoment } from '../../formatTime.ts';
import { kindWords } from '../../wording.ts';
import type { Columns, tableFeature } from '../parts/DataTable.tsx';

const helper = createColumnHelper<typeof tableFeature, LogEntryView>();

export function logColumns(onDetails: (entry: LogEntryView) => void): Columns<LogEntryView> {
  return helper.columns([
    helper.accessor('seq', { header: 'Entry', enableSorting: false }),
    helper.accessor('marketTimeUs', { id: 'time', header: 'New York', enableSorting: false, cell: ({ row }) => formatMoment(row.original.marketTimeUs) }),
    helper.accessor('kind', { header: 'Kind', enableSorting: false, cell: ({ row }) => kindWords(row.original.kind) }),
    helper.accessor('text', { header: 'What happened', enableSorting: false, cell: ({ row }) => <TextCell entry={row.original} onDetails={onDetails} /> }),
    helper.accessor('policy', { header: 'Policy', enableSorting: false }),
    helper.accessor('hash', { header: 'SHA-256', enableSorting: false, cell: ({ row }) => <code title={row.original.hash}>{row.original.hash.slice(0, 10)}</code> }),
  ]) as unknown as Columns<LogEntryView>;
}

function TextCell({ entry, onDetails }: { readonly entry: LogEntryView; readonly onDetails: (entry: LogEntryView) => void }) {
  return <button type="button" className="log-text" onClick={() => onDetails(entry)} title="Show the whole entry">{entry.text}</button>;
}
