import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import { decide, type Judgement } from '../../../src/domain/hedging/decide.ts';
import type { HedgeMemory } from '../../../src/domain/hedging/hedgeMemory.ts';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import type { LevelView, MarketView, QuoteView } from '../../../src/domain/market/marketView.ts';
import type { DailySignals } from '../../../src/domain/signals/dailySignals.ts';
import { actsOf, aContext, aDivergence, aMarket, createDesk, someSignals, type Desk } from '../../support/builders.ts';

const SEED = 20_261_127;
const D0 = '2026-11-04';
const D1 = addTradingDays(D0, 4);

interface Place {
  readonly name: string;
  readonly desk: () => Desk;
  readonly vix: number;
  readonly memory?: Partial<HedgeMemory>;
  readonly signals?: Partial<DailySignals>;
}

let kept: Desk | null = null;
function coveredDesk(): Desk {
  if (kept !== null) return kept;
  const desk = createDesk({ date: D0, spx: 7000, vix: 16.5 });
  desk.evaluate({ date: D0, spx: 7000, vix: 16.5 }, { divergences: [aDivergence(D0)], spxMacdBearish: true });
  for (let n = 0; n < 6 && actsOf(desk.judgement).length > 0; n++) desk.fill(actsOf(desk.judgement)[0]!);
  kept = desk;
  return desk;
}
const emptyDesk = (): Desk => ({ ...coveredDesk(), book: { ...coveredDesk().book, legs: coveredDesk().book.legs.filter(({ layer }) => layer === null) } });
const heavyDesk = (): Desk => ({ ...coveredDesk(), book: { ...coveredDesk().book, legs: coveredDesk().book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, quantity: 3 * leg.quantity })) } });
const pressing = { spike: false, lastSpike: D0, daysSinceSpike: 4, peak20: 34, spikeAt: 99, press: true, pressSince: D1 };

/** Where with sound data something is bought, sold or moved. */
const PLACES: readonly Place[] = [
  { name: 'a first divergence, no hedge held', desk: emptyDesk, vix: 16.5, memory: { stage: 'watch', stageSince: D0, evaluatedOn: D0, add: null, advised: {}, lastAccepted: null, closing: null } },
  { name: 'three times the hedge that is wanted', desk: heavyDesk, vix: 16.5, memory: { closing: null, lastFill: {}, completedOn: {} } },
  { name: 'a press', desk: coveredDesk, vix: 24, signals: { vixRegime: pressing } },
];

type How = 'stale' | 'halted' | 'no bid' | 'no ask' | 'crossed' | 'missing' | 'zero bid';
const HOW: Readonly<Record<How, (quote: QuoteView) => QuoteView | null>> = {
  stale: (quote) => ({ ...quote, stale: true }), halted: (quote) => ({ ...quote, halted: true }), 'no bid': (quote) => ({ ...quote, bid: null }), 'no ask': (quote) => ({ ...quote, ask: null }),
  crossed: (quote) => ({ ...quote, bid: (quote.ask ?? 1) + 1 }), missing: () => null, 'zero bid': (quote) => ({ ...quote, bid: 0 }),
};

interface Fault {
  readonly level: { readonly symbol: 'SPX' | 'VIX'; readonly how: 'stale' | 'missing' } | null;
  readonly session: MarketView['session'];
  readonly delayed: boolean;
  readonly breaks: readonly { readonly where: 'VIX' | 'SPX' | 'expiry' | 'sprinkled' | 'book' | 'advised'; readonly how: How; readonly which: number }[];
}

