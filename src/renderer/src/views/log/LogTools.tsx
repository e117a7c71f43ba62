import { useState } from 'react';
import { useEngine } from '../../engineStore.ts';
import { messageOf } from '../../wording.ts';
import { saveFile } from './saveFile.ts';

const fileTypes = { csv: 'text/csv', jsonl: 'application/x-ndjson' } as const;

interface Outcome {
  readonly text: string;
  readonly good: boolean;
  /** Sidecar of a CSV export, offered as a second file. */
  readonly sidecar: { readonly fileName: string; readonly content: string } | null;
}

/** Export as JSON Lines (the verified form) or CSV, and verification of the hash chain. */
export function LogTools() {
  const { request } = useEngine();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [busy, setBusy] = useState(false);

  const run = (work: Promise<Outcome>): void => {
    setBusy(true);
    work.catch((error: unknown): Outcome => ({ text: messageOf(error), good: false, sidecar: null }))
      .then((result) => { setOutcome(result); setBusy(false); });
  };
  const exportAs = async (format: 'csv' | 'jsonl'): Promise<Outcome> => {
    const { fileName, content, checksum } = await request('exportLog', { format });
    saveFile(fileName, content, fileTypes[format]);
    const sidecar = checksum === null ? null : { fileName: `${fileName}.sha256`, content: checksum };
    return { text: `Exported ${fileName}.`, good: true, sidecar };
  };
  const verify = async (): Promise<Outcome> => {
    const { ok, detail } = await request('verifyLog', {});
    return { text: `${ok ? 'Verified' : 'Not verified'}: ${detail}`, good: ok, sidecar: null };
  };
  return (
    <div className="log-tools">
      <button type="button" className="button" data-log-action="export-jsonl" disabled={busy} onClick={() => run(exportAs('jsonl'))}>Export JSON Lines</button>
      <button type="button" className="button" data-log-action="export-csv" disabled={busy} onClick={() => run(exportAs('csv'))}>Export CSV</button>
      <button type="button" className="button" data-log-action="verify" disabled={busy} onClick={() => run(verify())}>Verify chain</button>
      {outcome === null ? null : <span className={outcome.good ? 'small muted' : 'small negative'} role="status">{outcome.text}</span>}
      {outcome === null || outcome.sidecar === null ? null : <SidecarButton sidecar={outcome.sidecar} />}
    </div>
  );
}

function SidecarButton({ sidecar }: { readonly sidecar: NonNullable<Outcome['sidecar']> }) {
  return <button type="button" className="text-button" onClick={() => saveFile(sidecar.fileName, sidecar.content, 'text/plain')}>Save its checksum</button>;
}
