/** One layer of the ladder as slots, one a contract: filled = held, hatched = to come off, dashed = proposed, faint = room. Pure. */
import type { LayerView } from '../../../../contract/api.ts';
import { formatNumber } from '../../format.ts';
import { formatDay } from '../../formatTime.ts';

export type Slot = 'held' | 'leaving' | 'proposed' | 'room';

export interface SlotRow {
  readonly slots: readonly Slot[];
  /** Contracts that do not fit the row; the words below carry the figures. */
  readonly hidden: number;
}

type Contracts = Pick<LayerView, 'held' | 'proposed'>;

const FEWEST_SLOTS = 8;
const MOST_SLOTS = 14;

const taken = ({ held, proposed }: Contracts): number => Math.max(0, Math.round(held)) + Math.max(0, Math.round(proposed));

/** All layers share one slot width, so that the rows compare by length; the policy's shares are a ratio, not a number of places. */
export function slotCountOf(layers: readonly Contracts[]): number {
  return Math.min(MOST_SLOTS, Math.max(FEWEST_SLOTS, ...layers.map(taken)));
}

export function slotsOf(layer: Contracts, count: number): SlotRow {
  const held = Math.max(0, Math.round(layer.held));
  const proposed = Math.max(0, Math.round(layer.proposed));
  const staying = held + Math.min(0, Math.round(layer.proposed));
  const kindOf = (index: number): Slot => {
    if (index < held) return index < staying ? 'held' : 'leaving';
    return index < held + proposed ? 'proposed' : 'room';
  };
  return { slots: Array.from({ length: count }, (_, index) => kindOf(index)), hidden: Math.max(0, held + proposed - count) };
}

/** `16 Dec · 26 d`, or nothing held. */
export function expiryText(layer: LayerView): string {
  if (layer.expiration === null) return 'none held';
  return layer.days === null ? formatDay(layer.expiration) : `${formatDay(layer.expiration)} · ${formatNumber(layer.days)} d`;
}

/** `3 held, 4 proposed`. */
export function heldText(layer: Contracts): string {
  const parts = layer.held > 0 || layer.proposed <= 0 ? [`${layer.held} held`] : [];
  if (layer.proposed > 0) parts.push(`${layer.proposed} proposed`);
  else if (layer.proposed < 0) parts.push(`${-layer.proposed} to come off`);
  return parts.join(', ');
}

/** `shares 4 : 4 : 2`: how the policy splits the contracts of a full ladder; empty where it does not. */
export function sharesText(layers: readonly Pick<LayerView, 'targetContracts'>[]): string {
  return layers.every(({ targetContracts }) => targetContracts === 0) ? '' : `shares ${layers.map((layer) => layer.targetContracts).join(' : ')}`;
}
