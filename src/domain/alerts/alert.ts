import type { Decision } from '../hedging/decision.ts';
import type { Micros } from '../units.ts';

export type AlertState = 'open' | 'acknowledged' | 'snoozed' | 'filled' | 'resolved' | 'expired';

/** `critical` by the policy's list of rules: told again while nobody answers, and within quiet hours if the policy says so. */
export type AlertLevel = 'routine' | 'critical';

/** Why the trader is told: a new alert, another size or a higher level, a snooze that is over. */
export type News = 'raised' | 'escalated' | 'woke';

export interface Alert {
  /** Same as the decision's id. */
  readonly id: string;
  readonly state: AlertState;
  readonly level: AlertLevel;
  /** What groups: alerts of one cause are told together, e.g. `add.confirmed/e3`. */
  readonly cause: string;
  readonly raisedUs: Micros;
  readonly changedUs: Micros;
  readonly snoozedUntilUs: Micros | null;
  /** Contracts filled so far against this alert. */
  readonly filledContracts: number;
  readonly note: string | null;
  /** Market time of the last notification, before an alert of the same id was raised again within its cool-down too; null when there was none. */
  readonly notifiedUs: Micros | null;
  readonly timesNotified: number;
  /** Still owed to the trader: held back by quiet hours or a cool-down. Null once told, answered or over. */
  readonly untold: News | null;
  /** A repeat or a further size change is not told before this moment; null: at once. */
  readonly silentUntilUs: Micros | null;
  /** Market time since which no evaluation has repeated the decision; absent while it stands. */
  readonly goneSinceUs?: Micros;
  /** As raised or last escalated: the evidence does not change under the reader. */
  readonly decision: Decision;
}
