import type { JournalStore, NewLogEntry } from '../../../src/engine/ports.ts';
import { createMemoryJournal } from '../../../src/engine/store/journalStore.ts';

/** Texts that a spreadsheet, a CSV reader or a JSON reader might trip over. */
export const HOSTILE_TEXTS = [
  '=1+1', '+1+1', '-1+1', '@SUM(A1)', '\tTAB', '\rCR', "'quoted", '"quoted"', 'a,b', 'line\nfeed', '=HYPERLINK("http://x","y")', ' =1', '＝1', 'β → 0.5 €', '\u202Ereversed', '',
];

export function sampleJournal(entries = 3): JournalStore {
  const journal = createMemoryJournal();
  journal.commit({ log: Array.from({ length: entries }, (_, index): NewLogEntry => ({
    marketTimeUs: index === 0 ? null : 1_764_000_000_000_000 + index,
    kind: index === 0 ? 'started' : 'decision', engine: 'ballast test', policy: 'steward 0123456789ab',
    payload: { decision: { headline: `Add ${index} × "base", now` }, price: -1.25 },
  })) });
  return journal;
}

export function hostileJournal(): JournalStore {
  const journal = createMemoryJournal();
  journal.commit({ log: HOSTILE_TEXTS.map((text): NewLogEntry => ({ marketTimeUs: 1, kind: 'acknowledged', engine: text, policy: text, payload: { headline: text, note: text } })) });
  journal.commit({ log: [-12.5, '-12.5', '=1', null, [], '+3'].map((payload): NewLogEntry => ({ marketTimeUs: 1, kind: 'fill', engine: '-12.5', policy: '+3', payload })) });
  return journal;
}
