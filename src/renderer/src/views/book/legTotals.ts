/** Sums under the legs. A sum over a leg without a trusted price does not exist: it is null, never the sum of the others. Pure. */
import type { LegView } from '../../../../contract/api.ts';

export const greekKeys = ['deltaDollarsPerPercent', 'gammaDollarsPerPercent', 'vegaPerVolPoint', 'vannaPerVolPoint', 'volgaPerVolPoint', 'charmPerDay', 'thetaPerDay', 'vegaPerVixPoint'] as const;
export type GreekKey = (typeof greekKeys)[number];

export interface UnderlyingTotals {
  readonly underlying: string;
  readonly legs: number;
  readonly sums: Readonly<Record<GreekKey, number | null>>;
}

/** Weekly roots and futures count with their index. */
const underlyingOfRoot: Readonly<Record<string, string>> = { SPXW: 'SPX', VIXW: 'VIX', VX: 'VIX', VXM: 'VIX' };

export function underlyingOf({ symbol }: Pick<LegView, 'symbol'>): string {
  const root = /^[A-Z]+/.exec(symbol)?.[0] ?? symbol;
  return underlyingOfRoot[root] ?? root;
}

export function sumOf(legs: readonly LegView[], pick: (leg: LegView) => number | null): number | null {
  let sum = 0;
  for (const leg of legs) {
    const figure = pick(leg);
    if (figure === null) return null;
    sum += figure;
  }
  return sum;
}

/** Per underlying, in the order of the legs: a percent of the SPX and a percent of a VIX forward do not add up. */
export function totalsByUnderlying(legs: readonly LegView[]): UnderlyingTotals[] {
  const groups = Map.groupBy(legs, underlyingOf);
  return [...groups].map(([underlying, own]) => ({
    underlying, legs: own.length, sums: Object.fromEntries(greekKeys.map((key) => [key, sumOf(own, (leg) => leg[key])])) as Record<GreekKey, number | null>,
  }));
}
