import { describe, expect, test } from 'vitest';
import type { Divergence } from '../../../src/domain/signals/dailySignals.ts';
import type { DivergenceInput } from '../../../src/domain/signals/divergence.ts';
import { dateOf, divergencesOf, mirrored, redrawn, sketch } from './support/sketch.ts';
import type { Corners } from './support/sketch.ts';

/** Price tops of 110 on bar 10 and 112 on bar 30 with a low of 99 between, on bar 20; then a slow slide. */
const twoTops: Corners = [[0, 100], [10, 110], [20, 100], [30, 112], [80, 107]];
/** The series tops at 100 and then only at 80; its range is 100. */
const lowerTop: Corners = [[0, 0], [10, 100], [20, 20], [30, 80], [80, 60]];
const picture = sketch(twoTops, lowerTop);

const bearish = (listed: readonly Divergence[] | undefined): readonly Divergence[] => (listed ?? []).filter(({ kind }) => kind === 'bearish');

/** The one bearish divergence listed at the close of a bar. */
function onlyAt(bars: readonly DivergenceInput[], bar: number): Divergence | undefined {
  const listed = bearish(divergencesOf(bars)[bar]);
  expect(listed.length).toBeLessThanOrEqual(1);
  return listed[0];
}

const statesOf = (bars: readonly DivergenceInput[]): (string | undefined)[] => divergencesOf(bars).map((listed) => bearish(listed)[0]?.state);

describe('a bearish divergence comes into being', () => {
  test('forming on the first close whose high is 0.1 % above the older pivot and the highest since', () => {
    expect(statesOf(picture).indexOf('forming')).toBe(29);
    expect(onlyAt(picture, 29)).toMatchObject({
      id: `obv:bearish:${dateOf(29)}`,
      from: { date: dateOf(10), price: 110, value: 100 },
      to: { date: dateOf(29) },
      knownOn: dateOf(29),
      active: true,
    });
  });

  test('re-evaluated at the next close: the newer anchor moves with the higher high, under the same id', () => {
    expect(onlyAt(picture, 30)).toMatchObject({ id: `obv:bearish:${dateOf(29)}`, state: 'forming', to: { date: dateOf(30), price: 112, value: 80 } });
    expect(onlyAt(picture, 30)?.strength).toBeCloseTo(0.2, 12);
  });

  test('qualified five bars after the newer high, when it is a pivot; the id stays', () => {
    expect(statesOf(picture).indexOf('qualified')).toBe(35);
    expect(onlyAt(picture, 35)).toMatchObject({ id: `obv:bearish:${dateOf(29)}`, knownOn: dateOf(29), stateSince: dateOf(35), active: true });
  });

  test('price up by just 0.1 % is enough, by less is not', () => {
    const top = (level: number) => sketch([[0, 100], [10, 110], [20, 100], [30, level], [40, 105]], lowerTop);
    expect(onlyAt(top(110.11), 40)?.state).toBe('qualified');
    expect(onlyAt(top(110.1), 40)).toBeUndefined();
  });

  test('not while a bar between the two is higher than the newest', () => {
    const between = redrawn(picture, { 18: { high: 112.5, value: 101 } });
    expect(divergencesOf(between).flatMap(bearish).filter(({ from }) => from.date === dateOf(10))).toEqual([]);
    const asHigh = redrawn(picture, { 18: { high: 112, value: 100 } });
    expect(divergencesOf(asHigh)[35]?.some(({ from }) => from.date === dateOf(10))).toBe(true);
  });

  test('within 60 bars of the older pivot, not 61', () => {
    const apart = (bar: number) => sketch([[0, 100], [10, 110], [20, 100], [bar, 112], [bar + 6, 111]], [[0, 0], [10, 100], [20, 20], [bar, 80], [bar + 6, 70]]);
    expect(onlyAt(apart(70), 75)).toMatchObject({ state: 'qualified', from: { date: dateOf(10) }, to: { date: dateOf(70) } });
    expect(divergencesOf(apart(71))[76]?.filter(({ to }) => to.date === dateOf(71))).toEqual([]);
  });

  test('against the three pivots before it, not the fourth', () => {
    // Small tops stand between the first and the last; the series is below 80 at each, so only the first top can diverge.
    const small = (tops: readonly number[]): DivergenceInput[] => {
      const zigzag = tops.flatMap((bar): Corners => [[bar, 104], [bar + 6, 100]]);
      const quiet = tops.flatMap((bar): Corners => [[bar, 40], [bar + 6, 20]]);
      return sketch([[0, 100], [10, 110], [16, 100], ...zigzag, [66, 112], [72, 108]], [[0, 0], [10, 100], [16, 20], ...quiet, [66, 80], [72, 70]]);
    };
    expect(onlyAt(small([22, 34]), 71)?.from.date).toBe(dateOf(10));
    expect(onlyAt(small([22, 34, 46]), 71)).toBeUndefined();
  });

  test("the series' value of a pivot is its maximum within three bars of it", () => {
    const peakAt = (bar: number) => onlyAt(redrawn(picture, { [bar]: { value: 130 } }), 35)?.from.value;
    expect(peakAt(7)).toBe(130);
    expect(peakAt(13)).toBe(130);
    expect(peakAt(6)).toBe(100);
    expect(peakAt(14)).toBe(100);
  });

  test('only known values count: a day without one is stepped over', () => {
    const gaps = redrawn(picture, { 10: { value: null }, 30: { value: null } });
    expect(onlyAt(gaps, 35)).toMatchObject({ state: 'qualified', from: { value: 92 }, to: { value: 79.6 } });
  });

  test('the series must be lower by 0.05 of its 60-bar range', () => {
    const top = (level: number) => sketch(twoTops, [[0, 0], [10, 100], [20, 20], [30, level], [80, 60]]);
    expect(onlyAt(top(95), 35)?.strength).toBeCloseTo(0.05, 12);
    expect(onlyAt(top(95), 35)?.state).toBe('qualified');
    expect(onlyAt(top(95.1), 35)?.state).toBe('forming');
    expect(statesOf(sketch(twoTops, [[0, 0], [10, 100], [20, 90], [30, 97], [80, 60]])).every((state) => state === undefined)).toBe(true);
  });

  test('forming looks at the last four bars of the series, not only at the last', () => {
    const early = (bar: number) => statesOf(redrawn(picture, { [bar]: { value: 99 } }))[29];
    expect(early(26)).toBeUndefined();
    expect(early(25)).toBe('forming');
  });

  test('of several pairs the strongest is kept', () => {
    const threeTops = sketch([[0, 100], [10, 110], [20, 100], [30, 109], [40, 100], [50, 112], [60, 108]], [[0, 0], [10, 90], [20, 20], [30, 100], [40, 20], [50, 70], [60, 60]]);
    const known = onlyAt(threeTops, 55);
    expect(known).toMatchObject({ state: 'qualified', from: { date: dateOf(30), value: 100 }, to: { date: dateOf(50), value: 70 } });
    expect(known?.strength).toBeCloseTo(0.3, 12);
  });
});

