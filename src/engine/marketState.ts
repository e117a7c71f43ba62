import { sessionPhase } from '../domain/calendar.ts';
import type { LevelView, MarketView, QuoteView } from '../domain/market/marketView.ts';
import type { BreadthCount, IndexLevel, Quote, Trade, TradingStatus } from '../domain/market/quote.ts';
import { newYorkDate } from '../domain/time.ts';
import { MICROS_PER_DAY, type InstrumentSymbol, type Micros } from '../domain/units.ts';

/** Receipt ages after which a value is stale while the session is open; wall milliseconds (policy, in seconds). */
export interface StaleLimits {
  readonly levelMs: number;
  readonly optionMs: number;
}

interface Received<T> {
  readonly value: T;
  readonly atMs: number;
}

/** Why a row was not taken; counted, never thrown. */
export type RowRefusal = 'older-event-time' | 'unknown-instrument';

/** No regular closure of the exchange lasts longer; after a longer pause the feed's clock says how far the market has come. */
const LONGEST_CLOSURE_US = 4 * MICROS_PER_DAY;

/**
 * The latest of everything the feed has said. Receipt times are the monotonic wall clock (staleness); event times are
 * market time. Updated before anything is told.
 */
export interface MarketState {
  setListed(root: string, symbols: readonly InstrumentSymbol[]): void;
  applyQuote(quote: Quote, atMs: number): RowRefusal | null;
  applyTrade(trade: Trade, atMs: number): RowRefusal | null;
  applyLevel(level: IndexLevel, atMs: number): RowRefusal | null;
  applyBreadth(count: BreadthCount, atMs: number): RowRefusal | null;
  /** A halt holds until the feed says `active`, the contract leaves the list or a new connection starts over. */
  applyStatus(status: TradingStatus): RowRefusal | null;
  /** What a new connection does not name is trading. */
  forgetHalts(): void;
  /** Whether a chain names the contract. */
  isListed(symbol: InstrumentSymbol): boolean;
  breadth(universe: string): BreadthCount | null;
  level(symbol: InstrumentSymbol): IndexLevel | null;
  /** Wall milliseconds since the level was received; null when it never was. */
  levelAgeMs(symbol: InstrumentSymbol, atMs: number): number | null;
  /** Market time reached, the greatest of clock frames and event times. */
  advance(marketTimeUs: Micros): void;
  /** A row so far ahead comes from a broken clock at its sender; taken in, it would let every option of the book expire. */
  isTooFarAhead(eventTimeUs: Micros): boolean;
  readonly nowUs: Micros | null;
  view(options: { readonly atMs: number; readonly limits: StaleLimits; readonly rate: number; readonly delayed: boolean; readonly modelled: boolean }): MarketView | null;
  /** Ages in wall milliseconds over all instruments that have ever been received. */
  ages(atMs: number, limits: StaleLimits): { readonly instruments: number; readonly stale: number; readonly oldestLevelMs: number | null };
}

export function createMarketState(): MarketState {
  const listed = new Map<string, ReadonlySet<InstrumentSymbol>>();
  /** Kept while the chain is unchanged, so that what is derived from the list can be kept, too. */
  let allListed: readonly InstrumentSymbol[] | null = null;
  const quotes = new Map<InstrumentSymbol, Received<Quote>>();
  const levels = new Map<InstrumentSymbol, Received<IndexLevel>>();
  const breadths = new Map<string, Received<BreadthCount>>();
  const statuses = new Map<InstrumentSymbol, TradingStatus>();
  let nowUs: Micros | null = null;

  const isListed = (symbol: InstrumentSymbol): boolean => {
    for (const named of listed.values()) if (named.has(symbol)) return true;
    return false;
  };

  const advance = (marketTimeUs: Micros): void => {
    if (nowUs === null || marketTimeUs > nowUs) nowUs = marketTimeUs;
  };

  const applyLevel = (level: IndexLevel, atMs: number): RowRefusal | null => {
    const last = levels.get(level.symbol);
    if (last !== undefined && level.eventTimeUs < last.value.eventTimeUs) return 'older-event-time';
    levels.set(level.symbol, { value: level, atMs });
    advance(level.eventTimeUs);
    return null;
  };

  return {
    setListed(root, symbols) {
      const named = new Set(symbols);
      for (const symbol of listed.get(root) ?? []) {
        if (named.has(symbol)) continue;
        quotes.delete(symbol);
        statuses.delete(symbol);
      }
      listed.set(root, named);
      allListed = null;
    },
    applyQuote(quote, atMs) {
      if (!isListed(quote.symbol)) return 'unknown-instrument';
      const last = quotes.get(quote.symbol);
      if (last !== undefined && quote.eventTimeUs < last.value.eventTimeUs) return 'older-event-time';
      quotes.set(quote.symbol, { value: quote, atMs });
      advance(quote.eventTimeUs);
      return null;
    },
    applyTrade: (trade, atMs) => applyLevel({ symbol: trade.symbol, eventTimeUs: trade.eventTimeUs, level: trade.price }, atMs),
    applyLevel,
    applyBreadth(count, atMs) {
      const last = breadths.get(count.universe);
      if (last !== undefined && count.eventTimeUs < last.value.eventTimeUs) return 'older-event-time';
      breadths.set(count.universe, { value: count, atMs });
      advance(count.eventTimeUs);
      return null;
    },
    applyStatus(status) {
      if (!isListed(status.symbol)) return 'unknown-instrument';
      const last = statuses.get(status.symbol);
      if (last !== undefined && status.eventTimeUs < last.eventTimeUs) return 'older-event-time';
      statuses.set(status.symbol, status);
      advance(status.eventTimeUs);
      return null;
    },
    forgetHalts: () => statuses.clear(),
    isListed,
    breadth: (universe) => breadths.get(universe)?.value ?? null,
    level: (symbol) => levels.get(symbol)?.value ?? null,
    levelAgeMs(symbol, atMs) {
      const received = levels.get(symbol);
      return received === undefined ? null : atMs - received.atMs;
    },
    advance,
    isTooFarAhead: (eventTimeUs) => nowUs !== null && eventTimeUs > nowUs + LONGEST_CLOSURE_US,
    get nowUs() {
      return nowUs;
    },
    view({ atMs, limits, rate, delayed, modelled }) {
      if (nowUs === null) return null;
      allListed ??= [...listed.values()].flatMap((named) => [...named]);
      const levelViews = new Map<InstrumentSymbol, LevelView>();
      for (const [symbol, { value, atMs: at }] of levels) levelViews.set(symbol, { ...value, stale: atMs - at > limits.levelMs });
      const quoteViews = new Map<InstrumentSymbol, QuoteView>();
      for (const [symbol, { value, atMs: at }] of quotes) quoteViews.set(symbol, { ...value, stale: atMs - at > limits.optionMs, halted: statuses.get(symbol)?.halted === true });
      return {
        nowUs, date: newYorkDate(nowUs), session: sessionPhase(nowUs), levels: levelViews, quotes: quoteViews,
        listed: allListed, rate, delayed, modelled,
      };
    },
    ages(atMs, limits) {
      let stale = 0;
      let oldestLevelMs: number | null = null;
      for (const { atMs: at } of levels.values()) {
        if (oldestLevelMs === null || atMs - at > oldestLevelMs) oldestLevelMs = atMs - at;
        if (atMs - at > limits.levelMs) stale += 1;
      }
      for (const { atMs: at } of quotes.values()) if (atMs - at > limits.optionMs) stale += 1;
      return { instruments: levels.size + quotes.size, stale, oldestLevelMs };
    },
  };
}
