import type { IsoDate } from '../domain/units.ts';
import { nextTradingDay, addTradingDays } from '../domain/calendar.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { BACKDROP } from './stories.ts';
import type { Story, StoryPhase } from './stories.ts';

/** What one session is to become: its close, its VIX, its volume and breadth. The path inside the day is drawn to meet it. */
export interface PlannedSession {
  /** 0 = first streamed session; negative = back-history. */
  readonly index: number;
  readonly date: IsoDate;
  readonly phase: string;
  readonly previousSpx: number;
  readonly previousVix: number;
  readonly spxClose: number;
  readonly vixClose: number;
  /** SPY shares. */
  readonly volume: number;
  /** Advancing ÷ (advancing + declining) at the close. */
  readonly advanceShare: number;
  readonly gapShare: number;
}

/** Average SPY volume of a calm day, shares. */
const NORMAL_VOLUME = 72_000_000;
/** Noise around the story's path forgets 20 % a day: it wanders without leaving the story. */
const NOISE_MEMORY = 0.8;
/** ln VIX per ln SPX: about one VIX point per 1 % at a VIX of 14 (measured: −1.0 to −1.6 points). */
const VIX_PER_SPX = -7;

function* phasesOf(story: Story): Generator<StoryPhase, never> {
  yield* BACKDROP;
  for (;;) {
    yield* story.prelude;
    yield* story.live;
    yield* story.aftermath;
  }
}

const lengthOf = (phases: readonly StoryPhase[]): number => phases.reduce((sum, each) => sum + each.sessions, 0);
const growthOf = (phases: readonly StoryPhase[]): number => phases.reduce((sum, each) => sum + Math.log1p(each.spxPercent / 100), 0);

interface PathState {
  anchorSpx: number;
  anchorVix: number;
  noise: number;
  vixNoise: number;
  spx: number;
  vix: number;
}

function drawSession(phase: StoryPhase, stepInPhase: number, state: PathState, random: Random): Omit<PlannedSession, 'index' | 'date'> {
  const left = phase.sessions - stepInPhase;
  state.anchorSpx *= (1 + phase.spxPercent / 100) ** (1 / phase.sessions);
  state.anchorVix *= (phase.vixTo / state.anchorVix) ** (1 / left);
  const shock = (phase.noisePercent / 100) * random.gaussian();
  const noiseBefore = state.noise;
  state.noise = NOISE_MEMORY * state.noise + shock;
  state.vixNoise = NOISE_MEMORY * state.vixNoise + VIX_PER_SPX * (state.noise - noiseBefore) + 0.012 * random.gaussian();
  const previousSpx = state.spx;
  const previousVix = state.vix;
  state.spx = state.anchorSpx * Math.exp(state.noise);
  state.vix = Math.max(9.5, state.anchorVix * Math.exp(state.vixNoise));
  const move = Math.log(state.spx / previousSpx);
  const fear = 1 + Math.max(0, state.vix - 18) / 20;
  const side = move >= 0 ? phase.upVolume : phase.downVolume;
  const advanceShare = 0.5 + 0.24 * Math.tanh(move / 0.006) + phase.breadthTilt + 0.03 * random.gaussian();
  return {
    phase: phase.name,
    previousSpx,
    previousVix,
    spxClose: state.spx,
    vixClose: state.vix,
    volume: Math.round(NORMAL_VOLUME * side * fear * Math.exp(0.09 * random.gaussian())),
    advanceShare: Math.min(0.96, Math.max(0.04, advanceShare)),
    gapShare: phase.gap ?? 0.25,
  };
}

export interface DailyPath {
  /** Back-history sessions that come before index 0. */
  readonly historySessions: number;
  next(): PlannedSession;
}

/**
 * The days of a story, oldest first, without end. `startSpx` is the level of the story's own path at the last session before
 * `startDate`; the real close differs by the noise.
 */
export function createDailyPath(options: { readonly seed: number; readonly story: Story; readonly startDate: IsoDate; readonly startSpx: number }): DailyPath {
  const before = [...BACKDROP, ...options.story.prelude];
  const historySessions = lengthOf(before);
  const firstSpx = options.startSpx / Math.exp(growthOf(before));
  const state: PathState = { anchorSpx: firstSpx, anchorVix: 16, noise: 0, vixNoise: 0, spx: firstSpx, vix: 16 };
  const phases = phasesOf(options.story);
  let phase = phases.next().value;
  let stepInPhase = 0;
  let index = -historySessions;
  let date: IsoDate | null = null;
  return {
    historySessions,
    next() {
      date = date === null ? addTradingDays(options.startDate, -historySessions) : nextTradingDay(date);
      if (stepInPhase === phase.sessions) {
        phase = phases.next().value;
        stepInPhase = 0;
      }
      const session = { index, date, ...drawSession(phase, stepInPhase, state, createRandom(options.seed, 1, index + historySessions)) };
      stepInPhase += 1;
      index += 1;
      return session;
    },
  };
}
