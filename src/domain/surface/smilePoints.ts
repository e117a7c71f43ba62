import type { OptionRight } from '../instruments/optionSymbol.ts';
import { impliedVolatility } from '../pricing/impliedVolatility.ts';
import type { Micros } from '../units.ts';
import type { DroppedQuote } from './smileFit.ts';

/** A two-sided quote of one expiry, dollars per unit; bid above zero. */
export interface SmileQuote {
  readonly strike: number;
  readonly right: OptionRight;
  readonly bid: number;
  readonly ask: number;
  readonly eventTimeUs: Micros;
}

/** What all strikes of one expiry share. */
export interface SmileState {
  readonly forward: number;
  readonly timeYears: number;
  /** Continuously compounded per year. */
  readonly rate: number;
}

/** A quote in volatilities, 0.20 = 20 %. */
export interface SmilePoint {
  readonly quote: SmileQuote;
  /** ln(strike / forward). */
  readonly logMoneyness: number;
  readonly volatility: number;
  readonly bidVolatility: number;
  readonly askVolatility: number;
}

/** One figure of every point. */
export function rowOf(points: readonly SmilePoint[], read: (point: SmilePoint) => number): Float64Array {
  const row = new Float64Array(points.length);
  points.forEach((point, i) => {
    row[i] = read(point);
  });
  return row;
}

export interface SmilePoints {
  /** Ascending in strike, one a strike. */
  readonly points: readonly SmilePoint[];
  readonly unusable: readonly DroppedQuote[];
}

function pointOf(quote: SmileQuote, state: SmileState): SmilePoint | DroppedQuote {
  const { strike, right, bid, ask } = quote;
  const { forward, timeYears, rate } = state;
  const at = (price: number) => impliedVolatility({ right, forward, strike, timeYears, rate, price });
  const [low, middle, high] = [at(bid), at(0.5 * (bid + ask)), at(ask)];
  if (!middle.ok) return { strike, right, reason: `no volatility gives its mid: ${middle.failure.detail}` };
  // A bid below intrinsic value says nothing about volatility, nor does an ask above the upper bound.
  return {
    quote, logMoneyness: Math.log(strike / forward), volatility: middle.value,
    bidVolatility: low.ok ? low.value : 0, askVolatility: high.ok ? high.value : 2 * middle.value - (low.ok ? low.value : 0),
  };
}

/** Implied volatilities of the quotes, ascending in strike. Of two quotes at one strike the first stays. */
export function smilePoints(quotes: readonly SmileQuote[], state: SmileState): SmilePoints {
  const points: SmilePoint[] = [];
  const unusable: DroppedQuote[] = [];
  for (const quote of quotes.toSorted((a, b) => a.strike - b.strike)) {
    if (points[points.length - 1]?.quote.strike === quote.strike) continue;
    const point = pointOf(quote, state);
    if ('reason' in point) unusable.push(point);
    else points.push(point);
  }
  return { points, unusable };
}
