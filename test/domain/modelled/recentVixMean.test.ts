import { describe, expect, it } from 'vitest';
import { addCalendarDays } from '../../../src/domain/time.ts';
import { LONG_RUN_VIX } from '../../../src/domain/modelled/modelledMarket.ts';
import { recentVixMeans } from '../../../src/domain/modelled/recentVixMean.ts';

const closes = (levels: readonly number[]) => levels.map((close, i) => ({ date: addCalendarDays('2017-01-02', i), close }));
const means = (levels: readonly number[]): readonly number[] => [...recentVixMeans(closes(levels)).values()];

describe('the level a modelled curve leans to', () => {
  it('begins at the long-run level and has gone half the way to a lasting one after 126 sessions', () => {
    const path = means(Array.from({ length: 252 }, () => 11));
    expect(path[0]).toBeCloseTo(LONG_RUN_VIX, 1);
    expect(path[125]).toBeCloseTo((LONG_RUN_VIX + 11) / 2, 9);
    expect(path[251]).toBeCloseTo(LONG_RUN_VIX + 0.75 * (11 - LONG_RUN_VIX), 9);
  });

  it('knows nothing of later closes', () => {
    const levels = [12, 15, 40, 80, 33];
    for (let n = 1; n <= levels.length; n++) expect(means(levels.slice(0, n))).toEqual(means(levels).slice(0, n));
  });

  it('has one level for each date of the file', () => {
    expect([...recentVixMeans(closes([12, 13])).keys()]).toEqual(['2017-01-02', '2017-01-03']);
    expect(recentVixMeans([]).size).toBe(0);
  });
});
