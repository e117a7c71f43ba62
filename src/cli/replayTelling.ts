import { wasJudged } from '../domain/hedging/decide.ts';
import type { Decision } from '../domain/hedging/decision.ts';
import type { ReplayDay } from '../engine/replay.ts';

/**
 * Which decisions of a day are news: one that did not stand the day before, one whose advice was taken since, and one whose size has
 * moved by more than `sizeChange` of what was last told, as the alert book escalates it. Null where nobody takes any advice: the same
 * want is then reckoned anew every day against the same unhedged book, and its size is no news. A day on which nothing could be judged
 * ends nothing.
 */
export function createReplayTelling(sizeChange: number | null): (day: ReplayDay) => readonly Decision[] {
  let told = new Map<string, number>();
  return ({ decisions, filled }) => {
    const standing = new Map(wasJudged(decisions) ? [] : told);
    const news = decisions.filter(({ id, contracts }) => {
      const before = told.get(id);
      const isNews = before === undefined || (sizeChange !== null && Math.abs(contracts - before) > sizeChange * before);
      standing.set(id, isNews ? contracts : before);
      return isNews;
    });
    for (const id of filled) standing.delete(id);
    told = standing;
    return news;
  };
}
