/** The newest `length` values, oldest first. */
export function slide<T>(window: readonly T[], value: T, length: number): readonly T[] {
  if (window.length < length) return [...window, value];
  const next = window.slice(window.length - length + 1);
  next.push(value);
  return next;
}

export function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Sums of squares and products about the means, taken in two passes: exact where a running sum would drift. */
export interface CentredSums {
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

export function centredSums(xs: readonly number[], ys: readonly number[]): CentredSums {
  const meanX = meanOf(xs);
  const meanY = meanOf(ys);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < xs.length; i++) {
    const dx = (xs[i] ?? meanX) - meanX;
    const dy = (ys[i] ?? meanY) - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return { xx, yy, xy };
}
