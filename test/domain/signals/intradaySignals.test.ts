import { describe, expect, test } from 'vitest';
import { sessionHours } from '../../../src/domain/calendar.ts';
import { obvSignal } from '../../../src/domain/signals/obv.ts';
import { macdSignal } from '../../../src/domain/signals/macd.ts';
import { priceSignals } from '../../../src/domain/signals/priceSignals.ts';
import { createSignal } from '../../../src/domain/signals/signal.ts';
import { barLabel, barsInSession, barsMissed, placeOf } from '../../../src/domain/signals/intradayGrid.ts';
import { intradaySignalsDefinition, type IntradayInput } from '../../../src/domain/signals/intradaySignals.ts';
import { gridLabels, intradayWalk } from './support/intradayWalk.ts';
import { lastOf, taken, valuesOf } from './support/runSignal.ts';
import { expectRefusals } from './support/signalLaws.ts';
import { steward } from './support/steward.ts';

const definition = intradaySignalsDefinition(steward, '5m');
const bars = intradayWalk(5, 400);

describe('the grid of bars', () => {
  test('starts at the open; the last hour is half an hour', () => {
    expect(gridLabels('2026-11-20', 8, '1h')).toEqual(['2026-11-20T09:30', '2026-11-20T10:30', '2026-11-20T11:30', '2026-11-20T12:30', '2026-11-20T13:30', '2026-11-20T14:30', '2026-11-20T15:30', '2026-11-23T09:30']);
    expect(barsInSession('2026-11-20', '5m')).toBe(78);
  });

  test('ends at 13:00 on a half day, and has nothing on a holiday', () => {
    expect(gridLabels('2026-11-27', 5, '1h')).toEqual(['2026-11-27T09:30', '2026-11-27T10:30', '2026-11-27T11:30', '2026-11-27T12:30', '2026-11-30T09:30']);
    expect([barsInSession('2026-11-27', '5m'), barsInSession('2026-11-26', '5m')]).toEqual([42, 0]);
  });

  test('knows the same wall clock on both sides of a change of summer time', () => {
    for (const date of ['2026-10-30', '2026-11-02']) expect(barLabel(sessionHours(date)?.openUs ?? 0)).toBe(`${date}T09:30`);
  });

  test.each(['2026-11-20T10:32', '2026-11-20T09:25', '2026-11-20T16:00', '2026-11-27T13:00', '2026-11-26T10:00', '2026-11-20', '', '2026-13-40T10:00', '2026-11-20T10:35:00'])('has no place for %s', (label) => {
    expect(placeOf(label, '5m')).toBeNull();
  });

  test.each([
    ['2026-11-20T10:35', '2026-11-20T10:40', null],
    ['2026-11-20T15:55', '2026-11-23T09:30', null],
    ['2026-11-27T12:55', '2026-11-30T09:30', null],
    ['2026-11-25T15:55', '2026-11-27T09:30', null],
    ['2026-11-20T10:35', '2026-11-20T10:50', { count: 2, from: '2026-11-20T10:40', to: '2026-11-20T10:45' }],
    ['2026-11-20T15:50', '2026-11-23T09:30', { count: 1, from: '2026-11-20T15:55', to: '2026-11-20T15:55' }],
    ['2026-11-25T15:55', '2026-11-30T09:35', { count: 43, from: '2026-11-27T09:30', to: '2026-11-30T09:30' }],
    ['2026-11-20T10:35', '2026-11-20T10:35', null],
  ])('between %s and %s misses %o', (earlier, later, missed) => {
    expect(barsMissed(earlier, later, '5m')).toEqual(missed);
  });
});

