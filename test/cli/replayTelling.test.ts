import { describe, expect, it } from 'vitest';
import { createReplayTelling } from '../../src/cli/replayTelling.ts';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import type { ReplayDay } from '../../src/engine/replay.ts';
import { NO_TRADES } from '../../src/engine/replayTrades.ts';

/** One day's decisions as `id: contracts`; ids that begin with hold.quality stand for days that could not be judged. */
const dayOf = (decisions: Readonly<Record<string, number>>, filled: readonly string[] = []): ReplayDay => ({
  date: '2020-01-02', stageChanges: 0, filled: new Set(filled), trades: NO_TRADES,
  decisions: Object.entries(decisions).map(([id, contracts]) => ({ id, rule: id, contracts }) as Decision),
});
const told = (days: readonly ReplayDay[], sizeChange: number | null = 0.2): readonly (readonly string[])[] => {
  const tell = createReplayTelling(sizeChange);
  return days.map((day) => tell(day).map(({ id, contracts }) => `${id}:${contracts}`));
};

describe('a replay tells', () => {
  it('what appears, once, and again when it was gone', () => {
    expect(told([dayOf({ hold: 0 }), dayOf({ hold: 0 }), dayOf({ add: 5 }), dayOf({ hold: 0 })])).toEqual([['hold:0'], [], ['add:5'], ['hold:0']]);
  });

  it('a size only when it has moved by more than the policy’s share since it was told', () => {
    expect(told([5, 6, 5, 7, 8, 9].map((contracts) => dayOf({ add: contracts })))).toEqual([['add:5'], [], [], ['add:7'], [], ['add:9']]);
  });

  it('no size at all where nobody takes advice', () => {
    expect(told([5, 9, 2].map((contracts) => dayOf({ add: contracts })), null)).toEqual([['add:5'], [], []]);
  });

  it('advice that was taken as new when the same comes back', () => {
    expect(told([dayOf({ add: 5 }, ['add']), dayOf({ add: 5 })])).toEqual([['add:5'], ['add:5']]);
  });

  it('nothing anew after a day that could not be judged', () => {
    expect(told([dayOf({ add: 5 }), dayOf({ 'hold.quality.stale': 0 }), dayOf({ add: 5 })])).toEqual([['add:5'], ['hold.quality.stale:0'], []]);
  });
});
