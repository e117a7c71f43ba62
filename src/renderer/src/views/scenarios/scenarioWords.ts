/** What the scenarios say in sentences. Pure. */
import type { ScenariosView } from '../../../../contract/api.ts';
import { formatMoney } from '../../format.ts';
import { formatDay, newYorkDate } from '../../formatTime.ts';
import { moveText } from './heat.ts';

const DAY_US = 86_400_000_000;

/** `now`, `after 7 calendar days, Tue 27 Oct`: the moment that the grid speaks of. */
export function horizonText(days: number, asOfUs: number | null): string {
  if (days === 0) return 'now, no time passes';
  const date = asOfUs === null ? '' : `, ${formatDay(newYorkDate(asOfUs + days * DAY_US), 'weekday')}`;
  return `after ${days} calendar ${days === 1 ? 'day' : 'days'}${date}`;
}

/** `…, because SPXW 18 Dec 6720 P: the quote is stale`: why something is not known. */
const because = (causes: readonly string[]): string => `because ${causes.length === 0 ? 'a leg cannot be revalued' : causes.join('; ')}`;

export function worstText({ worst, incompleteBecause }: Pick<ScenariosView, 'worst' | 'incompleteBecause'>): string {
  if (worst === null) return `The worst cell for the whole book is not known, ${because(incompleteBecause)}.`;
  const where = moveText(worst.spxPercent, worst.vixPoints);
  return worst.total < 0 ? `Worst for the whole book: ${formatMoney(worst.total)} at ${where}.` : `No cell of the grid loses; the least is ${formatMoney(worst.total, 0, { plus: true })} at ${where}.`;
}

export function breakEvenText({ breakEvens, linked }: Pick<ScenariosView, 'breakEvens' | 'linked'>): string {
  if (breakEvens === null) return 'Break-evens are not known while a leg cannot be revalued.';
  const [first, last] = [linked[0], linked.at(-1)];
  if (first === undefined || last === undefined) return 'The linked path does not touch the grid.';
  if (breakEvens.length > 0) return `Break-even at ${breakEvens.map((point) => moveText(point.spxPercent, point.vixPoints)).join(' and at ')}.`;
  return `No break-even from ${moveText(first.spxPercent, first.vixPoints)} to ${moveText(last.spxPercent, last.vixPoints)}.`;
}

/** Why a part of the book has no figures, in one sentence with its causes. */
export function incompleteText(side: string, causes: readonly string[]): string {
  return `${side}: cannot tell, ${because(causes)}. A leg without a trusted figure never counts as zero.`;
}
