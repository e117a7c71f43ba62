import { describe, expect, test } from 'vitest';
import type { Divergence } from '../../../src/domain/signals/dailySignals.ts';
import { divergenceSignal } from '../../../src/domain/signals/divergence.ts';
import type { DivergenceInput } from '../../../src/domain/signals/divergence.ts';
import { createSignal } from '../../../src/domain/signals/signal.ts';
import { taken } from './support/runSignal.ts';
import { dateOf, divergencesOf, mirrored, redrawn, sketch } from './support/sketch.ts';
import type { Corners } from './support/sketch.ts';
import { steward } from './support/steward.ts';

/** Price tops of 110 on bar 10 and 112 on bar 30 with a low of 99 between, on bar 20; then a slow slide. */
const twoTops: Corners = [[0, 100], [10, 110], [20, 100], [30, 112], [80, 107]];
/** The series tops at 100 and then only at 80; its range is 100. */
const lowerTop: Corners = [[0, 0], [10, 100], [20, 20], [30, 80], [80, 60]];
const picture = sketch(twoTops, lowerTop);
const confirming = { close: 98.9, low: 98 };

const ofKind = (listed: readonly Divergence[], kind: string): readonly Divergence[] => listed.filter((one) => one.kind === kind);

test('a bullish divergence is the mirror image of a bearish one: same dates, states, strength', () => {
  const facts = (listed: readonly Divergence[]): unknown =>
    listed.map(({ state, strength, active, from, to }) => ({ state, strength, active, from: from.date, to: to.date, values: [from.valueDate, to.valueDate] }));
  const upright = divergencesOf(picture).map((listed) => ofKind(listed, 'bearish'));
  const upsideDown = divergencesOf(mirrored(picture, 300)).map((listed) => ofKind(listed, 'bullish'));
  // 0.1 % of 190 and of 110 differ, so the first forming bar may; from the second top on the two are the same.
  upright.slice(30).forEach((listed, i) => expect(facts(upsideDown[i + 30] ?? [])).toEqual(facts(listed)));
  expect(upright[35]).toHaveLength(1);
});

test('bars within a session are named by date and time', () => {
  const intraday = picture.map((bar, i) => ({ ...bar, date: `2026-11-20T${String(9 + Math.floor((30 + 5 * i) / 60)).padStart(2, '0')}:${String((30 + 5 * i) % 60).padStart(2, '0')}` }));
  expect(divergencesOf(intraday)[35]?.[0]).toMatchObject({ id: 'obv:bearish:2026-11-20T11:55', knownOn: '2026-11-20T11:55', from: { date: '2026-11-20T10:20', valueDate: '2026-11-20T10:20' } });
});

describe('a bar that cannot follow is refused, naming the field, and changes nothing', () => {
  const sound: DivergenceInput = { date: dateOf(81), high: 108, low: 107, close: 107.5, value: 60, restart: false };
  test.each<[string, Partial<DivergenceInput>, string]>([
    ['a date doubled', { date: dateOf(80) }, `date ${dateOf(80)} does not come after ${dateOf(80)}`],
    ['a date out of order', { date: dateOf(3) }, `date ${dateOf(3)} does not come after ${dateOf(80)}`],
    ['a date doubled across a restart', { date: dateOf(80), restart: true }, `date ${dateOf(80)} does not come after ${dateOf(80)}`],
    ['a high that is no number', { high: Number.NaN }, 'high must be a finite number, not NaN'],
    ['a low without end', { low: Number.NEGATIVE_INFINITY }, 'low must be a finite number, not -Infinity'],
    ['a close that is no number', { close: Number.NaN }, 'close must be a finite number, not NaN'],
    ['a high below the low', { high: 106 }, 'high 106 is below low 107'],
    ['a close above the high', { close: 108.5 }, 'close 108.5 lies outside 107–108'],
    ['a close below the low', { close: 106.5 }, 'close 106.5 lies outside 107–108'],
    ['a value that is no number', { value: Number.NaN }, 'value must be a finite number, not NaN'],
  ])('%s', (_, change, sentence) => {
    const signal = createSignal(divergenceSignal('adLine', steward));
    for (const bar of picture) taken(signal.add(bar));
    const before = JSON.stringify(signal.state());
    expect(signal.add({ ...sound, ...change })).toEqual({ ok: false, failure: { reason: 'invalid-input', detail: `A/D line divergence: ${sentence}` } });
    expect(JSON.stringify(signal.state())).toBe(before);
    expect(signal.add(sound)).toMatchObject({ ok: true });
    expect(signal.add({ ...sound, date: dateOf(82), value: null })).toMatchObject({ ok: true });
  });
});

