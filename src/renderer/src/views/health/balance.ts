/** The balance of received quotes, and whether it holds. Pure. */
import type { EngineState } from '../../../../contract/api.ts';
import { formatNumber } from '../../format.ts';

type Health = EngineState['health'];

export interface Balance {
  readonly text: string;
  readonly holds: boolean;
}

/** Every received item is stored, conflated or rejected with a reason. A difference is shown, never hidden. */
export function balanceOf(health: Pick<Health, 'received' | 'stored' | 'conflated' | 'rejected'>): Balance {
  const difference = health.received - health.stored - health.conflated - health.rejected;
  const holds = difference === 0;
  const sign = holds ? '=' : '≠';
  const text = `received ${formatNumber(health.received)} ${sign} stored ${formatNumber(health.stored)} + conflated ${formatNumber(health.conflated)} + rejected ${formatNumber(health.rejected)}`;
  return { text: holds ? text : `${text} (${formatNumber(difference)} unaccounted)`, holds };
}

/** Reasons by count, the most frequent first. */
export function rejectionsOf(health: Pick<Health, 'rejectedByReason'>): readonly { readonly reason: string; readonly count: number }[] {
  return Object.entries(health.rejectedByReason).map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}

/** Wall-clock age of the last evaluation: market time passes `speed` times faster in a simulation. */
export function evaluationAgeMs(health: Pick<Health, 'evaluatedUs'>, clock: Pick<EngineState['clock'], 'marketTimeUs' | 'speed'>): number | null {
  if (health.evaluatedUs === null || clock.marketTimeUs === null || clock.speed <= 0) return null;
  return Math.max(0, (clock.marketTimeUs - health.evaluatedUs) / 1000 / clock.speed);
}
