import type { BarInterval } from '../domain/market/quote.ts';
import type { SessionPhase } from '../domain/market/marketView.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../domain/units.ts';

/** Frames of the JSON feed that a market sends: `docs/feed-protocol.md`, fields by position in the rows. */
export type QuoteRow = readonly [symbol: InstrumentSymbol, eventTimeUs: Micros, bid: number | null, ask: number | null, bidSize: number, askSize: number];
export type TradeRow = readonly [symbol: InstrumentSymbol, eventTimeUs: Micros, price: number, size: number, cumulativeVolume: number | null];
export type IndexRow = readonly [symbol: InstrumentSymbol, eventTimeUs: Micros, level: number];
export type BreadthRow = readonly [universe: string, eventTimeUs: Micros, advances: number, declines: number, unchanged: number];
export type BarRow = readonly [date: IsoDate, startUs: Micros, open: number, high: number, low: number, close: number, volume: number | null];
export type BreadthBarRow = readonly [date: IsoDate, advances: number, declines: number, unchanged: number];

export interface HelloFrame { readonly t: 'hello'; readonly protocol: 1; readonly source: string; readonly simulated: boolean }
export interface ClockFrame { readonly t: 'clock'; readonly marketTimeUs: Micros; readonly speed: number; readonly session: SessionPhase }
export interface HeartbeatFrame { readonly t: 'heartbeat' }
export interface ChainFrame { readonly t: 'chain'; readonly root: string; readonly symbols: readonly InstrumentSymbol[] }
export interface BarsFrame { readonly t: 'bars'; readonly symbol: InstrumentSymbol; readonly interval: BarInterval; readonly rows: readonly BarRow[]; readonly end: boolean }
export interface BreadthBarsFrame { readonly t: 'breadthBars'; readonly universe: string; readonly rows: readonly BreadthBarRow[]; readonly end: boolean }
export interface QuoteFrame { readonly t: 'quote'; readonly rows: readonly QuoteRow[] }
export interface TradeFrame { readonly t: 'trade'; readonly rows: readonly TradeRow[] }
export interface IndexFrame { readonly t: 'index'; readonly rows: readonly IndexRow[] }
export interface BreadthFrame { readonly t: 'breadth'; readonly rows: readonly BreadthRow[] }
export interface ErrorFrame { readonly t: 'error'; readonly reason: string; readonly detail: string }

export type MarketFrame =
  | HelloFrame | ClockFrame | HeartbeatFrame | ChainFrame | BarsFrame | BreadthBarsFrame
  | QuoteFrame | TradeFrame | IndexFrame | BreadthFrame | ErrorFrame;

/** Frames that carry the stream; the others are sent to one client at a time. */
export type StreamFrame = ClockFrame | ChainFrame | QuoteFrame | TradeFrame | IndexFrame | BreadthFrame;
