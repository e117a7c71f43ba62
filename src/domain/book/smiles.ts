import type { MarketView } from '../market/marketView.ts';
import { impliedVolatility } from '../pricing/impliedVolatility.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { SmileFit } from '../surface/smileFit.ts';
import type { IsoDate, Micros } from '../units.ts';
import { chainKey, listedChainOf } from './listedChain.ts';
import { midOf, trustedQuote } from './trustedQuote.ts';

/** Implied volatility over ln(strike / forward), from the out-of-the-money side of each strike. */
export interface Smile {
  /** Linear between quoted strikes, flat outside; null without any. */
  volatilityAt(logMoneyness: number): number | null;
  /** Whether a strike there stands on quotes: inside the range of the strikes used, or one step of strikes beyond. False without a fit. */
  covers(logMoneyness: number): boolean;
  /** What the smile stands on; fails with `missing-data` without usable quotes. */
  readonly fit: Result<SmileFit>;
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
  readonly eventTimeUs: Micros;
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
    if (volatility.ok) points.push({ logMoneyness: Math.log(strike / forward), volatility: volatility.value, eventTimeUs: quote.value.eventTimeUs });
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

function describeFit(points: readonly SmilePoint[], { root, expiration }: SmileInput): Result<SmileFit> {
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined) return failed('missing-data', `no option of ${root} ${expiration} has a quote that a smile can stand on`);
  return success({
    quoted: points.length, used: points.length, dropped: [], range: [first.logMoneyness, last.logMoneyness],
    newestQuoteUs: Math.max(...points.map(({ eventTimeUs }) => eventTimeUs)),
  });
}

/** The widest gap between neighbours: how far beyond the last strike one more could be listed. */
const widestStep = (points: readonly SmilePoint[]): number =>
  points.reduce((widest, { logMoneyness }, index) => Math.max(widest, logMoneyness - (points[index - 1]?.logMoneyness ?? logMoneyness)), 0);

function smileOver(read: () => readonly SmilePoint[], input: SmileInput): Smile {
  let known: readonly SmilePoint[] | null = null;
  const points = (): readonly SmilePoint[] => (known ??= read());
  return {
    volatilityAt: (logMoneyness) => lookUp(points(), logMoneyness),
    covers(logMoneyness) {
      const fit = describeFit(points(), input);
      return fit.ok && logMoneyness >= fit.value.range[0] - widestStep(points()) && logMoneyness <= fit.value.range[1] + widestStep(points());
    },
    get fit() {
      return describeFit(points(), input);
    },
  };
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
      const smile = smileOver(() => quotedPoints(market, input), input);
      remembered.set(key, smile);
      return smile;
    },
  };
}