const usually = <T>(usual: T, rare: fc.Arbitrary<T>): fc.Arbitrary<T> => fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rare });
const faults: fc.Arbitrary<Fault> = fc.record({
  level: usually<Fault['level']>(null, fc.record({ symbol: fc.constantFrom('SPX', 'VIX'), how: fc.constantFrom('stale', 'missing') })),
  session: usually<Fault['session']>('open', fc.constantFrom('closed', 'curb')), delayed: usually(false, fc.constant(true)),
  breaks: fc.array(fc.record({ where: fc.constantFrom('VIX', 'SPX', 'expiry', 'sprinkled', 'sprinkled', 'book', 'advised', 'advised'), how: fc.constantFrom<How>(...(Object.keys(HOW) as How[])), which: fc.nat({ max: 1_000 }) }), { maxLength: 4 }),
});

/** Spread over the symbols without any order in them. */
const isSprinkled = (symbol: string, which: number): boolean => [...symbol].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_009, which) % 4 === 0;

function spoil(market: MarketView, { level, session, delayed, breaks }: Fault, { held, advised }: { readonly held: readonly string[]; readonly advised: readonly string[] }): MarketView {
  const expiries = [...new Set(market.listed.map((symbol) => symbol.slice(0, 12)))];
  const isHit = (symbol: string, { where, which }: Fault['breaks'][number]): boolean =>
    where === 'sprinkled' ? isSprinkled(symbol, which) : where === 'expiry' ? symbol.startsWith(expiries[which % expiries.length]!) : where === 'book' ? symbol === held[which % held.length] : where === 'advised' ? symbol === advised[which % Math.max(1, advised.length)] : symbol.startsWith(where);
  const quotes = new Map([...market.quotes].flatMap(([symbol, quote]): readonly (readonly [string, QuoteView])[] => {
    const broken = breaks.reduce<QuoteView | null>((now, one) => (now !== null && isHit(symbol, one) ? HOW[one.how](now) : now), quote);
    return broken === null ? [] : [[symbol, broken]];
  }));
  const levels = new Map<string, LevelView>([...market.levels].flatMap(([symbol, view]) => {
    if (symbol !== level?.symbol) return [[symbol, view] as const];
    return level.how === 'missing' ? [] : [[symbol, { ...view, stale: true }] as const];
  }));
  return { ...market, quotes, levels, session, delayed };
}

interface Judged {
  readonly market: MarketView;
  readonly judgement: Judgement;
  /** Legs of the book that have no trusted price. */
  readonly unpriced: readonly string[];
  /** Share of the book's gross vega that no live bid and ask hold. */
  readonly unquotedShare: number;
  readonly before: HedgeMemory;
}

const isLive = (quote: QuoteView | undefined): quote is QuoteView & { readonly bid: number; readonly ask: number } =>
  quote !== undefined && !quote.stale && !quote.halted && quote.bid !== null && quote.ask !== null && quote.ask >= quote.bid;

/** What a line may trade at: a purchase needs both sides, for a sale the bid alone is a price. Null where there is none. */
function priceOf(quote: QuoteView | undefined, side: 'buy' | 'sell'): number | null {
  if (side === 'buy' || isLive(quote)) return isLive(quote) ? (side === 'buy' ? quote.ask : quote.bid) : null;
  return quote === undefined || quote.stale || quote.halted || quote.ask !== null ? null : quote.bid;
}

/** What sound data led to, by place: the contracts whose quotes matter most. */
const adviceOf = new Map<string, readonly string[]>();
const soundMarkets = new Map<string, MarketView>();
function judgeSpoilt(place: Place, fault: Fault): Judged {
  const desk = place.desk();
  const held = desk.book.legs.map(({ symbol }) => symbol);
  const sound = soundMarkets.get(place.name) ?? aMarket({ date: D1, spx: 7000, vix: place.vix, alsoListed: held });
  soundMarkets.set(place.name, sound);
  const market = spoil(sound, fault, { held, advised: adviceOf.get(place.name) ?? [] });
  const context = aContext(market, desk.policy);
  const memory = { ...desk.memory, ...place.memory };
  const signals = someSignals(D1, { vixClose: place.vix, divergences: [aDivergence(D1)], spxMacdBearish: true, ...place.signals });
  const valuation = valueBook(context, desk.book, desk.policy.values.vega.shockVixPoints);
  const vegas = desk.book.legs.map((leg) => {
    const figures = context.figures(leg.symbol);
    return { symbol: leg.symbol, vega: figures.ok ? Math.abs(leg.quantity * figures.value.vegaPerVixPoint) : 0, priced: figures.ok };
  });
  const sum = (rows: typeof vegas): number => rows.reduce((total, { vega }) => total + vega, 0);
  return {
    market, judgement: decide({ context, book: desk.book, valuation, signals, policy: desk.policy, memory, events: [], macro: null }), before: memory,
    unpriced: vegas.filter(({ priced }) => !priced).map(({ symbol }) => symbol), unquotedShare: sum(vegas.filter(({ symbol }) => !isLive(market.quotes.get(symbol)))) / sum(vegas),
  };
}

