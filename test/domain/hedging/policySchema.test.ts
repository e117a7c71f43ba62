import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../src/domain/hedging/policy/policySchema.ts';
import { stewardJson } from '../../support/builders.ts';

type Json = { [key: string]: Json | number | string | boolean | null | (number | string | number[])[] };

function changed(path: string, value: unknown): unknown {
  const policy = structuredClone(stewardJson()) as Json;
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce<Json>((at, key) => at[key] as Json, policy);
  (parent as Record<string, unknown>)[last] = value;
  return policy;
}

const refusal = (json: unknown): string => {
  const parsed = parsePolicy(json);
  return parsed.ok ? 'accepted' : parsed.failure.detail;
};

describe('a policy file', () => {
  it('the bundled steward policy is accepted and keeps its values', () => {
    const parsed = parsePolicy(stewardJson());
    expect(parsed.ok && parsed.value.values.stages.first.band).toEqual([0.33, 0.5]);
    expect(parsed.ok && parsed.value.values.vega.beta[4]).toEqual([30, 0.43]);
  });

  it.each([
    ['values.guards.drag', 3, 'values.guards.drag: must be a number from 0 to 0.05'],
    ['values.guards.drag', '0.15 %', 'values.guards.drag: must be a number from 0 to 0.05'],
    ['values.guards.drag', Number.NaN, 'values.guards.drag: must be a number from 0 to 0.05'],
    ['values.rebalance.everyDays', 2.5, 'values.rebalance.everyDays: must be a whole number from 1 to 60'],
    ['values.stages.first.band', [0.5, 0.33], 'values.stages.first.band: must be [low, high] with low ≤ high'],
    ['values.vega.beta', [[0, 1.2], [30, 0.4]], 'values.vega.beta[0][1]: must be a number from 0 to 1'],
    ['values.vega.beta', [[30, 0.4], [30, 0.5]], 'values.vega.beta: days must ascend'],
    ['values.layers.base.rollBelowDte', 30, 'values.layers.base: rollBelowDte must lie below the entry window'],
    ['values.delayer.quickRatio.rearm', 2.5, 'values.delayer.quickRatio: rearm must lie below on'],
    ['values.quality.marks.maxSpreadShare', 0, 'values.quality.marks.maxSpreadShare: must be a number from 0.01 to 2'],
    ['values.quality.maxModelShare', 1.5, 'values.quality.maxModelShare: must be a number from 0 to 1'],
    ['values.guards.luck', 1, 'values.guards: unknown key luck'],
  ])('%s = %j is refused, naming path and range', (path, value, text) => {
    expect(refusal(changed(path, value))).toBe(text);
  });

  it('a missing key is named', () => {
    const policy = structuredClone(stewardJson()) as { values: { guards: { drag?: number } } };
    delete policy.values.guards.drag;
    expect(refusal(policy)).toBe('values.guards.drag: is missing, must be a number from 0 to 0.05 (the bundled steward policy has it)');
  });

  it('of before a group of keys came is refused with the name of the group, not with words of the checker', () => {
    const policy = structuredClone(stewardJson()) as { values: { quality: { marks?: object; maxModelShare?: number } } };
    delete policy.values.quality.marks;
    delete policy.values.quality.maxModelShare;
    expect(refusal(policy)).toBe('values.quality.marks: is missing (the bundled steward policy has it); values.quality.maxModelShare: is missing, must be a number from 0 to 1 (the bundled steward policy has it)');
  });

  it.each([null, 'steward', 42, [], {}])('%j is refused with a sentence', (json) => {
    expect(refusal(json)).not.toBe('accepted');
  });
});
