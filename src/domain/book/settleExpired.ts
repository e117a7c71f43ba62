import { settlementMoment } from '../instruments/settlement.ts';
import type { Micros } from '../units.ts';
import type { Book, BookLeg } from './book.ts';

/** Takes out the legs whose settlement moment has come; the rest of the book is unchanged. */
export function settleExpired(book: Book, nowUs: Micros): { readonly book: Book; readonly settled: readonly BookLeg[] } {
  const hasSettled = (leg: BookLeg): boolean => {
    const moment = settlementMoment(leg.symbol);
    return moment.ok && moment.value <= nowUs;
  };
  const settled = book.legs.filter(hasSettled);
  return settled.length === 0 ? { book, settled } : { book: { ...book, legs: book.legs.filter((leg) => !hasSettled(leg)) }, settled };
}
