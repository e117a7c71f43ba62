import { formatNumber } from '../figureText.ts';
import type { BarLabel } from './dailySignals.ts';
import { firstProblem, numberProblem, orderProblem } from './signal.ts';
import type { Explanation, SignalDefinition } from './signal.ts';

export interface RsiFailureInput {
  readonly date: BarLabel;
  /** Null while RSI is warming up: nothing happens. */
  readonly rsi: number | null;
}

export interface RsiFailureState {
  readonly date: BarLabel | null;
  readonly rsi: number | null;
  readonly rising: boolean;
  /** The last RSI peak at or above the policy's level, and the lowest RSI since. */
  readonly peak: number | null;
  readonly trough: number;
  /** Trough between two falling peaks; RSI below it is the failure. */
  readonly trigger: number | null;
  readonly since: BarLabel | null;
  /** Bars since the failure, counted up to the policy's number. */
  readonly bars: number;
}

export interface RsiFailureValue {
  readonly on: boolean;
  readonly since: BarLabel | null;
}

const start: RsiFailureState = { date: null, rsi: null, rising: false, peak: null, trough: 0, trigger: null, since: null, bars: 0 };

/** An unchanged close leaves RSI as it was; Wilder's means then move it by a rounding, which is neither a rise nor a fall. */
const ROUNDING = 1e-9;

/** A peak is known one bar later, when RSI first falls; a flat stretch belongs to the rise before it. */
function meetPeak(state: RsiFailureState, minPeak: number): RsiFailureState {
  const peak = state.rsi;
  if (peak === null || peak < minPeak) return state;
  const lower = state.peak !== null && peak < state.peak;
  return { ...state, peak, trough: peak, trigger: lower ? state.trough : null };
}

const counts = ({ since, bars }: RsiFailureState, failureBars: number): boolean => since !== null && bars < failureBars;

function explainFailure(state: RsiFailureState, failurePeak: number, failureBars: number): Explanation {
  const { since, bars, peak, trigger, trough, rsi } = state;
  const active = counts(state, failureBars);
  const waiting = active ? 'the swing’s trough has been broken' : 'no second, lower peak whose trough could break';
  return {
    reading: rsi === null ? 'RSI is warming up' : active ? `failure swing on ${since}, bar ${bars + 1} of the ${failureBars} it counts for` : 'no failure swing',
    because: [
      peak === null ? `no RSI peak at or above ${failurePeak} yet` : `last RSI peak at or above ${failurePeak}: ${formatNumber(peak, 1)}, lowest since ${formatNumber(trough, 1)}`,
      trigger === null ? waiting : `a second, lower peak stands: RSI below ${formatNumber(trigger, 1)} is the failure (now ${formatNumber(rsi ?? 0, 1)})`,
    ],
  };
}

/**
 * Failure swing at the top: two RSI peaks at or above `failurePeak`, the second lower, then RSI below the trough between them.
 * It counts for `failureBars` sessions, the one of the break included.
 */
export function rsiFailureSignal(parameters: {
  readonly failurePeak: number;
  readonly failureBars: number;
}): SignalDefinition<RsiFailureInput, RsiFailureState, RsiFailureValue> {
  const { failurePeak, failureBars } = parameters;
  return {
    name: 'RSI failure swing',
    warmUp: 1,
    start,
    problemOf: ({ date, rsi }, state) => firstProblem(orderProblem(date, state.date), rsi === null ? null : numberProblem('rsi', rsi)),
    step(previous, { date, rsi }) {
      const bars = previous.since === null ? previous.bars : Math.min(previous.bars + 1, failureBars);
      const aged = { ...previous, date, bars };
      if (rsi === null || previous.rsi === null) return { ...aged, rsi: rsi ?? previous.rsi };
      const flat = Math.abs(rsi - previous.rsi) <= ROUNDING;
      const falling = !flat && rsi < previous.rsi;
      const met = falling && previous.rising ? meetPeak(aged, failurePeak) : aged;
      const broken = met.trigger !== null && rsi < met.trigger;
      return {
        date,
        rsi,
        rising: flat ? previous.rising : !falling,
        peak: met.peak,
        trough: Math.min(met.trough, rsi),
        trigger: broken ? null : met.trigger,
        since: broken ? date : met.since,
        bars: broken ? 0 : bars,
      };
    },
    valueOf: (state) => ({ on: counts(state, failureBars), since: state.since }),
    explain: (state) => explainFailure(state, failurePeak, failureBars),
  };
}