describe('an explanation', () => {
  function explainedAt(bar: number, bars: readonly DivergenceInput[] = picture): { readonly reading: string; readonly because: readonly string[] } {
    const signal = createSignal(divergenceSignal('obv', steward));
    for (const one of bars.slice(0, bar + 1)) taken(signal.add(one));
    return signal.explain();
  }

  test('says what a qualified one is, what it is held against, and what would confirm, invalidate or end it', () => {
    const { reading, because } = explainedAt(45);
    expect(reading).toBe('Active divergence of OBV: bearish (qualified)');
    expect(because).toEqual([
      `bearish, qualified since ${dateOf(35)}: higher high, 110.00 (${dateOf(10)}) to 112.00 (${dateOf(30)}), series lower by 20.0 % of its 60-bar range (at least 5.0 %); `
        + `a close below 99.00 confirms it, OBV above its level of ${dateOf(10)} invalidates it, else it expires in 30 bars`,
      'compared are a pivot (5 bars before it, 5 after) and each of the 3 before it within 60 bars, where price differs by 0.10 % or more',
    ]);
  });

  test('counts down to the bar on which it expires', () => {
    expect(explainedAt(33).because[0]).toMatch(/forming since .*expires in 7 bars$/);
    expect(explainedAt(74).because[0]).toMatch(/qualified since .*expires in 1 bar$/);
    expect(explainedAt(75).because[0]).toMatch(/expired since .*; it is over$/);
    expect(explainedAt(75).reading).toBe('No divergence of OBV is active');
  });

  test('says how long a confirmed one stays active', () => {
    // The low that confirms it begins a bullish one as well.
    const bearishAt = (bar: number): string | undefined => explainedAt(bar, redrawn(picture, { 40: confirming })).because.find((line) => line.startsWith('bearish'));
    expect(bearishAt(40)).toMatch(/confirmed since .*; it stays active for 19 more bars$/);
    expect(bearishAt(58)).toMatch(/; it stays active for 1 more bar$/);
    expect(bearishAt(59)).toMatch(/; it is active for the last time$/);
    expect(bearishAt(60)).toMatch(/; it is over$/);
  });

  test('of a hidden one names the price that refutes it, and that no rule uses it', () => {
    const hidden = sketch([[0, 100], [10, 112], [20, 100], [30, 110], [80, 105]], [[0, 0], [10, 80], [20, 20], [30, 100], [80, 60]]);
    const { reading, because } = explainedAt(35, hidden);
    expect(reading).toBe('Active divergence of OBV: hidden bearish (qualified)');
    expect(because[0]).toMatch(/lower high, 112.00 .* to 110.00 .*series higher by 20.0 % .*a close below 99.00 confirms it, a close above 112.00 invalidates it, else it expires in 40 bars$/);
    expect(because.at(-1)).toBe('hidden divergences are shown and used by no rule');
    expect(explainedAt(35, mirrored(hidden, 300)).because[0]).toMatch(/hidden bullish.*higher low, 188.00 .* to 190.00 .*a close above 201.00 confirms it, a close below 188.00 invalidates it/);
  });

  test('where there is none says so, and what is looked for', () => {
    expect(explainedAt(12).reading).toBe('No divergence of OBV is active');
    expect(explainedAt(12).because).toHaveLength(1);
  });
});
