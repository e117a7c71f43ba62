/** How marks came about, in words. Pure. */
import type { EngineState, LegView } from '../../../../contract/api.ts';
import { conditionCounts, conditionWords } from '../../wording.ts';

type Book = EngineState['book'];
export interface MarkTag {
  /** One or two words beside the figure. */
  readonly text: string;
  readonly reason: string;
}

/** Null for the plain mid of a sound quote, and for a leg without any mark. */
export function markTag({ mark, markSource, markReason, quoteCondition }: Pick<LegView, 'mark' | 'markSource' | 'markReason' | 'quoteCondition'>): MarkTag | null {
  if (mark === null || markSource === null) return null;
  if (markSource !== 'mid') return { text: markSource, reason: markReason ?? `a ${markSource} value` };
  const isSound = quoteCondition === 'two-sided' || quoteCondition === null;
  if (isSound && markReason === null) return null;
  const text = isSound ? 'mid' : conditionWords[quoteCondition];
  return { text, reason: markReason ?? `the quote is ${text}` };
}

/** `1 model mark`, `2 model marks`. */
export function modelMarkCount({ modelMarked }: Pick<Book, 'modelMarked'>): string {
  return `${modelMarked.length} model ${modelMarked.length === 1 ? 'mark' : 'marks'}`;
}

/** `Quotes: 21 two-sided, 2 zero bid. 1 model mark: totals count it.` */
export function markSentence(book: Pick<Book, 'quoteConditions' | 'modelMarked'>): string {
  const quotes = conditionCounts(book.quoteConditions);
  const models = book.modelMarked.length === 0 ? 'No model mark' : `${modelMarkCount(book)}: totals count ${book.modelMarked.length === 1 ? 'it' : 'them'}`;
  return `${quotes === '' ? '' : `Quotes: ${quotes}. `}${models}.`;
}