describe('a bearish divergence ends', () => {
  const slide: DivergenceInput[] = sketch([...twoTops.slice(0, -1), [90, 107]], [...lowerTop.slice(0, -1), [90, 60]]);
  const confirming = { close: 98.9, low: 98 };

  test('confirmedDown: a close below the lowest low between the anchors, not at it', () => {
    expect(statesOf(redrawn(slide, { 40: { close: 99, low: 98 } }))[40]).toBe('qualified');
    expect(statesOf(redrawn(slide, { 40: confirming }))[40]).toBe('confirmedDown');
  });

  test('confirmedDown counts as active for 20 sessions: success is not death', () => {
    const listed = divergencesOf(redrawn(slide, { 40: confirming })).map((all) => bearish(all)[0]?.active);
    expect(listed.slice(29).lastIndexOf(true) + 29).toBe(59);
    expect(listed[60]).toBe(false);
  });

  test('invalidated: the series closes above its older anchor, not at it', () => {
    expect(statesOf(redrawn(slide, { 40: { value: 100 } }))[40]).toBe('qualified');
    const recovered = redrawn(slide, { 40: { value: 100.1 } });
    expect(onlyAt(recovered, 40)).toMatchObject({ state: 'invalidated', active: false, stateSince: dateOf(40) });
  });

  test('expired: 40 bars after it became known as qualified', () => {
    const states = statesOf(slide);
    expect(states.lastIndexOf('qualified')).toBe(74);
    expect(states[75]).toBe('expired');
    expect(onlyAt(slide, 75)?.active).toBe(false);
  });

  test('a forming one that never qualifies expires 10 bars after it was last true', () => {
    // The series recovers to within 0.05 just after the top, so the pivot does not qualify.
    const states = statesOf(redrawn(slide, { 33: { value: 97 } }));
    expect(states.includes('qualified')).toBe(false);
    expect(states.lastIndexOf('forming')).toBe(39);
    expect(states[40]).toBe('expired');
  });

  test('on one bar price speaks first, then the series, then the calendar', () => {
    expect(statesOf(redrawn(slide, { 40: { ...confirming, value: 101 } }))[40]).toBe('confirmedDown');
    expect(statesOf(redrawn(slide, { 75: { value: 101 } }))[75]).toBe('invalidated');
    expect(statesOf(redrawn(slide, { 75: confirming }))[75]).toBe('confirmedDown');
  });

  test('one that ended while forming is not revived when its high becomes a pivot', () => {
    const states = statesOf(redrawn(slide, { 33: confirming }));
    expect(states.slice(33, 40)).toEqual(Array(7).fill('confirmedDown'));
    expect(bearish(divergencesOf(redrawn(slide, { 33: confirming }))[36])).toHaveLength(1);
  });

  test('the ended one stays listed for 60 bars', () => {
    const long = sketch([...twoTops.slice(0, -1), [150, 107]], [...lowerTop.slice(0, -1), [150, 60]]);
    const states = statesOf(redrawn(long, { 40: { value: 100.1 } }));
    expect(states.lastIndexOf('invalidated')).toBe(100);
    expect(states[101]).toBeUndefined();
  });

  test('when the series begins anew, live ones end and the old pivots are gone', () => {
    const restarted = redrawn(slide, { 25: { restart: true } });
    expect(divergencesOf(restarted).flatMap(bearish)).toEqual([]);
    expect(onlyAt(redrawn(slide, { 50: { restart: true } }), 50)).toMatchObject({ state: 'expired', stateSince: dateOf(50), active: false });
  });
});

