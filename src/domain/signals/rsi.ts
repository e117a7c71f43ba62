import { formatNumber } from '../figureText.ts';
import { numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface RsiState {
  readonly close: number | null;
  /** Close-to-close changes seen, counted up to the period. */
  readonly changes: number;
  /** Sum of gains and of losses while warming up, Wilder means afterwards. */
  readonly gain: number;
  readonly loss: number;
}

/**
 * Relative strength index 0…100 of closes (Wilder 1978, as in TA-Lib): the first means are plain averages of the first `period` changes,
 * later ones are smoothed by 1/period. No loss at all gives 100; no movement at all gives no value.
 */
export function rsiSignal(period: number): SignalDefinition<number, RsiState, number> {
  const valueOf = (state: RsiState): number | null => {
    const total = state.gain + state.loss;
    return state.changes < period || total === 0 ? null : 100 * (state.gain / total);
  };
  return {
    name: `RSI ${period}`,
    warmUp: period + 1,
    start: { close: null, changes: 0, gain: 0, loss: 0 },
    problemOf: (close) => numberProblem('close', close),
    step(state, close) {
      if (state.close === null) return { close, changes: 0, gain: 0, loss: 0 };
      const change = close - state.close;
      const up = change > 0 ? change : 0;
      const down = change < 0 ? -change : 0;
      if (state.changes === period) {
        const gain = (state.gain * (period - 1) + up) / period;
        const loss = (state.loss * (period - 1) + down) / period;
        return { close, changes: period, gain, loss };
      }
      const changes = state.changes + 1;
      const scale = changes === period ? period : 1;
      return { close, changes, gain: (state.gain + up) / scale, loss: (state.loss + down) / scale };
    },
    valueOf,
    explain: (state) => ({
      reading: `RSI ${formatNumber(valueOf(state) ?? 0, 1)} of 100`,
      because: [`Wilder means of ${period}: gains ${formatNumber(state.gain, 2)}, losses ${formatNumber(state.loss, 2)} points a bar`, `last close ${formatNumber(state.close ?? 0, 2)}`],
    }),
  };
}
