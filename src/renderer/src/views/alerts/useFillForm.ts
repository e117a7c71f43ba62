import { useState, type FormEvent } from 'react';
import type { AlertView } from '../../../../contract/api.ts';
import { useEngine } from '../../engineStore.ts';
import { messageOf } from '../../wording.ts';
import { checkDraft, draftOf, type DraftLine } from './fillDraft.ts';

export interface FillForm {
  /** Index of the candidate whose ticket fills the fields. */
  readonly chosen: number;
  readonly lines: readonly DraftLine[];
  readonly problem: string | null;
  readonly sending: boolean;
  choose(index: number): void;
  edit(index: number, changes: Partial<DraftLine>): void;
  submit(event: FormEvent): void;
}

/** State of the fill dialog. `onRecorded` gets the number of the log entry; a refusal stays in the dialog as a sentence. */
export function useFillForm(alert: AlertView, onRecorded: (logSeq: number) => void): FillForm {
  const { request } = useEngine();
  const { candidates } = alert.decision;
  const [chosen, setChosen] = useState(0);
  const [lines, setLines] = useState<readonly DraftLine[]>(() => (candidates[0] === undefined ? [] : draftOf(candidates[0], alert.filledContracts)));
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);

  const change = (next: readonly DraftLine[]): void => {
    setLines(next);
    setProblem(null);
  };
  const send = (): void => {
    const check = checkDraft(alert, lines);
    if (!check.ok) {
      setProblem(check.reason);
      return;
    }
    setSending(true);
    request('recordFill', check.request).then(
      (result) => onRecorded(result.logSeq),
      (error: unknown) => {
        setProblem(messageOf(error));
        setSending(false);
      },
    );
  };
  return {
    chosen, lines, problem, sending,
    choose(index) {
      const candidate = candidates[index];
      if (candidate === undefined) return;
      setChosen(index);
      change(draftOf(candidate, alert.filledContracts));
    },
    edit: (index, changes) => change(lines.map((line, at) => (at === index ? { ...line, ...changes } : line))),
    submit(event) {
      event.preventDefault();
      send();
    },
  };
}