describe('signals within the session', () => {
  test('are those of the price, of SPY volume and of VIX bar by bar, as by day', () => {
    const values = valuesOf(definition, bars);
    const price = valuesOf(priceSignals(steward), bars);
    const obv = valuesOf(obvSignal, bars.flatMap(({ spy }) => spy ?? []));
    const vixMacd = valuesOf(macdSignal(steward.macd), bars.flatMap(({ vix }) => vix?.close ?? []));
    values.forEach((value, i) => {
      expect(value).toMatchObject({ ...price[i], obv: obv[i], vixMacd: vixMacd[i], bars: i + 1, missed: 0 });
    });
    expect(lastOf(values)?.rsi).not.toBeNull();
  });

  test('add up breadth over sessions: each bar stands at the closed sessions’ net and today’s so far', () => {
    const values = valuesOf(definition, bars);
    let closed = 0;
    bars.forEach(({ date, breadth }, i) => {
      const before = bars[i - 1];
      if (before !== undefined && before.date.slice(0, 10) !== date.slice(0, 10)) closed += (before.breadth?.advances ?? 0) - (before.breadth?.declines ?? 0);
      expect(values[i]?.adLine).toBe(closed + (breadth?.advances ?? 0) - (breadth?.declines ?? 0));
    });
    expect(closed).not.toBe(0);
  });

  test('a bar without a breadth print loses nothing while the session goes on: the next one makes up for it', () => {
    const holed = bars.map((bar, i) => (i % 5 === 3 && !bar.date.endsWith('15:55') && !bar.date.endsWith('12:55') ? { ...bar, breadth: null } : bar));
    const [whole, values] = [valuesOf(definition, bars), valuesOf(definition, holed)];
    expect(values[3]?.adLine).toBeNull();
    expect(values[4]?.adLine).toBe(whole[4]?.adLine);
    expect(lastOf(values)?.adLine).toBe(lastOf(whole)?.adLine);
  });

  test('another universe starts the line again', () => {
    const changed = bars.slice(0, 100).map((bar, i) => (i < 90 ? bar : { ...bar, breadth: { universe: 'other', advances: 60 + i, declines: 10 } }));
    expect(valuesOf(definition, changed)[90]?.adLine).toBe(140);
  });

  test('find divergences, known by their bars, and the overlap of both series', () => {
    const seen = new Map(Array.from({ length: 6 }, (_, seed) => intradayWalk(20 + seed, 600)).flatMap((tape) => valuesOf(definition, tape)).flatMap((value) => value?.divergences ?? []).map((one) => [one.id, one]));
    const found = [...seen.values()];
    expect(new Set(found.map(({ series }) => series))).toEqual(new Set(['obv', 'adLine']));
    for (const { from, to, knownOn } of found) {
      for (const label of [from.date, from.valueDate, to.date, knownOn]) expect(placeOf(label, '5m')).not.toBeNull();
      expect(from.date < to.date).toBe(true);
    }
    expect(found.some(({ overlaps }) => overlaps !== null)).toBe(true);
  });

  test('name the series that are absent', () => {
    const bare = bars.slice(0, 40).map((bar) => ({ ...bar, spy: null, vix: null, breadth: null }));
    expect(lastOf(valuesOf(definition, bare))).toMatchObject({ absent: ['obv', 'adLine', 'vixMacd'], obv: null, adLine: null, vixMacd: null });
    expect(lastOf(valuesOf(definition, bars))?.absent).toEqual([]);
  });

  test('explain themselves, each bar by its time', () => {
    const signal = createSignal(definition);
    for (const bar of bars) taken(signal.add(bar));
    const { reading, parts = [] } = signal.explain();
    expect(reading).toBe(`signals of the bar of ${lastOf(bars).date}`);
    expect(parts.map((part) => part.signal)).toEqual(['obv', 'adLine', 'rsi', 'rsiFailure', 'macd', 'spxMacdBearish', 'pivots', 'vixMacd']);
    expect(parts.find((part) => part.signal === 'adLine')?.because.at(-1)).toMatch(/^a bar adds what it changes in the issues up less down since the open: −?[\d,]+ so far in the session of 2026-/);
  });
});

describe('a hole in the tape', () => {
  const first = bars.slice(0, 40);
  const after = (skipped: number): IntradayInput => bars[40 + skipped] ?? lastOf(bars);

  test('of as many bars as the policy allows is tolerated and told', () => {
    const signal = createSignal(definition);
    for (const bar of first) taken(signal.add(bar));
    expect(taken(signal.add(after(steward.intraday.maxGapBars)))).toMatchObject({ missed: steward.intraday.maxGapBars, bars: 41 });
    expect(taken(signal.add(after(steward.intraday.maxGapBars + 1)))).toMatchObject({ missed: 0, bars: 42 });
  });

  test('that is longer is refused as a gap with its first and last bar', () => {
    expectRefusals(definition, first, [[after(2), /gap: 2 bars missing from 2026-11-18T12:50 to 2026-11-18T12:55, at most 1 may be/]]);
  });

  test('overnight, over a weekend and over a holiday is none', () => {
    const hourly = intradaySignalsDefinition(steward, '1h');
    const values = valuesOf(hourly, intradayWalk(9, 60, '1h'));
    expect(values.map((value) => value?.missed)).toEqual(values.map(() => 0));
  });
});

test('refuses what does not follow or is no bar, and names the field', () => {
  const first = bars.slice(0, 50);
  const good = bars[50] ?? lastOf(bars);
  const [spy, vix, breadth] = [{ close: 100, volume: 1 }, { open: 20, high: 20, low: 20, close: 20 }, { universe: 'NYSE', advances: 1, declines: 1 }];
  expectRefusals(definition, first, [
    [{ ...good, date: lastOf(first).date }, /does not come after/],
    [{ ...good, date: '2026-11-18T09:30' }, /does not come after/],
    [{ ...good, date: '2026-11-18T13:41' }, /is not the start of a 5m bar/],
    [{ ...good, price: { ...good.price, high: Number.NaN } }, /price\.high must be a finite number/],
    [{ ...good, price: { ...good.price, low: good.price.high + 1 } }, /price\.(low|high|close)/],
    [{ ...good, spy: { ...spy, volume: -1 } }, /spy\.volume must be 0 or more/],
    [{ ...good, spy: { ...spy, close: 0 } }, /spy\.close must be above 0/],
    [{ ...good, vix: { ...vix, close: 21 } }, /vix\.close 21 lies outside/],
    [{ ...good, breadth: { ...breadth, universe: '' } }, /breadth\.universe must be named/],
    [{ ...good, breadth: { ...breadth, declines: Number.POSITIVE_INFINITY } }, /breadth\.declines must be a finite number/],
  ]);
});
