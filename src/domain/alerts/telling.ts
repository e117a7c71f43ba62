import type { PolicyValues } from '../hedging/policy/policySchema.ts';
import { newYorkDate } from '../time.ts';
import { MICROS_PER_MINUTE, type Micros } from '../units.ts';
import type { Alert, AlertLevel, News } from './alert.ts';
import { quietUntil } from './quietHours.ts';

export type NotificationKind = News | 'reminder';

/** What the trader is told, once: at most one per cause and evaluation. */
export interface AlertNotification {
  readonly cause: string;
  readonly level: AlertLevel;
  readonly kind: NotificationKind;
  readonly alertIds: readonly string[];
  readonly headline: string;
  readonly body: string;
}

export interface Told {
  /** The alerts that were told, with the telling noted on them. */
  readonly alerts: readonly Alert[];
  readonly notifications: readonly AlertNotification[];
}

const MOST_TICKETS = 3;

/** How long a decision that comes back, or changes its size again, is not told: critical ones never longer than their reminders. */
export function pauseUs(level: AlertLevel, { coolDownMinutes, renotifyMinutes }: PolicyValues['alerts']): Micros {
  return (level === 'critical' ? Math.min(coolDownMinutes, renotifyMinutes) : coolDownMinutes) * MICROS_PER_MINUTE;
}

/** Told while nobody has answered: a critical alert at its interval, any ticket once more in a new session, whose prices are new. */
function reminderIsDue(alert: Alert, nowUs: Micros, policy: PolicyValues['alerts']): boolean {
  const lastUs = alert.notifiedUs ?? alert.raisedUs;
  if (alert.level === 'critical' && nowUs - lastUs >= policy.renotifyMinutes * MICROS_PER_MINUTE) return true;
  return alert.decision.severity === 'act' && newYorkDate(nowUs) > newYorkDate(lastUs);
}

function dueKind(alert: Alert, nowUs: Micros, policy: PolicyValues['alerts']): NotificationKind | null {
  if (alert.untold === null) return reminderIsDue(alert, nowUs, policy) ? 'reminder' : null;
  return alert.silentUntilUs === null || nowUs >= alert.silentUntilUs ? alert.untold : null;
}

export type HeldBack = 'quiet hours' | 'cool-down';

/** Why news of an alert is not told now; null when nothing holds it back. */
export function heldBackBy(alert: Alert, nowUs: Micros, policy: PolicyValues['alerts']): HeldBack | null {
  if (quietUntil(nowUs, policy.quietHours) !== null && !(alert.level === 'critical' && policy.criticalRingsInQuietHours)) return 'quiet hours';
  return alert.untold !== null && alert.silentUntilUs !== null && nowUs < alert.silentUntilUs ? 'cool-down' : null;
}

/**
 * Who is to be told of what now. `standing` are the alerts whose decision this evaluation repeats: of others nothing is said.
 * What is held back stays owed on the alert, and is told at the first evaluation at which it still stands open.
 */
export function tell(standing: readonly Alert[], nowUs: Micros, policy: PolicyValues['alerts']): Told {
  const open = standing.filter((alert) => alert.state === 'open');
  const due = open.flatMap((alert) => {
    const kind = heldBackBy(alert, nowUs, policy) === null ? dueKind(alert, nowUs, policy) : null;
    return kind === null ? [] : [{ alert, kind }];
  });
  const told: Alert[] = [];
  const notifications = [...new Set(due.map(({ alert }) => alert.cause))].map((cause) => {
    const ofCause = due.filter(({ alert }) => alert.cause === cause);
    const kind = KINDS.find((one) => ofCause.some((row) => row.kind === one)) ?? 'reminder';
    // A reminder speaks of all that is unanswered, so that tickets raised minutes apart do not ring in turn.
    const joins = (alert: Alert): boolean => kind === 'reminder' && alert.cause === cause && alert.level === 'critical' && alert.untold === null;
    const alerts = open.filter((alert) => joins(alert) || ofCause.some((row) => row.alert === alert));
    told.push(...alerts.map((alert) => noteTelling(alert, nowUs, policy)));
    return notificationOf(cause, kind, alerts);
  });
  return { alerts: told, notifications };
}

/** What weighs most gives a mixed group its name. */
const KINDS: readonly NotificationKind[] = ['raised', 'escalated', 'woke', 'reminder'];

function noteTelling(alert: Alert, nowUs: Micros, policy: PolicyValues['alerts']): Alert {
  const silentUntilUs = alert.untold === 'escalated' ? nowUs + pauseUs(alert.level, policy) : alert.untold === null ? alert.silentUntilUs : null;
  return { ...alert, untold: null, silentUntilUs, notifiedUs: nowUs, timesNotified: alert.timesNotified + 1 };
}

const KIND_WORDS: Readonly<Record<NotificationKind, string | null>> = { raised: null, escalated: 'changed', woke: 'snooze is over', reminder: 'reminder' };

function notificationOf(cause: string, kind: NotificationKind, alerts: readonly Alert[]): AlertNotification {
  const level = alerts.some((alert) => alert.level === 'critical') ? 'critical' : 'routine';
  const tags = [level === 'critical' ? 'critical' : null, KIND_WORDS[kind]].filter((tag) => tag !== null).join(', ');
  const [first] = alerts;
  const what = `${first?.decision.headline ?? ''}${alerts.length > 1 ? `, and ${alerts.length - 1} more` : ''}`;
  return {
    cause, level, kind, alertIds: alerts.map(({ id }) => id),
    headline: tags === '' ? what : `${tags.charAt(0).toUpperCase()}${tags.slice(1)}: ${what}`, body: bodyOf(alerts),
  };
}

function bodyOf(alerts: readonly Alert[]): string {
  const modelled = alerts.some(({ decision }) => decision.modelled) ? 'Figures from a model.' : null;
  const [first] = alerts;
  if (alerts.length === 1 && first !== undefined) return [first.decision.why, filledText(first), modelled].filter((text) => text !== null).join(' ');
  const lines = alerts.slice(0, MOST_TICKETS).map((alert) => [alert.decision.headline, filledText(alert)].filter((text) => text !== null).join('. '));
  const more = alerts.length - lines.length;
  return [...lines, more === 0 ? null : `and ${more} more`, modelled].filter((text) => text !== null).join('\n');
}

const filledText = ({ filledContracts, decision }: Alert): string | null =>
  (filledContracts === 0 ? null : `${filledContracts} of ${decision.contracts} filled so far.`);
