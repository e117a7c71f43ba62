import type { Bar } from '../domain/market/quote.ts';
import { vxExpirations } from '../domain/instruments/expirations.ts';
import { parseFutureSymbol } from '../domain/instruments/futureSymbol.ts';
import type { RawSession, RowsLeftOut, SideSeries } from '../domain/signals/cleanSession.ts';
import type { DailyInput, VxMonth } from '../domain/signals/dailySignals.ts';
import { addCalendarDays, calendarDaysBetween } from '../domain/time.ts';
import type { InstrumentSymbol, IsoDate } from '../domain/units.ts';

/** Breadth is stored as two closed daily series of counts beside the bars of the instruments. */
export const ADVANCES = 'NYSE:ADV';
export const DECLINES = 'NYSE:DEC';
/** Credit spread series, percentage points. */
export const CREDIT = 'CREDIT';
/** SPY was created as one tenth of SPX; used only where SPX itself is absent, and named then. */
export const SPX_PER_SPY = 10;

/** Series of closes and bars that signals and tables read, VX futures besides. */
export const READ_SERIES: readonly InstrumentSymbol[] = ['SPX', 'SPY', 'VIX', 'VIX1D', 'VIX9D', 'VIX3M', 'VIX6M', 'COR1M', 'COR3M', 'VXX', ADVANCES, DECLINES, CREDIT];

export const isRead = (symbol: InstrumentSymbol): boolean => READ_SERIES.includes(symbol) || (symbol.startsWith('VX') && parseFutureSymbol(symbol).ok);

export interface SeriesOptions {
  readonly universe: string;
  /** SPX is absent and stands as 10 × SPY. */
  readonly spxFromSpy: boolean;
}

/** Daily bars of every symbol by date, and the session that they make together. */
export interface DailySeries {
  readonly priceSymbol: InstrumentSymbol;
  bar(symbol: InstrumentSymbol, date: IsoDate): Bar | null;
  set(symbol: InstrumentSymbol, bar: Bar): void;
  remove(symbol: InstrumentSymbol, date: IsoDate): void;
  /** Sessions with a price after a date, in order. */
  datesAfter(date: IsoDate): readonly IsoDate[];
  /** What the sources give for a session with a price; `previous` is the session before it. */
  session(price: Bar, previous: IsoDate | null): RawSession;
}

/** Nine VX months are listed at a time, with room for one more. */
const LISTED_MONTHS = 10;

interface FutureSeries {
  readonly expiration: IsoDate;
  readonly bars: ReadonlyMap<IsoDate, Bar>;
}

/** Symbols whose rows make a side series known on a day: one of each inner list. */
const SOURCES: Readonly<Record<SideSeries, readonly (readonly InstrumentSymbol[])[]>> = {
  vix: [['VIX']],
  vol: [['VXX']],
  breadth: [[ADVANCES], [DECLINES]],
  term: [['VIX3M', 'VIX9D', 'VIX6M', 'VX']],
  correlation: [['COR1M', 'COR3M']],
  credit: [[CREDIT]],
};
const SIDES = Object.keys(SOURCES) as readonly SideSeries[];

