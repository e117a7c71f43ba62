import { wasJudged } from '../hedging/decide.ts';
import type { Decision } from '../hedging/decision.ts';
import type { Policy, PolicyValues } from '../hedging/policy/policySchema.ts';
import { failed, success, type Result } from '../result.ts';
import { newYorkDate } from '../time.ts';
import { MICROS_PER_MINUTE, type Micros } from '../units.ts';
import type { Alert, AlertLevel, AlertState } from './alert.ts';
import { alertIdOf, causeOf, levelOf, QUALITY_ALERT } from './grouping.ts';
import { heldBackBy, pauseUs, tell, type AlertNotification, type HeldBack } from './telling.ts';

export type AlertTransitionKind = 'raised' | 'kept' | 'escalated' | 'resolved' | 'expired' | 'woke' | 'told';

/**
 * `kept` is reported only when the alert changed without a step in its life (new session's prices, seen again, told again).
 * `told`: what had been held back was told now.
 */
export interface AlertTransition {
  readonly kind: AlertTransitionKind;
  readonly alert: Alert;
  /** Why a raise, an escalation or a wake is not told yet; null when it was told, or has nothing to tell. */
  readonly heldBack: HeldBack | null;
}

export interface AlertBook {
  readonly alerts: readonly Alert[];
  readonly transitions: readonly AlertTransition[];
  /** What the trader is told of this evaluation: at most one a cause. */
  readonly notifications: readonly AlertNotification[];
}

/** A step of one alert, before anybody is told. */
type Step = Omit<AlertTransition, 'heldBack'>;

const LIVE: readonly AlertState[] = ['open', 'acknowledged', 'snoozed'];

export const isLive = (alert: Alert): boolean => LIVE.includes(alert.state);

/** What may become an alert: tickets to act on, and data that are not good enough to judge. A closed market is neither. */
const deservesAlert = (decision: Decision): boolean => decision.severity === 'act' || decision.severity === 'blocked';

const withoutGone = ({ goneSinceUs: _gone, ...alert }: Alert): Alert => alert;

function raise(decision: Decision, nowUs: Micros, policy: PolicyValues): Alert {
  return {
    id: alertIdOf(decision), state: 'open', level: levelOf(decision, policy.alerts), cause: causeOf(decision), raisedUs: nowUs, changedUs: nowUs, snoozedUntilUs: null,
    filledContracts: 0, note: null, notifiedUs: null, timesNotified: 0, untold: 'raised', silentUntilUs: null, decision,
  };
}

/** The same decision again after its alert was over: on the screen at once, told only after the cool-down unless its size or its session is another. */
function raiseAgain(past: Alert, decision: Decision, nowUs: Micros, policy: PolicyValues): Alert {
  const again = raise(decision, nowUs, policy);
  const silentUntilUs = past.changedUs + pauseUs(again.level, policy.alerts);
  const repeats = past.notifiedUs !== null && newYorkDate(past.notifiedUs) === newYorkDate(nowUs) && past.level === again.level && !sizeDiffers(past.decision.contracts, decision.contracts, policy.guards.repeatSizeChange);
  return repeats && nowUs < silentUntilUs ? { ...again, notifiedUs: past.notifiedUs, silentUntilUs } : again;
}

/** Contracts left of the advice as the reader saw it. */
const openContracts = (alert: Alert): number => Math.max(0, alert.decision.contracts - alert.filledContracts);

const sizeDiffers = (before: number, now: number, limit: number): boolean => (before === 0 ? now > 0 : Math.abs(now - before) > limit * before);

function grewOrShrank(alert: Alert, decision: Decision, limit: number): boolean {
  const before = openContracts(alert);
  if (alert.filledContracts > 0 && decision.contracts <= before) return false;
  return sizeDiffers(before, decision.contracts, limit);
}

