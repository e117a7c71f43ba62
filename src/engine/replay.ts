import type { FillLine } from '../domain/book/applyFill.ts';
import type { Book } from '../domain/book/book.ts';
import type { SampleTemplate } from '../domain/book/sampleBook.ts';
import { sessionHours } from '../domain/calendar.ts';
import type { Decision } from '../domain/hedging/decision.ts';
import type { MacroEvent } from '../domain/hedging/macro.ts';
import type { Policy } from '../domain/hedging/policy/policySchema.ts';
import { createContractListing, LISTED_CLASSES, type ContractListing } from '../domain/modelled/contractListing.ts';
import { createModelledMarket, LONG_RUN_VIX } from '../domain/modelled/modelledMarket.ts';
import { recentVixMeans } from '../domain/modelled/recentVixMean.ts';
import type { Bar } from '../domain/market/quote.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../domain/units.ts';
import { createEngineCore } from './createEngineCore.ts';
import { SPX_PER_SPY } from './dailySeries.ts';
import { createEngine, type Engine } from './engine.ts';
import type { FeedFrame } from './feeds/jsonFeedFrames.ts';
import type { DailyBar, DailyBreadth, DailyLevel } from './importers/dailyHistory.ts';
import { paperFillOf } from './paperTrader.ts';
import { filledTrades, plusTrades, settledTrades, type HedgeTrades } from './replayTrades.ts';
import { createMemoryJournal } from './store/journalStore.ts';
import { createMemoryMarketStore } from './store/memoryMarketStore.ts';

export interface ReplayInput {
  /** SPY, unadjusted; SPX stands as 10 × SPY and is named so. */
  readonly bars: readonly DailyBar[];
  readonly vix: readonly DailyLevel[];
  readonly breadth: readonly DailyBreadth[];
  /** Closes of other series that signals read, by symbol and date: `CREDIT` (percentage points), `COR1M`, `COR3M`. */
  readonly side: ReadonlyMap<InstrumentSymbol, ReadonlyMap<IsoDate, number>>;
  readonly policy: Policy;
  readonly policyVersion: string;
  /** Null: the sample book, whose condors are opened again after they have settled. */
  readonly book: Book | null;
  readonly sample: SampleTemplate;
  readonly fills: 'advised' | 'none';
  readonly events: readonly MacroEvent[];
}

export interface ReplayDay {
  readonly date: IsoDate;
  /** What stood at the judgement, before anything was filled. */
  readonly decisions: readonly Decision[];
  readonly stageChanges: number;
  /** Ids of the advice that the simulated trader took in whole. */
  readonly filled: ReadonlySet<string>;
  readonly trades: HedgeTrades;
}

/** Five minutes after the close, while SPX and VIX options still trade: the moment the closed day is judged. */
const JUDGED_AFTER_CLOSE_US = 300_000_000;
/** Receipts of the day before are stale the next day; any step longer than the policy's ages does. */
const WALL_MS_PER_DAY = 86_400_000;

/**
 * Streams daily history through the very engine: same inputs, same order, same rules as live. The chain and the VX curve are
 * modelled from SPX and VIX and marked so. Two runs give the same days.
 */
export function* replayHistory(input: ReplayInput): Generator<ReplayDay> {
  const engine = startReplay(input);
  const listing = createContractListing();
  const vixOf = new Map(input.vix.map((row) => [row.date, row]));
  const meanOf = recentVixMeans(input.vix);
  const breadthOf = new Map(input.breadth.map((row) => [row.date, row]));
  let atMs = 0;
  for (const bar of input.bars) {
    const hours = sessionHours(bar.date);
    if (hours === null) continue;
    atMs += WALL_MS_PER_DAY;
    const day: ReplayMoment = { bar, vix: vixOf.get(bar.date) ?? null, vixMean: meanOf.get(bar.date) ?? LONG_RUN_VIX, breadth: breadthOf.get(bar.date) ?? null, nowUs: hours.closeUs + JUDGED_AFTER_CLOSE_US, openUs: hours.openUs, side: input.side };
    const before = engine.core.book;
    for (const frame of framesOf(day, listing, input.policy.values.quality.rate)) engine.process({ kind: 'frame', frame, atMs });
    const { decisions, stageChanges } = engine.core;
    const settled = settledTrades(before, engine.core.book, day);
    const taken = input.fills === 'advised' ? fillAdvice(engine, atMs) : [];
    yield {
      date: bar.date, decisions, stageChanges: stageChanges.filter(({ date }) => date === bar.date).length,
      filled: new Set(taken.map(({ alertId }) => alertId)), trades: taken.map(({ lines }) => filledTrades(lines)).reduce(plusTrades, settled),
    };
  }
}

