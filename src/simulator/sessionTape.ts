import { sessionHours } from '../domain/calendar.ts';
import { volatilityIndexLevel } from '../domain/modelled/spxSurface.ts';
import { modelledVvix } from '../domain/modelled/vixCurve.ts';
import type { Bar, BarInterval } from '../domain/market/quote.ts';
import { invariant } from '../domain/result.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../domain/units.ts';
import { createDailyPath } from './dailyPath.ts';
import type { BarRow, BarsFrame, BreadthBarRow, BreadthBarsFrame } from './frames.ts';
import { createRandom } from './random.ts';
import { drawSessionPath } from './sessionPath.ts';
import type { PathSeries, SessionPath } from './sessionPath.ts';
import type { Story } from './stories.ts';

/** Volatility indices of the simulated market, each a rising function of its VIX. */
export type DerivedIndex = 'VIX9D' | 'VIX3M' | 'VIX6M' | 'VVIX' | 'COR1M';
export const DERIVED_INDICES: readonly DerivedIndex[] = ['VIX9D', 'VIX3M', 'VIX6M', 'VVIX', 'COR1M'];
export const SIMULATED_SYMBOLS: readonly InstrumentSymbol[] = ['SPX', 'SPY', 'VIX', ...DERIVED_INDICES];
export const SIMULATED_UNIVERSE = 'NYSE';

/** The VIX's own long-run level in this market, points. */
export const LONG_RUN_VIX = 19;

const INTRADAY_HISTORY: readonly (readonly [interval: BarInterval, seconds: number, sessions: number])[] = [['1h', 3_600, 20], ['5m', 300, 5]];
const KEPT_PATHS = 20;

interface ClosedSession {
  readonly date: IsoDate;
  readonly startUs: Micros;
  readonly bars: Readonly<Record<PathSeries, Bar>>;
  readonly breadth: BreadthBarRow;
  readonly correlationOffset: number;
}

/** The sessions of one simulated market in order: the one now trading and all that have closed. */
export interface SessionTape {
  readonly current: SessionPath;
  /** Files the current session as closed and draws the next. */
  advance(): void;
  /** Level of a derived index for a VIX of the current session. */
  derivedLevel(index: DerivedIndex, vix: number): number;
  /** Closed sessions at `nowUs` (the current one counts once its closing bell has rung), newest `sessions` of them. */
  history(symbols: readonly InstrumentSymbol[], sessions: number, nowUs: Micros): readonly BarsFrame[];
  breadthHistory(sessions: number, nowUs: Micros): BreadthBarsFrame;
}

const PATH_SERIES: readonly string[] = ['SPX', 'SPY', 'VIX'] satisfies PathSeries[];
const isPathSeries = (symbol: string): symbol is PathSeries => PATH_SERIES.includes(symbol);
const isDerived = (symbol: string): symbol is DerivedIndex => (DERIVED_INDICES as readonly string[]).includes(symbol);

const rowOf = (bar: Bar): BarRow => [bar.date, bar.startUs, bar.open, bar.high, bar.low, bar.close, bar.volume];
const cents = (level: number): number => Math.round(level * 100) / 100;

function derive(index: DerivedIndex, vix: number, correlationOffset: number): number {
  switch (index) {
    case 'VIX9D': return cents(volatilityIndexLevel(9, vix, LONG_RUN_VIX));
    case 'VIX3M': return cents(volatilityIndexLevel(93, vix, LONG_RUN_VIX));
    case 'VIX6M': return cents(volatilityIndexLevel(184, vix, LONG_RUN_VIX));
    case 'VVIX': return cents(modelledVvix(vix));
    case 'COR1M': return cents(Math.min(95, Math.max(3, 10 + 1.5 * (vix - 14) + correlationOffset)));
  }
}

function closeSession(path: SessionPath, seed: number): ClosedSession {
  const breadth = path.breadthAt(path.hours.closeUs);
  return {
    date: path.date,
    startUs: path.hours.openUs,
    bars: { SPX: path.dailyBar('SPX'), SPY: path.dailyBar('SPY'), VIX: path.dailyBar('VIX') },
    breadth: [path.date, breadth.advances, breadth.declines, breadth.unchanged],
    correlationOffset: correlationOffsetOf(path, seed),
  };
}

/** Implied correlation wanders a little of its own from day to day, points. */
const correlationOffsetOf = (path: SessionPath, seed: number): number => 1.2 * createRandom(seed, 3, path.plan.index + 1_000_000).gaussian();

function derivedBar(index: DerivedIndex, session: ClosedSession): BarRow {
  const { open, high, low, close } = session.bars.VIX;
  const level = (vix: number): number => derive(index, vix, session.correlationOffset);
  return [session.date, session.startUs, level(open), level(high), level(low), level(close), null];
}

export function createSessionTape(options: { readonly seed: number; readonly story: Story; readonly startDate: IsoDate; readonly startSpx: number }): SessionTape {
  const daily = createDailyPath(options);
  const closed: ClosedSession[] = [];
  const paths: SessionPath[] = [];
  const draw = (): SessionPath => {
    const plan = daily.next();
    const hours = sessionHours(plan.date);
    invariant(hours !== null, `${plan.date} is a session`);
    return drawSessionPath(plan, hours, options.seed);
  };
  const file = (path: SessionPath): void => {
    closed.push(closeSession(path, options.seed));
    paths.push(path);
    if (paths.length > KEPT_PATHS) paths.shift();
  };

  let current = draw();
  while (current.plan.index < 0) {
    file(current);
    current = draw();
  }

  const closedAt = (nowUs: Micros): readonly ClosedSession[] =>
    nowUs >= current.hours.closeUs ? [...closed, closeSession(current, options.seed)] : closed;
  const newest = <T>(list: readonly T[], count: number): readonly T[] => (count === 0 ? [] : list.slice(-count));

  const intraday = (symbol: PathSeries, sessions: number, nowUs: Micros): readonly BarsFrame[] =>
    INTRADAY_HISTORY.map(([interval, seconds, kept]) => ({
      t: 'bars',
      symbol,
      interval,
      rows: newest([...paths, current], Math.min(kept, sessions)).flatMap((path) => path.bars(symbol, seconds, nowUs).map(rowOf)),
      end: true,
    }));

  return {
    get current() {
      return current;
    },
    advance() {
      file(current);
      current = draw();
    },
    derivedLevel: (index, vix) => derive(index, vix, correlationOffsetOf(current, options.seed)),
    history(symbols, sessions, nowUs) {
      const days = newest(closedAt(nowUs), sessions);
      return symbols.flatMap((symbol): readonly BarsFrame[] => {
        if (isPathSeries(symbol)) {
          const daily: BarsFrame = { t: 'bars', symbol, interval: '1d', rows: days.map((day) => rowOf(day.bars[symbol])), end: true };
          return [daily, ...intraday(symbol, sessions, nowUs)];
        }
        if (!isDerived(symbol)) return [];
        return [{ t: 'bars', symbol, interval: '1d', rows: days.map((day) => derivedBar(symbol, day)), end: true }];
      });
    },
    breadthHistory: (sessions, nowUs) => ({
      t: 'breadthBars',
      universe: SIMULATED_UNIVERSE,
      rows: newest(closedAt(nowUs), sessions).map((day) => day.breadth),
      end: true,
    }),
  };
}
