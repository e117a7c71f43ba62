import { wasJudged } from '../hedging/decide.ts';
import type { Decision } from '../hedging/decision.ts';
import type { Policy, PolicyValues } from '../hedging/policy/policySchema.ts';
import { failed, success, type Result } from '../result.ts';
import { newYorkDate } from '../time.ts';
import type { Micros } from '../units.ts';
import type { Alert, AlertState } from './alert.ts';

export type AlertTransitionKind = 'raised' | 'kept' | 'escalated' | 'resolved' | 'expired' | 'woke';

/** `kept` is reported only when the alert changed without a need to tell anyone (new session's prices, seen again). */
export interface AlertTransition {
  readonly kind: AlertTransitionKind;
  readonly alert: Alert;
}

export interface AlertBook {
  readonly alerts: readonly Alert[];
  readonly transitions: readonly AlertTransition[];
}

const MICROS_PER_MINUTE = 60_000_000;
const LIVE: readonly AlertState[] = ['open', 'acknowledged', 'snoozed'];

export const isLive = (alert: Alert): boolean => LIVE.includes(alert.state);

/** What may become an alert: tickets to act on, and data that are not good enough to judge. A closed market is neither. */
const deservesAlert = (decision: Decision): boolean => decision.severity === 'act' || decision.severity === 'blocked';

/** Blocked quality holds share one alert, whatever the cause: the cause stands in its text. */
const QUALITY_ALERT = 'hold.quality';
const alertIdOf = (decision: Decision): string => (decision.severity === 'blocked' && decision.rule.startsWith(`${QUALITY_ALERT}.`) ? QUALITY_ALERT : decision.id);

const withoutGone = ({ goneSinceUs: _gone, ...alert }: Alert): Alert => alert;

function raise(id: string, decision: Decision, nowUs: Micros): Alert {
  return { id, state: 'open', raisedUs: nowUs, changedUs: nowUs, snoozedUntilUs: null, filledContracts: 0, note: null, decision };
}

/** Contracts left of the advice as the reader saw it. */
const openContracts = (alert: Alert): number => Math.max(0, alert.decision.contracts - alert.filledContracts);

function grewOrShrank(alert: Alert, decision: Decision, limit: number): boolean {
  const before = openContracts(alert);
  if (alert.filledContracts > 0 && decision.contracts <= before) return false;
  return before === 0 ? decision.contracts > 0 : Math.abs(decision.contracts - before) > limit * before;
}

/** Evidence does not change under the reader, except that a new session brings new prices and a new expiry. */
function refreshed(alert: Alert, decision: Decision, nowUs: Micros): Alert {
  const expired = alert.decision.expiresUs !== null && nowUs > alert.decision.expiresUs;
  return expired && alert.filledContracts === 0 ? { ...alert, decision, changedUs: nowUs } : alert;
}

function meet(alert: Alert, decision: Decision, nowUs: Micros, policy: PolicyValues): AlertTransition | null {
  if (!isLive(alert)) return { kind: 'raised', alert: raise(alert.id, decision, nowUs) };
  const seen = alert.goneSinceUs === undefined ? alert : withoutGone(alert);
  const woke = seen.state === 'snoozed' && seen.snoozedUntilUs !== null && nowUs >= seen.snoozedUntilUs;
  if (grewOrShrank(seen, decision, policy.guards.repeatSizeChange)) {
    return { kind: 'escalated', alert: { ...seen, state: 'open', snoozedUntilUs: null, filledContracts: 0, decision, changedUs: nowUs } };
  }
  const current = refreshed(seen, decision, nowUs);
  if (woke) return { kind: 'woke', alert: { ...current, state: 'open', snoozedUntilUs: null, changedUs: nowUs } };
  return current === alert ? null : { kind: 'kept', alert: current };
}

/** A decision that is gone: the alert waits for the cool-down or the next session, then it is over. */
function part(alert: Alert, nowUs: Micros, policy: PolicyValues): AlertTransition | null {
  const { expiresUs } = alert.decision;
  if (expiresUs !== null && nowUs > expiresUs) return { kind: 'expired', alert: close(alert, 'expired', nowUs) };
  if (alert.goneSinceUs === undefined) return { kind: 'kept', alert: { ...alert, goneSinceUs: nowUs } };
  const cooled = nowUs - alert.goneSinceUs >= policy.alerts.coolDownMinutes * MICROS_PER_MINUTE;
  const nextSession = newYorkDate(nowUs) > newYorkDate(alert.goneSinceUs);
  return cooled || nextSession ? { kind: 'resolved', alert: close(alert, 'resolved', nowUs) } : null;
}

const close = (alert: Alert, state: 'resolved' | 'expired', nowUs: Micros): Alert => ({ ...withoutGone(alert), state, snoozedUntilUs: null, changedUs: nowUs });

/**
 * Holds the alerts against one evaluation's decisions. Pure. While the rules could not judge (bad data, closed market)
 * nothing is concluded from a decision's absence: its alert stays as it is.
 */
export function applyDecisions(alerts: readonly Alert[], decisions: readonly Decision[], nowUs: Micros, policy: Policy): AlertBook {
  const values = policy.values;
  const judged = wasJudged(decisions);
  const wanted = new Map(decisions.filter(deservesAlert).map((decision) => [alertIdOf(decision), decision]));
  const transitions: AlertTransition[] = [];
  const next = alerts.map((alert) => {
    const decision = wanted.get(alert.id);
    wanted.delete(alert.id);
    if (decision === undefined && (!isLive(alert) || (!judged && alert.id !== QUALITY_ALERT))) return alert;
    const transition = decision === undefined ? part(alert, nowUs, values) : meet(alert, decision, nowUs, values);
    if (transition === null) return alert;
    transitions.push(transition);
    return transition.alert;
  });
  for (const [id, decision] of wanted) {
    const alert = raise(id, decision, nowUs);
    transitions.push({ kind: 'raised', alert });
    next.push(alert);
  }
  return { alerts: next, transitions };
}

/** The trader has seen it. Fails with `refused` when the alert is over. */
export function acknowledge(alert: Alert, nowUs: Micros, note: string | null): Result<Alert> {
  if (!isLive(alert)) return failed('refused', `The alert is already ${alert.state}.`);
  return success({ ...alert, state: 'acknowledged', snoozedUntilUs: null, note: note ?? alert.note, changedUs: nowUs });
}

/** Quiet until a market time; it wakes at the first evaluation after it if its decision still stands. */
export function snooze(alert: Alert, untilUs: Micros, nowUs: Micros): Result<Alert> {
  if (!isLive(alert)) return failed('refused', `The alert is already ${alert.state}.`);
  if (untilUs <= nowUs) return failed('invalid-input', 'An alert can only be snoozed until a later time.');
  return success({ ...alert, state: 'snoozed', snoozedUntilUs: untilUs, changedUs: nowUs });
}

/** A fill against the alert: `filled` once the advised contracts are reached, else it stays open for the rest. */
export function markFilled(alert: Alert, contracts: number, nowUs: Micros): Result<Alert> {
  if (!isLive(alert)) return failed('refused', `The alert is already ${alert.state}.`);
  if (!Number.isInteger(contracts) || contracts < 1) return failed('invalid-input', 'Filled contracts must be a whole number from 1 on.');
  const filledContracts = alert.filledContracts + contracts;
  const state = filledContracts >= alert.decision.contracts ? 'filled' : alert.state === 'snoozed' ? 'open' : alert.state;
  return success({ ...withoutGone(alert), state, filledContracts, snoozedUntilUs: null, changedUs: nowUs });
}
