import { centredSums } from './rollingWindow.ts';
import type { SignalDefinition } from './signal.ts';
import { nextChanges, noChanges } from './vixSpxCorrelation.ts';
import type { ChangesState, PriceAndVix } from './vixSpxCorrelation.ts';

export interface VixBeta {
  readonly all: number | null;
  readonly up: number | null;
  readonly down: number | null;
}

/** Percent by which the price rose: the beta is quoted per +1 %, so the return is the simple one. */
const percentOf = (priceRatio: number): number => 100 * (priceRatio - 1);

/** Least-squares slope with intercept. */
function slopeOf(returns: readonly number[], changes: readonly number[]): number | null {
  const { xx, xy } = centredSums(returns, changes);
  return xx > 0 ? xy / xx : null;
}

/**
 * VIX points per +1 % of SPX: least squares with intercept of VIX point changes on SPX returns over `days` sessions,
 * all days and up and down days apart. A side with fewer than `minSideDays` days has no slope.
 */
export function vixBetaSignal(parameters: {
  readonly days: number;
  readonly minSideDays: number;
}): SignalDefinition<PriceAndVix, ChangesState, VixBeta> {
  const { days, minSideDays } = parameters;
  const sideSlope = ({ returns, changes }: ChangesState, onSide: (change: number) => boolean): number | null => {
    const sideReturns = returns.filter(onSide);
    if (sideReturns.length < minSideDays) return null;
    return slopeOf(sideReturns, changes.filter((_, i) => onSide(returns[i] ?? 0)));
  };
  return {
    warmUp: days + 1,
    start: noChanges,
    step: (state, input) => nextChanges(state, input, days, percentOf),
    valueOf(state) {
      if (state.returns.length < days) return null;
      return {
        all: slopeOf(state.returns, state.changes),
        up: sideSlope(state, (change) => change > 0),
        down: sideSlope(state, (change) => change < 0),
      };
    },
  };
}
