import type { SmileQuote, SmileState } from '../../../src/domain/surface/smilePoints.ts';
import { black76Price } from '../../../src/domain/pricing/black76.ts';

export interface ChainPlan extends SmileState {
  readonly strikes: readonly number[];
  /** Over ln(K/F), 0.20 = 20 %. */
  volatility(logMoneyness: number): number;
  /** Half of the spread around a fair value, points. */
  halfWidth?(fair: number): number;
  /** Where the mid lies off the fair value, in half-widths, by place in `strikes`. */
  readonly noise?: readonly number[];
}

/** Quotes of the options out of the money; those whose bid would be zero are not there, as in a feed. */
export function quotesOf({ strikes, volatility, halfWidth = () => 1e-6, noise = [], ...state }: ChainPlan): readonly SmileQuote[] {
  return strikes.flatMap((strike, index): SmileQuote[] => {
    const right = strike >= state.forward ? 'C' : 'P';
    const fair = black76Price({ ...state, right, strike, volatility: volatility(Math.log(strike / state.forward)) });
    const half = halfWidth(fair);
    const mid = fair + half * (noise[index] ?? 0);
    return mid - half > 0 ? [{ strike, right, bid: mid - half, ask: mid + half, eventTimeUs: 1_000 + index }] : [];
  });
}

export const priceAt = (state: SmileState, { strike, right }: SmileQuote, volatility: number): number => black76Price({ ...state, strike, right, volatility });

/** Raw SVI (Gatheral 2004): w(k) = a + b·(ρ(k − m) + √((k − m)² + s²)). */
export interface Svi {
  readonly a: number;
  readonly b: number;
  readonly rho: number;
  readonly m: number;
  readonly s: number;
}

export const sviVariance = ({ a, b, rho, m, s }: Svi, k: number): number => a + b * (rho * (k - m) + Math.hypot(k - m, s));

/** Its variance and slopes over ln(K/F). */
export function sviSlopes(svi: Svi, k: number): { variance: number; first: number; second: number } {
  const root = Math.hypot(k - svi.m, svi.s);
  return { variance: sviVariance(svi, k), first: svi.b * (svi.rho + (k - svi.m) / root), second: (svi.b * svi.s * svi.s) / root ** 3 };
}
