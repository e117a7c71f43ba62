import { createContractListing, LISTED_CLASSES } from '../domain/modelled/contractListing.ts';
import { createModelledMarket } from '../domain/modelled/modelledMarket.ts';
import type { ModelledMarket } from '../domain/modelled/modelledMarket.ts';
import type { SessionPhase } from '../domain/market/marketView.ts';
import { MICROS_PER_SECOND } from '../domain/units.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../domain/units.ts';
import type { BarsFrame, BreadthBarsFrame, ChainFrame, ClockFrame, IndexRow, StreamFrame, TradeRow } from './frames.ts';
import { createQuoteRotation } from './quoteRotation.ts';
import { createSessionTape, DERIVED_INDICES, LONG_RUN_VIX, SIMULATED_UNIVERSE } from './sessionTape.ts';
import type { SessionTape } from './sessionTape.ts';
import { STORIES } from './stories.ts';
import type { StoryName } from './stories.ts';

export interface MarketSimulationOptions {
  readonly seed?: number;
  readonly story?: StoryName;
  /** Market seconds per real second. */
  readonly speed?: number;
  /** First streamed session; independent of the machine's date. */
  readonly startDate?: IsoDate;
  /** Take up the market at this market time, as if it had been running since the start date. */
  readonly resumeFromUs?: Micros;
}

/**
 * A simulated market as a generator of frames. It holds no clock and no timer: every `next()` is one step of market time, and
 * the same options give the same frames.
 */
export interface MarketSimulation {
  readonly speed: number;
  /** Market seconds of one step. */
  readonly stepSeconds: number;
  clock(): ClockFrame;
  /** Contracts listed now, one frame a class. */
  chains(): readonly ChainFrame[];
  history(symbols: readonly InstrumentSymbol[], sessions: number): readonly BarsFrame[];
  breadthHistory(sessions: number): BreadthBarsFrame;
  /** The latest value of every series and contract, for a client that joins now. */
  snapshot(): readonly StreamFrame[];
  /** Moves one step on: data up to the new moment first, the clock last; at an opening bell the clock comes first. */
  next(): readonly StreamFrame[];
}

export const DEFAULT_SPEED = 5_000;
export const DEFAULT_SEED = 1;
/** A Friday: the story's first divergence, at the close of the second session, then falls 30 days before a VIX monthly. */
export const DEFAULT_START_DATE: IsoDate = '2026-10-16';
const START_SPX = 6_900;
const RATE = 0.04;

/** Steps are long enough for about 16 a second, never longer than the shortest bar. */
export const stepSecondsAt = (speed: number): number => Math.min(300, Math.max(1, Math.round(speed * 0.06)));

export function createMarketSimulation(options: MarketSimulationOptions = {}): MarketSimulation {
  return new Simulation(options);
}

class Simulation implements MarketSimulation {
  readonly speed: number;
  readonly stepSeconds: number;
  readonly #tape: SessionTape;
  readonly #listing = createContractListing();
  readonly #rotation: ReturnType<typeof createQuoteRotation>;
  #timeUs: Micros;
  #session: SessionPhase = 'closed';

  constructor(options: MarketSimulationOptions) {
    this.speed = options.speed ?? DEFAULT_SPEED;
    this.stepSeconds = stepSecondsAt(this.speed);
    const story = STORIES[options.story ?? 'distribution'];
    this.#tape = createSessionTape({ seed: options.seed ?? DEFAULT_SEED, story, startDate: options.startDate ?? DEFAULT_START_DATE, startSpx: START_SPX });
    this.#rotation = createQuoteRotation(this.stepSeconds / this.speed);
    this.#timeUs = this.#tape.current.hours.openUs - this.stepSeconds * MICROS_PER_SECOND;
    this.#relist();
    if (options.resumeFromUs !== undefined) this.#fastForward(options.resumeFromUs);
  }

