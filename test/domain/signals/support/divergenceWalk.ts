import type { Divergence, DivergenceSeries } from '../../../../src/domain/signals/dailySignals.ts';
import type { DivergenceInput } from '../../../../src/domain/signals/divergence.ts';
import type { PlainDivergence } from './plainDivergence.ts';
import { randomWalk } from './randomWalk.ts';

interface WalkOptions {
  readonly series?: DivergenceSeries;
  /** Chance that the series has no value on a bar. */
  readonly holes?: number;
  /** Bars on which the series begins anew. */
  readonly restarts?: readonly number[];
}

/** A random walk of price with a whole-numbered series, so that shifts of it are exact. */
export function walkBars(seed: number, length: number, { series = 'obv', holes = 0, restarts = [] }: WalkOptions = {}): DivergenceInput[] {
  let line = 0;
  let before: number | null = null;
  return randomWalk(seed, length, { holes }).map(({ date, price, spy, breadth }, bar) => {
    const { high, low, close } = price;
    const present = series === 'obv' ? spy !== null : breadth !== null;
    if (series === 'obv') line += Math.sign(close - (before ?? close)) * (spy?.volume ?? 0);
    else line += (breadth?.advances ?? 0) - (breadth?.declines ?? 0);
    before = close;
    return { date, high, low, close, value: present ? line : null, restart: restarts.includes(bar) };
  });
}

/** Our divergence in the words of the plain diary. */
export const inPlainWords = ({ id, kind, state, strength, from, to, knownOn, stateSince, active }: Divergence): PlainDivergence => ({
  id, kind, state, strength,
  from: from.date, to: to.date, fromPrice: from.price, toPrice: to.price, fromValue: from.value, toValue: to.value,
  fromValueDate: from.valueDate, toValueDate: to.valueDate, knownOn, stateSince, active,
});
