import { expect } from 'vitest';
import { createSignal } from '../../../../src/domain/signals/signal.ts';
import type { SignalDefinition, SignalState } from '../../../../src/domain/signals/signal.ts';
import { taken, valuesOf } from './runSignal.ts';

const text = (value: unknown): string => JSON.stringify(value);

/** Every version of an open bar counts alone; a stored state goes on bit for bit; a shorter history gives the same values. */
export function expectSignalLaws<Input, State, Value>(
  definition: SignalDefinition<Input, State, Value>,
  inputs: readonly Input[],
  otherContents: (input: Input) => Input,
): void {
  const whole = valuesOf(definition, inputs).map(text);
  expect(whole.findIndex((value) => value !== 'null')).toBe(definition.warmUp - 1);
  const live = createSignal(definition);
  let restored = createSignal(definition);
  inputs.forEach((input, i) => {
    taken(live.add(otherContents(input)));
    taken(live.replace(otherContents(input)));
    expect(text(taken(live.replace(input)))).toBe(whole[i]);
    expect(text(taken(restored.add(input)))).toBe(whole[i]);
    if (i % 7 !== 0) return;
    restored = createSignal(definition, JSON.parse(text(restored.state())) as SignalState<State>);
    expect(text(taken(restored.replace(input)))).toBe(whole[i]);
    for (const sentence of [restored.explain().reading, ...restored.explain().because]) expect(sentence).not.toMatch(/NaN|undefined|Infinity|\[object|null/);
  });
  for (const length of [1, 70, 200]) expect(valuesOf(definition, inputs.slice(0, length)).map(text)).toEqual(whole.slice(0, length));
}

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
