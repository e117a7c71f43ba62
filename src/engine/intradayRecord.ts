import { sessionHours } from '../domain/calendar.ts';
import type { Bar } from '../domain/market/quote.ts';
import { barLabel, INTRADAY_US, placeOf, startOf, type IntradayInterval } from '../domain/signals/intradayGrid.ts';
import type { IntradayInput } from '../domain/signals/intradaySignals.ts';
import type { SignalParameters } from '../domain/signals/signalParameters.ts';
import { newYorkDate } from '../domain/time.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../domain/units.ts';
import { BREADTH_UNIVERSE, HISTORY_SESSIONS } from './config.ts';
import { ADVANCES, DECLINES } from './dailySeries.ts';
import type { EngineCore } from './engineCore.ts';
import type { JournalStore } from './ports.ts';
import { createIntradayTape, type IntradayTape, type StoredTape } from './intradayTape.ts';
import { isStorageFault } from './storageFault.ts';
import { asStored } from './store/priceScale.ts';

/** Bars of these make the inputs of the tapes; the first is the price, without which there is no bar. */
export const TAPE_SYMBOLS = ['SPX', 'SPY', 'VIX', ADVANCES, DECLINES] as const;
const INTERVALS: readonly IntradayInterval[] = ['1h', '5m'];
/** Raised whenever the shape of a tape's state changes, so that an older one is not misread. */
const STATE_VERSION = 1;
const SETTING = 'intradayTapes';
/** Stored bars that a tape without a state is run over: more than its longest window many times over. */
const MOST_BARS: Readonly<Record<IntradayInterval, number>> = { '1h': 7 * HISTORY_SESSIONS, '5m': 78 * HISTORY_SESSIONS };

/**
 * The intraday tapes. They are always those of the stored bars in order; the state that the journal keeps at each session's close is
 * only the way there without going through them all again.
 */
export interface IntradayRecord {
  readonly tapes: readonly IntradayTape[];
  /** Stored bars may lie ahead of the tapes. */
  behind: boolean;
  /** A bar that the tapes have passed was filled in: they must be run anew. */
  rebuild: boolean;
  /** The last session whose close was seen: stored bars of a later one may have been cut short by a stop. */
  closedDate: IsoDate | null;
  /** Something was printed since the tapes last looked. */
  touched: boolean;
}

interface StoredRecord {
  readonly version: number;
  readonly parameters: string;
  readonly closedDate: IsoDate | null;
  readonly tapes: Readonly<Record<IntradayInterval, StoredTape>>;
}

function isStoredRecord(stored: unknown, parameters: string): stored is StoredRecord {
  return typeof stored === 'object' && stored !== null && 'version' in stored && stored.version === STATE_VERSION
    && 'parameters' in stored && stored.parameters === parameters;
}

/** What the journal holds is taken up unless it was made by other parameters or another version; then the stored bars are run. */
export function createIntradayRecord(parameters: SignalParameters, journal: JournalStore): IntradayRecord {
  const setting = journal.loadSetting(SETTING);
  const stored = isStoredRecord(setting, JSON.stringify(parameters)) ? setting : null;
  return {
    tapes: INTERVALS.map((interval) => createIntradayTape(interval, parameters, stored?.tapes[interval] ?? null)),
    behind: true, rebuild: false, closedDate: stored?.closedDate ?? null, touched: true,
  };
}

/** The tapes as a setting of the journal. */
export function intradaySettings({ intraday, policy }: EngineCore): Readonly<Record<string, unknown>> {
  const tapes = Object.fromEntries(intraday.tapes.map((tape) => [tape.interval, tape.state()]));
  return { [SETTING]: { version: STATE_VERSION, parameters: JSON.stringify(policy.values.signals), closedDate: intraday.closedDate, tapes } };
}

type BarsAt = (symbol: InstrumentSymbol, startUs: Micros) => Bar | null;

/** A history's open or close may lie a rounding outside its range. */
const widened = ({ open, high, low, close }: Bar): IntradayInput['price'] =>
  ({ open, high: Math.max(open, high, close), low: Math.min(open, low, close), close });

function inputAt(startUs: Micros, barsAt: BarsAt): IntradayInput | null {
  const [spx, spy, vix, advances, declines] = TAPE_SYMBOLS.map((symbol) => barsAt(symbol, startUs));
  if (!spx) return null;
  return {
    date: barLabel(startUs),
    price: widened(spx),
    spy: !spy || spy.volume === null ? null : { close: spy.close, volume: spy.volume },
    vix: vix ? widened(vix) : null,
    breadth: advances && declines ? { universe: BREADTH_UNIVERSE, advances: advances.close, declines: declines.close } : null,
  };
}

