import type { Decision } from '../hedging/decision.ts';
import type { PolicyValues } from '../hedging/policy/policySchema.ts';
import type { AlertLevel } from './alert.ts';

type Named = Pick<Decision, 'id' | 'rule' | 'severity'>;

/** Blocked quality holds share one alert, whatever the cause: the cause stands in its text. */
export const QUALITY_ALERT = 'hold.quality';

const isQuality = ({ severity, rule }: Named): boolean => severity === 'blocked' && rule.startsWith(`${QUALITY_ALERT}.`);

export const alertIdOf = (decision: Named): string => (isQuality(decision) ? QUALITY_ALERT : decision.id);

/** Rule and episode, without layer, contract and tranche: `add.confirmed/base/e3` and `add.confirmed/intermediate/e3` have one cause. */
export function causeOf(decision: Named): string {
  if (isQuality(decision)) return QUALITY_ALERT;
  const rule = decision.rule.replace(/\.\d+$/, '');
  return `${rule}/${decision.id.slice(decision.id.lastIndexOf('/') + 1)}`;
}

/** Critical is what the policy lists: `delayer.press` names that rule and all below it, `delayer.press.1` among them. */
export function levelOf({ rule }: Pick<Decision, 'rule'>, { critical }: Pick<PolicyValues['alerts'], 'critical'>): AlertLevel {
  return critical.some((prefix) => rule === prefix || rule.startsWith(`${prefix}.`)) ? 'critical' : 'routine';
}
