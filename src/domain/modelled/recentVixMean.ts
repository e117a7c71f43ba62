import type { IsoDate } from '../units.ts';
import { LONG_RUN_VIX } from './modelledMarket.ts';

/** Sessions after which a close counts half. */
const HALF_LIFE_SESSIONS = 126;

/**
 * Level to which the modelled curve leans on each date: the exponentially weighted mean of VIX closes up to that date, half-life half a
 * year, begun at the long-run level. A fixed level prices the calm of 2017 and the crisis of 2009 alike: against VX settles of
 * 2006-01…2014-08 the curve errs by 2.5 (first month) to 3.1 points (seventh) root mean square with this mean, by 4.1 to 6.1 with 19.
 */
export function recentVixMeans(vix: readonly { readonly date: IsoDate; readonly close: number }[]): ReadonlyMap<IsoDate, number> {
  const weight = 1 - 0.5 ** (1 / HALF_LIFE_SESSIONS);
  let mean = LONG_RUN_VIX;
  return new Map(vix.map(({ date, close }) => [date, (mean += weight * (close - mean))]));
}
