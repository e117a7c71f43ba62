import { describe, expect, it } from 'vitest';
import { createEngineStore } from '../../src/renderer/src/engineStore.ts';
import { sampleState } from '../support/sampleState.ts';

describe('the store that the views read', () => {
  it('tells every subscriber after the change, and keeps what was not changed', () => {
    const store = createEngineStore({ engine: sampleState() });
    const seen: string[] = [];
    const leave = store.subscribe(() => seen.push(store.read().connection.phase));
    store.change({ connection: { phase: 'live', detail: null } });
    expect(seen).toEqual(['live']);
    expect(store.read().engine).not.toBeNull();
    leave();
    store.change({ connection: { phase: 'lost', detail: 'gone' } });
    expect(seen).toEqual(['live']);
  });

  it('survives a subscriber that leaves while it is being told', () => {
    const store = createEngineStore();
    let told = 0;
    const leave = store.subscribe(() => { told += 1; leave(); });
    store.subscribe(() => { told += 1; });
    store.change({ chartFailure: 'x' });
    store.change({ chartFailure: null });
    expect(told).toBe(3);
  });
});
