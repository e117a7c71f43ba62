import { describe, expect, it } from 'vitest';
import type { EngineState, Update } from '../../src/contract/api.ts';
import { paperFillOf } from '../../src/engine/paperTrader.ts';
import { createRandom } from '../../src/simulator/random.ts';
import { createHarness, type Harness } from '../support/engineHarness.ts';

/** A client's copy: one snapshot, then what it is told. It refuses a gap. */
function createReplica(harness: Harness) {
  const { seq: firstSeq, state: firstState } = structuredClone(harness.snapshot());
  let [seq, state]: [number, EngineState] = [firstSeq, firstState];
  const take = (update: Update): void => {
    expect(update.seq).toBe(seq + 1);
    seq = update.seq;
    state = { ...state, ...(structuredClone(update.changes) as Partial<EngineState>) };
  };
  harness.engine.subscribe((event) => {
    if (event.name === 'updated') take(event.payload);
  });
  return { get seq() { return seq; }, get state() { return state; } };
}

/** What runs on between two updates: ages, rates and counters of the feed, and the clock. All else is told when it changes. */
function settled(state: EngineState): object {
  const { clock: _clock, health, ...rest } = state;
  const { monitoring, causes, feed, recording, evaluatedUs, disabled } = health;
  return { ...rest, health: { monitoring, causes, feed, recording, evaluatedUs, disabled } };
}

describe('a client that holds a snapshot and applies the updates', () => {
  it.each([11, 12, 13])('holds at any moment what a new snapshot says (walk %i)', (seed) => {
    const random = createRandom(seed);
    const harness = createHarness({ stepMs: 100 });
    const replica = createReplica(harness);
    const act = (): void => {
      const alert = harness.engine.core.alerts.find(({ state }) => state === 'open' || state === 'acknowledged' || state === 'snoozed');
      if (alert === undefined) return;
      const choice = random.uniform();
      const fill = paperFillOf(structuredClone(alert) as Parameters<typeof paperFillOf>[0]);
      if (choice < 0.3) harness.engine.request('acknowledgeAlert', { alertId: alert.id }, harness.atMs());
      else if (choice < 0.6) harness.engine.request('snoozeAlert', { alertId: alert.id, marketMinutes: 60 }, harness.atMs());
      else if (fill !== null) harness.engine.request('recordFill', fill, harness.atMs());
    };
    for (let turn = 0; turn < 60; turn += 1) {
      const choice = random.uniform();
      if (choice < 0.7) harness.steps(1 + Math.floor(random.uniform() * 12));
      else if (choice < 0.85) act();
      else harness.pass(Math.floor(random.uniform() * 15_000));
      const { seq, state } = harness.snapshot();
      expect(replica.seq).toBe(seq);
      expect(settled(replica.state)).toEqual(settled(state));
    }
    expect(replica.seq).toBeGreaterThan(100);
    expect(harness.engine.core.alerts.length).toBeGreaterThan(0);
  });

  it('holds every slice, the running figures too, right after each update', () => {
    const harness = createHarness({ stepMs: 100 });
    const replica = createReplica(harness);
    for (let step = 0; step < 100; step += 1) {
      harness.steps(1);
      expect(replica.state).toEqual(harness.snapshot().state);
    }
  });

  it('is told the numbers before the alert that stands on them', () => {
    const harness = createHarness();
    const replica = createReplica(harness);
    let raised = 0;
    harness.engine.subscribe((event) => {
      if (event.name !== 'alertRaised') return;
      raised += 1;
      expect(replica.state.alerts).toContainEqual(event.payload.alert);
      expect(replica.state.verdict.alertId).toBe(event.payload.alert.id);
      expect(replica.state.log.recent[0]).toMatchObject({ kind: 'decision', payload: { alertId: event.payload.alert.id } });
    });
    expect(harness.until(() => raised > 0, 400)).toBe(true);
  });

  it('hears at most ten times a second of a market that runs on', () => {
    const harness = createHarness({ stepMs: 10 });
    const before = harness.events.filter(({ name }) => name === 'updated').length;
    harness.steps(60);
    const heard = harness.events.filter(({ name }) => name === 'updated').length - before;
    expect(heard).toBeGreaterThan(3);
    expect(heard).toBeLessThanOrEqual(7);
  });

  it('only gets the slices that changed', () => {
    const harness = createHarness();
    harness.pass(200);
    const known: Partial<EngineState> = structuredClone(harness.snapshot().state);
    let slices = 0;
    harness.engine.subscribe((event) => {
      if (event.name !== 'updated') return;
      for (const [name, slice] of Object.entries(event.payload.changes)) {
        slices += 1;
        expect(slice, name).not.toEqual(known[name as keyof EngineState]);
      }
      Object.assign(known, structuredClone(event.payload.changes));
    });
    harness.steps(10);
    for (let turn = 0; turn < 20; turn += 1) harness.pass(100);
    expect(slices).toBeGreaterThan(20);
  });
});
