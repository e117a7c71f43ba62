import type { Bar } from '../domain/market/quote.ts';
import type { MarketView } from '../domain/market/marketView.ts';
import { sessionHours, type SessionHours } from '../domain/calendar.ts';
import { vxExpirations } from '../domain/instruments/expirations.ts';
import { formatFutureSymbol } from '../domain/instruments/futureSymbol.ts';
import { instrumentOf } from '../domain/instruments/instrument.ts';
import { MICROS_PER_SECOND, type InstrumentSymbol, type IsoDate } from '../domain/units.ts';
import { INDEX_TENORS, type DatedClose, type VegaHistory } from '../domain/vega/estimateTables.ts';

/** Months of VX futures that are listed at a time: nine, with room for one more. */
const LISTED_MONTHS = 10;

function isVxFuture(symbol: InstrumentSymbol): boolean {
  const instrument = instrumentOf(symbol);
  return instrument.ok && instrument.value.kind === 'future' && instrument.value.contract.root === 'VX';
}

/** A level told earlier is no close: the indices print every 15 seconds. */
const LATEST_LEVEL_US = 300 * MICROS_PER_SECOND;

/** Mid of a live two-sided quote, else a level told in the last minutes; null for what the close does not know. */
function closeOf({ quotes, levels }: MarketView, symbol: InstrumentSymbol, hours: SessionHours): number | null {
  const quote = quotes.get(symbol);
  const live = quote !== undefined && !quote.stale && !quote.halted && quote.eventTimeUs >= hours.openUs;
  if (live && quote.bid !== null && quote.ask !== null && quote.bid > 0 && quote.ask >= quote.bid) return 0.5 * (quote.bid + quote.ask);
  const level = levels.get(symbol);
  return level !== undefined && level.eventTimeUs >= hours.closeUs - LATEST_LEVEL_US ? level.level : null;
}

/**
 * Where every VX future and the volatility indices stood when the session closed, as daily bars: the record that β(τ) and
 * w(T) are measured on. `wanted` leaves out what has bars of its own.
 */
export function sessionCloses(view: MarketView, date: IsoDate, wanted: (symbol: InstrumentSymbol) => boolean): readonly { readonly symbol: InstrumentSymbol; readonly bar: Bar }[] {
  const hours = sessionHours(date);
  if (hours === null) return [];
  const futures = [...view.listed, ...view.levels.keys()].filter(isVxFuture);
  const symbols = new Set([...futures, ...INDEX_TENORS.map(([symbol]) => symbol)].filter(wanted));
  return [...symbols].flatMap((symbol) => {
    const close = closeOf(view, symbol, hours);
    return close === null ? [] : [{ symbol, bar: { date, startUs: hours.openUs, open: close, high: close, low: close, close, volume: null } }];
  });
}

/** Every monthly VX contract that was listed at some time between two sessions, nearest settlement first. */
export function vxContractsListed(first: IsoDate, last: IsoDate): readonly { readonly symbol: InstrumentSymbol; readonly expiration: IsoDate }[] {
  const [end = ''] = vxExpirations(last, LISTED_MONTHS).slice(-1);
  const contracts: { symbol: InstrumentSymbol; expiration: IsoDate }[] = [];
  for (let expiration = vxExpirations(first, 1)[0] ?? '9999'; expiration <= end;) {
    contracts.push({ symbol: formatFutureSymbol({ root: 'VX', expiration }), expiration });
    expiration = vxExpirations(expiration, 2)[1] ?? '9999';
  }
  return contracts;
}

/** Daily closes of spot VIX, of every monthly VX contract since the first of them, and of the volatility indices; `closesOf`: oldest first. */
export function readVegaHistory(closesOf: (symbol: InstrumentSymbol) => readonly DatedClose[]): VegaHistory {
  const vix = closesOf('VIX');
  const indices = new Map(INDEX_TENORS.map(([symbol]) => [symbol, closesOf(symbol)]));
  const [first, last] = [vix[0]?.date, vix.at(-1)?.date];
  const futures = new Map<IsoDate, readonly DatedClose[]>();
  if (first === undefined || last === undefined) return { vix, futures, indices };
  for (const { symbol, expiration } of vxContractsListed(first, last)) {
    const held = closesOf(symbol);
    if (held.length > 0) futures.set(expiration, held);
  }
  return { vix, futures, indices };
}
