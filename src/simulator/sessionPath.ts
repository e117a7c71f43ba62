import type { SessionHours } from '../domain/calendar.ts';
import { MICROS_PER_SECOND } from '../domain/units.ts';
import type { Bar } from '../domain/market/quote.ts';
import type { IsoDate, Micros } from '../domain/units.ts';
import type { PlannedSession } from './dailyPath.ts';
import { createRandom } from './random.ts';

/** The path is drawn on this grid and is straight between its points, so that every step size sees the same highs and lows. */
export const GRID_SECONDS = 30;
const GRID_US = GRID_SECONDS * MICROS_PER_SECOND;
/** Issues that trade on the NYSE in a session, and those that end unchanged. */
const ISSUES = 2_760;
const UNCHANGED = 88;

export interface Breadth {
  readonly advances: number;
  readonly declines: number;
  readonly unchanged: number;
}

export type PathSeries = 'SPX' | 'SPY' | 'VIX';

/** One session minute by minute, fixed before it is streamed. After the close every value stays at its last. */
export interface SessionPath {
  readonly plan: PlannedSession;
  readonly hours: SessionHours;
  readonly date: IsoDate;
  /** Grid times in (fromUs, toUs], and toUs itself. */
  timesBetween(fromUs: Micros, toUs: Micros): readonly Micros[];
  levelAt(series: PathSeries, timeUs: Micros): number;
  /** SPY shares since the open. */
  volumeAt(timeUs: Micros): number;
  breadthAt(timeUs: Micros): Breadth;
  /** Bars of `seconds` from the open to `untilUs`, whole ones only; the session's last may be shorter. */
  bars(series: PathSeries, seconds: number, untilUs: Micros): readonly Bar[];
  dailyBar(series: PathSeries): Bar;
}

/** Brownian bridge from 0 to 0 with the given standard deviation of a free path at its end. */
function drawBridge(points: number, deviation: number, gaussian: () => number): Float64Array {
  const path = new Float64Array(points);
  const scale = deviation / Math.sqrt(points - 1);
  for (let i = 1; i < points; i += 1) path[i] = (path[i - 1] ?? 0) + scale * gaussian();
  const end = path[points - 1] ?? 0;
  for (let i = 1; i < points; i += 1) path[i] = (path[i] ?? 0) - (end * i) / (points - 1);
  return path;
}

interface Grid {
  readonly spx: Float64Array;
  readonly vix: Float64Array;
  readonly bridge: Float64Array;
  readonly points: number;
}

function drawGrid(plan: PlannedSession, points: number, seed: number): Grid {
  const random = createRandom(seed, 2, plan.index + 1_000_000);
  const vixLevel = (plan.previousVix + plan.vixClose) / 2;
  // A day's own range stays below what its VIX implies: closes already carry the story's move.
  const deviation = (0.35 * vixLevel) / 100 / Math.sqrt(252);
  const bridge = drawBridge(points, deviation, random.gaussian);
  const own = drawBridge(points, 0.018, random.gaussian);
  const spx = new Float64Array(points);
  const vix = new Float64Array(points);
  const spxMove = Math.log(plan.spxClose / plan.previousSpx);
  const vixMove = Math.log(plan.vixClose / plan.previousVix);
  for (let i = 0; i < points; i += 1) {
    const done = plan.gapShare + (1 - plan.gapShare) * (i / (points - 1));
    spx[i] = plan.previousSpx * Math.exp(spxMove * done + (bridge[i] ?? 0));
    vix[i] = plan.previousVix * Math.exp(vixMove * done - 7 * (bridge[i] ?? 0) + (own[i] ?? 0));
  }
  return { spx, vix, bridge, points };
}

const cents = (level: number): number => Math.round(level * 100) / 100;

/** Share of the day's volume done: busy at the open and at the close. */
const volumeShare = (done: number): number => done + 0.11 * Math.sin(2 * Math.PI * done);

