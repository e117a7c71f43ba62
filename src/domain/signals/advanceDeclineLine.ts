import { formatNumber } from '../figureText.ts';
import { firstProblem, numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface BreadthInput {
  readonly universe: string;
  readonly advances: number;
  readonly declines: number;
}

export interface AdvanceDeclineState {
  readonly universe: string | null;
  readonly line: number;
  /** The last bar's counts. */
  readonly advances: number;
  readonly declines: number;
}

/**
 * Cumulative advancing less declining issues. Counts of different universes are not comparable,
 * so a change of universe starts the line again.
 */
export const advanceDeclineSignal: SignalDefinition<BreadthInput, AdvanceDeclineState, number> = {
  name: 'Advance-decline line',
  warmUp: 1,
  start: { universe: null, line: 0, advances: 0, declines: 0 },
  problemOf: ({ universe, advances, declines }) =>
    firstProblem(universe === '' ? 'universe must be named' : null, numberProblem('advances', advances, { least: 0 }), numberProblem('declines', declines, { least: 0 })),
  step(state, { universe, advances, declines }) {
    const level = state.universe === universe ? state.line : 0;
    return { universe, line: level + (advances - declines), advances, declines };
  },
  valueOf: (state) => (state.universe === null ? null : state.line),
  explain: ({ universe, line, advances, declines }) => ({
    reading: `A/D line ${formatNumber(line, 0)} issues; the level means nothing, only its turns do`,
    because: [`last bar: ${formatNumber(advances, 0)} issues up less ${formatNumber(declines, 0)} down`, `universe: ${universe ?? 'none'}; another one starts the line again`],
  }),
};