/** Evidence does not change under the reader, except that a new session brings new prices and a new expiry, and blocked data another cause. */
function refreshed(alert: Alert, decision: Decision, level: AlertLevel, nowUs: Micros): Alert {
  const expired = alert.decision.expiresUs !== null && nowUs > alert.decision.expiresUs;
  // An answer keeps its moment: the screen says since when an alert is acknowledged or snoozed.
  const changedUs = alert.state === 'open' ? nowUs : alert.changedUs;
  // Of a part fill the new session asks for the rest, at its own prices.
  if (expired || decision.rule !== alert.decision.rule) return { ...alert, level, decision, changedUs, filledContracts: 0 };
  return level === alert.level ? alert : { ...alert, level };
}

function escalate(alert: Alert, decision: Decision, nowUs: Micros, policy: PolicyValues): Alert {
  const level = levelOf(decision, policy.alerts);
  // What was never told stays news in whole; what changes again and again rings once in a cool-down.
  const fresh = alert.untold === 'raised';
  const silentUntilUs = fresh || alert.silentUntilUs === null ? null : Math.min(alert.silentUntilUs, (alert.notifiedUs ?? nowUs) + pauseUs(level, policy.alerts));
  return { ...alert, state: 'open', level, snoozedUntilUs: null, filledContracts: 0, decision, changedUs: nowUs, untold: fresh ? 'raised' : 'escalated', silentUntilUs };
}

function meet(alert: Alert, decision: Decision, nowUs: Micros, policy: PolicyValues): Step | null {
  if (!isLive(alert)) return { kind: 'raised', alert: raiseAgain(alert, decision, nowUs, policy) };
  const seen = alert.goneSinceUs === undefined ? alert : withoutGone(alert);
  const level = levelOf(decision, policy.alerts);
  const levelRose = seen.level === 'routine' && level === 'critical';
  if (levelRose || grewOrShrank(seen, decision, policy.guards.repeatSizeChange)) return { kind: 'escalated', alert: escalate(seen, decision, nowUs, policy) };
  const current = refreshed(seen, decision, level, nowUs);
  const woke = seen.state === 'snoozed' && seen.snoozedUntilUs !== null && nowUs >= seen.snoozedUntilUs;
  if (woke) return { kind: 'woke', alert: { ...current, state: 'open', snoozedUntilUs: null, changedUs: nowUs, untold: 'woke' } };
  return current === alert ? null : { kind: 'kept', alert: current };
}

/** A decision that is gone: the alert waits for the cool-down or the next session, then it is over. */
function part(alert: Alert, nowUs: Micros, policy: PolicyValues): Step | null {
  const { expiresUs } = alert.decision;
  if (expiresUs !== null && nowUs > expiresUs) return { kind: 'expired', alert: close(alert, 'expired', nowUs) };
  if (alert.goneSinceUs === undefined) return { kind: 'kept', alert: { ...alert, goneSinceUs: nowUs } };
  const cooled = nowUs - alert.goneSinceUs >= policy.alerts.coolDownMinutes * MICROS_PER_MINUTE;
  const nextSession = newYorkDate(nowUs) > newYorkDate(alert.goneSinceUs);
  return cooled || nextSession ? { kind: 'resolved', alert: close(alert, 'resolved', nowUs) } : null;
}

/** Nobody waits for news of an alert that was answered or is over. */
const nothingOwed = { snoozedUntilUs: null, untold: null, silentUntilUs: null } as const;

const close = (alert: Alert, state: 'resolved' | 'expired', nowUs: Micros): Alert => ({ ...withoutGone(alert), ...nothingOwed, state, changedUs: nowUs });

/** What another policy advised is over; the same ticket under the new one is news. */
export const endWithItsPolicy = (alert: Alert): Alert => ({ ...close(alert, 'resolved', alert.changedUs), notifiedUs: null });

