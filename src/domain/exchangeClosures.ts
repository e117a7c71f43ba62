import type { IsoDate } from './units.ts';

/**
 * NYSE days that the standing rules (calendar.ts) do not give. Source: NYSE Group press notes and the exchange's
 * published list of special closings and early closings; checked against the dates of SPY's daily history.
 */
export const UNSCHEDULED_CLOSINGS: ReadonlyMap<IsoDate, string> = new Map([
  ['1994-04-27', 'funeral of President Nixon'],
  ['2001-09-11', 'attacks of September 11'],
  ['2001-09-12', 'attacks of September 11'],
  ['2001-09-13', 'attacks of September 11'],
  ['2001-09-14', 'attacks of September 11'],
  ['2004-06-11', 'funeral of President Reagan'],
  ['2007-01-02', 'funeral of President Ford'],
  ['2012-10-29', 'Hurricane Sandy'],
  ['2012-10-30', 'Hurricane Sandy'],
  ['2018-12-05', 'funeral of President Bush'],
  ['2025-01-09', 'funeral of President Carter'],
]);

/** Sessions that ended at 13:00 outside the standing early-close rules. */
export const UNSCHEDULED_EARLY_CLOSES: ReadonlySet<IsoDate> = new Set(['1997-12-26', '1999-12-31', '2003-12-26']);

/** Sessions that opened late, as minutes after midnight in New York. */
export const LATE_OPENINGS: ReadonlyMap<IsoDate, number> = new Map([['2002-09-11', 12 * 60]]);
