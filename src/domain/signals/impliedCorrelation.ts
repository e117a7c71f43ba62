import { formatNumber } from '../figureText.ts';
import { ago, emptyRing, push } from './rollingWindow.ts';
import type { Ring } from './rollingWindow.ts';
import { numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface ImpliedCorrelationState {
  readonly levels: Ring;
}

/**
 * Percentile 0…100 of today's implied correlation among the last `days` sessions: the share of the other sessions below it,
 * equal ones counted half. The lowest of the year is 0, the highest 100. A rank cannot be had without looking at the window: O(`days`).
 */
export function impliedCorrelationSignal(days: number): SignalDefinition<number, ImpliedCorrelationState, number> {
  const valueOf = ({ levels }: ImpliedCorrelationState): number | null => {
    const today = ago(levels, 0);
    if (today === undefined || levels.count < days) return null;
    let below = 0;
    let equal = -1;
    for (let back = 0; back < days; back++) {
      const level: number = ago(levels, back) ?? today;
      if (level < today) below++;
      else if (level === today) equal++;
    }
    return (100 * (below + equal / 2)) / (days - 1);
  };
  return {
    name: 'implied correlation',
    warmUp: days,
    start: { levels: emptyRing },
    // A computed one may fall below zero where members are quoted as moving apart.
    problemOf: (level) => numberProblem('level', level),
    step: ({ levels }, level) => ({ levels: push(levels, level, days) }),
    valueOf,
    explain: (state) => ({
      reading: `${formatNumber(ago(state.levels, 0) ?? 0, 1)}, above ${formatNumber(valueOf(state) ?? 0, 0)} % of the last ${days} sessions`,
      because: ['share of the other sessions of the window below today, equal ones counted half', 'high: shares are expected to fall together, and a hedge of the index is worth more'],
    }),
  };
}
