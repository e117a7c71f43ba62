import { centredSums, slide } from './rollingWindow.ts';
import type { SignalDefinition } from './signal.ts';

export interface PriceAndVix {
  /** SPX (or SPY) close. */
  readonly price: number;
  readonly vix: number;
}

export interface ChangesState {
  readonly last: PriceAndVix | null;
  /** Returns of the price, and changes of VIX in points over the same sessions. */
  readonly returns: readonly number[];
  readonly changes: readonly number[];
}

export const noChanges: ChangesState = { last: null, returns: [], changes: [] };

/** Only sessions that have both series are paired: a VIX holiday makes one two-session change of both. */
export function nextChanges(
  state: ChangesState,
  input: PriceAndVix,
  days: number,
  returnOf: (priceRatio: number) => number,
): ChangesState {
  if (state.last === null) return { ...state, last: input };
  const { price, vix } = state.last;
  return {
    last: input,
    returns: slide(state.returns, returnOf(input.price / price), days),
    changes: slide(state.changes, input.vix - vix, days),
  };
}

/** Correlation of log returns with VIX point changes over `days` sessions, −1…1. Null where either did not move at all. */
export function vixSpxCorrelationSignal(days: number): SignalDefinition<PriceAndVix, ChangesState, number> {
  return {
    warmUp: days + 1,
    start: noChanges,
    step: (state, input) => nextChanges(state, input, days, Math.log),
    valueOf({ returns, changes }) {
      if (returns.length < days) return null;
      const { xx, yy, xy } = centredSums(returns, changes);
      return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
    },
  };
}