/** Each alert's step of this evaluation, raised ones at the end; null where an alert stays as it is. */
function stepsOf(alerts: readonly Alert[], wanted: ReadonlyMap<string, Decision>, nowUs: Micros, { judged, policy }: { readonly judged: boolean; readonly policy: PolicyValues }): readonly { readonly alert: Alert; readonly step: Step | null }[] {
  const known = new Set(alerts.map(({ id }) => id));
  const met = alerts.map((alert) => {
    const decision = wanted.get(alert.id);
    if (decision === undefined && (!isLive(alert) || (!judged && alert.id !== QUALITY_ALERT))) return { alert, step: null };
    return { alert, step: decision === undefined ? part(alert, nowUs, policy) : meet(alert, decision, nowUs, policy) };
  });
  const raised = [...wanted].filter(([id]) => !known.has(id)).map(([, decision]) => {
    const alert = raise(decision, nowUs, policy);
    return { alert, step: { kind: 'raised', alert } as const };
  });
  return [...met, ...raised];
}

/**
 * Holds the alerts against one evaluation's decisions, and says what the trader is to be told of it. Pure. While the rules could not
 * judge (bad data, closed market) nothing is concluded from a decision's absence: its alert stays as it is, and is not told.
 */
export function applyDecisions(alerts: readonly Alert[], decisions: readonly Decision[], nowUs: Micros, { values: policy }: Pick<Policy, 'values'>): AlertBook {
  const wanted = new Map(decisions.filter(deservesAlert).map((decision) => [alertIdOf(decision), decision]));
  const rows = stepsOf(alerts, wanted, nowUs, { judged: wasJudged(decisions), policy });
  const standing = rows.map(({ alert, step }) => step?.alert ?? alert).filter(({ id }) => wanted.has(id));
  const { alerts: told, notifications } = tell(standing, nowUs, policy.alerts);
  const toldById = new Map(told.map((alert) => [alert.id, alert]));
  const transitions = rows.flatMap(({ alert: before, step }): readonly AlertTransition[] => {
    const now = toldById.get(before.id);
    if (now === undefined) return step === null ? [] : [{ ...step, heldBack: step.alert.untold === null ? null : heldBackBy(step.alert, nowUs, policy.alerts) }];
    if (step !== null && step.kind !== 'kept') return [{ kind: step.kind, alert: now, heldBack: null }];
    return [{ kind: before.untold === null ? 'kept' : 'told', alert: now, heldBack: null }];
  });
  const changed = new Map(transitions.map(({ alert }) => [alert.id, alert]));
  return { alerts: rows.map(({ alert }) => changed.get(alert.id) ?? alert), transitions, notifications };
}

/** The trader has seen it. Fails with `refused` when the alert is over. */
export function acknowledge(alert: Alert, nowUs: Micros, note: string | null): Result<Alert> {
  if (!isLive(alert)) return failed('refused', `The alert is already ${alert.state}.`);
  return success({ ...alert, ...nothingOwed, state: 'acknowledged', note: note ?? alert.note, changedUs: nowUs });
}

/** Quiet until a market time; it wakes at the first evaluation after it if its decision still stands. */
export function snooze(alert: Alert, untilUs: Micros, nowUs: Micros): Result<Alert> {
  if (!isLive(alert)) return failed('refused', `The alert is already ${alert.state}.`);
  if (untilUs <= nowUs) return failed('invalid-input', 'An alert can only be snoozed until a later time.');
  return success({ ...alert, ...nothingOwed, state: 'snoozed', snoozedUntilUs: untilUs, changedUs: nowUs });
}

/** A fill against the alert: `filled` once the advised contracts are reached, else it stays open for the rest. */
export function markFilled(alert: Alert, contracts: number, nowUs: Micros): Result<Alert> {
  if (!isLive(alert)) return failed('refused', `The alert is already ${alert.state}.`);
  if (!Number.isInteger(contracts) || contracts < 1) return failed('invalid-input', 'Filled contracts must be a whole number from 1 on.');
  const filledContracts = alert.filledContracts + contracts;
  const state = filledContracts >= alert.decision.contracts ? 'filled' : alert.state === 'snoozed' ? 'open' : alert.state;
  return success({ ...withoutGone(alert), ...nothingOwed, state, filledContracts, changedUs: nowUs });
}
