import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/domain/canonicalJson.ts';
import { policyDiff, policyValues } from '../../../src/domain/hedging/policy/policyDiff.ts';
import { parsePolicy, type PolicyValues } from '../../../src/domain/hedging/policy/policySchema.ts';
import { stewardJson, stewardPolicy } from '../../support/builders.ts';

const steward = stewardPolicy().values;
const paths = policyValues(steward).map(({ path }) => path);

/** A copy with other values at some paths; what stands there need not be a sensible policy. */
function withValues(changes: Readonly<Record<string, unknown>>): PolicyValues {
  const copy = structuredClone(steward) as unknown as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop() as string;
    (keys.reduce((at, key) => at[key] as Record<string, unknown>, copy))[last] = value;
  }
  return copy as unknown as PolicyValues;
}

describe('what differs between two policies', () => {
  it('is told value by value, with its path, in the order of the schema', () => {
    const other = withValues({ 'guards.drag': 0.001, 'stages.first.band': [0.33, 0.4], 'alerts.quietHours': { from: '22:00', to: '07:00' }, program: { kind: 'fixedLadder', perCondors: 10, contracts: { base: 4, intermediate: 4, outer: 2 } } });
    expect(policyDiff(steward, other)).toEqual([
      { path: 'program', from: { kind: 'bands' }, to: { kind: 'fixedLadder', perCondors: 10, contracts: { base: 4, intermediate: 4, outer: 2 } } },
      { path: 'stages.first.band', from: [0.33, 0.5], to: [0.33, 0.4] },
      { path: 'guards.drag', from: 0.0015, to: 0.001 },
      { path: 'alerts.quietHours', from: null, to: { from: '22:00', to: '07:00' } },
    ]);
  });

  it('is nothing where the files differ in layout and order of keys only', () => {
    const turned = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).reverse().map(([key, child]) => [key, turned(child)]));
    const parsed = parsePolicy(turned(stewardJson()));
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    expect(policyDiff(steward, parsed.value.values)).toEqual([]);
    expect(policyValues(parsed.value.values).map(({ path }) => path)).toEqual(paths);
  });

  it('leaves a side out where that policy has no such key', () => {
    const { guards, ...others } = steward as unknown as Record<string, Record<string, unknown>>;
    const { drag, ...otherGuards } = guards ?? {};
    const older = { ...others, guards: { ...otherGuards, luck: 1 } };
    expect(policyDiff(older, steward)).toEqual([{ path: 'guards.drag', to: drag }, { path: 'guards.luck', from: 1 }]);
  });

  it('is nothing exactly where the canonical values, of which the version is the hash, are the same', () => {
    const change = fc.dictionary(fc.constantFrom(...paths), fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(null, true, 0, -0, 0.5, [0, 0], 'VIX')), { maxKeys: 4 });
    fc.assert(fc.property(change, change, (a, b) => {
      const [one, two] = [withValues(a), withValues(b)];
      const diff = policyDiff(one, two);
      expect(diff.length === 0).toBe(canonicalJson(one) === canonicalJson(two));
      expect(canonicalJson(withValues({ ...a, ...Object.fromEntries(diff.map(({ path, to }) => [path, to])) }))).toBe(canonicalJson(two));
    }));
  });
});
