import type { EventPayload } from './api.ts';
import type { EngineEvent } from './engineService.ts';

export interface EventQueue {
  add(event: EngineEvent): void;
  /** `events`: how many events the client says it has taken in, in all. */
  acknowledge(events: number): void;
  /** A snapshot of this `seq` is on its way: what waits and is not newer is dropped. */
  superseded(seq: number): void;
}

/**
 * Keeps what a slow client is owed bounded. Behind by `conflateAfter` events, updates wait merged in one place: a slice replaces
 * the older slice of the same name. The merged update carries the latest `seq`; the client sees the gap and asks for a snapshot.
 * Other events never wait, and the update they belong to goes out before them.
 */
export function createEventQueue(
  limits: { readonly conflateAfter: number; readonly closeAfter: number },
  /** `send` tells whether the event left: what never left will not be acknowledged. */
  output: { send(event: EngineEvent): boolean; giveUp(): void },
): EventQueue {
  let sent = 0;
  let acknowledged = 0;
  let merged: EventPayload<'updated'> | null = null;

  const send = (event: EngineEvent): void => {
    if (sent - acknowledged >= limits.closeAfter) {
      output.giveUp();
      return;
    }
    if (output.send(event)) sent += 1;
  };
  const sendMerged = (): void => {
    if (merged === null) return;
    const payload = merged;
    merged = null;
    send({ name: 'updated', payload });
  };

  return {
    add(event) {
      if (event.name === 'updated') {
        merged = { seq: event.payload.seq, changes: { ...merged?.changes, ...event.payload.changes } };
        if (sent - acknowledged < limits.conflateAfter) sendMerged();
        return;
      }
      sendMerged();
      send(event);
    },
    superseded(seq) {
      if (merged !== null && merged.seq <= seq) merged = null;
    },
    acknowledge(events) {
      acknowledged = Math.min(sent, Math.max(acknowledged, events));
      if (sent - acknowledged < limits.conflateAfter) sendMerged();
    },
  };
}
