import steward from '../resources/policies/steward.json' with { type: 'json' };
import type { Book, BookLeg, LayerName } from '../src/domain/book/book.ts';
import { openSampleBook, type CondorTemplate } from '../src/domain/book/sampleBook.ts';
import type { BookValuation } from '../src/domain/book/valuation.ts';
import { createValuationContext, type ValuationContext } from '../src/domain/book/valuationContext.ts';
import { valueBook } from '../src/domain/book/valueBook.ts';
import { decide, type Judgement } from '../src/domain/hedging/decide.ts';
import { initialMemory, type HedgeMemory } from '../src/domain/hedging/hedgeMemory.ts';
import { parsePolicy, type Policy } from '../src/domain/hedging/policy/policySchema.ts';
import { formatOptionSymbol, vixExpirations } from '../src/domain/instruments/index.ts';
import type { MarketView, QuoteView } from '../src/domain/market/marketView.ts';
import { listedContracts } from '../src/domain/modelled/contractListing.ts';
import { createModelledMarket } from '../src/domain/modelled/modelledMarket.ts';
import { createDailySignals } from '../src/domain/signals/createDailySignals.ts';
import type { DailySignals } from '../src/domain/signals/dailySignals.ts';
import { addCalendarDays, newYorkMicros } from '../src/domain/time.ts';
import type { Bench, Figure } from './bench.ts';
import { walkedSessions } from './signalSessions.ts';

const DATE = '2026-11-20';
const NOW_US = newYorkMicros(DATE, 11, 0);
const [SPX, VIX, RATE] = [7000, 16.5, 0.04];
const [CONDORS, HEDGE_LEGS, CHAIN_ROWS] = [47, 12, 2000];
const LIMIT_MS = { held: 1, ranked: 5 } as const;
/** Market views of one second each; every one is evaluated so often. */
const [VIEWS, ROUNDS] = [40, 5];
/** Of the SPX quotes so many change from view to view, one in ten; of the VIX quotes all. */
const SPX_QUOTES_PER_CHANGE = 10;
const LARGEST_CHANGE = 0.003;
const SESSIONS = 300;
const CLOSED_ON = '2026-11-19';

const parsed = parsePolicy(steward);
if (!parsed.ok) throw new Error(parsed.failure.detail);
const policy: Policy = parsed.value;

/** Signals after a year of sessions, with no spike behind them. */
function quietSignals(): DailySignals {
  const signals = createDailySignals(policy.values.signals);
  let last: DailySignals | null = null;
  for (const session of walkedSessions(SESSIONS)) {
    const taken = signals.add(session);
    if (!taken.ok) throw new Error(taken.failure.detail);
    last = taken.value;
  }
  if (last === null) throw new Error('no session');
  return { ...last, date: CLOSED_ON, vixClose: VIX, vixRegime: { spike: false, lastSpike: null, daysSinceSpike: null, peak20: VIX, spikeAt: 1.2 * VIX, press: false, pressSince: null } };
}

/** VIX options of the weeks and months ahead, calls and puts in steps of half a point: as many rows as asked for. */
function vixChain(rows: number): readonly string[] {
  const expirations = vixExpirations(addCalendarDays(DATE, 5), addCalendarDays(DATE, 280)).filter(({ date, monthly }) => monthly || date <= addCalendarDays(DATE, 45));
  const strikes = Array.from({ length: Math.ceil(rows / expirations.length / 2) }, (_, i) => 10 + i / 2);
  return expirations.flatMap(({ date: expiration, monthly }) => strikes.flatMap((strike) => (['C', 'P'] as const).map((right) =>
    formatOptionSymbol({ root: monthly ? 'VIX' : 'VIXW', expiration, right, strike })))).slice(0, rows);
}

