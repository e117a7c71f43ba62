import type { Explanation, SignalDefinition, SignalExplanation } from './signal.ts';

/** Explains one part of several signals; one without a value says what it waits for. */
export function explained<Input, State, Value>(
  signal: string,
  subject: string,
  definition: SignalDefinition<Input, State, Value>,
  state: State,
): SignalExplanation {
  const title = subject === '' ? definition.name : `${subject} ${definition.name}`;
  if (definition.valueOf(state) !== null) return { signal, title, ...definition.explain(state) };
  return { signal, title, reading: 'no value', because: [`needs ${definition.warmUp} bars of its series without a long hole`] };
}

/** Several signals as one explanation. */
export const explainedTogether = (reading: string, parts: readonly SignalExplanation[]): Explanation => ({
  reading, because: parts.map((part) => `${part.title}: ${part.reading}`), parts,
});
