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

/**
 * The newest values in a ring with one slot more than the window. A step writes only the slot that is in no window any more, so the
 * state before it stays good: it can be stepped once again with another value (the open bar), at no cost of copying.
 */
export interface Ring {
  readonly slots: readonly number[];
  /** Values pushed so far. */
  readonly count: number;
}

export const emptyRing: Ring = { slots: [], count: 0 };

export function push({ slots, count }: Ring, value: number, length: number): Ring {
  const room = length + 1;
  const written = count === 0 ? Array.from({ length: room }, () => 0) : (slots as number[]);
  written[count % room] = value;
  return { slots: written, count: count + 1 };
}

/** The value pushed `back` pushes ago, 0 the newest; undefined beyond the window. */
export function ago({ slots, count }: Ring, back: number): number | undefined {
  return back < 0 || back >= Math.min(count, slots.length) ? undefined : slots[(count - 1 - back) % slots.length];
}
