import type { SignalDefinition } from './signal.ts';

export interface ObvInput {
  /** Unadjusted close: an adjusted one would turn a dividend into a price move and flip signs. */
  readonly close: number;
  readonly volume: number;
}

export interface ObvState {
  readonly close: number | null;
  readonly obv: number;
}

/**
 * On-balance volume in shares (Granville): a higher close adds the session's volume, a lower one takes it off, an equal one leaves it.
 * It starts at 0 on the first bar; the level is arbitrary and only differences mean anything.
 */
export const obvSignal: SignalDefinition<ObvInput, ObvState, number> = {
  warmUp: 1,
  start: { close: null, obv: 0 },
  step(state, { close, volume }) {
    if (state.close === null || close === state.close) return { close, obv: state.obv };
    return { close, obv: close > state.close ? state.obv + volume : state.obv - volume };
  },
  valueOf: (state) => (state.close === null ? null : state.obv),
};
