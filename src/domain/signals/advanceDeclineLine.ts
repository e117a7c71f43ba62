import type { SignalDefinition } from './signal.ts';

export interface BreadthInput {
  readonly universe: string;
  readonly advances: number;
  readonly declines: number;
}

export interface AdvanceDeclineState {
  readonly universe: string | null;
  readonly line: number;
}

/**
 * Cumulative advancing less declining issues. Counts of different universes are not comparable,
 * so a change of universe starts the line again.
 */
export const advanceDeclineSignal: SignalDefinition<BreadthInput, AdvanceDeclineState, number> = {
  warmUp: 1,
  start: { universe: null, line: 0 },
  step(state, { universe, advances, declines }) {
    const level = state.universe === universe ? state.line : 0;
    return { universe, line: level + (advances - declines) };
  },
  valueOf: (state) => (state.universe === null ? null : state.line),
};
