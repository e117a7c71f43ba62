import { signed } from '../figureText.ts';
import { centredSums } from './rollingPairs.ts';
import type { Side } from './rollingPairs.ts';
import type { SignalDefinition } from './signal.ts';
import { nextChanges, noChanges, pairProblem } from './vixSpxCorrelation.ts';
import type { ChangesState, PriceAndVix } from './vixSpxCorrelation.ts';

export interface VixBeta {
  readonly all: number | null;
  readonly up: number | null;
  readonly down: number | null;
}

/** Percent by which the price rose: the beta is quoted per +1 %, so the return is the simple one. */
const percentOf = (priceRatio: number): number => 100 * (priceRatio - 1);

const SIDES: readonly Side[] = [() => true, (rise) => rise > 0, (rise) => rise < 0];
const RETURNS = { returnOf: percentOf, sides: SIDES } as const;

/**
 * VIX points per +1 % of SPX: least squares with intercept of VIX point changes on SPX returns over `days` sessions,
 * all days and up and down days apart. A side with fewer than `minSideDays` days has no slope.
 */
export function vixBetaSignal(parameters: {
  readonly days: number;
  readonly minSideDays: number;
}): SignalDefinition<PriceAndVix, ChangesState, VixBeta> {
  const { days, minSideDays } = parameters;
  const sums = ({ changes }: ChangesState, side: number) => centredSums(changes, days, SIDES, side);
  const slope = (state: ChangesState, side: number, atLeast: number): number | null => {
    const { n, xx, xy } = sums(state, side);
    return n >= atLeast && xx > 0 ? xy / xx : null;
  };
  const valueOf = (state: ChangesState): VixBeta | null =>
    (state.changes.xs.count < days ? null : { all: slope(state, 0, 2), up: slope(state, 1, minSideDays), down: slope(state, 2, minSideDays) });
  return {
    name: `VIX beta, ${days} days`,
    warmUp: days + 1,
    start: noChanges,
    problemOf: pairProblem,
    step: (state, input) => nextChanges(state, input, days, RETURNS),
    valueOf,
    explain(state) {
      const beta = valueOf(state);
      const side = (name: string, value: number | null, at: number): string =>
        `${name} days: ${value === null ? `no slope, ${sums(state, at).n} of at least ${minSideDays} days` : `${signed(value, 2)} over ${sums(state, at).n} days`}`;
      return {
        reading: beta?.all == null ? 'no slope: SPX did not move' : `${signed(beta.all, 2)} VIX points per +1 % of SPX over ${days} sessions`,
        because: [side('up', beta?.up ?? null, 1), side('down', beta?.down ?? null, 2), 'least squares with intercept, VIX point changes on simple returns of SPX'],
      };
    },
  };
}
