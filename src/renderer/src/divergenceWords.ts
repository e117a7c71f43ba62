/** The words the screen uses for divergences: what is compared, how one stands, and whether a rule reads it. */
import type { EngineState } from '../../contract/api.ts';
import { formatNumber } from './format.ts';
import { formatBar } from './formatTime.ts';

export type DivergenceView = EngineState['signals']['divergences'][number];

export const divergenceSeriesWords: Record<DivergenceView['series'], string> = { obv: 'OBV', adLine: 'A/D line' };

interface KindWords {
  readonly name: string;
  /** What price did between the two swing points, and what the series did instead. */
  readonly price: string;
  readonly series: string;
  /** The swing points compared are lows. */
  readonly lows: boolean;
  readonly hidden: boolean;
}

export const divergenceKinds: Record<DivergenceView['kind'], KindWords> = {
  bearish: { name: 'bearish', price: 'higher high', series: 'lower high', lows: false, hidden: false },
  bullish: { name: 'bullish', price: 'lower low', series: 'higher low', lows: true, hidden: false },
  hiddenBearish: { name: 'hidden bearish', price: 'lower high', series: 'higher high', lows: false, hidden: true },
  hiddenBullish: { name: 'hidden bullish', price: 'higher low', series: 'lower low', lows: true, hidden: true },
};

/** The contract's state is named after the bearish case: one over lows is confirmed upward. */
export function divergenceState({ state, kind }: Pick<DivergenceView, 'state' | 'kind'>): string {
  if (state !== 'confirmedDown') return state;
  return divergenceKinds[kind].lows ? 'confirmed' : 'confirmed down';
}

/** `OBV bearish, SPX 6,993 (7 Aug) → 7,024 (18 Nov)`. */
export function divergenceText({ series, kind, from, to }: Pick<DivergenceView, 'series' | 'kind' | 'from' | 'to'>): string {
  return `${divergenceSeriesWords[series]} ${divergenceKinds[kind].name}, SPX ${formatNumber(from.price)} (${formatBar(from.date)}) → ${formatNumber(to.price)} (${formatBar(to.date)})`;
}

/** Agreement of the other series, and that only bearish ones are read by a rule; empty where nothing is to be said. */
export function divergenceRemark({ series, kind, overlaps }: Pick<DivergenceView, 'series' | 'kind' | 'overlaps'>): string {
  const other = divergenceSeriesWords[series === 'obv' ? 'adLine' : 'obv'];
  return [...(overlaps === null ? [] : [`${other} diverges too`]), ...(kind === 'bearish' ? [] : ['no rule uses it'])].join('; ');
}
