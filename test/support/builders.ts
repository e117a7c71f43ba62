import { readFileSync } from 'node:fs';
import { applyFill } from '../../src/domain/book/applyFill.ts';
import type { Book } from '../../src/domain/book/book.ts';
import { openSampleBook, parseSampleTemplate, type CondorTemplate } from '../../src/domain/book/sampleBook.ts';
import { createValuationContext, type ValuationContext } from '../../src/domain/book/valuationContext.ts';
import { valueBook } from '../../src/domain/book/valueBook.ts';
import { addTradingDays } from '../../src/domain/calendar.ts';
import { decide, type DecideInput, type Judgement } from '../../src/domain/hedging/decide.ts';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import { initialMemory, noteFill, type HedgeMemory } from '../../src/domain/hedging/hedgeMemory.ts';
import { parsePolicy, type Policy } from '../../src/domain/hedging/policy/policySchema.ts';
import type { LevelView, MarketView, QuoteView } from '../../src/domain/market/marketView.ts';
import { listedContracts } from '../../src/domain/modelled/contractListing.ts';
import { createModelledMarket } from '../../src/domain/modelled/modelledMarket.ts';
import type { DailySignals, Divergence } from '../../src/domain/signals/dailySignals.ts';
import { newYorkMicros } from '../../src/domain/time.ts';
import type { InstrumentSymbol, IsoDate } from '../../src/domain/units.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../resources/${path}`, import.meta.url), 'utf8')) as unknown;

export const stewardJson = (): unknown => read('policies/steward.json');

export function stewardPolicy(): Policy {
  const parsed = parsePolicy(stewardJson());
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  return parsed.value;
}

export interface MarketInput {
  readonly date: IsoDate;
  readonly spx: number;
  readonly vix: number;
  readonly hour?: number;
  /** Contracts listed beside the modelled exchange's own; a desk keeps those it opened with, and whatever its book holds. */
  readonly alsoListed?: readonly InstrumentSymbol[];
  readonly session?: MarketView['session'];
  readonly delayed?: boolean;
  /** Symbols whose quote or level is marked stale. */
  readonly stale?: readonly InstrumentSymbol[];
  /** Indices whose level has not arrived. */
  readonly missing?: readonly string[];
  readonly vvix?: number;
  readonly changeQuote?: (quote: QuoteView) => QuoteView | null;
}

/** The markets built last: a desk asks for the same one at each evaluation and fill, and a view never changes. */
const built = new Map<string, MarketView>();
const MOST_BUILT = 12;

/** A whole modelled market at one moment, two-sided and fresh unless told otherwise. */
export function aMarket(input: MarketInput): MarketView {
  if (input.changeQuote !== undefined) return buildMarket(input);
  const key = JSON.stringify(input);
  const known = built.get(key) ?? buildMarket(input);
  built.delete(key);
  built.set(key, known);
  for (const oldest of built.keys()) if (built.size > MOST_BUILT) built.delete(oldest);
  return known;
}

function buildMarket(input: MarketInput): MarketView {
  const { date, spx, vix } = input;
  const nowUs = newYorkMicros(date, input.hour ?? 15, 0);
  const model = createModelledMarket({ nowUs, spx, vix, rate: 0.04, ...(input.vvix === undefined ? {} : { vvix: input.vvix }) });
  const stale = new Set(input.stale ?? []);
  const listed = [...new Set([...listedContracts({ date, spx, vix }), ...(input.alsoListed ?? [])])];
  const quotes = new Map<InstrumentSymbol, QuoteView>();
  for (const symbol of listed) {
    const quote = model.quoteOf(symbol);
    const view = quote.ok ? { ...quote.value, stale: stale.has(symbol), halted: false } : null;
    const changed = view === null ? null : (input.changeQuote ?? ((q: QuoteView) => q))(view);
    if (changed !== null) quotes.set(symbol, changed);
  }
  const level = (symbol: string, value: number): [string, LevelView] => [symbol, { symbol, level: value, eventTimeUs: nowUs, stale: stale.has(symbol) }];
  return {
    nowUs, date, session: input.session ?? 'open', levels: new Map([level('SPX', spx), level('VIX', vix), level('SPY', spx / 10)].filter(([symbol]) => !(input.missing ?? []).includes(symbol))), quotes, listed,
    rate: 0.04, delayed: input.delayed ?? false, modelled: false,
  };
}

export const aContext = (market: MarketView, policy: Policy = stewardPolicy()): ValuationContext => createValuationContext(market, policy.values.vega, policy.values.quality);

/** The bundled sample book opened in that market; `condors` and `netLiquidation` override the template. */
export function aBook(context: ValuationContext, overrides: { readonly netLiquidation?: number; readonly condors?: readonly CondorTemplate[] } = {}): Book {
  const template = parseSampleTemplate(read('sample-book.json'));
  if (!template.ok) throw new Error(template.failure.detail);
  const book = openSampleBook({ ...template.value, ...overrides }, context, context.market.date);
  if (!book.ok) throw new Error(book.failure.detail);
  return book.value;
}

