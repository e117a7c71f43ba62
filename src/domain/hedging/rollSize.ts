import { dollars, price } from '../figureText.ts';
import type { UnitChoice } from './candidates.ts';
import type { Candidate } from './decision.ts';
import { isFuture, type HedgeUnit } from './instruments/unit.ts';
import type { SoldPart } from './ticket.ts';

const contractsOf = (parts: readonly SoldPart[]): number => parts.reduce((sum, part) => sum + part.contracts, 0);

/** Options on VIX stand for one another one by one, whatever is sold against them. */
const isVixOption = ({ kind }: Pick<HedgeUnit, 'kind'>): boolean => kind === 'vixCall' || kind === 'vixCallSpread' || kind === 'vixCallDiagonal';

/**
 * Contracts that a roll buys: as many as it sells; where the policy has since made the layer of another thing (a future in place of
 * calls), the whole ones that cover no more per VIX point than what is sold. 0: one alone covers more.
 */
export function contractsInto(parts: readonly SoldPart[], { unit }: Pick<UnitChoice, 'unit'>): number {
  const alike = parts.every(({ held }) => held.unit.kind === unit.kind || (isVixOption(held.unit) && isVixOption(unit)));
  if (alike) return contractsOf(parts);
  const vega = parts.reduce((sum, { held, contracts }) => sum + contracts * held.unit.vegaPerVixPoint, 0);
  return Math.max(0, Math.floor(vega / unit.vegaPerVixPoint + 1e-9));
}

/** What a roll costs, for its headline: per unit where as many are bought as sold, points between months for futures, else $ of the whole ticket. */
export function rollPrice(parts: readonly SoldPart[], { unit }: Pick<UnitChoice, 'unit'>, { ticket, contracts, cost }: Pick<Candidate, 'ticket' | 'contracts' | 'cost'>): string {
  const future = isFuture(unit);
  if (contracts !== contractsOf(parts) || parts.some(({ held }) => isFuture(held.unit) !== future)) return `for ${dollars(Math.abs(cost))} ${cost >= 0 ? 'debit' : 'credit'}`;
  const each = ticket.reduce((sum, line) => sum + (line.side === 'buy' ? 1 : -1) * line.contracts * line.price, 0) / contracts;
  return future ? `at ${price(Math.abs(each))} points ${each >= 0 ? 'higher' : 'lower'}` : `for ${price(Math.abs(each))} ${each >= 0 ? 'debit' : 'credit'}`;
}
