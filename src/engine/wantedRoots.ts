import type { Book } from '../domain/book/book.ts';
import { instrumentOf } from '../domain/instruments/instrument.ts';
import { WANTED_ROOTS } from './config.ts';

/** The chains a feed is asked for: those the rules need, and whatever else the book holds legs of. `VIX` names weekly options, too. */
export function wantedRoots(book: Book | null): readonly string[] {
  const roots = new Set(WANTED_ROOTS);
  for (const { symbol } of book?.legs ?? []) {
    const instrument = instrumentOf(symbol);
    const contract = instrument.ok && (instrument.value.kind === 'option' || instrument.value.kind === 'future') ? instrument.value.contract : null;
    if (contract !== null) roots.add(contract.root === 'VIXW' ? 'VIX' : contract.root);
  }
  return [...roots];
}
