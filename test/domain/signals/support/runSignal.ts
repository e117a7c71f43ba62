import type { Result } from '../../../../src/domain/result.ts';
import { createSignal } from '../../../../src/domain/signals/signal.ts';
import type { SignalDefinition } from '../../../../src/domain/signals/signal.ts';

/** Takes what must be sound: a test that feeds its own signals says so by failing. */
export function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

/** Value after each input, in order. */
export function valuesOf<Input, State, Value>(definition: SignalDefinition<Input, State, Value>, inputs: readonly Input[]): (Value | null)[] {
  const signal = createSignal(definition);
  return inputs.map((input) => taken(signal.add(input)));
}

export function lastOf<T>(values: readonly T[]): T {
  const value = values.at(-1);
  if (value === undefined) throw new Error('no values');
  return value;
}
