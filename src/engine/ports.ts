import type { Alert } from '../domain/alerts/alert.ts';
import type { StoredAlert } from '../domain/alerts/completeAlert.ts';
import type { Book } from '../domain/book/book.ts';
import type { Bar, BarInterval, Quote, Trade, IndexLevel } from '../domain/market/quote.ts';
import type { Failure } from '../domain/result.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../domain/units.ts';

/** Monotonic wall clock in milliseconds: transport, staleness and watchdogs only. */
export interface MonotonicClock {
  nowMs(): number;
}

/** Timers as a port, so that tests advance them by hand. */
export interface Scheduler {
  after(ms: number, run: () => void): { cancel(): void };
}

export interface Logger {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** `received = stored + conflated + rejected`, exactly: reading the counts flushes first. */
export interface TickCounts {
  readonly received: number;
  readonly stored: number;
  readonly conflated: number;
  readonly rejected: number;
  readonly rejectedByReason: Readonly<Record<string, number>>;
}

export type LogKind =
  | 'started' | 'stopped' | 'decision' | 'acknowledged' | 'snoozed' | 'fill' | 'alertChanged'
  | 'policyChanged' | 'bookChanged' | 'dataOutage' | 'dataRestored' | 'dataCorrected' | 'stageChanged' | 'settled';

/** One line of the hedge log. `hash` = SHA-256 over the canonical serialisation of the entry without `hash`. */
export interface LogEntry {
  readonly seq: number;
  readonly marketTimeUs: Micros | null;
  readonly kind: LogKind;
  readonly engine: string;
  readonly policy: string;
  readonly payload: unknown;
  readonly previous: string;
  readonly hash: string;
}

export type NewLogEntry = Pick<LogEntry, 'marketTimeUs' | 'kind' | 'engine' | 'policy' | 'payload'>;

/** Everything one evaluation or request changes in the journal: written in one transaction, before anyone is told. */
export interface JournalChange {
  readonly log: readonly NewLogEntry[];
  readonly alerts?: readonly Alert[];
  readonly book?: Book;
  /** JSON-safe state restored at the next start, by name (`hedgeMemory`, `signalState`, `policy`, …). */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** `journal.sqlite`: WAL + FULL. */
export interface JournalStore {
  /** Commits everything or nothing; returns the log entries as written. */
  commit(change: JournalChange): readonly LogEntry[];
  /** As stored, by whatever version: `completeAlert` adds what a row lacks. */
  loadAlerts(): readonly StoredAlert[];
  loadBook(): Book | null;
  loadSetting(name: string): unknown;
  /** Newest first. */
  readLog(options: { readonly limit: number; readonly beforeSeq?: number }): readonly LogEntry[];
  /** Oldest first, streaming. */
  iterateLog(): IterableIterator<LogEntry>;
  logHead(): { readonly count: number; readonly hash: string };
  close(): void;
}

/** `market.sqlite`: WAL + NORMAL. Rows are buffered per instrument (latest wins) and flushed in one transaction. */
export interface MarketStore {
  bufferQuote(quote: Quote): void;
  bufferTrade(trade: Trade): void;
  bufferLevel(level: IndexLevel): void;
  /** Writes what is buffered; returns rows written. Called at least every 50 ms while anything waits. */
  flush(): number;
  /** Rows that were rejected upstream, by reason: counted here so that one place holds the balance. */
  countRejected(reason: string, rows: number): void;
  counts(): TickCounts;
  /** Why the last flush could not be written (disk full, …); its rows count as rejected. Null while recording works. */
  recordingFailure(): Failure | null;
  writeBars(symbol: InstrumentSymbol, interval: BarInterval, bars: readonly Bar[]): void;
  /** Oldest first. */
  readBars(symbol: InstrumentSymbol, interval: BarInterval, options?: { readonly from?: IsoDate; readonly limit?: number }): readonly Bar[];
  close(): void;
}
