import type { SessionPhase } from '../../domain/market/marketView.ts';
import type { Bar, BarInterval, BreadthCount, IndexLevel, Quote, Trade, TradingStatus } from '../../domain/market/quote.ts';
import type { Failure } from '../../domain/result.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../../domain/units.ts';

/** The one protocol version that this product speaks (`docs/feed-protocol.md`). */
export const FEED_PROTOCOL = 1;
export const MAX_FRAME_BYTES = 1024 * 1024;

/** Advances and declines of one closed session. */
export interface BreadthBar {
  readonly date: IsoDate;
  readonly advances: number;
  readonly declines: number;
  readonly unchanged: number;
}

export type FeedFrame =
  | { readonly t: 'hello'; readonly protocol: number; readonly source: string; readonly simulated: boolean; readonly modelled: boolean; readonly delayedSeconds: number }
  | { readonly t: 'clock'; readonly marketTimeUs: Micros; readonly speed: number; readonly session: SessionPhase }
  | { readonly t: 'heartbeat' }
  | { readonly t: 'chain'; readonly root: string; readonly symbols: readonly InstrumentSymbol[] }
  /** `corrects`: the rows replace what was told of the last closed session. */
  | { readonly t: 'bars'; readonly symbol: InstrumentSymbol; readonly interval: BarInterval; readonly rows: readonly Bar[]; readonly end: boolean; readonly corrects: boolean }
  | { readonly t: 'breadthBars'; readonly universe: string; readonly rows: readonly BreadthBar[]; readonly end: boolean; readonly corrects: boolean }
  | { readonly t: 'quote'; readonly rows: readonly Quote[] }
  | { readonly t: 'trade'; readonly rows: readonly Trade[] }
  | { readonly t: 'index'; readonly rows: readonly IndexLevel[] }
  | { readonly t: 'breadth'; readonly rows: readonly BreadthCount[] }
  | { readonly t: 'status'; readonly rows: readonly TradingStatus[] }
  | { readonly t: 'error'; readonly reason: string; readonly detail: string };

/** Why one row of a good frame was refused; the other rows pass. */
export type RowRejection = 'bad-row' | 'bad-symbol' | 'bad-time' | 'bad-price' | 'bad-size' | 'bad-bar' | 'bad-count' | 'bad-status';
/** Why a whole frame was refused. */
export type FrameRejection = 'too-large' | 'not-json' | 'not-an-object' | 'unknown-frame' | 'bad-frame';

export interface DecodedFrame {
  readonly frame: FeedFrame;
  readonly rejected: Readonly<Partial<Record<RowRejection, number>>>;
}

/** A `Result<DecodedFrame>` whose failure also carries a short name to count it by. */
export type FrameOutcome =
  | { readonly ok: true; readonly value: DecodedFrame }
  | { readonly ok: false; readonly failure: Failure; readonly rejection: FrameRejection };

export const refusedFrame = (rejection: FrameRejection, detail: string): FrameOutcome => ({ ok: false, failure: { reason: 'invalid-input', detail }, rejection });

/** An index, ETF, future or universe name, or a 21-character OSI symbol with its root padded to six. */
export const SYMBOL_PATTERN = /^(?:[A-Z][A-Z0-9.]{0,19}|(?=.{21}$)[A-Z][A-Z0-9]{0,5} {0,5}\d{6}[CP]\d{8})$/;
/** Nothing quoted here comes near; keeps scaled integers exact. */
export const MAX_PRICE = 1e8;
/** Share volume of the largest session is some 1e9. */
export const MAX_SIZE = 1e13;
