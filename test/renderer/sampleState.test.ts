import { describe, expect, it } from 'vitest';
import { chartSchema, scenariosSchema, snapshotSchema, stateSchema } from '../../src/contract/api.ts';
import { sampleCalmState, sampleChart, sampleIncompleteScenarios, sampleScenarios, sampleSnapshot } from '../support/sampleState.ts';

describe('the sample state', () => {
  it('fits the contract', () => {
    expect(snapshotSchema.safeParse(sampleSnapshot()).error).toBeUndefined();
    expect(stateSchema.safeParse(sampleCalmState()).error).toBeUndefined();
    expect(chartSchema.safeParse(sampleChart()).error).toBeUndefined();
    for (const view of [sampleScenarios(7), sampleIncompleteScenarios()]) expect(scenariosSchema.safeParse(view).error).toBeUndefined();
  });

  it('is the same on every call', () => {
    expect(sampleChart()).toEqual(sampleChart());
  });

  it('shows a real bearish divergence: price higher, series lower', () => {
    for (const { from, to } of sampleSnapshot().state.signals.divergences) {
      expect(to.price).toBeGreaterThan(from.price);
      expect(to.value).toBeLessThan(from.value);
    }
  });
});
