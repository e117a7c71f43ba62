import { invariant } from '../result.ts';

/**
 * A signal written as a pure step over plain, JSON-safe, never mutated state. Because a step returns a new state,
 * undoing the open bar is keeping the state before it, and live, replayed and restored runs agree bit for bit.
 * Windows are kept whole and their sums taken anew at each step, so no rounding ever accumulates.
 */
export interface SignalDefinition<Input, State, Value> {
  /** Inputs that must have been seen before a value can stand. */
  readonly warmUp: number;
  readonly start: State;
  readonly step: (state: State, input: Input) => State;
  /** Null while warming up, or when the inputs allow no honest answer. */
  readonly valueOf: (state: State) => Value | null;
}

export interface Signal<Input, Value> {
  readonly warmUp: number;
  readonly value: Value | null;
  /** Takes the next bar. */
  add(input: Input): Value | null;
  /** Takes the last added bar again with newer contents (the bar was still open). */
  replace(input: Input): Value | null;
  /** Plain data; survives `JSON.stringify` and hands back the same signal to `createSignal`. */
  state(): SignalState<unknown>;
}

/** `before` is the state without the last bar; null until a bar has been added. */
export interface SignalState<State> {
  readonly before: State | null;
  readonly now: State;
}

export function createSignal<Input, State, Value>(
  definition: SignalDefinition<Input, State, Value>,
  restored?: SignalState<State>,
): Signal<Input, Value> {
  let before: State | null = restored?.before ?? null;
  let now: State = restored?.now ?? definition.start;
  return {
    warmUp: definition.warmUp,
    get value() {
      return definition.valueOf(now);
    },
    add(input) {
      before = now;
      now = definition.step(before, input);
      return definition.valueOf(now);
    },
    replace(input) {
      invariant(before !== null, 'a bar can be replaced only after one was added');
      now = definition.step(before, input);
      return definition.valueOf(now);
    },
    state: () => ({ before, now }),
  };
}
