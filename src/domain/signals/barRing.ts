/**
 * The newest bars, numbered from the first ever seen, in a ring with one slot more than the window. A step writes only the slot that
 * no window holds any more, so the ring before it can still be read, and be stepped once more with another bar (the open one), at no cost
 * of copying.
 */
export interface BarRing<Bar> {
  readonly slots: readonly Bar[];
  /** Number of the newest bar; −1 before the first. */
  readonly last: number;
  /** How many of them may be looked at: those since it was cleared, at most the window. */
  readonly held: number;
}

export const emptyBars: BarRing<never> = { slots: [], last: -1, held: 0 };

/** Forgets the bars and goes on numbering. */
export const clearedBars = <Bar>(bars: BarRing<Bar>): BarRing<Bar> => ({ ...bars, held: 0 });

export function pushBar<Bar>(bars: BarRing<Bar>, bar: Bar, window: number): BarRing<Bar> {
  const slots = bars.last < 0 ? [] : (bars.slots as Bar[]);
  const last = bars.last + 1;
  slots[last % (window + 1)] = bar;
  return { slots, last, held: Math.min(bars.held + 1, window) };
}

/** Undefined where it is not held. */
export function barAt<Bar>(bars: BarRing<Bar>, number: number): Bar | undefined {
  return number > bars.last || number <= bars.last - bars.held ? undefined : bars.slots[number % bars.slots.length];
}
