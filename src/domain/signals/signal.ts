import { failed, invariant, success } from '../result.ts';
import type { Result } from '../result.ts';

/** What a signal says now, and the inputs and thresholds that this rests on, in plain words for the trader. */
export interface Explanation {
  readonly reading: string;
  readonly because: readonly string[];
  /** Of a definition that holds several signals: each of them. */
  readonly parts?: readonly SignalExplanation[];
}

/** An explanation under the key of its figure in the signals' output (`rsi`, `vixMacd`, …) and a title for people. */
export interface SignalExplanation extends Explanation {
  readonly signal: string;
  readonly title: string;
}

/**
 * A signal written as a step over plain, JSON-safe state. A step leaves the state it came from good for one more step, so that
 * undoing the open bar is keeping the state before it, and live, replayed and restored runs agree bit for bit.
 * Every step costs the same however long the history; those that look for pivots cost their window.
 */
export interface SignalDefinition<Input, State, Value> {
  /** What it is called in sentences, e.g. `RSI 14`. */
  readonly name: string;
  /** Inputs that must have been seen before a value can stand. */
  readonly warmUp: number;
  readonly start: State;
  /** Why the input cannot follow on this state (no finite number, out of order, …), naming the field; null when it can. */
  readonly problemOf: (input: Input, state: State) => string | null;
  /** Takes its input as sound: the caller has asked `problemOf`, or checked the whole bar at its edge. */
  readonly step: (state: State, input: Input) => State;
  /** Null while warming up, or when the inputs allow no honest answer. */
  readonly valueOf: (state: State) => Value | null;
  /** Of a state that has a value. */
  readonly explain: (state: State) => Explanation;
}

export interface Signal<Input, Value> {
  readonly warmUp: number;
  readonly value: Value | null;
  /** Takes the next bar. Failure `invalid-input` leaves everything as it was and names the field. */
  add(input: Input): Result<Value | null>;
  /** Takes the last added bar again with newer contents: it was still open, or has been corrected. Failure as for `add`. */
  replace(input: Input): Result<Value | null>;
  explain(): Explanation;
  /** Plain data; survives `JSON.stringify` and hands back the same signal to `createSignal`. */
  state(): SignalState<unknown>;
}

/** `before` is the state without the last bar; null until a bar has been added. */
export interface SignalState<State> {
  /** Of the definition that made it. */
  readonly name: string;
  readonly before: State | null;
  readonly now: State;
  /** Bars added so far. */
  readonly seen: number;
}

/** States are JSON-safe by contract. */
const copyOf = <T>(state: T): T => JSON.parse(JSON.stringify(state)) as T;

export function createSignal<Input, State, Value>(
  definition: SignalDefinition<Input, State, Value>,
  restored?: SignalState<State>,
): Signal<Input, Value> {
  invariant(restored === undefined || restored.name === definition.name, `a state of ${restored?.name ?? 'nothing'} was given to ${definition.name}`);
  // A copy, because steps may write into the room that a state keeps for the next bar.
  const own = restored === undefined ? undefined : copyOf(restored);
  let before: State | null = own?.before ?? null;
  let now: State = own?.now ?? definition.start;
  let seen = own?.seen ?? 0;
  const take = (from: State, input: Input): Result<Value | null> => {
    const problem = definition.problemOf(input, from);
    if (problem !== null) return failed('invalid-input', `${definition.name}: ${problem}`);
    before = from;
    now = definition.step(from, input);
    return success(definition.valueOf(now));
  };
  return {
    warmUp: definition.warmUp,
    get value() {
      return definition.valueOf(now);
    },
    add(input) {
      const taken = take(now, input);
      if (taken.ok) seen += 1;
      return taken;
    },
    replace(input) {
      invariant(before !== null, 'a bar can be replaced only after one was added');
      return take(before, input);
    },
    explain() {
      if (definition.valueOf(now) !== null) return definition.explain(now);
      if (seen < definition.warmUp) return { reading: `${definition.name} is warming up`, because: [`${seen} of ${definition.warmUp} bars have been seen`] };
      return { reading: `${definition.name} has no value`, because: ['the inputs of its window allow none'] };
    },
    state: () => copyOf({ name: definition.name, before, now, seen }),
  };
}

/** Nothing comes near, in whatever unit; squares and their sums stay finite below. */
const BEYOND_ANY_MARKET = 1e100;

/** Null for a finite number within its bounds, else the sentence that names the field. */
export function numberProblem(field: string, value: unknown, bounds: { readonly above?: number; readonly least?: number } = {}): string | null {
  if (value === undefined || value === null) return `${field} is missing`;
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${field} must be a finite number, not ${String(value)}`;
  if (Math.abs(value) > BEYOND_ANY_MARKET) return `${field} is ${value}, beyond any market`;
  if (bounds.above !== undefined && value <= bounds.above) return `${field} must be above ${bounds.above}, not ${value}`;
  if (bounds.least !== undefined && value < bounds.least) return `${field} must be ${bounds.least} or more, not ${value}`;
  return null;
}

/** The first problem of several, or null. */
export const firstProblem = (...problems: readonly (string | null)[]): string | null => problems.find((problem) => problem !== null) ?? null;

/** A bar must come later than the one before it. */
export const orderProblem = (date: string, previous: string | null): string | null =>
  (previous !== null && date <= previous ? `date ${date} does not come after ${previous}` : null);
