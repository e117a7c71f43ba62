import type { DailyInput, DailySignals, DivergenceKind, DivergenceSeries } from './dailySignals.ts';
import { formingPair, isHidden, qualifiedPair, SHAPES } from './divergencePairs.ts';
import { emptyTape, nextTape, restartedTape } from './divergenceTape.ts';
import type { SignalParameters } from './signalParameters.ts';

/** A closed session as it was fed, and what the signals said of it. */
export interface StudiedSession {
  readonly input: DailyInput;
  readonly signals: DailySignals;
}

/** Whether the rule was true on the close of each session; null where the series was absent, and for a state that the kind does not have. */
export interface Sightings {
  readonly forming: readonly (boolean | null)[];
  readonly qualified: readonly (boolean | null)[];
}

/** What the series is counted from: when this changes it begins anew, and its pivots with it. Null while it is absent. */
function originOf(series: DivergenceSeries, { breadthUniverse, missing }: DailySignals): string | null {
  if (series === 'adLine') return breadthUniverse;
  return missing.some((absent) => absent.series === 'SPY volume') ? null : 'SPY';
}

/**
 * Closes on which a divergence of the kind was there to be seen, whether it began a new one, renewed one or changed nothing: forming,
 * with that session's bar as its newer anchor; qualified, with a pivot that became known on it. What counts falls and base rates is
 * this, and not the days for which one was remembered.
 */
export function divergenceSightings(sessions: readonly StudiedSession[], series: DivergenceSeries, kind: DivergenceKind, parameters: SignalParameters): Sightings {
  const shape = SHAPES[kind];
  const forming: (boolean | null)[] = [];
  const qualified: (boolean | null)[] = [];
  let tape = emptyTape;
  let origin: string | null = null;
  for (const { input: { date, price: { high, low } }, signals } of sessions) {
    const today = originOf(series, signals);
    if (today !== origin) tape = restartedTape(tape);
    origin = today;
    tape = nextTape(tape, { date, high, low, value: signals[series] }, parameters);
    forming.push(today === null || isHidden(shape) ? null : formingPair(tape, shape, parameters) !== null);
    qualified.push(today === null ? null : qualifiedPair(tape, shape, parameters) !== null);
  }
  return { forming, qualified };
}
