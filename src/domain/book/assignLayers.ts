import { expirationOf, labelOf } from '../instruments/index.ts';
import { calendarDaysBetween } from '../time.ts';
import type { IsoDate } from '../units.ts';
import { LAYERS, type Book, type BookLeg, type LayerName } from './book.ts';
import { isHedgeLeg } from './hedgeLeg.ts';

/** Calendar days to expiry by which a held contract belongs to a layer (policy: `layers.*.heldDte`). */
export type HeldDays = Readonly<Record<LayerName, readonly [number, number]>>;

export const heldDaysOf = (layers: Readonly<Record<LayerName, { readonly heldDte: readonly [number, number] }>>): HeldDays =>
  ({ base: layers.base.heldDte, intermediate: layers.intermediate.heldDte, outer: layers.outer.heldDte });

/** The first layer whose days a contract does not exceed; beyond them all the outer. */
export const layerByDays = (dte: number, heldDays: HeldDays): LayerName => LAYERS.find((layer) => dte <= heldDays[layer][1]) ?? 'outer';

function layerOf(leg: BookLeg, date: IsoDate, heldDays: HeldDays): LayerName | null {
  const expiration = expirationOf(leg.symbol);
  return expiration.ok ? layerByDays(calendarDaysBetween(date, expiration.value), heldDays) : null;
}

/**
 * A VIX contract protects whether or not somebody has said for which layer: what comes without one is given that of its spread, else
 * the one that its days to expiry fall into, and keeps it from then on. `assigned` says so in words; the book is the same object when
 * nothing was to be done.
 */
export function assignLayers(book: Book, date: IsoDate, heldDays: HeldDays): { readonly book: Book; readonly assigned: readonly string[] } {
  const assigned: string[] = [];
  const legs = book.legs.map((leg) => {
    if (leg.layer !== null || !isHedgeLeg(leg)) return leg;
    const partner = leg.strategy === null ? undefined : book.legs.find((other) => other.strategy === leg.strategy && other.layer !== null);
    const long = leg.strategy === null ? undefined : book.legs.find((other) => other.strategy === leg.strategy && other.quantity > 0 && isHedgeLeg(other));
    const layer = partner?.layer ?? layerOf(long ?? leg, date, heldDays);
    if (layer === null) return leg;
    assigned.push(`${labelOf(leg.symbol)}: ${layer} layer`);
    return { ...leg, layer };
  });
  return assigned.length === 0 ? { book, assigned } : { book: { ...book, legs }, assigned };
}