function modelledView(): MarketView {
  const model = createModelledMarket({ nowUs: NOW_US, spx: SPX, vix: VIX, rate: RATE });
  const others = listedContracts({ date: DATE, spx: SPX, vix: VIX }).filter((symbol) => !symbol.startsWith('VIX'));
  const listed = [...others, ...vixChain(CHAIN_ROWS)];
  const quotes = new Map<string, QuoteView>();
  for (const symbol of listed) {
    const quote = model.quoteOf(symbol);
    if (quote.ok) quotes.set(symbol, { ...quote.value, stale: false, halted: false });
  }
  const levels = new Map(([['SPX', SPX], ['VIX', VIX]] as const).map(([symbol, level]) => [symbol as string, { symbol, level, eventTimeUs: NOW_US, stale: false }]));
  return { nowUs: NOW_US, date: DATE, session: 'open', levels, quotes, listed, rate: RATE, delayed: false, modelled: true };
}

/** Condors of every week ahead, no two on the same strikes of a week. */
const condors: readonly CondorTemplate[] = Array.from({ length: CONDORS }, (_, i) => ({
  strategy: `condor-${i + 1}`, contracts: 2, targetDays: 7 + 7 * (i % 6), shortPutMoneyness: 0.93 + 0.004 * Math.floor(i / 6), shortCallMoneyness: 1.03 + 0.003 * Math.floor(i / 6), widthPoints: 10,
}));

/** Days to expiry at which no layer is due to roll. */
const KEPT: readonly (readonly [LayerName, number, number])[] = [['base', 26, 60], ['intermediate', 80, 149], ['outer', 165, 300]];
const layerOf = (days: number): LayerName | null => KEPT.find(([, from, to]) => days > from && days < to)?.[0] ?? null;

/** Calls of every expiry ahead, so many that coverage lies inside the band. */
function hedgeLegs(context: ValuationContext, wantedVega: number): readonly BookLeg[] {
  const rows = context.market.listed.flatMap((symbol) => {
    const figures = symbol.startsWith('VIX') ? context.figures(symbol) : null;
    return figures !== null && figures.ok && figures.value.bid !== null && figures.value.bid > 0.3 && layerOf(figures.value.daysToSettlement) !== null && figures.value.deltaForward > 0.25 && figures.value.deltaForward < 0.6 ? [figures.value] : [];
  });
  const picked = Array.from({ length: HEDGE_LEGS }, (_, i) => rows[Math.floor(((i + 0.5) * rows.length) / HEDGE_LEGS)]).flatMap((figures) => (figures === undefined ? [] : [figures]));
  const each = picked.reduce((sum, { vegaPerVixPoint }) => sum + vegaPerVixPoint, 0);
  return picked.map((figures, i): BookLeg => ({
    id: `hedge-${i + 1}`, symbol: figures.symbol, quantity: Math.max(1, Math.round(wantedVega / each)), price: figures.mark, openedOn: DATE, strategy: null,
    layer: layerOf(figures.daysToSettlement), source: 'simulated', entry: null,
  }));
}

const contextOf = (view: MarketView): ValuationContext => createValuationContext(view, policy.values.vega, policy.values.quality);
const valued = (context: ValuationContext, book: Book): BookValuation => valueBook(context, book, policy.values.vega.shockVixPoints);

/** The book with hedge legs that cover so much of its short vega. */
function bookCovered(view: MarketView, share: number): Book {
  const context = contextOf(view);
  const opened = openSampleBook({ name: 'bench', netLiquidation: 50_000_000, condors }, context, DATE);
  if (!opened.ok) throw new Error(opened.failure.detail);
  const short = valued(context, opened.value).shortVega ?? 0;
  return { ...opened.value, legs: [...opened.value.legs, ...hedgeLegs(context, share * -short)] };
}

interface Case {
  readonly book: Book;
  readonly memory: HedgeMemory;
  readonly signals: DailySignals;
  readonly view: MarketView;
}

const judged = ({ book, memory, signals }: Case, context: ValuationContext, valuation: BookValuation): Judgement =>
  decide({ context, book, valuation, signals, policy, memory, events: [], macro: null });

