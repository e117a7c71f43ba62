import { expect } from 'vitest';
import { createSignal } from '../../../../src/domain/signals/signal.ts';
import type { SignalDefinition, SignalState } from '../../../../src/domain/signals/signal.ts';
import { taken } from './runSignal.ts';

const text = (values: unknown): string => JSON.stringify(values);

/** One check a law; each throws where the signal breaks it. */
export interface Law {
  readonly warmUp: (inputs: number) => void;
  readonly replace: () => void;
  readonly restore: () => void;
  readonly noLookAhead: () => void;
  readonly refusal: () => void;
  readonly explanation: () => void;
}

type Path = readonly (string | number)[];

/** Where in an input a finite number stands. */
function numbersIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, [...path, key]));
}

/** The input with another value at one place. */
function changedAt<T>(value: T, [key, ...rest]: Path, to: unknown): T {
  if (key === undefined) return to as T;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  (copy as Record<string | number, unknown>)[key] = changedAt((value as Record<string | number, unknown>)[key], rest, to);
  return copy as T;
}

const SENTENCE_OF_NO_NUMBER = /NaN|undefined|Infinity|\[object|null/;

/** What every signal owes its user, whatever it measures. */
export function lawsOf<Input, State, Value>(definition: SignalDefinition<Input, State, Value>, inputs: readonly Input[], moment: 'date' | 'minuteStartUs' = 'date'): Law {
  const run = (part: readonly Input[]): (Value | null)[] => {
    const signal = createSignal(definition);
    return part.map((input) => taken(signal.add(input)));
  };
  const whole = run(inputs);
  return {
    warmUp: (length) => {
      expect(definition.warmUp).toBe(length);
      expect(whole.findIndex((value) => value !== null)).toBe(length - 1);
    },
    replace: () => {
      const signal = createSignal(definition);
      inputs.forEach((input, i) => {
        // An open bar changes many times: each version must count alone. It keeps its date, as an open bar does.
        const versions = [inputs[i + 1], inputs[i - 1]].flatMap((other) => (other === undefined ? [] : [atMomentOf(other, input, moment)]));
        signal.add(versions[0] ?? input);
        for (const version of versions) signal.replace(version);
        expect(text(taken(signal.replace(input)))).toBe(text(whole[i]));
      });
    },
    restore: () => {
      let signal = createSignal(definition);
      inputs.forEach((input, i) => {
        expect(text(taken(signal.add(input)))).toBe(text(whole[i]));
        if (i % 7 !== 0) return;
        const stored = JSON.parse(JSON.stringify(signal.state())) as SignalState<State>;
        signal = createSignal(definition, stored);
        expect(text(signal.value)).toBe(text(whole[i]));
        expect(text(taken(signal.replace(input)))).toBe(text(whole[i]));
        expect(text(signal.state())).toBe(text(stored));
      });
    },
    noLookAhead: () => {
      for (const length of [1, 30, 64, 150, 300]) expect(text(run(inputs.slice(0, length)))).toBe(text(whole.slice(0, length)));
    },
    refusal: () => {
      const signal = createSignal(definition);
      inputs.slice(0, 60).forEach((input) => taken(signal.add(input)));
      const next = inputs[60] as Input;
      const before = text(signal.state());
      const paths = numbersIn(next);
      expect(paths.length).toBeGreaterThan(0);
      for (const path of paths) {
        for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, undefined]) {
          const bad = changedAt(next, path, wrong);
          for (const refused of [signal.add(bad), createSignal(definition).add(bad)]) {
            expect(refused, `${path.join('.')} = ${String(wrong)}`).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
            if (!refused.ok) expect(refused.failure.detail).toContain(String(path.at(-1) ?? ''));
          }
        }
      }
      expect(text(signal.state())).toBe(before);
      // A refused bar leaves no trace: the sound one gives what it would have given.
      expect(text(taken(signal.add(next)))).toBe(text(whole[60]));
    },
    explanation: () => {
      const signal = createSignal(definition);
      const seen = new Set<string>();
      inputs.forEach((input) => {
        const fresh = signal.explain();
        taken(signal.add(input));
        const { reading, because } = signal.explain();
        for (const sentence of [reading, ...because]) {
          expect(sentence.length).toBeGreaterThan(2);
          expect(sentence).not.toMatch(SENTENCE_OF_NO_NUMBER);
        }
        if (signal.value === null) expect(because.length).toBeGreaterThan(0);
        expect(fresh.reading.length).toBeGreaterThan(2);
        seen.add([reading, ...because].join());
      });
      // An explanation that never changes explains nothing.
      expect(seen.size).toBeGreaterThan(1);
    },
  };
}

/** The contents of one bar at the moment of another. */
const atMomentOf = <T>(contents: T, dated: T, moment: string): T =>
  (typeof contents === 'object' && contents !== null && moment in contents ? { ...contents, [moment]: (dated as Record<string, unknown>)[moment] } : contents);

/** Each refused with a reason that names the field, leaving the signal as it was. */
export function expectRefusals<Input, State, Value>(
  definition: SignalDefinition<Input, State, Value>,
  inputs: readonly Input[],
  bad: readonly (readonly [input: Input, reason: RegExp])[],
): void {
  const signal = createSignal(definition);
  for (const input of inputs) taken(signal.add(input));
  const before = text(signal.state());
  for (const [input, reason] of bad) {
    expect(signal.add(input)).toMatchObject({ ok: false, failure: { reason: 'invalid-input', detail: expect.stringMatching(reason) } });
  }
  expect(text(signal.state())).toBe(before);
}
