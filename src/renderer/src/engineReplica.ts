/** The renderer's copy of the engine's state: one snapshot, then updates numbered without a gap. Pure. */
import type { EngineState, Snapshot, Update } from '../../contract/api.ts';

export interface Replica {
  readonly seq: number;
  readonly state: EngineState;
}

/**
 * `resync` asks for a new snapshot: an update was missed, so the copy can no longer be trusted to be current.
 * `ignored` is an update that the snapshot already contains (it was under way while the snapshot was made).
 */
export type Applied = { readonly kind: 'applied'; readonly replica: Replica } | { readonly kind: 'ignored' } | { readonly kind: 'resync' };

export function applySnapshot(snapshot: Snapshot): Replica {
  return { seq: snapshot.seq, state: snapshot.state };
}

/** Whole slices are replaced; slices that an update does not name keep their identity, so selectors on them do not fire. */
export function applyUpdate(replica: Replica, update: Update): Applied {
  if (update.seq <= replica.seq) return { kind: 'ignored' };
  if (update.seq !== replica.seq + 1) return { kind: 'resync' };
  const changes = Object.fromEntries(Object.entries(update.changes).filter(([, slice]) => slice !== undefined)) as Partial<EngineState>;
  return { kind: 'applied', replica: { seq: update.seq, state: { ...replica.state, ...changes } } };
}