/** The cause that must be told, in the order in which one looks; null when the data are good enough to judge. */
function causeOf(fault: Fault, { unpriced, unquotedShare }: Judged): string | null {
  if (fault.session === 'closed') return 'closed';
  if (fault.delayed) return 'delayed';
  if (fault.level !== null) return fault.level.how;
  if (unpriced.length > 0) return 'incomplete';
  return unquotedShare > 0.35 ? 'model-marks' : null;
}

const SOUND: Fault = { level: null, session: 'open', delayed: false, breaks: [] };

describe.each(PLACES)('no decision from bad data: $name', (place) => {
  beforeAll(() => {
    adviceOf.set(place.name, actsOf(judgeSpoilt(place, SOUND).judgement).flatMap(({ candidates }) => candidates).map(({ symbol }) => symbol));
  });

  it('with sound data there is something to do', () => {
    expect(adviceOf.get(place.name)?.length).toBeGreaterThan(0);
  });

  it('whatever is broken: no ticket and the cause is said, or every line stands on a live quote', () => {
    const causes = new Map<string, number>();
    fc.assert(fc.property(faults, (fault) => {
      const judged = judgeSpoilt(place, fault);
      const { decisions, memory } = judged.judgement;
      const cause = causeOf(fault, judged);
      causes.set(cause ?? 'judged', (causes.get(cause ?? 'judged') ?? 0) + 1);
      if (cause !== null) {
        expect(decisions).toHaveLength(1);
        expect(decisions[0]).toMatchObject({ rule: `hold.quality.${cause}`, action: 'hold', contracts: 0, candidates: [], severity: cause === 'closed' ? 'informational' : 'blocked' });
        expect(decisions[0]!.why.length).toBeGreaterThan(20);
        // What was known before is kept: nothing is concluded from what cannot be seen.
        expect({ ...memory, ...stageOf(judged.before) }).toEqual({ ...judged.before, ...stageOf(judged.before) });
        return;
      }
      expect(decisions.length).toBeGreaterThan(0);
      for (const { side, symbol, price } of decisions.filter(({ action }) => action !== 'hold').flatMap(({ candidates }) => candidates).flatMap(({ ticket }) => ticket)) {
        expect(price, `${side} ${symbol}`).toBe(priceOf(judged.market.quotes.get(symbol), side));
      }
      expect(JSON.stringify(decisions)).not.toMatch(/NaN|Infinity/);
    }), { seed: SEED, numRuns: 120, endOnFailure: true });
    expect([...causes.keys()].sort()).toEqual(expect.arrayContaining(['closed', 'delayed', 'judged', 'missing', 'model-marks', 'stale']));
  });
});

/** What a closed session moves whatever the quotes of the next one: the stage and its counters. */
const stageOf = ({ stage, stageSince, evaluatedOn, leaveDays, episode, entry, evidence, rearmAfter, add, tranches, harvestedOn }: HedgeMemory): Partial<HedgeMemory> =>
  ({ stage, stageSince, evaluatedOn, leaveDays, episode, entry, evidence, rearmAfter, add, tranches, harvestedOn });
