import { formatNumber, percent } from '../figureText.ts';
import { centredSums, emptyPairs, everyPair, pushPair } from './rollingPairs.ts';
import type { PairWindow, Side } from './rollingPairs.ts';
import { firstProblem, numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface PriceAndVix {
  /** SPX (or SPY) close. */
  readonly price: number;
  readonly vix: number;
}

export interface ChangesState {
  readonly last: PriceAndVix | null;
  /** Returns of the price (x), and changes of VIX in points (y) over the same sessions. */
  readonly changes: PairWindow;
}

export const noChanges: ChangesState = { last: null, changes: emptyPairs };

export const pairProblem = ({ price, vix }: PriceAndVix): string | null =>
  firstProblem(numberProblem('price', price, { above: 0 }), numberProblem('vix', vix, { above: 0 }));

/** Only sessions that have both series are paired: a VIX holiday makes one two-session change of both. */
export function nextChanges(
  state: ChangesState,
  input: PriceAndVix,
  days: number,
  { returnOf, sides }: { readonly returnOf: (priceRatio: number) => number; readonly sides: readonly Side[] },
): ChangesState {
  if (state.last === null) return { ...state, last: input };
  const { price, vix } = state.last;
  return { last: input, changes: pushPair(state.changes, { x: returnOf(input.price / price), y: input.vix - vix }, days, sides) };
}

const LOG_RETURNS = { returnOf: Math.log, sides: everyPair } as const;

export interface CorrelationLevels {
  readonly reference: number;
  readonly slippage: number;
}

/** Correlation of log returns with VIX point changes over `days` sessions, −1…1. Null where either did not move at all. */
export function vixSpxCorrelationSignal(days: number, levels?: CorrelationLevels): SignalDefinition<PriceAndVix, ChangesState, number> {
  const valueOf = ({ changes }: ChangesState): number | null => {
    if (changes.xs.count < days) return null;
    const { xx, yy, xy } = centredSums(changes, days, everyPair);
    return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy)))) : null;
  };
  return {
    name: `VIX–SPX correlation, ${days} days`,
    warmUp: days + 1,
    start: noChanges,
    problemOf: pairProblem,
    step: (state, input) => nextChanges(state, input, days, LOG_RETURNS),
    valueOf,
    explain(state) {
      const rho = valueOf(state) ?? 0;
      const against = levels === undefined ? [] : [
        rho > levels.slippage
          ? `weaker than ${formatNumber(levels.slippage, 2)}: VIX follows SPX less than a hedge counts on (slippage); the long-run reference is ${formatNumber(levels.reference, 2)}`
          : `slippage would begin above ${formatNumber(levels.slippage, 2)}; the long-run reference is ${formatNumber(levels.reference, 2)}`,
      ];
      return {
        reading: `${formatNumber(rho, 2)} over ${days} sessions`,
        because: [...against, `ρ² = ${percent(rho * rho, 0)}: the part of the variance of SPX moves that VIX moved with`, 'log returns of SPX against point changes of VIX, sessions that have both'],
      };
    },
  };
}
