/** One layer of the ladder as slots: filled = held, dashed = proposed, empty = room up to the target. Pure. */
import type { LayerView } from '../../../../contract/api.ts';
import { formatDays } from '../../format.ts';
import { formatDay } from '../../formatTime.ts';

export type Slot = 'held' | 'proposed' | 'room';

export interface SlotRow {
  readonly slots: readonly Slot[];
  /** Contracts that do not fit the row; the words below carry the figures. */
  readonly hidden: number;
}

const MOST_SLOTS = 12;

export function slotsOf(layer: Pick<LayerView, 'held' | 'proposed' | 'targetContracts'>): SlotRow {
  const held = Math.max(0, Math.round(layer.held));
  const proposed = Math.max(0, Math.round(layer.proposed));
  const count = Math.max(held + proposed, Math.round(layer.targetContracts), 1);
  const slots: Slot[] = [];
  for (let index = 0; index < Math.min(count, MOST_SLOTS); index += 1) {
    slots.push(index < held ? 'held' : index < held + proposed ? 'proposed' : 'room');
  }
  return { slots, hidden: Math.max(0, count - MOST_SLOTS) };
}

/** `16 Dec · 26 days`, or nothing held. */
export function expiryText(layer: LayerView): string {
  if (layer.expiration === null) return 'none held';
  return layer.days === null ? formatDay(layer.expiration) : `${formatDay(layer.expiration)} · ${formatDays(layer.days)}`;
}

export function heldText(layer: LayerView): string {
  const parts = [`${layer.held} of ${layer.targetContracts} held`];
  if (layer.proposed > 0) parts.push(`${layer.proposed} proposed`);
  else if (layer.proposed < 0) parts.push(`${-layer.proposed} to come off`);
  return parts.join(', ');
}
