import type { Bar } from '../domain/market/quote.ts';
import { cleanSession, startCleaning, type CleanedSession, type CleaningState } from '../domain/signals/cleanSession.ts';
import { failed, success, type Result } from '../domain/result.ts';
import { createDailySignals } from '../domain/signals/createDailySignals.ts';
import type { DailyInput, DailySignals } from '../domain/signals/dailySignals.ts';
import { countRepairs, noRepairs, type Repair, type RepairCounts } from '../domain/signals/repairs.ts';
import type { SignalExplanation } from '../domain/signals/signal.ts';
import type { SignalParameters } from '../domain/signals/signalParameters.ts';
import type { InstrumentSymbol, IsoDate } from '../domain/units.ts';
import { createDailySeries, type SeriesOptions } from './dailySeries.ts';

export interface DailyRow {
  readonly input: DailyInput;
  readonly signals: DailySignals;
}

/** What became of a row that corrects one already told. */
export type Correction =
  | { readonly kind: 'taken'; readonly before: Bar | null; readonly after: Bar; undo(): void }
  /** Of a session that has not been judged yet: an ordinary new row. */
  | { readonly kind: 'new' }
  | { readonly kind: 'duplicate' | 'tooLate' | 'refused' };

/**
 * Closed sessions of every daily series and the signals over them. One rule for live, restart and replay: the signals are
 * always those of the stored rows in order of date, each session made fit by `cleanSession`, so a restart that reads the same rows
 * reaches the same state.
 */
export interface DailyRecord {
  /**
   * Adds closed sessions; dates already held stay as they are. A row that differs from the one held, or stands twice in one history, is
   * counted as a duplicate; a history told again after a lost connection is not. Returns the bars that were new.
   */
  merge(symbol: InstrumentSymbol, bars: readonly Bar[]): readonly Bar[];
  /** Takes a late correction of the last session judged; of an older one it comes too late. Call it on a record that is up to date. */
  correct(symbol: InstrumentSymbol, bar: Bar): Correction;
  /** Brings the signals up to date; rebuilds when an older date was filled in. Returns the sessions processed. */
  refresh(): number;
  readonly rows: readonly DailyRow[];
  readonly latest: DailySignals | null;
  /** What each signal says of the last session; computed when first asked for after a change. */
  explain(): readonly SignalExplanation[];
  /** Everything put right on the way to the signals: that of the sessions, and the rows left out or taken late since the start. */
  readonly repairs: RepairCounts;
  /** Grows with every change of rows or repairs. */
  readonly version: number;
  /** Sessions whose rows contradict themselves (high below low, negative volume, …): left out, with the sentence that says why. */
  readonly refused: readonly string[];
  /** Symbol whose bars are the sessions. */
  readonly priceSymbol: InstrumentSymbol;
  /** What stands for the price of divergence, in words. */
  readonly priceSource: string;
  bar(symbol: InstrumentSymbol, date: IsoDate): Bar | null;
}

/** Cleaning and its repairs as they were before the last session, and after it. */
interface Cleaning {
  readonly state: CleaningState;
  readonly repairs: RepairCounts;
}
const noCleaning: Cleaning = { state: startCleaning, repairs: noRepairs };

type BarField = 'open' | 'high' | 'low' | 'close' | 'volume';
const BAR_FIELDS: readonly BarField[] = ['close', 'high', 'low', 'volume', 'open'];

const sameBar = (a: Bar, b: Bar): boolean => BAR_FIELDS.every((field) => a[field] === b[field]);

/** The first field in which a later row differs from the one held, in words; null where none does. */
function differenceOf(held: Bar, row: Bar, fields: readonly BarField[]): string | null {
  const field = fields.find((one) => held[one] !== row[one]);
  return field === undefined ? null : `${field} ${row[field] ?? 'none'} left out, ${held[field] ?? 'none'} told first stays`;
}