/** A quiet day: nothing on, nothing missing. */
export function someSignals(date: IsoDate, overrides: Partial<DailySignals> = {}): DailySignals {
  return {
    date, bars: 300, close: 7000, vixClose: 16.5, obv: 1, adLine: 1, breadthUniverse: 'NYSE', rsi: 55, rsiFailure: { on: false, since: null }, vixRsi: 50, vixRsiFailure: { on: false, since: null }, vxxRsi: null,
    volTrigger: false, macd: { macd: 5, signal: 4, histogram: 1 }, atr: 60, spxMacdBearish: false, vixMacd: { macd: 0.1, signal: 0, histogram: 0.1 }, vixAtr: 1,
    vixTiming: true, vixCrossUpBarsAgo: 2, vixVsSpx: 0.1, vixSpxCorrelation21: -0.84, vixSpxCorrelation63: -0.83, correlationSlippage: false,
    vixBeta60: { all: -1.3, up: -1.1, down: -1.7 }, termStructure: { shape: 'contango', ratio: 0.88, from: 'VIX/VIX3M', vixOverVix3m: 0.88, slope: 0.05, curve: [] }, cor1mPercentile: 40, cor3mPercentile: null,
    vixRegime: { spike: false, lastSpike: null, daysSinceSpike: null, peak20: 17, spikeAt: 1.2 * (overrides.vixClose ?? 16.5), press: false, pressSince: null },
    creditStress: { z: 0, on: false, spread: 1.7 }, divergences: [], pivotsKnownToday: [], missing: [], ...overrides,
  };
}

export function aDivergence(date: IsoDate, overrides: Partial<Divergence> = {}): Divergence {
  return {
    id: `obv:bearish:${date}`, series: 'obv', kind: 'bearish', state: 'qualified', strength: 0.2, from: { date: addTradingDays(date, -25), price: 7010, value: 10, valueDate: addTradingDays(date, -25) },
    to: { date: addTradingDays(date, -5), price: 7040, value: 8, valueDate: addTradingDays(date, -5) }, knownOn: date, stateSince: date, active: true, overlaps: null, ...overrides,
  };
}

export type SignalChanges = Partial<DailySignals>;

/** A trader's desk in a test: one book, one memory, a market that the test moves by hand. */
export interface Desk {
  book: Book;
  memory: HedgeMemory;
  readonly policy: Policy;
  readonly judgement: Judgement;
  /** What the last evaluation was given. */
  readonly input: DecideInput;
  /** One evaluation at that session with signals of the same date. */
  evaluate(input: Omit<MarketInput, 'alsoListed'>, signals?: SignalChanges | null, more?: Partial<Pick<DecideInput, 'events' | 'macro'>>): Judgement;
  /** Fills the first candidate in whole and evaluates again in the same market. */
  fill(decision: Decision, contracts?: number): Judgement;
}

export function createDesk(open: MarketInput, options: { readonly policy?: Policy; readonly netLiquidation?: number; readonly condors?: readonly CondorTemplate[] } = {}): Desk {
  const policy = options.policy ?? stewardPolicy();
  const { policy: _policy, ...overrides } = options;
  let last: { market: MarketInput; signals: DailySignals | null; events: DecideInput['events']; macro: DecideInput['macro'] } | null = null;
  let judgement: Judgement | null = null;
  let input: DecideInput | null = null;
  const listedFor = (desk: Desk): readonly InstrumentSymbol[] => [...(open.alsoListed ?? []), ...desk.book.legs.map((leg) => leg.symbol)];
  /** The market of one evaluation is priced once: it serves what is filled in it, too. */
  let priced: { readonly market: MarketInput; readonly context: ValuationContext } | null = null;
  const contextIn = (desk: Desk, market: MarketInput): ValuationContext => {
    const alsoListed = listedFor(desk);
    const listed = priced?.market === market ? new Set(priced.context.market.listed) : null;
    if (priced === null || listed === null || !alsoListed.every((symbol) => listed.has(symbol))) priced = { market, context: aContext(aMarket({ ...market, alsoListed }), policy) };
    return priced.context;
  };
  const run = (desk: Desk): Judgement => {
    if (last === null) throw new Error('evaluate first');
    const context = contextIn(desk, last.market);
    const valuation = valueBook(context, desk.book, policy.values.vega.shockVixPoints);
    input = { context, book: desk.book, valuation, signals: last.signals, policy, memory: desk.memory, events: last.events, macro: last.macro };
    judgement = decide(input);
    desk.memory = judgement.memory;
    return judgement;
  };
  const desk: Desk = {
    book: aBook(aContext(aMarket(open), policy), overrides),
    memory: initialMemory,
    policy,
    get judgement() {
      if (judgement === null) throw new Error('evaluate first');
      return judgement;
    },
    get input() {
      if (input === null) throw new Error('evaluate first');
      return input;
    },
    evaluate(market, signals = {}, more = {}) {
      last = { market, signals: signals === null ? null : someSignals(market.date, { close: market.spx, vixClose: market.vix, ...signals }), events: more.events ?? [], macro: more.macro ?? null };
      return run(desk);
    },
    fill(decision, contracts) {
      const market = last?.market;
      const ticket = decision.candidates[0]?.ticket;
      if (market === undefined || ticket === undefined) throw new Error('nothing to fill');
      const lines = contracts === undefined ? ticket : ticket.map((line) => ({ ...line, contracts }));
      const context = contextIn(desk, market);
      const shortVega = valueBook(context, desk.book, [10]).shortVega;
      const filled = applyFill(desk.book, lines, { date: market.date, source: 'simulated', context });
      if (!filled.ok) throw new Error(filled.failure.detail);
      desk.book = filled.value;
      desk.memory = noteFill(desk.memory, { decision, contracts: contracts ?? decision.contracts, date: market.date, shortVega, vix: market.vix, collapsedVega: policy.values.guards.collapsedVega });
      return run(desk);
    },
  };
  return desk;
}

export const actsOf = (judgement: Judgement): readonly Decision[] => judgement.decisions.filter((decision) => decision.severity === 'act');

export function only<T>(items: readonly T[]): T {
  if (items.length !== 1) throw new Error(`expected one item, got ${items.length}: ${JSON.stringify(items.map((i) => (i as { headline?: string }).headline ?? i))}`);
  return items[0] as T;
}
