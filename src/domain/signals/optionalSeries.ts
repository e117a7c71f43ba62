import type { SignalDefinition } from './signal.ts';

export interface OptionalState<State> {
  readonly inner: State;
  /** Sessions since the series was last present; null when it has never been, or is gone. */
  readonly absent: number | null;
}

/**
 * A day without input holds the last value and does not advance; more than `absentSessions` in a row start the signal afresh, rather
 * than span the hole.
 */
export function optionalSeries<Input, State, Value>(
  definition: SignalDefinition<Input, State, Value>,
  { absentSessions }: { readonly absentSessions: number },
): SignalDefinition<Input | null, OptionalState<State>, Value> {
  return {
    name: definition.name,
    warmUp: definition.warmUp,
    start: { inner: definition.start, absent: null },
    problemOf: (input, { inner }) => (input === null ? null : definition.problemOf(input, inner)),
    step(state, input) {
      if (input !== null) return { inner: definition.step(state.inner, input), absent: 0 };
      if (state.absent === null) return state;
      if (state.absent >= absentSessions) return { inner: definition.start, absent: null };
      return { inner: state.inner, absent: state.absent + 1 };
    },
    valueOf: (state) => (state.absent === null ? null : definition.valueOf(state.inner)),
    explain({ inner, absent }) {
      const explanation = definition.explain(inner);
      if (absent === null || absent === 0) return explanation;
      const held = `the series has been absent for ${absent} of at most ${absentSessions} sessions: this is its last value`;
      const parts = explanation.parts?.map((part) => ({ ...part, because: [...part.because, held] }));
      return { ...explanation, because: [...explanation.because, held], ...(parts === undefined ? {} : { parts }) };
    },
  };
}