export function createDailyRecord(parameters: SignalParameters, options: SeriesOptions): DailyRecord {
  const series = createDailySeries(options);
  let rows: DailyRow[] = [];
  let signals = createDailySignals(parameters);
  let [before, now] = [noCleaning, noCleaning];
  let events: RepairCounts = noRepairs;
  let rebuild = false;
  let refused = new Map<IsoDate, string>();
  let explanations: readonly SignalExplanation[] | null = null;
  let version = 0;
  /** Told already: every new connection brings the same rows again. */
  const duplicates = new Set<string>();

  const changed = (): void => {
    version += 1;
    explanations = null;
  };
  const note = (repair: Repair): void => {
    events = countRepairs(events, [repair]);
    version += 1;
  };
  /** Bars of these are read whole, of other series the close alone. */
  const readFields = (symbol: InstrumentSymbol): readonly BarField[] => ([series.priceSymbol, 'SPY', 'VIX'].includes(symbol) ? BAR_FIELDS : ['close']);
  const noteOnce = (symbol: InstrumentSymbol, date: IsoDate, detail: string): void => {
    const key = `${symbol} ${date} ${detail}`;
    if (!duplicates.has(key)) note({ kind: 'duplicate', series: symbol, date, count: 1, detail });
    duplicates.add(key);
  };
  const startAfresh = (): void => {
    rows = [];
    signals = createDailySignals(parameters);
    [before, now] = [noCleaning, noCleaning];
    rebuild = false;
    refused = new Map();
    changed();
  };
  const cleaned = (date: IsoDate, from: Cleaning): CleanedSession | null => {
    const price = series.bar(series.priceSymbol, date);
    return price === null ? null : cleanSession(from.state, series.session(price, from.state.date));
  };
  const after = (from: Cleaning, { state, repairs }: CleanedSession): Cleaning => ({ state, repairs: countRepairs(from.repairs, repairs) });

  const addSession = (date: IsoDate): void => {
    const session = cleaned(date, now);
    if (session === null) return;
    const taken = signals.add(session.input);
    if (!taken.ok) return void refused.set(date, `${date}: ${taken.failure.detail}`);
    rows.push({ input: session.input, signals: taken.value });
    [before, now] = [now, after(now, session)];
    refused.delete(date);
    changed();
  };
  /** The last session again, from its rows as they are now. */
  const replaceLast = (date: IsoDate): Result<void> => {
    const session = cleaned(date, before);
    if (session === null) return failed('missing-data', `${date} has no price`);
    const taken = signals.replace(session.input);
    if (!taken.ok) return taken;
    rows = [...rows.slice(0, -1), { input: session.input, signals: taken.value }];
    now = after(before, session);
    changed();
    return success(undefined);
  };
  const putBack = (symbol: InstrumentSymbol, date: IsoDate, held: Bar | null): void => {
    if (held === null) series.remove(symbol, date);
    else series.set(symbol, held);
  };

  return {
    merge(symbol, bars) {
      const lastProcessed = rows.at(-1)?.input.date ?? '';
      const added: Bar[] = [];
      for (const row of bars) {
        const held = series.bar(symbol, row.date);
        if (held !== null) {
          const differs = added.some(({ date }) => date === row.date) ? 'the row stands twice' : differenceOf(held, row, readFields(symbol));
          if (differs !== null) noteOnce(symbol, row.date, differs);
          continue;
        }
        series.set(symbol, row);
        added.push(row);
        if (row.date <= lastProcessed) rebuild = true;
      }
      return added;
    },
    correct(symbol, row) {
      const last = rows.at(-1)?.input.date ?? '';
      const held = series.bar(symbol, row.date);
      if (held === null && row.date > last) return { kind: 'new' };
      if (held !== null && sameBar(held, row)) {
        note({ kind: 'duplicate', series: symbol, date: row.date, count: 1, detail: 'a correction that changes nothing' });
        return { kind: 'duplicate' };
      }
      if (row.date < last) {
        note({ kind: 'correctionTooLate', series: symbol, date: row.date, count: 1, detail: `the session of ${last} has been judged since` });
        return { kind: 'tooLate' };
      }
      // The same key in the store as the row it replaces.
      const corrected = held === null ? row : { ...row, startUs: held.startUs };
      series.set(symbol, corrected);
      // A last session that was refused has no row yet: the next refresh tries it again.
      const taken = row.date > last ? success(undefined) : replaceLast(row.date);
      if (!taken.ok) {
        putBack(symbol, row.date, held);
        note({ kind: 'correctionRefused', series: symbol, date: row.date, count: 1, detail: taken.failure.detail });
        return { kind: 'refused' };
      }
      const eventsBefore = events;
      note({ kind: 'lateCorrection', series: symbol, date: row.date, count: 1, detail: held === null ? `close ${row.close}, before none` : `close ${held.close} → ${row.close}` });
      return {
        kind: 'taken', before: held, after: corrected,
        undo() {
          putBack(symbol, row.date, held);
          if (row.date === last) replaceLast(last);
          events = eventsBefore;
        },
      };
    },
    refresh() {
      if (rebuild) startAfresh();
      const dates = series.datesAfter(rows.at(-1)?.input.date ?? '');
      for (const date of dates) addSession(date);
      return dates.length;
    },
    get rows() {
      return rows;
    },
    get latest() {
      return rows.at(-1)?.signals ?? null;
    },
    explain: () => (explanations ??= signals.explain()),
    get repairs() {
      return [...now.repairs, ...events];
    },
    get version() {
      return version;
    },
    get refused() {
      return [...refused.values()];
    },
    priceSymbol: series.priceSymbol,
    priceSource: options.spxFromSpy ? 'SPX modelled as 10 × SPY' : 'SPX',
    bar: series.bar,
  };
}
