import { formatNumber } from '../figureText.ts';
import { firstProblem, numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface ObvInput {
  /** Unadjusted close: an adjusted one would turn a dividend into a price move and flip signs. */
  readonly close: number;
  readonly volume: number;
}

export interface ObvState {
  readonly close: number | null;
  readonly obv: number;
  /** Volume counted with the last bar: up, down or none. */
  readonly step: number;
}

/**
 * On-balance volume in shares (Granville): a higher close adds the session's volume, a lower one takes it off, an equal one leaves it.
 * It starts at 0 on the first bar; the level is arbitrary and only differences mean anything.
 */
export const obvSignal: SignalDefinition<ObvInput, ObvState, number> = {
  name: 'On-balance volume',
  warmUp: 1,
  start: { close: null, obv: 0, step: 0 },
  problemOf: ({ close, volume }) => firstProblem(numberProblem('close', close, { above: 0 }), numberProblem('volume', volume, { least: 0 })),
  step(state, { close, volume }) {
    if (state.close === null || close === state.close) return { close, obv: state.obv, step: 0 };
    const step = close > state.close ? volume : -volume;
    return { close, obv: state.obv + step, step };
  },
  valueOf: (state) => (state.close === null ? null : state.obv),
  explain: ({ obv, close, step }) => ({
    reading: `OBV ${formatNumber(obv / 1e6, 1)} million shares since the series began; the level means nothing, only its turns do`,
    because: [
      step === 0 ? 'the last bar added nothing: it is the first, or closed unchanged' : `the last bar ${step > 0 ? 'added' : 'took off'} its volume of ${formatNumber(Math.abs(step) / 1e6, 1)} million shares, because it closed ${step > 0 ? 'up' : 'down'}`,
      `unadjusted SPY close ${formatNumber(close ?? 0, 2)}`,
    ],
  }),
};
