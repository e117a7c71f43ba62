/** What a card says of the life of its alert. Pure. */
import type { AlertView, EngineState } from '../../../../contract/api.ts';
import { formatMinute, formatMoment, formatShortMoment } from '../../formatTime.ts';
import { alertStateWords } from '../../wording.ts';

type Clock = Pick<EngineState['clock'], 'marketTimeUs' | 'date'>;

/** State, contracts filled so far, the note, and what the trader was told; empty for a routine alert that nobody has touched. */
export function stateWords(alert: AlertView, clock: Clock | null): string {
  const gone = alert.goneSinceUs === undefined ? [] : [`no longer advised since ${formatShortMoment(alert.goneSinceUs, clock?.date ?? null)}`];
  const parts = alert.state === 'open' ? [] : [`${alertStateWords[alert.state]} ${formatMoment(alert.changedUs)}`];
  if (alert.state === 'snoozed' && alert.snoozedUntilUs !== null) parts.push(`until ${formatMoment(alert.snoozedUntilUs)}`);
  if (alert.filledContracts > 0) parts.push(`${alert.filledContracts} of ${alert.decision.contracts} contracts filled so far`);
  if (alert.note !== null && alert.note !== '') parts.push(`“${alert.note}”`);
  if (alert.state === 'open' && gone.length === 0) parts.push(...tellingWords(alert, clock));
  return [...gone, ...parts].join(' · ');
}

/** A critical alert always says when it was told, so that a reminder changes words and not the height of the card. */
function tellingWords(alert: AlertView, clock: Clock | null): readonly string[] {
  const waits = alert.silentUntilUs !== null && alert.silentUntilUs > (clock?.marketTimeUs ?? 0);
  if (alert.untold !== null) return [`notification held back by ${waits ? 'its cool-down' : 'quiet hours'}`];
  if (alert.level === 'routine' || alert.notifiedUs === null) return [];
  const last = formatShortMoment(alert.notifiedUs, clock?.date ?? null);
  return [alert.timesNotified > 1 ? `unanswered, told ${alert.timesNotified} times, last ${last}` : `unanswered, told ${last}`];
}

/** `Quiet until 07:00 New York, critical alerts ring`: one line of the column. */
export function quietWords({ untilUs, criticalRings }: NonNullable<EngineState['quietHours']>): string {
  return `Quiet until ${formatMinute(untilUs)} New York, ${criticalRings ? 'critical alerts ring' : 'no notifications'}`;
}
