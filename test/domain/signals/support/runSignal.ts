import { createSignal } from '../../../../src/domain/signals/signal.ts';
import type { SignalDefinition } from '../../../../src/domain/signals/signal.ts';

/** Value after each input, in order. */
export function valuesOf<Input, State, Value>(definition: SignalDefinition<Input, State, Value>, inputs: readonly Input[]): (Value | null)[] {
  const signal = createSignal(definition);
  return inputs.map((input) => signal.add(input));
}

export function lastOf<T>(values: readonly T[]): T {
  const value = values.at(-1);
  if (value === undefined) throw new Error('no values');
  return value;
}