/** The same market some seconds on: every VIX quote and a tenth of the SPX quotes have moved a little. */
function viewAfter(view: MarketView, seconds: number): MarketView {
  const nowUs = view.nowUs + seconds * 1_000_000;
  const factor = 1 + LARGEST_CHANGE * Math.sin(seconds);
  let place = 0;
  const quotes = new Map([...view.quotes].map(([symbol, quote]): [string, QuoteView] => {
    const { bid, ask } = quote;
    const changes = symbol.startsWith('VIX') || (place++ + seconds) % SPX_QUOTES_PER_CHANGE === 0;
    return [symbol, changes && bid !== null && ask !== null ? { ...quote, bid: bid * factor, ask: ask * factor, eventTimeUs: nowUs } : quote];
  }));
  return { ...view, nowUs, quotes };
}

/** A listing that has not been seen before. */
const relisted = (view: MarketView): MarketView => ({ ...view, listed: [...view.listed] });

/** Milliseconds of every one of the jobs, ascending. */
const timed = (jobs: readonly (() => void)[]): readonly number[] => jobs.map((job) => {
  const started = performance.now();
  job();
  return performance.now() - started;
}).sort((a, b) => a - b);

/** Fastest and median beside the limit: on a shared machine the median says as much of its other guests. */
function figures(what: string, one: Case, limitMs: number): readonly Figure[] {
  const views = Array.from({ length: VIEWS }, (_, i) => viewAfter(one.view, i));
  const everyRound = <T>(of: (view: MarketView) => T): readonly T[] => Array.from({ length: ROUNDS }, () => views.map(of)).flat();
  const whole = (view: MarketView): void => {
    const context = contextOf(view);
    kept += judged(one, context, valued(context, one.book)).decisions.length;
  };
  const against = (name: string, times: readonly number[]): readonly Figure[] => ([['fastest', 0], ['median', times.length >> 1]] as const).map(([which, at]) =>
    ({ what: `${what}, ${name}, ${which}`, unit: 'µs', ours: 1_000 * (times[at] ?? 0), peer: 1_000 * limitMs, peerName: `the limit of ${limitMs} ms` }));
  for (const view of views) whole(view);
  const rules = (view: MarketView): (() => void) => {
    const context = contextOf(view);
    const valuation = valued(context, one.book);
    return () => {
      kept += judged(one, context, valuation).decisions.length;
    };
  };
  return [
    ...against('the next view', timed(everyRound((view) => () => whole(view)))),
    ...against('the first view of a new listing', timed(views.map(relisted).map((view) => () => whole(view)))),
    ...against('the rules alone, with the smiles that they ask for', timed(everyRound(rules))),
  ];
}

let kept = 0;

const expectRule = (one: Case, starts: string): void => {
  const context = contextOf(one.view);
  const rules = judged(one, context, valued(context, one.book)).decisions.map(({ rule }) => rule);
  if (!rules.some((rule) => rule.startsWith(starts))) throw new Error(`the bench wants ${starts} and got ${rules.join(', ')}`);
};

export const decideBench: Bench = {
  name: 'decide',
  about: `one evaluation, valuation and all, of a book of ${CONDORS} condors and ${HEDGE_LEGS} hedge legs in a new market view: a second later, with other quotes of all VIX options and of a tenth of the SPX options. From view to view only parsed symbols and the sorted listing are kept, no price, forward, smile or figure; a new listing keeps the symbols alone. Fastest and median of ${VIEWS * ROUNDS} (of ${VIEWS} for the new listings); above 1.00 is over the limit`,
  run() {
    const view = modelledView();
    const signals = quietSignals();
    const settled: HedgeMemory = { ...initialMemory, stage: 'confirmed', stageSince: CLOSED_ON, evaluatedOn: CLOSED_ON, entry: 'divergence', episode: 1 };
    const held: Case = { view, signals, book: bookCovered(view, 0.62), memory: settled };
    const grows: Case = {
      view, signals, book: bookCovered(view, 0.3),
      memory: { ...settled, stage: 'stress', add: { stage: 'stress', since: CLOSED_ON, firedOn: DATE, firedBy: 'timing', filledLayers: [], done: false } },
    };
    expectRule(held, 'hold.in-band');
    expectRule(grows, 'add.stress');
    return [...figures('coverage in the band, no search of the chain', held, LIMIT_MS.held), ...figures(`three layers searched in a chain of ${CHAIN_ROWS} VIX options`, grows, LIMIT_MS.ranked)];
  },
};
