/** A fall from a high close to the low close after it, by position in the list of closes. */
export interface Fall {
  readonly peak: number;
  readonly trough: number;
  /** First close that is the asked share below the peak: from here on the fall is known, and its peak does not change any more. */
  readonly knownAt: number;
  /** No close before the peak was higher. */
  readonly fromRecord: boolean;
}

/** Whether no close before was higher, close by close. */
export function recordCloses(closes: readonly number[]): readonly boolean[] {
  let record = Number.NEGATIVE_INFINITY;
  return closes.map((close) => {
    record = Math.max(record, close);
    return close === record;
  });
}

/**
 * Falls by zigzag, oldest first: from the highest close of a rise to the lowest before the next rise, both of at least `share` (0.05 =
 * 5 % of where they begin). The last one may still be under way.
 */
export function fallsOf(closes: readonly number[], share: number): readonly Fall[] {
  const at = (position: number): number => closes[position] ?? Number.NaN;
  const falls: Fall[] = [];
  const records = recordCloses(closes);
  let peak = 0;
  let open: Fall | null = null;
  closes.forEach((close, position) => {
    if (open !== null && close >= at(open.trough) * (1 + share)) {
      falls.push(open);
      [open, peak] = [null, position];
    } else if (open !== null) {
      if (close < at(open.trough)) open = { ...open, trough: position };
    } else if (close > at(peak)) {
      peak = position;
    } else if (close <= at(peak) * (1 - share)) {
      open = { peak, trough: position, knownAt: position, fromRecord: records[peak] === true };
    }
  });
  return open === null ? falls : [...falls, open];
}
