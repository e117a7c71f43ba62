import { formatNumber, signed } from '../figureText.ts';
import type { MacdValue } from './dailySignals.ts';
import { meanOf } from './rollingWindow.ts';
import { numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface MacdPeriods {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
}

export interface MacdState {
  /** First closes, kept until the averages are seeded. */
  readonly closes: readonly number[];
  readonly averages: { readonly fast: number; readonly slow: number } | null;
  /** First MACD values, kept until the signal line is seeded. */
  readonly macds: readonly number[];
  readonly value: MacdValue | null;
}

const smooth = (average: number, value: number, period: number): number => average + (2 / (period + 1)) * (value - average);

/**
 * Moving average convergence/divergence, in points of its input. TA-Lib's classic seeding: the slow average starts as the mean of the
 * first `slow` closes and the fast one as the mean of the last `fast` of these, so that both start on the same bar (bar 25 of 12/26/9);
 * the signal line starts as the mean of the first `signal` MACD values (first output on bar 33).
 */
export function macdSignal({ fast, slow, signal }: MacdPeriods): SignalDefinition<number, MacdState, MacdValue> {
  const nextAverages = (state: MacdState, close: number): MacdState => {
    if (state.averages !== null) {
      const averages = { fast: smooth(state.averages.fast, close, fast), slow: smooth(state.averages.slow, close, slow) };
      return { ...state, averages };
    }
    const closes = [...state.closes, close];
    if (closes.length < slow) return { ...state, closes };
    return { ...state, closes: [], averages: { fast: meanOf(closes.slice(slow - fast)), slow: meanOf(closes) } };
  };
  const nextSignal = (state: MacdState): MacdState => {
    if (state.averages === null) return state;
    const macd = state.averages.fast - state.averages.slow;
    const macds = state.value === null ? [...state.macds, macd] : state.macds;
    if (state.value === null && macds.length < signal) return { ...state, macds };
    const line = state.value === null ? meanOf(macds) : smooth(state.value.signal, macd, signal);
    return { ...state, macds: [], value: { macd, signal: line, histogram: macd - line } };
  };
  return {
    name: `MACD ${fast} ${slow} ${signal}`,
    warmUp: slow + signal - 1,
    start: { closes: [], averages: null, macds: [], value: null },
    problemOf: (close) => numberProblem('close', close),
    step: (state, close) => nextSignal(nextAverages(state, close)),
    valueOf: (state) => state.value,
    explain: ({ value, averages }) => ({
      reading: value === null ? 'no MACD yet' : `MACD ${signed(value.macd, 2)} against its signal ${signed(value.signal, 2)}: histogram ${signed(value.histogram, 2)} points`,
      because: averages === null ? [] : [`averages of ${fast} bars ${formatNumber(averages.fast, 2)} and of ${slow} bars ${formatNumber(averages.slow, 2)}, signal line over ${signal}`],
    }),
  };
}