  clock(): ClockFrame {
    return { t: 'clock', marketTimeUs: this.#timeUs, speed: this.speed, session: this.#session };
  }

  chains(): readonly ChainFrame[] {
    return LISTED_CLASSES.map((root) => ({ t: 'chain', root, symbols: this.#listing.contracts(root).map((contract) => contract.symbol) }));
  }

  history(symbols: readonly InstrumentSymbol[], sessions: number): readonly BarsFrame[] {
    return this.#tape.history(symbols, sessions, this.#timeUs);
  }

  breadthHistory(sessions: number): BreadthBarsFrame {
    return this.#tape.breadthHistory(sessions, this.#timeUs);
  }

  snapshot(): readonly StreamFrame[] {
    if (this.#timeUs < this.#tape.current.hours.openUs) return [];
    return [...this.#levels(this.#timeUs, this.#timeUs), ...this.#rotation.snapshot(this.#marketNow())];
  }

  next(): readonly StreamFrame[] {
    if (this.#session === 'closed') return this.#openSession();
    const { closeUs, curbCloseUs } = this.#tape.current.hours;
    const fromUs = this.#timeUs;
    const bellUs = fromUs < closeUs ? closeUs : curbCloseUs;
    this.#timeUs = Math.min(fromUs + this.stepSeconds * MICROS_PER_SECOND, bellUs);
    if (this.#timeUs === bellUs) this.#session = bellUs === closeUs ? 'curb' : 'closed';
    const levels = fromUs < closeUs ? this.#levels(fromUs, this.#timeUs) : [];
    const market = this.#marketNow();
    // Rules that act on the close need one consistent chain, so the closing bell prints every contract.
    const quotes = this.#timeUs === closeUs ? this.#rotation.all(market) : this.#rotation.due(market);
    return [...levels, ...quotes, this.clock()];
  }

  #openSession(): readonly StreamFrame[] {
    const { hours } = this.#tape.current;
    if (this.#timeUs >= hours.curbCloseUs) this.#tape.advance();
    this.#timeUs = this.#tape.current.hours.openUs;
    this.#session = 'open';
    const chains = this.#relist() ? this.chains() : [];
    return [this.clock(), ...chains, ...this.#levels(this.#timeUs, this.#timeUs), ...this.#rotation.all(this.#marketNow())];
  }

  /** Prints of SPX, SPY, VIX and breadth in (fromUs, toUs]; derived indices at the end of the step only. */
  #levels(fromUs: Micros, toUs: Micros): readonly StreamFrame[] {
    const path = this.#tape.current;
    const levels: IndexRow[] = [];
    const trades: TradeRow[] = [];
    let volume = path.volumeAt(fromUs);
    for (const timeUs of path.timesBetween(fromUs, toUs)) {
      levels.push(['SPX', timeUs, path.levelAt('SPX', timeUs)], ['VIX', timeUs, path.levelAt('VIX', timeUs)]);
      const volumeNow = path.volumeAt(timeUs);
      trades.push(['SPY', timeUs, path.levelAt('SPY', timeUs), volumeNow - volume, volumeNow]);
      volume = volumeNow;
    }
    const vix = path.levelAt('VIX', toUs);
    for (const index of DERIVED_INDICES) levels.push([index, toUs, this.#tape.derivedLevel(index, vix)]);
    const { advances, declines, unchanged } = path.breadthAt(toUs);
    return [
      { t: 'index', rows: levels },
      { t: 'trade', rows: trades },
      { t: 'breadth', rows: [[SIMULATED_UNIVERSE, toUs, advances, declines, unchanged]] },
    ];
  }

  #marketNow(): ModelledMarket {
    const path = this.#tape.current;
    const [spx, vix] = [path.levelAt('SPX', this.#timeUs), path.levelAt('VIX', this.#timeUs)];
    return createModelledMarket({ nowUs: this.#timeUs, spx, vix, rate: RATE, longRunVix: LONG_RUN_VIX });
  }

  /** Strikes follow the morning's levels; what is listed stays listed. */
  #relist(): boolean {
    const path = this.#tape.current;
    const { openUs } = path.hours;
    const changed = this.#listing.update({ date: path.date, spx: path.levelAt('SPX', openUs), vix: path.levelAt('VIX', openUs) });
    if (changed) this.#rotation.relist((listedClass) => this.#listing.contracts(listedClass));
    return changed;
  }

  #fastForward(toUs: Micros): void {
    if (toUs < this.#tape.current.hours.openUs) return;
    while (this.#tape.current.hours.curbCloseUs <= toUs) {
      this.#relist();
      this.#timeUs = this.#tape.current.hours.curbCloseUs;
      this.#tape.advance();
    }
    const { openUs, closeUs } = this.#tape.current.hours;
    if (toUs < openUs) return;
    this.#relist();
    this.#timeUs = toUs;
    this.#session = toUs < closeUs ? 'open' : 'curb';
  }
}