function startReplay(input: ReplayInput): Engine {
  const core = createEngineCore({
    policy: input.policy, policyVersion: input.policyVersion, journal: createMemoryJournal(), store: createMemoryMarketStore(), events: input.events,
    sample: input.book === null ? input.sample : null, renewSample: true, spxFromSpy: true, universe: input.breadth[0]?.universe ?? 'none',
  });
  core.book = input.book;
  core.feed.state = 'live';
  core.feed.historyDone = true;
  const engine = createEngine(core, { clock: { nowMs: () => 0 }, logger: { info: () => undefined, warn: () => undefined, error: () => undefined } });
  engine.process({ kind: 'frame', atMs: 0, frame: { t: 'hello', protocol: 1, source: 'daily history', simulated: true, modelled: true, delayedSeconds: 0 } });
  return engine;
}

interface ReplayMoment {
  readonly bar: DailyBar;
  readonly vix: DailyLevel | null;
  /** What the modelled curve leans to that day. */
  readonly vixMean: number;
  readonly breadth: DailyBreadth | null;
  readonly nowUs: Micros;
  readonly openUs: Micros;
  readonly side: ReplayInput['side'];
}

/** The clock and the chain first, the closed bars last: their end mark is what the engine judges on. */
function* framesOf({ bar, vix, vixMean, breadth, nowUs, openUs, side }: ReplayMoment, listing: ContractListing, rate: number): Generator<FeedFrame> {
  const spx = bar.close * SPX_PER_SPY;
  // Exchanges have closed for a week (September 2001), and files have gaps: the clock says that nothing is missing.
  yield { t: 'clock', marketTimeUs: nowUs, speed: 1, session: 'curb' };
  yield { t: 'index', rows: [{ symbol: 'SPX', eventTimeUs: nowUs, level: spx }] };
  if (vix !== null) {
    yield { t: 'index', rows: [{ symbol: 'VIX', eventTimeUs: nowUs, level: vix.close }] };
    listing.update({ date: bar.date, spx, vix: vix.close });
    const market = createModelledMarket({ nowUs, spx, vix: vix.close, rate, longRunVix: vixMean });
    for (const root of LISTED_CLASSES) {
      const contracts = listing.contracts(root);
      yield { t: 'chain', root, symbols: contracts.map(({ symbol }) => symbol) };
      yield { t: 'quote', rows: contracts.map((contract) => market.quote(contract)).filter((quote) => quote !== null) };
    }
    yield { t: 'bars', symbol: 'VIX', interval: '1d', corrects: false, end: false, rows: [daily(vix, openUs, null)] };
  }
  for (const [symbol, closes] of side) {
    const close = closes.get(bar.date);
    if (close !== undefined) yield { t: 'bars', symbol, interval: '1d', corrects: false, end: false, rows: [daily({ date: bar.date, open: close, high: close, low: close, close }, openUs, null)] };
  }
  if (breadth !== null) yield { t: 'breadthBars', universe: breadth.universe, corrects: false, end: false, rows: [{ date: bar.date, advances: breadth.advances, declines: breadth.declines, unchanged: 0 }] };
  yield { t: 'bars', symbol: 'SPY', interval: '1d', corrects: false, end: true, rows: [daily(bar, openUs, bar.volume)] };
}

const daily = ({ date, open, high, low, close }: DailyLevel, startUs: Micros, volume: number | null): Bar => ({ date, startUs, open, high, low, close, volume });

interface TakenAdvice {
  readonly alertId: string;
  readonly lines: readonly FillLine[];
}

/** The simulated trader takes every advice of the day at the ask and the bid. */
function fillAdvice(engine: Engine, atMs: number): readonly TakenAdvice[] {
  const taken: TakenAdvice[] = [];
  for (const alert of engine.core.alerts) {
    if (alert.state !== 'open') continue;
    const fill = paperFillOf(structuredClone(alert) as Parameters<typeof paperFillOf>[0]);
    if (fill !== null && engine.request('recordFill', fill, atMs).ok) taken.push({ alertId: alert.id, lines: alert.decision.candidates[0]?.ticket ?? [] });
  }
  return taken;
}
