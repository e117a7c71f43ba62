import { labelOf } from '../instruments/label.ts';
import { settlementMoment } from '../instruments/settlement.ts';
import type { MarketView, QuoteView } from '../market/marketView.ts';
import { failed, success } from '../result.ts';
import type { Failure, FailureReason, Result } from '../result.ts';
import type { InstrumentSymbol } from '../units.ts';
import type { QuoteCondition } from './valuation.ts';

/** A quote with both sides present, in order, fresh and not halted. A bid of zero is legal; an absent one is not. */
export interface TrustedQuote extends QuoteView {
  readonly bid: number;
  readonly ask: number;
}

/** A quote is wide when its spread exceeds both: the share of the mid and the points (policy). */
export interface SpreadLimits {
  readonly maxSpreadShare: number;
  readonly maxSpreadPoints: number;
}

/** Conditions in which there is no market to take a price from. */
export type UntrustedCondition = 'missing' | 'halted' | 'stale' | 'one-sided' | 'crossed';

const hasAsk = ({ ask }: QuoteView): boolean => ask !== null && ask > 0;

function untrustedCondition(quote: QuoteView | undefined): UntrustedCondition | null {
  if (quote === undefined) return 'missing';
  if (quote.halted) return 'halted';
  if (quote.stale) return 'stale';
  const { bid, ask } = quote;
  if (bid === null || ask === null || ask <= 0) return bid === null && !hasAsk(quote) ? 'missing' : 'one-sided';
  return bid > ask ? 'crossed' : null;
}

/** The one condition of a quote that counts most, from no quote at all down to a sound one. */
export function conditionOf(quote: QuoteView | undefined, { maxSpreadShare, maxSpreadPoints }: SpreadLimits): QuoteCondition {
  const untrusted = untrustedCondition(quote);
  if (untrusted !== null) return untrusted;
  const { bid, ask } = quote as TrustedQuote;
  if (bid === 0) return 'zero-bid';
  if (bid === ask) return 'locked';
  const spread = ask - bid;
  return spread > maxSpreadPoints && spread > 0.5 * maxSpreadShare * (bid + ask) ? 'wide' : 'two-sided';
}

/** Counts over a whole chain; `two-sided` is left out: what is not counted is sound. */
export function countConditions(market: MarketView, limits: SpreadLimits): Readonly<Partial<Record<QuoteCondition, number>>> {
  const counts: Partial<Record<QuoteCondition, number>> = {};
  for (const symbol of market.listed) {
    const condition = conditionOf(market.quotes.get(symbol), limits);
    if (condition !== 'two-sided') counts[condition] = (counts[condition] ?? 0) + 1;
  }
  return counts;
}

const REASONS: Readonly<Record<UntrustedCondition, FailureReason>> = { missing: 'missing-data', halted: 'halted', stale: 'stale', 'one-sided': 'one-sided', crossed: 'crossed' };

function sentence(symbol: InstrumentSymbol, quote: QuoteView | undefined, condition: UntrustedCondition): string {
  const label = labelOf(symbol);
  switch (condition) {
    case 'missing': return quote === undefined ? `${label} has no quote` : `${label} has neither bid nor ask`;
    case 'halted': return `trading in ${label} is halted`;
    case 'stale': return `the quote of ${label} is stale`;
    case 'one-sided': return quote !== undefined && hasAsk(quote) ? `${label} has no bid` : `${label} has no ask`;
    case 'crossed': return `the bid of ${label} is above its ask`;
  }
}

/** Why there is no market in the contract; null when there is one. */
export function untrustedBecause(symbol: InstrumentSymbol, quote: QuoteView | undefined): Failure | null {
  const condition = untrustedCondition(quote);
  return condition === null ? null : { reason: REASONS[condition], detail: sentence(symbol, quote, condition) };
}

export function hasSettled(market: MarketView, symbol: InstrumentSymbol): boolean {
  const settles = settlementMoment(symbol);
  return settles.ok && settles.value <= market.nowUs;
}

/** Fails with `missing-data`, `expired`, `halted`, `stale`, `one-sided` or `crossed`, and says of which contract. */
export function trustedQuote(market: MarketView, symbol: InstrumentSymbol): Result<TrustedQuote> {
  if (hasSettled(market, symbol)) return failed('expired', `${labelOf(symbol)} has settled`);
  const quote = market.quotes.get(symbol);
  const failure = untrustedBecause(symbol, quote);
  return failure === null ? success(quote as TrustedQuote) : { ok: false, failure };
}

/** The same of a contract that has not settled, where nobody asks why there is none. */
export function trustedQuoteOrNull(market: MarketView, symbol: InstrumentSymbol): TrustedQuote | null {
  const quote = market.quotes.get(symbol);
  return untrustedCondition(quote) === null ? (quote as TrustedQuote) : null;
}

export const midOf = ({ bid, ask }: Pick<TrustedQuote, 'bid' | 'ask'>): number => 0.5 * (bid + ask);
