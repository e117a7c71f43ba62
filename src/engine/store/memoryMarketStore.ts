import type { Bar, BarInterval } from '../../domain/market/quote.ts';
import type { InstrumentSymbol } from '../../domain/units.ts';
import type { MarketStore } from '../ports.ts';
import { fromE4, toE4 } from './priceScale.ts';
import { createTickBuffer } from './tickBuffer.ts';

/**
 * For replays: bars are kept in memory, ticks are counted and let go. `stored` counts the rows that a file would hold, so the balance
 * reads the same; nothing can read a tick back. Prices are rounded as the file rounds them, so that both stores answer alike.
 */
export function createMemoryMarketStore(): MarketStore {
  const buffer = createTickBuffer();
  const series = new Map<string, Bar[]>();
  const flush = (): number => {
    const rows = buffer.drain().length;
    buffer.settle(rows);
    return rows;
  };
  return {
    bufferQuote: buffer.addQuote, bufferTrade: buffer.addTrade, bufferLevel: buffer.addLevel, flush,
    countRejected: buffer.countRejected,
    counts: () => { flush(); return buffer.counts(); },
    writeBars: (symbol, interval, bars) => {
      const key = keyOf(symbol, interval);
      const kept = series.get(key) ?? [];
      series.set(key, kept);
      for (const bar of bars) place(kept, rounded(bar));
    },
    readBars: (symbol, interval, options = {}) => {
      const from = options.from ?? '';
      const wanted = (series.get(keyOf(symbol, interval)) ?? []).filter((bar) => bar.date >= from);
      return options.limit === undefined ? wanted : wanted.slice(Math.max(0, wanted.length - options.limit));
    },
    recordingFailure: () => null,
    close: () => {},
  };
}

const keyOf = (symbol: InstrumentSymbol, interval: BarInterval): string => `${interval} ${symbol}`;

/** Bars come nearly always at the end; one with a known start replaces the former. */
function place(bars: Bar[], bar: Bar): void {
  let at = bars.length;
  while (at > 0 && (bars[at - 1]?.startUs ?? 0) >= bar.startUs) at -= 1;
  bars.splice(at, bars[at]?.startUs === bar.startUs ? 1 : 0, bar);
}

function rounded(bar: Bar): Bar {
  const price = (value: number): number => fromE4(toE4(value));
  return {
    date: bar.date, startUs: bar.startUs, open: price(bar.open), high: price(bar.high), low: price(bar.low), close: price(bar.close),
    volume: bar.volume === null ? null : Math.round(bar.volume),
  };
}
