import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import { initialMemory, noteFill, type FillNote, type HedgeMemory } from '../../../src/domain/hedging/hedgeMemory.ts';

const DAY = '2026-11-04';
const advice = { id: 'delayer.over-hedge/base/e1', action: 'delayer', rule: 'delayer.over-hedge', layer: 'base', contracts: 2, stage: 'confirmed', rulePath: [], candidates: [] } as unknown as Decision;
const accepted: HedgeMemory = { ...initialMemory, lastAccepted: { date: '2026-11-01', shortVega: -300 } };
const after = (changes: Partial<FillNote>): HedgeMemory['lastAccepted'] =>
  noteFill(accepted, { decision: advice, contracts: 1, date: DAY, shortVega: -200, vix: 17, collapsedVega: 0.25, ...changes }).lastAccepted;

describe('short vega at the last accepted advice: what the spike guard compares with', () => {
  it('is taken anew when an advice is taken', () => {
    expect(after({})).toEqual({ date: DAY, shortVega: -200 });
    expect(after({ shortVega: -75 })).toEqual({ date: DAY, shortVega: -75 });
  });

  it('stays while short vega has collapsed: the first sale in a crash does not end the guard', () => {
    expect(after({ shortVega: -74 })).toEqual(accepted.lastAccepted);
    expect(after({ shortVega: 5 })).toEqual(accepted.lastAccepted);
  });

  it.each([['delayer', 'delayer.quick-ratio'], ['delayer', 'delayer.press.1'], ['roll', 'roll.floor'], ['widen', 'widen.put-side']] as const)('stays after %s %s, which is not sized on short vega', (action, rule) => {
    expect(after({ decision: { ...advice, action, rule } })).toEqual(accepted.lastAccepted);
  });

  it('is taken anew by a purchase that joined a roll', () => {
    expect(after({ decision: { ...advice, action: 'roll', rule: 'roll.floor', rulePath: ['roll.floor', 'rebalance.up'] } })).toEqual({ date: DAY, shortVega: -200 });
  });

  it('stays where short vega could not be valued', () => {
    expect(after({ shortVega: null })).toEqual(accepted.lastAccepted);
  });

  it('ends when the trader changes by himself what is protected, and not when he trades the hedge', () => {
    expect(after({ decision: null, changesProtected: true })).toBeNull();
    expect(after({ decision: null, changesProtected: false })).toEqual({ date: DAY, shortVega: -200 });
  });
});
