import { formatNumber } from '../figureText.ts';
import { firstProblem, numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface RangeInput {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export interface AverageTrueRangeState {
  readonly close: number | null;
  readonly ranges: number;
  /** Sum while warming up, Wilder mean afterwards. */
  readonly mean: number;
}

/**
 * Average true range (Wilder 1978, as in TA-Lib), in points. A close-only series is passed with high = low = close,
 * which leaves the Wilder mean of |change of close|.
 */
export function averageTrueRangeSignal(period: number): SignalDefinition<RangeInput, AverageTrueRangeState, number> {
  return {
    name: `ATR ${period}`,
    warmUp: period + 1,
    start: { close: null, ranges: 0, mean: 0 },
    problemOf: ({ high, low, close }) =>
      firstProblem(numberProblem('low', low), numberProblem('high', high, { least: low }), numberProblem('close', close)),
    step(state, { high, low, close }) {
      if (state.close === null) return { ...state, close };
      const range = Math.max(high, state.close) - Math.min(low, state.close);
      if (state.ranges === period) return { close, ranges: period, mean: (state.mean * (period - 1) + range) / period };
      const ranges = state.ranges + 1;
      return { close, ranges, mean: (state.mean + range) / (ranges === period ? period : 1) };
    },
    valueOf: (state) => (state.ranges < period ? null : state.mean),
    explain: ({ mean }) => ({ reading: `ATR ${formatNumber(mean, 2)} points`, because: [`Wilder mean of the true range, smoothed by 1/${period}`] }),
  };
}
