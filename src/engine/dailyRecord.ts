import type { Bar } from '../domain/market/quote.ts';
import { createDailySignals } from '../domain/signals/createDailySignals.ts';
import type { DailyInput, DailySignals } from '../domain/signals/dailySignals.ts';
import type { SignalParameters } from '../domain/signals/signalParameters.ts';
import type { IsoDate } from '../domain/units.ts';

/** Breadth is stored as two closed daily series of counts beside the bars of the instruments. */
export const ADVANCES = 'NYSE:ADV';
export const DECLINES = 'NYSE:DEC';
/** Credit spread series, percentage points. */
export const CREDIT = 'CREDIT';

export interface DailyRow {
  readonly input: DailyInput;
  readonly signals: DailySignals;
}

/**
 * Closed sessions of every daily series and the signals over them. One rule for live, restart and replay: the signals are
 * always those of the stored rows in order of date, so a restart that reads the same rows reaches the same state.
 */
export interface DailyRecord {
  /** Adds closed sessions; dates already held stay as they are. Returns the bars that were new. */
  merge(symbol: string, bars: readonly Bar[]): readonly Bar[];
  /** Brings the signals up to date; rebuilds when an older date was filled in. Returns the sessions processed. */
  refresh(): number;
  readonly rows: readonly DailyRow[];
  readonly latest: DailySignals | null;
  /** Sessions whose rows contradict themselves (high below low, negative volume, …): left out, with the sentence that says why. */
  readonly refused: readonly string[];
  /** What stands for the price of divergence, in words. */
  readonly priceSource: string;
  bar(symbol: string, date: IsoDate): Bar | null;
}

export function createDailyRecord(parameters: SignalParameters, options: { readonly universe: string; readonly spxFromSpy: boolean }): DailyRecord {
  const series = new Map<string, Map<IsoDate, Bar>>();
  let rows: DailyRow[] = [];
  let signals = createDailySignals(parameters);
  let rebuild = false;
  let refused: string[] = [];

  const seriesOf = (symbol: string): Map<IsoDate, Bar> => {
    const held = series.get(symbol) ?? new Map<IsoDate, Bar>();
    series.set(symbol, held);
    return held;
  };
  const bar = (symbol: string, date: IsoDate): Bar | null => series.get(symbol)?.get(date) ?? null;
  const priceSymbol = options.spxFromSpy ? 'SPY' : 'SPX';

  const inputOf = (price: Bar): DailyInput => {
    const { date } = price;
    const scale = options.spxFromSpy ? SPX_PER_SPY : 1;
    const spy = bar('SPY', date);
    const vix = bar('VIX', date);
    const advances = bar(ADVANCES, date);
    const declines = bar(DECLINES, date);
    const vix3m = bar('VIX3M', date)?.close ?? null;
    return {
      date,
      price: { open: price.open * scale, high: price.high * scale, low: price.low * scale, close: price.close * scale },
      spy: spy === null || spy.volume === null ? null : { close: spy.close, volume: spy.volume },
      vix: vix === null ? null : { open: vix.open, high: vix.high, low: vix.low, close: vix.close },
      breadth: advances === null || declines === null ? null : { universe: options.universe, advances: advances.close, declines: declines.close },
      cor1m: bar('COR1M', date)?.close ?? null,
      cor3m: bar('COR3M', date)?.close ?? null,
      vxx: bar('VXX', date)?.close ?? null,
      creditSpread: bar(CREDIT, date)?.close ?? null,
      term: vix3m === null ? null : { vx: [], vix9d: null, vix3m, vix6m: null },
    };
  };

  return {
    merge(symbol, bars) {
      const held = seriesOf(symbol);
      const lastProcessed = rows.at(-1)?.input.date ?? '';
      const added: Bar[] = [];
      for (const row of bars) {
        if (held.has(row.date)) continue;
        held.set(row.date, row);
        added.push(row);
        if (row.date <= lastProcessed) rebuild = true;
      }
      return added;
    },
    refresh() {
      if (rebuild) {
        rows = [];
        signals = createDailySignals(parameters);
        rebuild = false;
        refused = [];
      }
      const after = rows.at(-1)?.input.date ?? '';
      const dates = [...seriesOf(priceSymbol).keys()].filter((date) => date > after).sort();
      for (const date of dates) {
        const price = bar(priceSymbol, date);
        if (price === null) continue;
        const input = inputOf(price);
        const taken = signals.add(input);
        if (taken.ok) rows.push({ input, signals: taken.value });
        else if (!refused.includes(taken.failure.detail)) refused.push(taken.failure.detail);
      }
      return dates.length;
    },
    get rows() {
      return rows;
    },
    get latest() {
      return rows.at(-1)?.signals ?? null;
    },
    get refused() {
      return refused;
    },
    priceSource: options.spxFromSpy ? 'SPX modelled as 10 × SPY' : 'SPX',
    bar,
  };
}

/** SPY was created as one tenth of SPX; used only where SPX itself is absent, and named then. */
export const SPX_PER_SPY = 10;
