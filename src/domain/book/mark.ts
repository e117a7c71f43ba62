import { labelOf } from '../instruments/label.ts';
import type { QuoteView } from '../market/marketView.ts';
import { failed, success } from '../result.ts';
import type { Failure, Result } from '../result.ts';
import type { InstrumentSymbol, Micros } from '../units.ts';
import { conditionOf, midOf, untrustedBecause } from './trustedQuote.ts';
import type { SpreadLimits, TrustedQuote } from './trustedQuote.ts';
import type { Mark, QuoteCondition } from './valuation.ts';

/** How contracts are marked (policy, `quality.marks`). */
export interface MarkRules extends SpreadLimits {
  /** Microprice = (bid × ask size + ask × bid size) ÷ both sizes: nearer to the side that is about to give way. */
  readonly method: 'mid' | 'microprice';
}

/** What the fitted smile of the contract's own expiry says it is worth. */
export interface ModelValue {
  /** Dollars per unit. */
  readonly value: number;
  readonly volatility: number;
  readonly newestQuoteUs: Micros;
}

/** A mark with the sides that are live: null where absent, crossed, stale or halted. */
export interface MarkedQuote extends Mark {
  readonly bid: number | null;
  readonly ask: number | null;
  /** The smile's, where its value stands as it is; null where the mark has a volatility of its own (a quote, or a bound of one). */
  readonly modelVolatility: number | null;
  readonly eventTimeUs: Micros;
}

/** The symbol with what the feed last said of it. */
export interface QuotedContract {
  readonly symbol: InstrumentSymbol;
  readonly quote: QuoteView | undefined;
}

const money = (value: number): string => value.toFixed(2);

function quotedMark(quote: TrustedQuote, condition: QuoteCondition, { method }: MarkRules, because: string | null): MarkedQuote {
  const { bid, ask, bidSize, askSize, eventTimeUs } = quote;
  const mid = { value: midOf(quote), source: 'mid', condition, reason: because, bid, ask, modelVolatility: null, eventTimeUs } as const;
  if (method === 'mid' || condition !== 'two-sided') return mid;
  if (!(bidSize > 0 && askSize > 0)) return { ...mid, reason: 'the quote has no sizes for a microprice: its mid stands in' };
  return { ...mid, value: (bid * askSize + ask * bidSize) / (bidSize + askSize), source: 'microprice', reason: `microprice of ${bidSize} bid × ${askSize} asked` };
}

interface Bounds {
  readonly bid: number | null;
  readonly ask: number | null;
}

function modelMark({ value, volatility, newestQuoteUs }: ModelValue, bounds: Bounds, condition: QuoteCondition, because: string): MarkedQuote {
  const kept = Math.min(Math.max(value, bounds.bid ?? 0), bounds.ask ?? Number.POSITIVE_INFINITY);
  const side = kept === value ? null : kept > value ? 'bid' : 'ask';
  const held = side === null ? `the smile’s value ${money(value)} stands in` : `the smile’s value ${money(value)} is held at the ${side} of ${money(kept)}`;
  return { value: kept, source: 'model', condition, reason: `${because}: ${held}`, ...bounds, modelVolatility: side === null ? volatility : null, eventTimeUs: newestQuoteUs };
}

/**
 * A live market too loose to take its mid: the model within its bounds, else the mid, with the reason. Half of an ask without a bid is
 * a value only while the ask itself is small.
 */
function looseMark({ symbol, quote }: { readonly symbol: InstrumentSymbol; readonly quote: TrustedQuote }, condition: 'wide' | 'zero-bid', rules: MarkRules, modelOf: () => Result<ModelValue>): Result<MarkedQuote> {
  const because = condition === 'wide' ? `the quote ${money(quote.bid)}–${money(quote.ask)} is wide` : `nobody bids, ${money(quote.ask)} is asked`;
  const model = modelOf();
  if (!model.ok && condition === 'zero-bid' && quote.ask > rules.maxSpreadPoints) return failed('one-sided', `${labelOf(symbol)}: ${because}, and there is no model value: ${model.failure.detail}`);
  if (!model.ok) return success(quotedMark(quote, condition, rules, `${because} and there is no model value (${model.failure.detail}): its mid stands in`));
  const mark = modelMark(model.value, { bid: quote.bid, ask: quote.ask }, condition, because);
  return success({ ...mark, eventTimeUs: Math.max(mark.eventTimeUs, quote.eventTimeUs) });
}

function unquotedMark(quote: QuoteView | undefined, condition: QuoteCondition, failure: Failure, modelOf: () => Result<ModelValue>): Result<MarkedQuote> {
  const model = modelOf();
  if (!model.ok) return failed(failure.reason, `${failure.detail}, and there is no model value: ${model.failure.detail}`);
  // One side of a fresh quote still bounds the value; a crossed quote contradicts itself on both.
  const live = condition === 'one-sided' && quote !== undefined;
  const bounds = { bid: live ? quote.bid : null, ask: live && quote.ask !== null && quote.ask > 0 ? quote.ask : null };
  return success(modelMark(model.value, bounds, condition, failure.detail));
}

/**
 * What a contract is taken to be worth, in the order of the method page, §3: the mid (or microprice) of a live, uncrossed two-sided
 * quote; the model value held within the quote where that is wide or has no bid; without a market the model value, held at the side
 * that is live. Fails with the cause in the quote (`missing-data`, `halted`, `stale`, `one-sided`, `crossed`) and why there is no model
 * value. The caller has made sure that the contract has not settled.
 */
export function markOf({ symbol, quote }: QuotedContract, rules: MarkRules, modelOf: () => Result<ModelValue>): Result<MarkedQuote> {
  const condition = conditionOf(quote, rules);
  const failure = untrustedBecause(symbol, quote);
  if (failure !== null) return unquotedMark(quote, condition, failure, modelOf);
  const trusted = quote as TrustedQuote;
  if (condition === 'wide' || condition === 'zero-bid') return looseMark({ symbol, quote: trusted }, condition, rules, modelOf);
  return success(quotedMark(trusted, condition, rules, condition === 'locked' ? 'bid and ask are equal' : null));
}

/** A future has no smile, and its neighbours on the curve are no mark: its own quote or nothing, which must have a bid above zero. */
export function markOfFuture(contract: QuotedContract, rules: MarkRules): Result<MarkedQuote> {
  if (conditionOf(contract.quote, rules) === 'zero-bid') return failed('one-sided', `${labelOf(contract.symbol)} has no bid`);
  return markOf(contract, rules, () => failed('not-available', 'a future has none'));
}
