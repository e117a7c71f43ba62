import { ago, emptyRing, push } from './rollingWindow.ts';
import type { Ring } from './rollingWindow.ts';

/** Sums over the pairs of one side, about the anchors of the window. */
interface Sums {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
  /** The greatest that xx and yy have been since the window was last summed anew: what rounding is measured against. */
  readonly mostXx: number;
  readonly mostYy: number;
}

/** A window of pairs with running sums: a step adds the new pair and takes the leaving one off. */
export interface PairWindow {
  readonly xs: Ring;
  readonly ys: Ring;
  /** Values that the sums are taken about, so that they stay small: the oldest pair at the last full summation. */
  readonly anchorX: number;
  readonly anchorY: number;
  /** One set of sums a side. */
  readonly sums: readonly Sums[];
}

/** Which pairs a set of sums counts, by their x. */
export type Side = (x: number) => boolean;

export const everyPair: readonly Side[] = [() => true];

export const emptyPairs: PairWindow = { xs: emptyRing, ys: emptyRing, anchorX: 0, anchorY: 0, sums: [] };

const noSums: Sums = { n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0, mostXx: 0, mostYy: 0 };

function summed(sums: Sums, x: number, y: number, sign: 1 | -1): Sums {
  const xx = sums.xx + sign * x * x;
  const yy = sums.yy + sign * y * y;
  return {
    n: sums.n + sign, x: sums.x + sign * x, y: sums.y + sign * y, xx, yy, xy: sums.xy + sign * x * y,
    mostXx: Math.max(sums.mostXx, xx), mostYy: Math.max(sums.mostYy, yy),
  };
}

/** Sums of the whole window, taken anew. */
function sumsOf(xs: Ring, ys: Ring, length: number, anchors: { readonly x: number; readonly y: number }, isOn: Side): Sums {
  let sums = noSums;
  for (let back = Math.min(xs.count, length) - 1; back >= 0; back--) {
    const x = ago(xs, back) ?? 0;
    if (isOn(x)) sums = summed(sums, x - anchors.x, (ago(ys, back) ?? 0) - anchors.y, 1);
  }
  return sums;
}

/**
 * The window one pair on. Once a window length everything is summed anew, at a bar that depends on the count alone: rounding cannot
 * pile up, and a restored run sums anew at the same bars.
 */
export function pushPair(window: PairWindow, pair: { readonly x: number; readonly y: number }, length: number, sides: readonly Side[]): PairWindow {
  const leaving = window.xs.count >= length ? { x: ago(window.xs, length - 1) ?? 0, y: ago(window.ys, length - 1) ?? 0 } : null;
  const xs = push(window.xs, pair.x, length);
  const ys = push(window.ys, pair.y, length);
  if (xs.count % length === 0 || xs.count === 1) {
    const oldest = Math.min(xs.count, length) - 1;
    const anchors = { x: ago(xs, oldest) ?? 0, y: ago(ys, oldest) ?? 0 };
    return { xs, ys, anchorX: anchors.x, anchorY: anchors.y, sums: sides.map((isOn) => sumsOf(xs, ys, length, anchors, isOn)) };
  }
  const { anchorX, anchorY } = window;
  const sums = sides.map((isOn, side) => {
    const before = window.sums[side] ?? noSums;
    const kept = leaving !== null && isOn(leaving.x) ? summed(before, leaving.x - anchorX, leaving.y - anchorY, -1) : before;
    return isOn(pair.x) ? summed(kept, pair.x - anchorX, pair.y - anchorY, 1) : kept;
  });
  return { xs, ys, anchorX, anchorY, sums };
}

/** Number of pairs, means, and sums of squares and products about the means. */
export interface CentredSums {
  readonly n: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/** Where the running sums have lost half their digits to what has left the window, it is gone through in two passes. */
const LOST_DIGITS = 1e-6;

const nothing: CentredSums = { n: 0, meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 };

function centredAnew(window: PairWindow, length: number, isOn: Side): CentredSums {
  const held = Math.min(window.xs.count, length);
  const pairs = Array.from({ length: held }, (_, i) => ({ x: ago(window.xs, held - 1 - i) ?? 0, y: ago(window.ys, held - 1 - i) ?? 0 })).filter(({ x }) => isOn(x));
  const [first] = pairs;
  if (first === undefined) return nothing;
  // About the first pair: a series that does not move has then no variance at all, not one of rounding.
  const mean = (of: (pair: { x: number; y: number }) => number): number => pairs.reduce((sum, pair) => sum + of(pair) - of(first), 0) / pairs.length;
  const [stepX, stepY] = [mean(({ x }) => x), mean(({ y }) => y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const { x, y } of pairs) {
    const [dx, dy] = [x - first.x - stepX, y - first.y - stepY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return { n: pairs.length, meanX: first.x + stepX, meanY: first.y + stepY, xx, yy, xy };
}

/** Moves that differ from their mean by no more than a rounding of it do not vary: a price that grows evenly has no beta. */
const NOISE = 1e-10;

function withoutNoise(sums: CentredSums): CentredSums {
  const { n, meanX, meanY, xx, yy } = sums;
  const xMoves = xx > n * (NOISE * meanX) ** 2;
  const yMoves = yy > n * (NOISE * meanY) ** 2;
  return xMoves && yMoves ? sums : { ...sums, xx: xMoves ? xx : 0, yy: yMoves ? yy : 0, xy: xMoves && yMoves ? sums.xy : 0 };
}

export function centredSums(window: PairWindow, length: number, sides: readonly Side[], side = 0): CentredSums {
  const { n, x, y, xx, yy, xy, mostXx, mostYy } = window.sums[side] ?? noSums;
  const isOn = sides[side];
  if (n === 0 || isOn === undefined) return nothing;
  const aboutMeans = { xx: xx - (x * x) / n, yy: yy - (y * y) / n, xy: xy - (x * y) / n };
  if (!(aboutMeans.xx >= LOST_DIGITS * mostXx) || !(aboutMeans.yy >= LOST_DIGITS * mostYy)) return withoutNoise(centredAnew(window, length, isOn));
  return withoutNoise({ n, meanX: window.anchorX + x / n, meanY: window.anchorY + y / n, ...aboutMeans });
}
