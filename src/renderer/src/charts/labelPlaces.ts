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

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The room that a drawn line takes: one box a stretch between neighboring points. */
export function lineBoxes(points: readonly Point[]): Box[] {
  return points.slice(1).map(({ x, y }, index) => {
    const before = points[index] ?? { x, y };
    return { left: before.x, top: Math.min(y, before.y), width: x - before.x, height: Math.abs(y - before.y) + 1 };
  });
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

interface Surroundings {
  readonly taken: readonly Box[];
  /** Lines of data: crossed only where there is no way around them. */
  readonly lines: readonly Box[];
  readonly pane: { readonly width: number; readonly height: number };
}

/**
 * A word that may stand anywhere along its level from `wish.x` on: the leftmost place on its own side that crosses no line of data,
 * else the leftmost on the other side, else the first at all.
 */
export function placeAlong(wish: LabelWish, { taken, lines, pane }: Surroundings): Box | null {
  const all = [...taken, ...lines];
  const free: Box[] = [];
  for (let x = wish.x; x + wish.width / 2 <= pane.width; x += wish.width / 2) {
    const box = placeLabel({ ...wish, x }, all, pane);
    if (box !== null) free.push(box);
  }
  return free.find((box) => box.top > wish.y === wish.below) ?? free[0] ?? placeLabel(wish, taken, pane);
}
