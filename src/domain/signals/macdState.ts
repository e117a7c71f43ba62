import { formatNumber, plural, signed } from '../figureText.ts';
import { firstProblem, numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface MacdBearishState {
  readonly on: boolean | null;
  readonly histogram: number;
  readonly atr: number;
}

/**
 * SPX bearish state: the histogram at or below `bearishEnterAtr` average true ranges (a negative share) switches it on,
 * at or above `bearishLeaveAtr` off; between the two it stays as it was, so that a histogram near zero does not flicker.
 */
export function macdBearishSignal(parameters: {
  readonly bearishEnterAtr: number;
  readonly bearishLeaveAtr: number;
}): SignalDefinition<{ readonly histogram: number; readonly atr: number }, MacdBearishState, boolean> {
  const { bearishEnterAtr, bearishLeaveAtr } = parameters;
  return {
    name: 'MACD bearish state',
    warmUp: 1,
    start: { on: null, histogram: 0, atr: 0 },
    problemOf: ({ histogram, atr }) => firstProblem(numberProblem('histogram', histogram), numberProblem('atr', atr, { least: 0 })),
    step(state, { histogram, atr }) {
      if (histogram <= bearishEnterAtr * atr) return { on: true, histogram, atr };
      return { on: histogram >= bearishLeaveAtr * atr ? false : (state.on ?? false), histogram, atr };
    },
    valueOf: (state) => state.on,
    explain: ({ on, histogram, atr }) => ({
      reading: on === true ? 'bearish state' : 'no bearish state',
      because: [
        `histogram ${signed(histogram, 2)} points, average true range ${formatNumber(atr, 2)}`,
        `on at or below ${signed(bearishEnterAtr * atr, 2)} (${signed(bearishEnterAtr, 2)} ranges), off at or above ${signed(bearishLeaveAtr * atr, 2)} (${signed(bearishLeaveAtr, 2)}), as it was between`,
      ],
    }),
  };
}

export interface CrossUpState {
  readonly histogram: number | null;
  readonly barsAgo: number | null;
}

/** Bars since the histogram last rose from at or below zero to above it: 0 on the bar of the cross. */
export const macdCrossUpSignal: SignalDefinition<number, CrossUpState, number> = {
  name: 'MACD cross-up',
  warmUp: 2,
  start: { histogram: null, barsAgo: null },
  problemOf: (histogram) => numberProblem('histogram', histogram),
  step(state, histogram) {
    const crossed = state.histogram !== null && state.histogram <= 0 && histogram > 0;
    if (crossed) return { histogram, barsAgo: 0 };
    return { histogram, barsAgo: state.barsAgo === null ? null : state.barsAgo + 1 };
  },
  valueOf: (state) => state.barsAgo,
  explain: ({ histogram, barsAgo }) => ({
    reading: barsAgo === null ? 'no cross-up yet' : barsAgo === 0 ? 'crossed up on this bar' : `crossed up ${plural(barsAgo, 'bar')} ago`,
    because: [`histogram now ${signed(histogram ?? 0, 2)} points; a cross-up is a rise from zero or below to above it`],
  }),
};
