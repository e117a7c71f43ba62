/** Places for words on a chart pane: each keeps clear of those before it, and one that finds no room is left out. Pure. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const overlap = (a: Box, b: Box, apart = 0): boolean =>
  a.left < b.left + b.width + apart && b.left < a.left + a.width + apart && a.top < b.top + b.height && b.top < a.top + a.height;

/** What is on a pane before a word is. */
export interface Surroundings {
  /** Words and levels: nothing is ever written over them. */
  readonly taken: readonly Box[];
  /** Data: crossed only by a word that has no other place and may not be missing. */
  readonly data: readonly Box[];
  readonly pane: { readonly width: number; readonly height: number };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Half the width of a line and a little air. */
const LINE_CLEARANCE = 3;

/** The room that a drawn line takes: one box a stretch between neighboring points. */
export function lineBoxes(points: readonly Point[]): Box[] {
  return points.slice(1).map(({ x, y }, index) => {
    const before = points[index] ?? { x, y };
    return { left: before.x, top: Math.min(y, before.y) - LINE_CLEARANCE, width: x - before.x, height: Math.abs(y - before.y) + 2 * LINE_CLEARANCE };
  });
}

/** The room of upright bars, each from its `y` to its `base`: the high and the low of a candle, the value and zero of a histogram. */
export function barBoxes(bars: readonly (Point & { readonly base: number })[], width: number): Box[] {
  return bars.map(({ x, y, base }) => ({ left: x - width / 2, top: Math.min(y, base) - 1, width, height: Math.abs(base - y) + 2 }));
}

/** Other levels keep their words this far from a level. */
const LEVEL_CLEARANCE = 4;

/** The room of a horizontal line across the pane. */
export function levelBox(y: number, width: number): Box {
  return { left: 0, top: y - LEVEL_CLEARANCE, width, height: 2 * LEVEL_CLEARANCE };
}

export interface LabelWish extends Point {
  readonly width: number;
  readonly height: number;
  /** Highs are named above their point, lows below. */
  readonly below: boolean;
  /** The older end has a free side on its left; words of the newer one would lie on its own line there. */
  readonly older: boolean;
}

const GAP = 6;
const EDGE = 4;
/** Between words in one row. */
const WORD_GAP = 6;
/** A word moved aside ends or begins this far from its point. */
const ASIDE = 3;

/** The first place free of words and data of: above or below the point, there to either side, to its left, one row further out, on the other side; else the first free of words. */
export function placeLabel(wish: LabelWish, { taken, data, pane }: Surroundings): Box | null {
  const places = placesAround(wish, pane.width).filter((box) => inside(box, pane) && isClear(box, taken, WORD_GAP));
  return places.find((box) => isClear(box, data)) ?? places[0] ?? null;
}

function placesAround({ x, y, width, height, below, older }: LabelWish, paneWidth: number): Box[] {
  const rowAt = (row: number): number => (row > 0 ? y - GAP - height - (row - 1) * (height + 2) : y + GAP + (-row - 1) * (height + 2));
  const place = (row: number, left: number): Box => ({ left: Math.min(Math.max(left, EDGE), paneWidth - width - EDGE), top: rowAt(row), width, height });
  const side = below ? -1 : 1;
  const [centered, leftward, rightward] = [x - width / 2, x - width - ASIDE, x + ASIDE];
  const beside = { left: x - GAP - width, top: y - height / 2, width, height };
  return [
    place(side, centered), ...(older ? [beside] : []), place(side, leftward), place(side, rightward), place(2 * side, centered), place(-side, centered),
  ];
}

const inside = (box: Box, pane: Surroundings['pane']): boolean =>
  box.left >= 0 && box.left + box.width <= pane.width && box.top >= 0 && box.top + box.height <= pane.height;

const isClear = (box: Box, others: readonly Box[], apart = 0): boolean => others.every((other) => !overlap(box, other, apart));

/** What a level says, as long as there is room for it, and how wide that is. */
export interface LevelWord {
  readonly text: string;
  readonly width: number;
}

const LEVEL_START = 12;
const STEP = 8;

/**
 * The place of a level's word along it, as far left as there is room, above and then below. Where the whole does not fit beside the
 * data the number alone stands as near to the axis as it can, and at last at the axis whatever runs there. Null where other words and
 * levels leave no room at all.
 */
export function placeAlong(y: number, height: number, words: { readonly whole: LevelWord; readonly number: LevelWord }, surroundings: Surroundings): { readonly text: string; readonly box: Box } | null {
  const { whole, number } = words;
  const free = (word: LevelWord, data: readonly Box[]): Box[] => alongLevel(y, { width: word.width, height }, { ...surroundings, data });
  const box = free(whole, surroundings.data)[0];
  if (box !== undefined) return { text: whole.text, box };
  const nearest = nearestToAxis(free(number, surroundings.data)) ?? nearestToAxis(free(number, []));
  return nearest === null ? null : { text: number.text, box: nearest };
}

function alongLevel(y: number, size: { readonly width: number; readonly height: number }, { taken, data, pane }: Surroundings): Box[] {
  const places = Math.max(0, Math.floor((pane.width - EDGE - size.width - LEVEL_START) / STEP) + 1);
  return [y - GAP - size.height, y + GAP]
    .flatMap((top) => Array.from({ length: places }, (_, index) => ({ left: LEVEL_START + index * STEP, top, ...size })))
    .filter((box) => inside(box, pane) && isClear(box, taken, WORD_GAP) && isClear(box, data));
}

const nearestToAxis = (boxes: readonly Box[]): Box | null => boxes.reduce<Box | null>((nearest, box) => (nearest === null || box.left > nearest.left ? box : nearest), null);
