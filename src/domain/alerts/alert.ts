import type { Decision } from '../hedging/decision.ts';
import type { Micros } from '../units.ts';

export type AlertState = 'open' | 'acknowledged' | 'snoozed' | 'filled' | 'resolved' | 'expired';

export interface Alert {
  /** Same as the decision's id. */
  readonly id: string;
  readonly state: AlertState;
  readonly raisedUs: Micros;
  readonly changedUs: Micros;
  readonly snoozedUntilUs: Micros | null;
  /** Contracts filled so far against this alert. */
  readonly filledContracts: number;
  readonly note: string | null;
  /** Market time since which no evaluation has repeated the decision; absent while it stands. */
  readonly goneSinceUs?: Micros;
  /** As raised or last escalated: the evidence does not change under the reader. */
  readonly decision: Decision;
}
