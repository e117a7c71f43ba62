import { useRef, useState, type RefObject } from 'react';
import type { AlertView, DecisionView } from '../../../../contract/api.ts';
import { useLost } from '../../engineStore.ts';
import { formatMoney } from '../../format.ts';
import { layerWords } from '../../wording.ts';
import { Modal } from '../parts/Modal.tsx';
import { formatSymbol, isFutureSymbol, netDebit, parseFigure, type DraftLine } from './fillDraft.ts';
import { marginWords, sideWords } from './ticketWords.ts';
import { useFillForm } from './useFillForm.ts';

interface FillDialogProps {
  readonly alert: AlertView;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onRecorded: (text: string) => void;
}

export function FillDialog({ alert, open, onClose, onRecorded }: FillDialogProps) {
  const first = useRef<HTMLInputElement>(null);
  return (
    <Modal
      open={open} onClose={onClose} firstFocus={first} title="Record a fill"
      description="Writes to the hedge log and the book what you have traded at your broker. This does not place an order."
    >
      <FillForm alert={alert} first={first} onClose={onClose} onRecorded={onRecorded} />
    </Modal>
  );
}

/** Mounted anew each time the dialog opens, so that the fields start from the ticket. */
function FillForm({ alert, first, onClose, onRecorded }: Omit<FillDialogProps, 'open'> & { readonly first: RefObject<HTMLInputElement | null> }) {
  const lost = useLost();
  const form = useFillForm(alert, (logSeq) => {
    onRecorded(`Fill recorded as log entry ${logSeq}.`);
    onClose();
  });
  return (
    <form onSubmit={form.submit} className="fill-form">
      <CandidateChoice candidates={alert.decision.candidates} chosen={form.chosen} onChoose={form.choose} />
      <div className="fill-lines" role="group" aria-label="Lines of the fill">
        {form.lines.map((line, index) => <FillLine key={`${form.chosen}/${index}`} line={line} first={index === 0 ? first : null} onChange={(changes) => form.edit(index, changes)} />)}
      </div>
      <Total lines={form.lines} />
      <Particulars candidate={alert.decision.candidates[form.chosen]} />
      {form.problem === null ? null : <p className="negative" role="alert">{form.problem}</p>}
      {lost ? <p className="negative" role="alert">Not connected to the engine: nothing can be recorded now.</p> : null}
      <div className="actions">
        <button type="submit" className="button button-strong" data-alert-action="fill-confirm" disabled={form.sending || lost}>Record fill</button>
        <button type="button" className="button" onClick={onClose}>Cancel</button>
        <span className="small muted fill-hint">This does not place an order.</span>
      </div>
    </form>
  );
}

interface CandidateChoiceProps {
  readonly candidates: DecisionView['candidates'];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

function CandidateChoice({ candidates, chosen, onChoose }: CandidateChoiceProps) {
  if (candidates.length < 2) return null;
  return (
    <label className="field">
      <span className="field-label">Candidate</span>
      <select className="input" value={chosen} onChange={(event) => onChoose(Number(event.target.value))}>
        {candidates.map((candidate, index) => <option key={candidate.symbol} value={index}>{candidate.contracts} × {candidate.label}</option>)}
      </select>
    </label>
  );
}

function Total({ lines }: { readonly lines: readonly DraftLine[] }) {
  const debit = netDebit(lines);
  if (lines.length > 0 && lines.every(({ ticket }) => isFutureSymbol(ticket.symbol))) return <p className="fill-total"><span>Futures: nothing is paid for them</span></p>;
  return (
    <p className="fill-total">
      <span>{debit !== null && debit < 0 ? 'Net credit' : 'Net debit'}, without fees</span><b>{debit === null ? '—' : formatMoney(Math.abs(debit), 2)}</b>
    </p>
  );
}

/** Margin and warnings of what is being filled, as advised. */
function Particulars({ candidate }: { readonly candidate: DecisionView['candidates'][number] | undefined }) {
  if (candidate === undefined || (candidate.margin === 0 && candidate.warnings.length === 0)) return null;
  const { margin, warnings } = candidate;
  const sentences = [...(margin === 0 ? [] : [`${marginWords(margin)} for the whole ticket; the broker’s figure governs`]), ...warnings];
  return <p className="small muted">{sentences.map((sentence) => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`).join(' ')}</p>;
}

interface FillLineProps {
  readonly line: DraftLine;
  /** Given to the first field of the form. */
  readonly first: RefObject<HTMLInputElement | null> | null;
  readonly onChange: (changes: Partial<DraftLine>) => void;
}

function FillLine({ line, first, onChange }: FillLineProps) {
  const { ticket } = line;
  const name = formatSymbol(ticket.symbol);
  return (
    <div className="fill-line">
      <div className="fill-name">
        <b>{sideWords(ticket)}</b> {name}
        {ticket.layer === null ? null : <span className="small muted"> · {layerWords[ticket.layer].toLowerCase()} layer</span>}
        <div className="small quiet">{ticket.side === 'buy' ? 'ask' : 'bid'} when advised {formatMoney(ticket.price, 2)} · ticket {ticket.contracts}</div>
      </div>
      <Figure label="Contracts" field={first} name={`${name}: contracts`} value={line.contracts} step={1} onChange={(contracts) => onChange({ contracts })} />
      <Figure label="Price, $ per unit" field={null} name={`${name}: price`} value={line.price} step={0.01} decimals={2} onChange={(price) => onChange({ price })} />
    </div>
  );
}

interface FigureProps {
  readonly label: string;
  readonly name: string;
  readonly value: number | null;
  readonly step: number;
  readonly field: RefObject<HTMLInputElement | null> | null;
  readonly decimals?: number;
  readonly onChange: (value: number | null) => void;
}

/** A plain field keeps what was typed: one that corrects or clamps would record another figure. `checkDraft` refuses in words. */
function Figure({ label, name, value, step, field, decimals = 0, onChange }: FigureProps) {
  const [text, setText] = useState(() => (value === null ? '' : value.toFixed(decimals)));
  const type = (next: string): void => {
    setText(next);
    onChange(parseFigure(next));
  };
  const move = (direction: 1 | -1): void => type(Math.max(0, (value ?? 0) + direction * step).toFixed(decimals));
  return (
    <div className="field">
      <span className="field-label" aria-hidden="true">{label}</span>
      <span className="number-group">
        <button type="button" tabIndex={-1} className="step-button" aria-label={`Less, ${name}`} onClick={() => move(-1)}>−</button>
        <input ref={field} className="input number-input" inputMode="decimal" autoComplete="off" aria-label={name} value={text} onChange={(event) => type(event.target.value)} />
        <button type="button" tabIndex={-1} className="step-button" aria-label={`More, ${name}`} onClick={() => move(1)}>+</button>
      </span>
    </div>
  );
}
