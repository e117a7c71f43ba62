/** Where quotes come from. The simulator is started by the host and read over its socket like any other feed. */
export type FeedChoice =
  | { readonly kind: 'simulator'; readonly story: string; readonly speed: number; readonly seed: number }
  | { readonly kind: 'json'; readonly url: string };

export interface EngineConfig {
  readonly dataDir: string;
  readonly feed: FeedChoice;
  /** Preset name or file. */
  readonly policy: string;
  /** The trader's book as JSON; the bundled sample is used when absent and the journal holds none. */
  readonly bookFile?: string;
  /** `advised`: the paper trader fills the first candidate (simulator and replay only). */
  readonly fills: 'advised' | 'none';
  readonly resourcesDir: string;
}

/** Written into every log entry. */
export const ENGINE_VERSION = 'ballast 0.1.0';

/** Symbols every feed is asked for; one leaves out what it does not have, and nothing waits for that. */
export const WANTED_SYMBOLS: readonly string[] = ['SPX', 'VIX', 'SPY', 'VIX1D', 'VIX9D', 'VIX3M', 'VIX6M', 'VVIX', 'COR1M', 'COR3M', 'VXX', 'NYSE'];
export const WANTED_ROOTS: readonly string[] = ['SPXW', 'VIX', 'VX'];
export const BREADTH_UNIVERSE = 'NYSE';
/** Closed sessions asked for before the stream: the longest signal window is 252 days. */
export const HISTORY_SESSIONS = 260;

/** A feed that says nothing for this long is mute although connected; wall milliseconds. */
export const MUTE_AFTER_MS = 10_000;
/** A feed that tells no market time after its history is judged on what has come by then; wall milliseconds. */
export const FIRST_QUOTES_WAIT_MS = 3_000;
/** At most ten evaluations and ten screen updates a second; wall milliseconds. */
export const EVALUATE_EVERY_MS = 100;
