/** Which alerts ask for attention, and in what order. Pure. */
import type { AlertView } from '../../../../contract/api.ts';

const LIVE: readonly AlertView['state'][] = ['open', 'acknowledged', 'snoozed'];

/** What still stands before what is no longer advised; open before acknowledged before snoozed; critical before `act` before the rest; the newest first. Being told again moves nothing. */
export function liveAlerts(alerts: readonly AlertView[]): AlertView[] {
  return alerts.filter((alert) => LIVE.includes(alert.state)).sort((a, b) => rank(a) - rank(b) || b.raisedUs - a.raisedUs);
}

/** Filled, resolved and expired ones, the last changed first. */
export function closedAlerts(alerts: readonly AlertView[]): AlertView[] {
  return alerts.filter((alert) => !LIVE.includes(alert.state)).sort((a, b) => b.changedUs - a.changedUs);
}

function rank(alert: AlertView): number {
  return (alert.goneSinceUs === undefined ? 0 : 9) + LIVE.indexOf(alert.state) * 3 + (alert.level === 'critical' ? 0 : alert.decision.severity === 'act' ? 1 : 2);
}