describe('a newer high', () => {
  const rising = sketch(
    [[0, 100], [10, 110], [20, 100], [30, 112], [38, 106], [46, 114], [100, 110]],
    [[0, 0], [10, 100], [20, 20], [30, 80], [38, 50], [46, 70], [100, 60]],
  );

  test('that qualifies replaces the newer anchor and keeps the id', () => {
    expect(onlyAt(rising, 50)).toMatchObject({ id: `obv:bearish:${dateOf(29)}`, to: { date: dateOf(30) } });
    const replaced = onlyAt(rising, 51);
    expect(replaced).toMatchObject({ id: `obv:bearish:${dateOf(29)}`, state: 'qualified', from: { date: dateOf(10) }, to: { date: dateOf(46), price: 114 } });
    expect(replaced?.strength).toBeCloseTo(0.3, 12);
  });

  test('begins its 40 bars again', () => {
    expect(statesOf(rising).indexOf('expired')).toBe(91);
  });
});

describe('bullish divergences', () => {
  test('are the mirror image: same dates, states, strength', () => {
    const upright = divergencesOf(picture).map(bearish);
    const upsideDown = divergencesOf(mirrored(picture, 300)).map((listed) => listed.filter(({ kind }) => kind === 'bullish'));
    // 0.1 % of 190 and of 110 differ, so the first forming bar may; from the second top on the two are the same.
    upright.slice(30).forEach((listed, i) => {
      expect(upsideDown[i + 30]?.map(({ state, strength, active, from, to }) => ({ state, strength, active, from: from.date, to: to.date }))).toEqual(
        listed.map(({ state, strength, active, from, to }) => ({ state, strength, active, from: from.date, to: to.date })),
      );
    });
    expect(upsideDown[35]?.[0]?.id).toMatch(/^obv:bullish:/);
  });

  test('are confirmed by a close above the highest high between the anchors', () => {
    const upsideDown = mirrored(picture, 300);
    const confirmed = redrawn(upsideDown, { 40: { close: 201.1, high: 202 } });
    expect(divergencesOf(confirmed)[40]?.find(({ kind }) => kind === 'bullish')?.state).toBe('confirmedDown');
  });
});
