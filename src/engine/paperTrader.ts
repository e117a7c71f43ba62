import type { AlertView, RequestParams } from '../contract/api.ts';
import type { EngineEvent, EngineService } from '../contract/engineService.ts';

/** The fill a paper trader would enter for an alert: its first candidate, buys at the ask, sells at the bid. Null when there is none. */
export function paperFillOf(alert: AlertView): RequestParams<'recordFill'> | null {
  const ticket = alert.decision.candidates[0]?.ticket ?? [];
  if (alert.decision.severity !== 'act' || ticket.length === 0) return null;
  return {
    alertId: alert.id, source: 'simulated',
    lines: ticket.map(({ side, contracts, symbol, price, layer, legId, strategy }) => ({ side, contracts, symbol, price, layer, legId, strategy })),
  };
}

/**
 * Simulated trader of demo and replay: an ordinary client of the contract. It leaves alone what a person has acknowledged or
 * snoozed, and waits a while so that an alert can be read before it is filled.
 */
export function createPaperTrader(service: EngineService, options: { readonly waitMs: number; readonly after: (ms: number, run: () => void) => { cancel(): void } }): { stop(): void } {
  const waiting = new Map<string, { cancel(): void }>();
  /** Alerts as they stand: their prices are renewed while a fill waits. */
  const standing = new Map<string, AlertView>();
  let stopped = false;
  const drop = (alertId: string): void => {
    waiting.get(alertId)?.cancel();
    waiting.delete(alertId);
  };
  const take = (alertId: string): void => {
    waiting.delete(alertId);
    const alert = standing.get(alertId);
    const fill = alert === undefined || alert.state !== 'open' || alert.goneSinceUs !== undefined ? null : paperFillOf(alert);
    if (fill !== null) void service.handle('recordFill', fill);
  };
  const consider = (alert: AlertView): void => {
    standing.set(alert.id, alert);
    drop(alert.id);
    if (alert.state === 'open' && paperFillOf(alert) !== null) waiting.set(alert.id, options.after(options.waitMs, () => take(alert.id)));
  };
  const unsubscribe = service.subscribe((event: EngineEvent) => {
    if (event.name === 'updated' && event.payload.changes.alerts !== undefined) {
      standing.clear();
      for (const alert of event.payload.changes.alerts) standing.set(alert.id, alert);
    }
    if (event.name === 'alertRaised' || event.name === 'alertChanged') consider(event.payload.alert);
  });
  // An advice that stood when the last run ended was told then; it can still be taken.
  void Promise.resolve(service.handle('getSnapshot', {})).then((snapshot) => {
    if (!stopped && snapshot.ok) for (const alert of snapshot.value.state.alerts) if (!waiting.has(alert.id)) consider(alert);
  });
  return {
    stop() {
      stopped = true;
      unsubscribe();
      for (const { cancel } of waiting.values()) cancel();
      waiting.clear();
    },
  };
}
