import { plural } from '../figureText.ts';
import type { Explanation, SignalDefinition, SignalExplanation } from './signal.ts';

/**
 * Explains one part of several signals; one without a value says what it waits for. `needs`: bars of its series until the first value,
 * where it stands on another signal that has to warm up first.
 */
export function explained<Input, State, Value>(
  { signal, subject, needs }: { readonly signal: string; readonly subject: string; readonly needs?: number },
  definition: SignalDefinition<Input, State, Value>,
  state: State,
): SignalExplanation {
  const title = subject === '' ? definition.name : `${subject} ${definition.name}`;
  if (definition.valueOf(state) !== null) return { signal, title, ...definition.explain(state) };
  return { signal, title, reading: 'no value', because: [`needs ${plural(needs ?? definition.warmUp, 'bar')} of its series without a long hole`] };
}

/** Several signals as one explanation. */
export const explainedTogether = (reading: string, parts: readonly SignalExplanation[]): Explanation => ({
  reading, because: parts.map((part) => `${part.title}: ${part.reading}`), parts,
});
