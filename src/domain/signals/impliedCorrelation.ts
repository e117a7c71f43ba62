import { slide } from './rollingWindow.ts';
import type { SignalDefinition } from './signal.ts';

/**
 * Percentile 0…100 of today's implied correlation among the last `days` sessions: the share of the other sessions below it,
 * equal ones counted half. The lowest of the year is 0, the highest 100.
 */
export function impliedCorrelationSignal(days: number): SignalDefinition<number, { readonly levels: readonly number[] }, number> {
  return {
    warmUp: days,
    start: { levels: [] },
    step: (state, level) => ({ levels: slide(state.levels, level, days) }),
    valueOf({ levels }) {
      const today = levels.at(-1);
      if (today === undefined || levels.length < days) return null;
      let below = 0;
      let equal = -1;
      for (const level of levels) {
        if (level < today) below++;
        else if (level === today) equal++;
      }
      return (100 * (below + equal / 2)) / (days - 1);
    },
  };
}
