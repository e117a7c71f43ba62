import { instrumentOf } from '../instruments/instrument.ts';
import type { Book, BookLeg } from './book.ts';

/** All VIX legs and the SPX legs tagged with a layer protect; all other legs are what is protected. */
export function isHedgeLeg({ symbol, layer }: BookLeg): boolean {
  if (layer !== null) return true;
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return false;
  const it = instrument.value;
  return (it.kind === 'option' || it.kind === 'future' ? it.spec.underlying : it.symbol) === 'VIX';
}

/** Whether legs that are protected have come, gone or changed size between two states of a book. */
export function protectedChanged(before: Book, after: Book): boolean {
  const sizes = ({ legs }: Book): string => JSON.stringify(legs.filter((leg) => !isHedgeLeg(leg)).map(({ id, quantity }) => [id, quantity]).sort());
  return sizes(before) !== sizes(after);
}