class DrawnSession implements SessionPath {
  readonly plan: PlannedSession;
  readonly hours: SessionHours;
  readonly date: IsoDate;
  readonly #grid: Grid;

  constructor(plan: PlannedSession, hours: SessionHours, seed: number) {
    this.plan = plan;
    this.hours = hours;
    this.date = plan.date;
    this.#grid = drawGrid(plan, Math.round((hours.closeUs - hours.openUs) / GRID_US) + 1, seed);
  }

  timesBetween(fromUs: Micros, toUs: Micros): readonly Micros[] {
    const times: Micros[] = [];
    const first = this.hours.openUs + (Math.floor((fromUs - this.hours.openUs) / GRID_US) + 1) * GRID_US;
    for (let timeUs = first; timeUs < toUs; timeUs += GRID_US) times.push(timeUs);
    times.push(toUs);
    return times;
  }

  levelAt(series: PathSeries, timeUs: Micros): number {
    const position = this.#position(timeUs);
    const values = series === 'VIX' ? this.#grid.vix : this.#grid.spx;
    const index = Math.floor(position);
    const left = values[index] ?? 0;
    const level = left + (position - index) * ((values[index + 1] ?? left) - left);
    return cents(series === 'SPY' ? level / 10 : level);
  }

  volumeAt(timeUs: Micros): number {
    return Math.round(this.plan.volume * volumeShare(this.#position(timeUs) / (this.#grid.points - 1)));
  }

  breadthAt(timeUs: Micros): Breadth {
    const position = this.#position(timeUs);
    const done = Math.sqrt(position / (this.#grid.points - 1));
    const sway = 18 * (this.#grid.bridge[Math.floor(position)] ?? 0);
    const share = Math.min(0.97, Math.max(0.03, 0.5 + (this.plan.advanceShare - 0.5) * done + sway));
    const unchanged = Math.round(UNCHANGED + 160 * (1 - done));
    const advances = Math.round((ISSUES - unchanged) * share);
    return { advances, declines: ISSUES - unchanged - advances, unchanged };
  }

  bars(series: PathSeries, seconds: number, untilUs: Micros): readonly Bar[] {
    const bars: Bar[] = [];
    const end = Math.min(untilUs, this.hours.closeUs);
    const lengthUs = seconds * MICROS_PER_SECOND;
    for (let startUs = this.hours.openUs; startUs < end; startUs += lengthUs) {
      const endUs = Math.min(startUs + lengthUs, this.hours.closeUs);
      if (endUs > end) break;
      bars.push(this.#bar(series, startUs, endUs));
    }
    return bars;
  }

  dailyBar(series: PathSeries): Bar {
    return this.#bar(series, this.hours.openUs, this.hours.closeUs);
  }

  /** A print on the boundary opens the next bar; the closing print belongs to the last one. */
  #bar(series: PathSeries, startUs: Micros, endUs: Micros): Bar {
    const lastUs = this.#lastPrintBefore(endUs);
    const open = this.levelAt(series, startUs);
    let [high, low] = [open, open];
    for (let timeUs = startUs; timeUs <= lastUs; timeUs += GRID_US) {
      const level = this.levelAt(series, timeUs);
      if (level > high) high = level;
      if (level < low) low = level;
    }
    const volume = series === 'SPY' ? this.volumeAt(lastUs) - this.volumeAt(this.#lastPrintBefore(startUs)) : null;
    return { date: this.date, startUs, open, high, low, close: this.levelAt(series, lastUs), volume };
  }

  #lastPrintBefore(boundaryUs: Micros): Micros {
    return boundaryUs === this.hours.closeUs ? boundaryUs : boundaryUs - GRID_US;
  }

  #position(timeUs: Micros): number {
    return Math.min(this.#grid.points - 1, Math.max(0, (timeUs - this.hours.openUs) / GRID_US));
  }
}

export function drawSessionPath(plan: PlannedSession, hours: SessionHours, seed: number): SessionPath {
  return new DrawnSession(plan, hours, seed);
}
