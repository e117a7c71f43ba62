import type { LevelView, MarketView, QuoteView } from '../market/marketView.ts';
import { newYorkDate } from '../time.ts';
import type { InstrumentSymbol } from '../units.ts';
import { listedContracts } from './contractListing.ts';
import { createModelledMarket, type ModelledIndex, type ModelledMarketInput } from './modelledMarket.ts';

export interface ModelledViewInput extends ModelledMarketInput {
  readonly session: MarketView['session'];
  /** Contracts that stay listed because the book holds them. */
  readonly alsoListed: readonly InstrumentSymbol[];
}

const LEVELS: readonly ModelledIndex[] = ['SPX', 'SPY', 'VIX', 'VIX9D', 'VIX3M', 'VIX6M', 'VVIX'];

/** A whole market at one moment, made from two levels: two-sided and fresh, and marked `modelled`. What the model cannot quote is not listed. */
export function modelledView({ session, alsoListed, ...input }: ModelledViewInput): MarketView {
  const { nowUs, spx, vix, rate } = input;
  const date = newYorkDate(nowUs);
  const model = createModelledMarket(input);
  const quotes = new Map<InstrumentSymbol, QuoteView>();
  for (const symbol of new Set([...listedContracts({ date, spx, vix }), ...alsoListed])) {
    const quote = model.quoteOf(symbol);
    if (quote.ok) quotes.set(symbol, { ...quote.value, stale: false, halted: false });
  }
  const levels = new Map(LEVELS.map((symbol): [string, LevelView] => [symbol, { symbol, level: model.levelOf(symbol), eventTimeUs: nowUs, stale: false }]));
  return { nowUs, date, session, levels, quotes, listed: [...quotes.keys()], rate, delayed: false, modelled: true };
}
