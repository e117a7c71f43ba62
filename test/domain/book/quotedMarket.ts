import type { Book, BookLeg } from '../../../src/domain/book/book.ts';
import type { VegaTables } from '../../../src/domain/book/valuation.ts';
import { formatFutureSymbol, formatOptionSymbol, settlementMoment } from '../../../src/domain/instruments/index.ts';
import type { OptionRoot } from '../../../src/domain/instruments/index.ts';
import type { MarketView, QuoteView } from '../../../src/domain/market/marketView.ts';
import { black76Price } from '../../../src/domain/pricing/black76.ts';
import { newYorkMicros, yearFraction } from '../../../src/domain/time.ts';

export const RATE = 0.04;
export const NOW_US = newYorkMicros('2026-11-20', 11, 0);

export const TABLES: VegaTables = {
  convention: 'measured',
  beta: [[0, 1], [4, 0.73], [11, 0.59], [20, 0.55], [30, 0.43], [43, 0.37], [63, 0.32], [88, 0.28], [110, 0.26], [135, 0.22], [165, 0.2], [195, 0.19], [230, 0.16]],
  weight: [[1, 1.79], [9, 1.52], [30, 1], [93, 0.64], [184, 0.46]],
  vvixPerVixPoint: 2,
  vixPerSpxPercent: -1.18,
};

export interface ExpiryPlan {
  readonly root: OptionRoot;
  readonly expiration: string;
  readonly forward: number;
  readonly strikes: readonly number[];
  readonly volatility: (strike: number) => number;
  /** Half width of every quote, points. */
  readonly halfWidth?: number;
}

export interface MarketPlan {
  readonly expiries?: readonly ExpiryPlan[];
  readonly futures?: Readonly<Record<string, number>>;
  readonly levels?: Readonly<Record<string, number>>;
}

function moment(symbol: string): number {
  const settles = settlementMoment(symbol);
  if (!settles.ok) throw new Error(settles.failure.detail);
  return settles.value;
}

const quote = (symbol: string, bid: number | null, ask: number | null): [string, QuoteView] => [symbol, { symbol, eventTimeUs: NOW_US, bid, ask, bidSize: 10, askSize: 10, stale: false, halted: false }];

/** A market of Black-76 prices, exact at mid. */
export function quotedMarket({ expiries = [], futures = {}, levels = { SPX: 7000, VIX: 16.5 } }: MarketPlan): MarketView {
  const quotes = new Map<string, QuoteView>();
  for (const { root, expiration, forward, strikes, volatility, halfWidth = 0.02 } of expiries) {
    for (const strike of strikes) for (const right of ['C', 'P'] as const) {
      const symbol = formatOptionSymbol({ root, expiration, right, strike });
      const timeYears = yearFraction(NOW_US, moment(symbol));
      const mid = black76Price({ right, forward, strike, timeYears, rate: RATE, volatility: volatility(strike) });
      quotes.set(...quote(symbol, Math.max(0, mid - halfWidth), mid < halfWidth ? 2 * mid : mid + halfWidth));
    }
  }
  for (const [expiration, mid] of Object.entries(futures)) quotes.set(...quote(formatFutureSymbol({ root: 'VX', expiration }), mid - 0.025, mid + 0.025));
  return {
    nowUs: NOW_US, date: '2026-11-20', session: 'open',
    levels: new Map(Object.entries(levels).map(([symbol, level]) => [symbol, { symbol, level, eventTimeUs: NOW_US, stale: false }])),
    quotes, listed: [...quotes.keys()], rate: RATE, delayed: false, modelled: false,
  };
}

/** The same market with some quotes changed; `null` takes one away. */
export function withQuotes(market: MarketView, changes: Readonly<Record<string, Partial<QuoteView> | null>>): MarketView {
  const quotes = new Map(market.quotes);
  for (const [symbol, change] of Object.entries(changes)) {
    const before = quotes.get(symbol);
    if (change === null) quotes.delete(symbol);
    else if (before !== undefined) quotes.set(symbol, { ...before, ...change });
  }
  return { ...market, quotes };
}

export const range = (from: number, to: number, step: number): number[] => Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

export const VIX_EXPIRY: ExpiryPlan = { root: 'VIX', expiration: '2026-12-16', forward: 18.4, strikes: range(12, 40, 1), volatility: (strike) => 0.85 + 0.012 * (strike - 18) };
export const SPX_EXPIRY: ExpiryPlan = {
  root: 'SPXW', expiration: '2026-12-18', forward: 7015, strikes: range(5600, 8000, 5), volatility: (strike) => Math.max(0.1, 0.15 - 0.9 * Math.log(strike / 7015)), halfWidth: 0.05,
};
export const FUTURES = { '2026-12-16': 18.4, '2027-01-20': 19.2, '2027-02-17': 19.8 };

export const leg = (change: Partial<BookLeg> & Pick<BookLeg, 'symbol' | 'quantity'>): BookLeg => ({
  id: `${change.symbol}/${change.strategy ?? ''}/${change.layer ?? ''}`, price: 1, openedOn: '2026-11-20', strategy: null, layer: null, entry: null, source: 'user', ...change,
});

export const book = (...legs: BookLeg[]): Book => ({ name: 'test', sample: false, legs, netLiquidation: 1_000_000 });

const spxw = (right: 'C' | 'P', strike: number): string => formatOptionSymbol({ root: 'SPXW', expiration: '2026-12-18', right, strike });

/** Ten condors 6600/6590 – 7260/7270. */
export const CONDOR_LEGS: readonly BookLeg[] = [
  leg({ symbol: spxw('P', 6600), quantity: -10, price: 23, strategy: 'condor-1' }),
  leg({ symbol: spxw('P', 6590), quantity: 10, price: 22, strategy: 'condor-1' }),
  leg({ symbol: spxw('C', 7260), quantity: -10, price: 28, strategy: 'condor-1' }),
  leg({ symbol: spxw('C', 7270), quantity: 10, price: 26, strategy: 'condor-1' }),
];

export const VIX_CALL = 'VIX   261216C00019000';
export const HEDGE_LEG: BookLeg = leg({ symbol: VIX_CALL, quantity: 3, price: 1.6, layer: 'base' });
