import type { BookLeg } from '../../../src/domain/book/book.ts';
import type { VegaTables } from '../../../src/domain/book/valuation.ts';
import { createValuationContext, type ValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { formatFutureSymbol, formatOptionSymbol } from '../../../src/domain/instruments/index.ts';
import type { QuoteView } from '../../../src/domain/market/marketView.ts';
import { black76Price } from '../../../src/domain/pricing/black76.ts';
import { addCalendarDays, newYorkMicros } from '../../../src/domain/time.ts';
import { leg, quotedMarket, RATE, TABLES } from '../book/quotedMarket.ts';

/** A Sunday in summer, 09:30: 1, 30, 45, 110 and 220 days later are sessions, on whose morning contracts settle after whole days. */
const TODAY = '2026-03-22';
const NOW_US = newYorkMicros(TODAY, 9, 30);
const on = (days: number): string => addCalendarDays(TODAY, days);

const LAYERS = [
  { layer: 'base', days: 30, future: 18.5, volatility: 0.95, strike: 19.178, contracts: 4 },
  { layer: 'intermediate', days: 110, future: 20.2, volatility: 0.7, strike: 21.621, contracts: 4 },
  { layer: 'outer', days: 220, future: 21, volatility: 0.58, strike: 22.923, contracts: 2 },
] as const;
const CONDORS = [[1, [6870, 6900, 7100, 7130]], [30, [6550, 6600, 7350, 7400]], [45, [6450, 6500, 7450, 7500]]] as const;
const SPX = 7000;
const SPX_VOLATILITY = 0.16;
const DIVIDEND_YIELD = 0.013;

const view = (symbol: string, mid: number, halfWidth: number): [string, QuoteView] =>
  [symbol, { ...quotedMarket({ futures: { '2026-12-16': 20 } }).quotes.get('VX261216')!, symbol, eventTimeUs: NOW_US, bid: mid - halfWidth, ask: mid + halfWidth }];

function quotes(): Map<string, QuoteView> {
  const found = new Map<string, QuoteView>();
  for (const { days, future, volatility, strike } of LAYERS) {
    // Two strikes more than are held: a shock needs to know that the volatility is flat.
    for (const quoted of [strike, strike + 3, strike + 6]) {
      const call = { right: 'C', forward: future, strike: quoted, timeYears: days / 365, rate: RATE, volatility } as const;
      found.set(...view(formatOptionSymbol({ root: 'VIX', expiration: on(days), right: 'C', strike: quoted }), black76Price(call), 0.001));
    }
    found.set(...view(formatFutureSymbol({ root: 'VX', expiration: on(days) }), future, 0.001));
  }
  for (const [days, strikes] of CONDORS) for (const strike of strikes) for (const right of ['C', 'P'] as const) {
    const timeYears = days / 365;
    const price = black76Price({ right, forward: SPX * Math.exp((RATE - DIVIDEND_YIELD) * timeYears), strike, timeYears, rate: RATE, volatility: SPX_VOLATILITY });
    found.set(...view(formatOptionSymbol({ root: 'SPX', expiration: on(days), right, strike }), price, Math.min(0.001, price / 10)));
  }
  return found;
}

/** The market of the published figures; tables as given, SPX weights of the method, unmoved vol-of-vol. */
export function publishedContext(tables: Partial<VegaTables>): ValuationContext {
  const held = quotes();
  const market = { ...quotedMarket({ levels: { SPX, VIX: 17 } }), nowUs: NOW_US, date: TODAY, quotes: held, listed: [...held.keys()] };
  return createValuationContext(market, { ...TABLES, vvixPerVixPoint: 0, ...tables });
}

export const ladderLegs: readonly BookLeg[] = LAYERS.map(({ layer, days, strike, contracts }) =>
  leg({ symbol: formatOptionSymbol({ root: 'VIX', expiration: on(days), right: 'C', strike }), quantity: contracts, layer }));

/** Ten condors that settle in so many days. */
export function condorLegs(days: 1 | 30 | 45): readonly BookLeg[] {
  const [longPut, shortPut, shortCall, longCall] = CONDORS.find(([at]) => at === days)?.[1] ?? [0, 0, 0, 0];
  const condorLeg = (right: 'P' | 'C', strike: number, quantity: number): BookLeg =>
    leg({ symbol: formatOptionSymbol({ root: 'SPX', expiration: on(days), right, strike }), quantity, strategy: 'condor-1' });
  return [condorLeg('P', longPut, 10), condorLeg('P', shortPut, -10), condorLeg('C', shortCall, -10), condorLeg('C', longCall, 10)];
}
