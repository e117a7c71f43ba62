/** How a mark came about, and how many legs' quotes are in which condition, in words. Pure. */
import type { EngineState, LegView } from '../../../../contract/api.ts';

type Book = EngineState['book'];
type Condition = NonNullable<LegView['quoteCondition']>;

export const conditionWords: Record<Condition, string> = {
  'two-sided': 'two-sided', wide: 'wide', locked: 'locked', 'zero-bid': 'zero bid', 'one-sided': 'one-sided', crossed: 'crossed', halted: 'halted', stale: 'stale', missing: 'missing',
};
/** From sound to none at all: the order in which counts are told. */
const conditions = Object.keys(conditionWords) as Condition[];

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

/** `21 two-sided, 2 zero bid`; empty where no leg has a quote condition. */
export function conditionCounts(counts: Book['quoteConditions']): string {
  return conditions.flatMap((condition) => {
    const count = counts[condition] ?? 0;
    return count === 0 ? [] : [`${count} ${conditionWords[condition]}`];
  }).join(', ');
}

/** `Quotes: 21 two-sided, 2 zero bid. 1 model mark: the totals count it.` */
export function markSentence({ quoteConditions, modelMarked }: Pick<Book, 'quoteConditions' | 'modelMarked'>): string {
  const quotes = conditionCounts(quoteConditions);
  const models = modelMarked.length === 0 ? 'No model mark' : `${modelMarked.length} model ${modelMarked.length === 1 ? 'mark: the totals count it' : 'marks: the totals count them'}`;
  return `${quotes === '' ? '' : `Quotes: ${quotes}. `}${models}.`;
}