/** The session that market time stands in, its bell included; null outside. */
export function sessionUnderWay(core: EngineCore): IsoDate | null {
  const { nowUs } = core.market;
  if (nowUs === null) return null;
  const date = newYorkDate(nowUs);
  const hours = sessionHours(date);
  return hours !== null && nowUs >= hours.openUs && nowUs <= hours.closeUs ? date : null;
}

/** Bars of sessions before a date that the tape has not passed, from the store. */
function takeStored(core: EngineCore, tape: IntradayTape, before: IsoDate): void {
  const newest = tape.latest?.date.slice(0, 10);
  const range = newest === undefined ? { limit: MOST_BARS[tape.interval] } : { from: newest };
  const byStart = new Map<InstrumentSymbol, ReadonlyMap<Micros, Bar>>();
  for (const symbol of TAPE_SYMBOLS) byStart.set(symbol, new Map(core.store.readBars(symbol, tape.interval, range).map((bar) => [bar.startUs, bar])));
  const barsAt: BarsAt = (symbol, startUs) => byStart.get(symbol)?.get(startUs) ?? null;
  for (const { date, startUs } of byStart.get('SPX')?.values() ?? []) {
    const input = date < before ? inputAt(startUs, barsAt) : null;
    if (input !== null) tape.take(input);
  }
}

/** Bars of the session being built: the newest again, and those that have begun since. A bar begins once the one before it is whole. */
function takeSession(core: EngineCore, tape: IntradayTape, date: IsoDate, coveredUs: Micros): void {
  const { interval } = tape;
  const hours = sessionHours(date);
  if (hours === null) return;
  const newest = tape.latest === null ? null : placeOf(tape.latest.date, interval);
  const barsAt: BarsAt = (symbol, startUs) => {
    const bar = core.builders.get(symbol)?.bar(interval, startUs) ?? null;
    return bar === null ? null : asStored(bar);
  };
  let slot = newest?.date === date ? newest.slot : 0;
  for (let startUs = startOf({ date, slot }, interval); startUs <= coveredUs && startUs < hours.closeUs; slot += 1, startUs += INTRADAY_US[interval]) {
    const input = inputAt(startUs, barsAt);
    if (input !== null) tape.take(input);
  }
}

/** `date` is the session being built, if any; `before` the first date whose bars are not to be looked for in the store. */
function takeAll(core: EngineCore, { date, before, coveredUs }: { readonly date: IsoDate | null; readonly before: IsoDate; readonly coveredUs: Micros }): void {
  const { intraday } = core;
  if (intraday.rebuild) for (const tape of intraday.tapes) tape.clear();
  const empty = intraday.tapes.filter(({ latest }) => latest === null);
  if (intraday.behind || intraday.rebuild) for (const tape of intraday.tapes) takeStored(core, tape, before);
  if (intraday.rebuild || empty.some(({ latest }) => latest !== null)) keepTapes(core);
  if (date !== null) for (const tape of intraday.tapes) takeSession(core, tape, date, coveredUs);
  intraday.rebuild = false;
  intraday.touched = false;
}

/** Brings the tapes up to the market; once an evaluation. Nothing is later than the feed's clock, so what lies before it is whole. */
export function refreshIntraday(core: EngineCore): void {
  const { intraday } = core;
  if (!core.feed.historyDone || (!intraday.touched && !intraday.behind && !intraday.rebuild)) return;
  const underWay = sessionUnderWay(core);
  takeAll(core, { date: core.openDate, before: core.openDate ?? underWay ?? '9999', coveredUs: core.clockUs ?? core.market.nowUs ?? 0 });
  // Until its first print the bars of the session under way wait in the store.
  intraday.behind = underWay !== null && core.openDate === null;
}

/** At the close of a session, before its bars are let go. */
export function closeIntraday(core: EngineCore, date: IsoDate): void {
  takeAll(core, { date, before: date, coveredUs: sessionHours(date)?.closeUs ?? 0 });
  core.intraday.behind = false;
  core.intraday.closedDate = date;
  keepTapes(core);
}

/** A journal that refuses costs no more than the way: the next start goes through the stored bars. */
function keepTapes(core: EngineCore): void {
  try {
    core.journal.commit({ log: [], settings: intradaySettings(core) });
  } catch (fault) {
    if (!isStorageFault(fault)) throw fault;
  }
}
