import { wasJudged } from '../domain/hedging/decide.ts';
import type { Decision } from '../domain/hedging/decision.ts';
import type { ReplayDay } from '../engine/replay.ts';

/**
 * Which decisions of a day are news: one that did not stand the day before, one whose advice was taken since, and one whose size has
 * moved by more than the policy's share since it was last told, as the alert book escalates it. An advice that nobody takes is told
 * once, not every day that its size is reckoned anew. A day on which nothing could be judged ends nothing.
 */
export function createReplayTelling(sizeChange: number): (day: ReplayDay) => readonly Decision[] {
  let told = new Map<string, number>();
  return ({ decisions, filled }) => {
    const standing = new Map(wasJudged(decisions) ? [] : told);
    const news = decisions.filter(({ id, contracts }) => {
      const before = told.get(id);
      const isNews = before === undefined || Math.abs(contracts - before) > sizeChange * before;
      standing.set(id, isNews || before === undefined ? contracts : before);
      return isNews;
    });
    for (const id of filled) standing.delete(id);
    told = standing;
    return news;
  };
}
