import { labelOf } from '../instruments/label.ts';
import { settlementMoment } from '../instruments/settlement.ts';
import type { MarketView, QuoteView } from '../market/marketView.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol } from '../units.ts';

/** A quote with both sides present, in order and fresh. A bid of zero is legal; an absent one is not. */
export interface TrustedQuote extends QuoteView {
  readonly bid: number;
  readonly ask: number;
}

/** Fails with `missing-data`, `expired`, `stale`, `one-sided` or `crossed`, and says of which contract. */
export function trustedQuote(market: MarketView, symbol: InstrumentSymbol): Result<TrustedQuote> {
  const settles = settlementMoment(symbol);
  if (settles.ok && settles.value <= market.nowUs) return failed('expired', `${labelOf(symbol)} has settled`);
  const quote = market.quotes.get(symbol);
  if (quote === undefined) return failed('missing-data', `${labelOf(symbol)} has no quote`);
  if (quote.stale) return failed('stale', `the quote of ${labelOf(symbol)} is stale`);
  const { bid, ask } = quote;
  if (bid === null) return failed('one-sided', `${labelOf(symbol)} has no bid`);
  if (ask === null || ask <= 0) return failed('one-sided', `${labelOf(symbol)} has no ask`);
  if (bid > ask) return failed('crossed', `the bid of ${labelOf(symbol)} is above its ask`);
  return success({ ...quote, bid, ask });
}

export const midOf = ({ bid, ask }: TrustedQuote): number => 0.5 * (bid + ask);
