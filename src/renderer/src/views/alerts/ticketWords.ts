/** A ticket in words. Pure. */
import type { DecisionView } from '../../../../contract/api.ts';
import { formatMoney } from '../../format.ts';
import { isFutureSymbol } from './fillDraft.ts';

type Candidate = DecisionView['candidates'][number];

/** A line that closes a leg says so: a short one is bought back. */
export function sideWords({ side, legId }: Candidate['ticket'][number]): string {
  if (side === 'sell') return 'Sell';
  return legId === null ? 'Buy' : 'Buy back';
}

/** Of the whole ticket, an estimate: what is to be set aside, or what a sale frees. */
export const marginWords = (margin: number): string => (margin > 0 ? `margin about ${formatMoney(margin)}` : `about ${formatMoney(-margin)} of margin freed`);

/** `Net debit $1,040`; futures are margined, nothing is paid for them. */
export function netWords({ cost, ticket }: Pick<Candidate, 'cost' | 'ticket'>): string {
  if (ticket.length > 0 && ticket.every(({ symbol }) => isFutureSymbol(symbol))) return 'Nothing is paid for futures';
  return `${cost < 0 ? 'Net credit' : 'Net debit'} ${formatMoney(Math.abs(cost))}`;
}
