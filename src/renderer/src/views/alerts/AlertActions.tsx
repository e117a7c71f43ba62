import { useState } from 'react';
import type { AlertView, EngineState } from '../../../../contract/api.ts';
import { useEngine, useLost } from '../../engineStore.ts';
import { messageOf } from '../../wording.ts';
import { FillDialog } from './FillDialog.tsx';
import { snoozeChoices } from './snoozeChoices.ts';
import { SnoozeMenu } from './SnoozeMenu.tsx';
import { WhyDialog } from './WhyDialog.tsx';

interface AlertActionsProps {
  readonly alert: AlertView;
  readonly clock: EngineState['clock'] | null;
}

const LONGEST_NOTE = 500;

/** Record fill, acknowledge (with a note if wanted), snooze, why. The card changes when the engine says so, not before. */
export function AlertActions({ alert, clock }: AlertActionsProps) {
  const { request } = useEngine();
  const lost = useLost();
  const [open, setOpen] = useState<'fill' | 'why' | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<{ text: string; failed: boolean } | null>(null);

  const run = (work: Promise<unknown>, done: string): void => {
    work.then(() => setOutcome({ text: done, failed: false }), (error: unknown) => setOutcome({ text: messageOf(error), failed: true }));
  };
  const acknowledge = (): void => {
    const words = note?.trim() ?? '';
    run(request('acknowledgeAlert', { alertId: alert.id, ...(words === '' ? {} : { note: words }) }), 'Acknowledged and written to the log.');
    setNote(null);
  };

  return (
    <>
      {note === null ? null : (
        <label className="note-field">
          <span className="small muted">Note for the log, sent with Acknowledge</span>
          <input className="input" value={note} maxLength={LONGEST_NOTE} onChange={(event) => setNote(event.target.value)} placeholder="optional" />
        </label>
      )}
      <div className="actions">
        {alert.decision.candidates.length === 0 ? null : (
          <button type="button" className="button button-strong" data-alert-action="fill" onClick={() => setOpen('fill')}>Record fill</button>
        )}
        <button type="button" className="button" data-alert-action="acknowledge" disabled={lost || alert.state === 'acknowledged'} onClick={acknowledge}>
          {alert.state === 'acknowledged' ? 'Acknowledged' : 'Acknowledge'}
        </button>
        <SnoozeMenu disabled={lost} choices={snoozeChoices(clock)} onChoose={(marketMinutes) => run(request('snoozeAlert', { alertId: alert.id, marketMinutes }), 'Snoozed.')} />
      </div>
      <div className="action-notes">
        <button type="button" className="text-button" data-alert-action="why" onClick={() => setOpen('why')}>Why?</button>
        {alert.state === 'acknowledged' ? null : (
          <button type="button" className="text-button" onClick={() => setNote(note === null ? '' : null)}>{note === null ? 'Add a note' : 'No note'}</button>
        )}
        {outcome === null ? null : <span className={outcome.failed ? 'negative small' : 'small muted'} role={outcome.failed ? 'alert' : 'status'}>{outcome.text}</span>}
      </div>
      <FillDialog alert={alert} open={open === 'fill'} onClose={() => setOpen(null)} onRecorded={(text) => setOutcome({ text, failed: false })} />
      <WhyDialog alert={alert} open={open === 'why'} onClose={() => setOpen(null)} />
    </>
  );
}
