import type { SignalDefinition } from './signal.ts';

/**
 * Sessions a daily series may be absent before it counts as gone: its signals then start afresh rather than span the hole.
 * A rule of data hygiene (a long weekend of a data vendor), not a trading value.
 */
export const ABSENT_SESSIONS_ALLOWED = 5;

export interface OptionalState<State> {
  readonly inner: State;
  /** Sessions since the series was last present; null when it has never been, or is gone. */
  readonly absent: number | null;
}

/** A day without input holds the last value and does not advance; too many in a row start the signal afresh. */
export function optionalSeries<Input, State, Value>(
  definition: SignalDefinition<Input, State, Value>,
): SignalDefinition<Input | null, OptionalState<State>, Value> {
  return {
    name: definition.name,
    warmUp: definition.warmUp,
    start: { inner: definition.start, absent: null },
    problemOf: (input, { inner }) => (input === null ? null : definition.problemOf(input, inner)),
    step(state, input) {
      if (input !== null) return { inner: definition.step(state.inner, input), absent: 0 };
      if (state.absent === null) return state;
      if (state.absent >= ABSENT_SESSIONS_ALLOWED) return { inner: definition.start, absent: null };
      return { inner: state.inner, absent: state.absent + 1 };
    },
    valueOf: (state) => (state.absent === null ? null : definition.valueOf(state.inner)),
    explain({ inner, absent }) {
      const explanation = definition.explain(inner);
      if (absent === null || absent === 0) return explanation;
      const held = `the series has been absent for ${absent} of at most ${ABSENT_SESSIONS_ALLOWED} sessions: this is its last value`;
      const parts = explanation.parts?.map((part) => ({ ...part, because: [...part.because, held] }));
      return { ...explanation, because: [...explanation.because, held], ...(parts === undefined ? {} : { parts }) };
    },
  };
}
