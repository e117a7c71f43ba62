import type { MarketView } from '../market/marketView.ts';
import { impliedVolatility } from '../pricing/impliedVolatility.ts';
import type { IsoDate } from '../units.ts';
import { chainKey, listedChainOf } from './listedChain.ts';
import { midOf, trustedQuote } from './trustedQuote.ts';

/** Implied volatility over ln(strike / forward), from the out-of-the-money side of each strike. */
export interface Smile {
  /** Linear between quoted strikes, flat outside; null without any. */
  volatilityAt(logMoneyness: number): number | null;
}

export interface SmileInput {
  readonly root: string;
  readonly expiration: IsoDate;
  readonly forward: number;
  readonly timeYears: number;
}

interface SmilePoint {
  readonly logMoneyness: number;
  readonly volatility: number;
}

function quotedPoints(market: MarketView, { root, expiration, forward, timeYears }: SmileInput): readonly SmilePoint[] {
  const points: SmilePoint[] = [];
  for (const { strike, call, put } of listedChainOf(market.listed).options.get(chainKey(root, expiration)) ?? []) {
    const right = strike >= forward ? 'C' : 'P';
    const symbol = right === 'C' ? call : put;
    const quote = symbol === null ? null : trustedQuote(market, symbol);
    // Zero-bid wings have no volatility of their own: their mid is half a tick of hope.
    if (quote === null || !quote.ok || quote.value.bid === 0) continue;
    const volatility = impliedVolatility({ right, forward, strike, timeYears, rate: market.rate, price: midOf(quote.value) });
    if (volatility.ok) points.push({ logMoneyness: Math.log(strike / forward), volatility: volatility.value });
  }
  return points;
}

/** Points come ascending in strike, as the chain lists them. */
function lookUp(points: readonly SmilePoint[], at: number): number | null {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.logMoneyness ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const right = points[low];
  const left = points[low - 1];
  if (right === undefined || left === undefined) return right?.volatility ?? left?.volatility ?? null;
  return left.volatility + ((right.volatility - left.volatility) * (at - left.logMoneyness)) / (right.logMoneyness - left.logMoneyness);
}

export interface Smiles {
  of(input: SmileInput): Smile;
}

/** Smiles of one market view, remembered per expiration. */
export function createSmiles(market: MarketView): Smiles {
  const remembered = new Map<string, Smile>();
  return {
    of(input) {
      const key = chainKey(input.root, input.expiration);
      const known = remembered.get(key);
      if (known !== undefined) return known;
      let points: readonly SmilePoint[] | null = null;
      const smile: Smile = { volatilityAt: (logMoneyness) => lookUp((points ??= quotedPoints(market, input)), logMoneyness) };
      remembered.set(key, smile);
      return smile;
    },
  };
}
