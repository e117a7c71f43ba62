import type { InstrumentSymbol } from '../../domain/units.ts';
import type { FeedFrame } from './feedFrame.ts';

/** What is wanted from the feed; sent again after every reconnect. */
export interface FeedSubscription {
  readonly symbols: readonly InstrumentSymbol[];
  /** Option and future roots: their chain and the quotes of every contract listed. */
  readonly roots: readonly string[];
  readonly channels: readonly string[];
  /** Closed daily sessions wanted before the stream begins. */
  readonly history: number;
}

/**
 * `connecting`: no socket yet, or the next attempt waits. `connected`: the socket is open and nothing has come. `live`: frames come.
 * `mute`: the socket was open but silent for too long and was dropped. `disconnected`: stopped on purpose.
 */
export type FeedState = 'connecting' | 'connected' | 'live' | 'mute' | 'disconnected';

export interface FeedStatus {
  readonly state: FeedState;
  /** One plain sentence, what happened and what comes next. */
  readonly detail: string;
  readonly endpoint: string;
  readonly reconnects: number;
}

export interface FeedListener {
  /** `receivedMs` is the monotonic wall clock at receipt. */
  onFrame(frame: FeedFrame, receivedMs: number): void;
  /** Rows (or whole frames, counted as one row) that were refused at the edge, by reason. */
  onRejected(rejected: Readonly<Record<string, number>>): void;
  onStatus(status: FeedStatus): void;
}

export interface FeedMetrics {
  readonly frames: number;
  readonly attempts: number;
  readonly reconnects: number;
  /** Why connections ended: `mute`, `refused`, `closed`, `handshake`, `too-large`, `protocol`, … */
  readonly dropsByReason: Readonly<Record<string, number>>;
  readonly rejectedByReason: Readonly<Record<string, number>>;
}

/** A market data source. It never throws into the engine and never stops by itself: it reports and tries again. */
export interface QuoteFeed {
  start(listener: FeedListener): void;
  /** Replaces the former subscription. */
  subscribe(subscription: FeedSubscription): void;
  metrics(): FeedMetrics;
  /** Resolves when the connection is gone; nothing is reported afterwards. */
  stop(): Promise<void>;
}
