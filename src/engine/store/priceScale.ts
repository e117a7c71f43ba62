import type { Bar } from '../../domain/market/quote.ts';

/** Prices are stored as integers of 1/10,000 dollar (or index point): exact decimals, and no store hands back more than it was given. */
const SCALE = 10_000;

export const toE4 = (price: number): number => Math.round(price * SCALE);
export const fromE4 = (stored: number): number => stored / SCALE;

/** A bar as the store hands it back: what the signals see live is then what a restart reads. */
export const asStored = (bar: Bar): Bar => ({
  ...bar, open: fromE4(toE4(bar.open)), high: fromE4(toE4(bar.high)), low: fromE4(toE4(bar.low)), close: fromE4(toE4(bar.close)),
  volume: bar.volume === null ? null : Math.round(bar.volume),
});