export function createDailySeries({ universe, spxFromSpy }: SeriesOptions): DailySeries {
  const series = new Map<InstrumentSymbol, Map<IsoDate, Bar>>();
  /** VX months by settlement date, nearest first. */
  let futures: readonly FutureSeries[] = [];
  const firstDates = new Map<SideSeries, IsoDate>();
  const priceSymbol = spxFromSpy ? 'SPY' : 'SPX';

  const seriesOf = (symbol: InstrumentSymbol): Map<IsoDate, Bar> => {
    const known = series.get(symbol);
    if (known !== undefined) return known;
    const bars = new Map<IsoDate, Bar>();
    series.set(symbol, bars);
    const future = symbol.startsWith('VX') ? parseFutureSymbol(symbol) : null;
    if (future?.ok === true && future.value.root === 'VX') {
      futures = [...futures, { expiration: future.value.expiration, bars }].toSorted((a, b) => (a.expiration < b.expiration ? -1 : 1));
    }
    return bars;
  };
  const bar = (symbol: InstrumentSymbol, date: IsoDate): Bar | null => series.get(symbol)?.get(date) ?? null;
  const closeOf = (symbol: InstrumentSymbol, date: IsoDate): number | null => bar(symbol, date)?.close ?? null;

  /** Months up to the first listed one without a row: behind a hole the third would be taken for the second. */
  const monthsOn = (date: IsoDate): readonly VxMonth[] => {
    if (futures.length === 0) return [];
    const months: VxMonth[] = [];
    for (const expiration of vxExpirations(addCalendarDays(date, 1), LISTED_MONTHS)) {
      const row = futures.find((future) => future.expiration === expiration)?.bars.get(date);
      if (row === undefined) break;
      months.push({ days: calendarDaysBetween(date, expiration), level: row.close });
    }
    return months;
  };
  const isKnown = (side: SideSeries, date: IsoDate): boolean => SOURCES[side].every((oneOf) =>
    oneOf.some((symbol) => (symbol === 'VX' ? futures.some(({ bars }) => bars.has(date)) : bar(symbol, date) !== null)));

  /** Rows of the days between two sessions that have no price. */
  const leftOut = (previous: IsoDate | null, date: IsoDate): readonly RowsLeftOut[] => {
    if (previous === null) return [];
    const found = new Map<SideSeries, RowsLeftOut>();
    for (let day = addCalendarDays(previous, 1); day < date; day = addCalendarDays(day, 1)) {
      if (bar(priceSymbol, day) !== null) continue;
      for (const side of SIDES) if (isKnown(side, day)) found.set(side, { series: side, count: (found.get(side)?.count ?? 0) + 1, lastDate: day });
    }
    return [...found.values()];
  };
  const noteFirst = (side: SideSeries, date: IsoDate): void => {
    const first = firstDates.get(side);
    if ((first === undefined || date < first) && isKnown(side, date)) firstDates.set(side, date);
  };
  const termOn = (date: IsoDate): DailyInput['term'] => {
    const levels = { vx: monthsOn(date), vix9d: closeOf('VIX9D', date), vix3m: closeOf('VIX3M', date), vix6m: closeOf('VIX6M', date) };
    return levels.vx.length === 0 && levels.vix9d === null && levels.vix3m === null && levels.vix6m === null ? null : levels;
  };

  return {
    priceSymbol,
    bar,
    set(symbol, row) {
      seriesOf(symbol).set(row.date, row);
      for (const side of SIDES) noteFirst(side, row.date);
    },
    remove(symbol, date) {
      series.get(symbol)?.delete(date);
      for (const side of SIDES) if (firstDates.get(side) === date && !isKnown(side, date)) firstDates.delete(side);
    },
    datesAfter: (date) => [...seriesOf(priceSymbol).keys()].filter((day) => day > date).sort(),
    session(price, previous) {
      const { date } = price;
      const scale = spxFromSpy ? SPX_PER_SPY : 1;
      const [spy, vix] = [bar('SPY', date), bar('VIX', date)];
      const [advances, declines] = [closeOf(ADVANCES, date), closeOf(DECLINES, date)];
      return {
        date,
        price: { open: price.open * scale, high: price.high * scale, low: price.low * scale, close: price.close * scale },
        share: spy === null || spy.volume === null ? null : { open: spy.open, high: spy.high, low: spy.low, close: spy.close, volume: spy.volume },
        priceIsShare: spxFromSpy,
        vix: vix === null ? null : { open: vix.open, high: vix.high, low: vix.low, close: vix.close },
        breadth: advances === null || declines === null ? null : { universe, advances, declines },
        cor1m: closeOf('COR1M', date),
        cor3m: closeOf('COR3M', date),
        vxx: closeOf('VXX', date),
        creditSpread: closeOf(CREDIT, date),
        term: termOn(date),
        // A series that has not begun yet is not absent.
        followed: SIDES.filter((side) => (firstDates.get(side) ?? '9999') <= date),
        leftOut: leftOut(previous, date),
      };
    },
  };
}
