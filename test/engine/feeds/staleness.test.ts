import { describe, expect, it } from 'vitest';
import { createStaleness } from '../../../src/engine/feeds/staleness.ts';

const OPTION = 'VIX   261216C00019000';
const limits = (symbol: string): number | null => (symbol === 'NYSE' ? null : symbol.length === 21 ? 60_000 : 15_000);

describe('staleness per instrument', () => {
  it('knows nothing before the first receipt, and calls what never came stale', () => {
    const staleness = createStaleness();
    expect(staleness.oldestAge(5)).toBeNull();
    expect(staleness.age('SPX', 5)).toBeNull();
    expect(staleness.isStale('SPX', 5, 15_000)).toBe(true);
    expect(staleness.staleSymbols(5, limits)).toEqual([]);
  });

  it('lists the one silent instrument of a lively feed, each by its own limit; the limit itself is not stale', () => {
    const staleness = createStaleness();
    for (const symbol of ['SPX', 'VIX', OPTION, 'NYSE']) staleness.touch(symbol, 0);
    staleness.touch('SPX', 15_000);
    expect(staleness.staleSymbols(15_000, limits)).toEqual([]);
    expect(staleness.staleSymbols(15_001, limits)).toEqual(['VIX']);
    expect(staleness.isStale('VIX', 15_001, 15_000)).toBe(true);
    expect(staleness.staleSymbols(60_001, limits)).toEqual(['SPX', 'VIX', OPTION]);
    expect(staleness.oldestAge(60_001)).toBe(60_001);
    expect(staleness.count()).toBe(4);
  });

  it('forgets a contract that expired and starts again after a closed session', () => {
    const staleness = createStaleness();
    staleness.touch(OPTION, 0);
    staleness.touch('VIX', 0);
    staleness.forget(OPTION);
    staleness.restart(100_000);
    expect(staleness.oldestAge(100_001)).toBe(1);
    expect(staleness.count()).toBe(1);
  });
});
