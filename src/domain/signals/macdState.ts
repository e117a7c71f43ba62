import type { SignalDefinition } from './signal.ts';

/**
 * SPX bearish state: the histogram at or below `bearishEnterAtr` average true ranges (a negative share) switches it on,
 * at or above `bearishLeaveAtr` off; between the two it stays as it was, so that a histogram near zero does not flicker.
 */
export function macdBearishSignal(parameters: {
  readonly bearishEnterAtr: number;
  readonly bearishLeaveAtr: number;
}): SignalDefinition<{ readonly histogram: number; readonly atr: number }, { readonly on: boolean | null }, boolean> {
  return {
    warmUp: 1,
    start: { on: null },
    step(state, { histogram, atr }) {
      if (histogram <= parameters.bearishEnterAtr * atr) return { on: true };
      if (histogram >= parameters.bearishLeaveAtr * atr) return { on: false };
      return { on: state.on ?? false };
    },
    valueOf: (state) => state.on,
  };
}

export interface CrossUpState {
  readonly histogram: number | null;
  readonly barsAgo: number | null;
}

/** Bars since the histogram last rose from at or below zero to above it: 0 on the bar of the cross. */
export const macdCrossUpSignal: SignalDefinition<number, CrossUpState, number> = {
  warmUp: 2,
  start: { histogram: null, barsAgo: null },
  step(state, histogram) {
    const crossed = state.histogram !== null && state.histogram <= 0 && histogram > 0;
    if (crossed) return { histogram, barsAgo: 0 };
    return { histogram, barsAgo: state.barsAgo === null ? null : state.barsAgo + 1 };
  },
  valueOf: (state) => state.barsAgo,
};
