import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineState, Update } from '../../src/contract/api.ts';
import { applySnapshot, applyUpdate, type Replica } from '../../src/renderer/src/engineReplica.ts';
import { sampleSnapshot, sampleState } from '../support/sampleState.ts';

const policyUpdate = (seq: number, version: string): Update => ({ seq, changes: { policy: { name: 'steward', version } } });

describe('the replica of the engine state', () => {
  it('replaces the slices that an update names and keeps the identity of all others', () => {
    const replica = applySnapshot(sampleSnapshot());
    const applied = applyUpdate(replica, policyUpdate(101, 'beef'));
    if (applied.kind !== 'applied') throw new Error(`update was ${applied.kind}`);
    expect(applied.replica.seq).toBe(101);
    expect(applied.replica.state.policy.version).toBe('beef');
    for (const name of Object.keys(replica.state) as (keyof EngineState)[]) {
      if (name !== 'policy') expect(applied.replica.state[name]).toBe(replica.state[name]);
    }
  });

  it('asks for a new snapshot when an update was missed', () => {
    expect(applyUpdate(applySnapshot(sampleSnapshot()), policyUpdate(102, 'beef'))).toEqual({ kind: 'resync' });
  });

  it('ignores an update that the snapshot already contains', () => {
    expect(applyUpdate(applySnapshot(sampleSnapshot()), policyUpdate(100, 'old'))).toEqual({ kind: 'ignored' });
  });

  it('does not let an absent slice wipe a known one', () => {
    const update = { seq: 101, changes: { policy: undefined } } as unknown as Update;
    const applied = applyUpdate(applySnapshot(sampleSnapshot()), update);
    expect(applied.kind === 'applied' && applied.replica.state.policy).toEqual(sampleState().policy);
  });

  it('equals the engine after any gapless run, and never applies past a gap', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }), (steps) => {
      let replica: Replica = applySnapshot(sampleSnapshot());
      let seq = 100;
      let gap = false;
      for (const step of steps) {
        seq += step;
        const applied = applyUpdate(replica, policyUpdate(seq, String(seq)));
        if (!gap && step === 1) {
          expect(applied.kind).toBe('applied');
        }
        if (step > 1) gap = true;
        if (applied.kind === 'applied') {
          expect(gap).toBe(false);
          replica = applied.replica;
        }
        if (!gap && replica.seq > 100) expect(replica.state.policy.version).toBe(String(seq));
      }
    }), { seed: 20261119, numRuns: 200 });
  });
});
