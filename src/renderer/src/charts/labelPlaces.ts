/** Places for words on a chart pane: each keeps clear of those before it, and one that finds no room is left out. Pure. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

export interface LabelWish {
  /** The point the word belongs to. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Highs are named above their point, lows below. */
  readonly below: boolean;
  /** The older end has a free side on its left; words of the newer one would lie on its own line there. */
  readonly older: boolean;
}

const GAP = 6;
const EDGE = 4;

/** The first free place of: above or below the point, to its left, on the other side. Null where all are taken. */
export function placeLabel(wish: LabelWish, taken: readonly Box[], pane: { readonly width: number; readonly height: number }): Box | null {
  const { x, y, width, height } = wish;
  const centered = Math.min(Math.max(x - width / 2, EDGE), pane.width - width - EDGE);
  const above = { left: centered, top: y - GAP - height, width, height };
  const under = { left: centered, top: y + GAP, width, height };
  const beside = { left: x - GAP - width, top: y - height / 2, width, height };
  const [first, other] = wish.below ? [under, above] : [above, under];
  const places = wish.older ? [first, beside, other] : [first, other];
  const fits = (box: Box): boolean => box.left >= 0 && box.left + box.width <= pane.width && box.top >= 0 && box.top + box.height <= pane.height;
  return places.find((box) => fits(box) && taken.every((other) => !overlap(box, other))) ?? null;
}
