import type { OptionRight } from '../instruments/optionSymbol.ts';
import type { Micros } from '../units.ts';

/** A quote that the smile does not follow, and why. */
export interface DroppedQuote {
  readonly strike: number;
  readonly right: OptionRight;
  /** One plain sentence. */
  readonly reason: string;
}

/** What a fitted smile stands on. */
export interface SmileFit {
  /** `quotes` of the expiry itself, or `neighbours`: the underlying's other expiries, where it has too few of its own. */
  readonly source: 'quotes' | 'neighbours';
  /** Strikes with a two-sided quote and a bid above zero. */
  readonly quoted: number;
  /** Strikes that the curve was drawn through. */
  readonly used: number;
  /** Strikes used whose bid and ask hold the curve between them. */
  readonly repriced: number;
  readonly dropped: readonly DroppedQuote[];
  /** Lowest and highest ln(strike / forward) used. */
  readonly range: readonly [number, number];
  /** Event time of the newest quote used. */
  readonly newestQuoteUs: Micros;
  /** No negative density between the strikes nor twelve standard deviations beyond. */
  readonly butterflyFree: boolean;
}
