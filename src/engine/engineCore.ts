import type { Alert } from '../domain/alerts/alert.ts';
import type { Book } from '../domain/book/book.ts';
import type { BookValuation, Forward } from '../domain/book/valuation.ts';
import type { SampleTemplate } from '../domain/book/sampleBook.ts';
import type { Decision, Stage } from '../domain/hedging/decision.ts';
import type { HedgeMemory } from '../domain/hedging/hedgeMemory.ts';
import type { MacroEvent, MacroReading } from '../domain/hedging/macro.ts';
import type { Policy } from '../domain/hedging/policy/policySchema.ts';
import type { IsoDate, Micros } from '../domain/units.ts';
import type { EngineState } from '../contract/api.ts';
import type { FeedState } from './feeds/feedPort.ts';
import type { BarBuilder } from './barBuilder.ts';
import type { DailyRecord } from './dailyRecord.ts';
import type { FlowRecord } from './flowRecord.ts';
import type { IntradayRecord } from './intradayRecord.ts';
import type { MarketState } from './marketState.ts';
import type { JournalStore, MarketStore } from './ports.ts';

/** What the feed has said of itself and how it is doing. Times are monotonic wall milliseconds. */
export interface FeedFacts {
  endpoint: string;
  label: string;
  simulated: boolean;
  modelled: boolean;
  delayedSeconds: number;
  state: FeedState;
  detail: string;
  reconnects: number;
  lastFrameMs: number | null;
  speed: number;
  /** Symbols whose history is still awaited; judgement starts when none is left or the wait is over. */
  historyAwaited: Set<string>;
  historyWaitUntilMs: number | null;
  historyDone: boolean;
  /** After a start the market comes piece by piece: until its first complete moment, at the latest until then, nothing is judged. */
  arrivingUntilMs: number | null;
  /** Rows in the present wall second, for the rate on screen. */
  rateWindowStartMs: number;
  rowsInWindow: number;
  rowsPerSecond: number;
}

export interface StageChangeNote {
  readonly date: IsoDate;
  readonly from: Stage;
  readonly to: Stage;
}

export interface CurvePointNote {
  readonly expiration: IsoDate;
  readonly days: number;
  readonly forward: Forward;
}

/** Everything the engine holds, in one place; changed only inside `process`. */
export interface EngineCore {
  readonly market: MarketState;
  readonly record: DailyRecord;
  /** Breadth of this universe is read; of another it is refused. */
  readonly universe: string;
  /** Early warning within sessions: shown, used by no rule. */
  readonly intraday: IntradayRecord;
  readonly flow: FlowRecord;
  readonly builders: Map<string, BarBuilder>;
  readonly journal: JournalStore;
  readonly store: MarketStore;
  readonly policy: Policy;
  readonly policyVersion: string;
  /** Scheduled macro events, oldest first; renewed with the trader's file. */
  events: readonly MacroEvent[];
  /** The trader's macro readings, oldest first. */
  readings: readonly MacroReading[];
  readonly sample: SampleTemplate | null;
  /** The simulated trader re-opens the sample's condors when they have settled (simulator and replay only). */
  readonly renewSample: boolean;
  readonly feed: FeedFacts;
  book: Book | null;
  alerts: readonly Alert[];
  memory: HedgeMemory;
  decisions: readonly Decision[];
  valuation: BookValuation | null;
  /** Listed contracts by what is wrong with their quote, at the last evaluation. */
  quoteConditions: BookValuation['quoteConditions'];
  curve: readonly CurvePointNote[];
  /** Curve at each session's end, newest last, for "a week ago". */
  curveBySession: { readonly date: IsoDate; readonly points: readonly CurvePointNote[] }[];
  stageChanges: readonly StageChangeNote[];
  stageSince: IsoDate | null;
  evaluatedUs: Micros | null;
  evaluatedAtMs: number | null;
  /** Wall milliseconds the last evaluation took; measured by the host's clock, shown, never decided on. */
  evaluationMs: number | null;
  /** $ the first proposal would add at each shock of the policy; empty when nothing is proposed. */
  proposalShocks: readonly number[];
  logCache: EngineState['log'] | null;
  /** The estimate of β and w, remembered for the record it was made on. */
  vegaTables: { readonly record: string; readonly view: EngineState['vegaTables'] } | null;
  /** Explanations of the daily signals, remembered for the version of the record they were made on. */
  explanations: { readonly version: number; readonly view: EngineState['signals']['explanations'] } | null;
  /** Market time of the feed's last clock: everything up to it has come. Null for a feed that tells none. */
  clockUs: Micros | null;
  /** Session whose daily bar is being built. */
  openDate: IsoDate | null;
  outage: { readonly since: Micros | null; readonly causes: readonly string[] } | null;
  /** The last write to the journal succeeded. */
  recording: boolean;
  /** The last write of a bar succeeded. */
  barsRecorded: boolean;
}
