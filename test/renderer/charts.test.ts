import { describe, expect, it } from 'vitest';
import { divergenceLines, stageLines, withLiveLevel } from '../../src/renderer/src/charts/chartOverlays.ts';
import { priceHoverText } from '../../src/renderer/src/charts/hoverText.ts';
import { pastMonthStart } from '../../src/renderer/src/charts/visibleRange.ts';
import { sampleChart, sampleDivergences } from '../support/sampleState.ts';

const chart = sampleChart();
const divergences = sampleDivergences(chart);

describe('divergences on the chart', () => {
  it('share one line on price and have one each on their series', () => {
    expect(divergenceLines(chart.rows, divergences).map((line) => line.pane)).toEqual(['price', 'obv', 'adLine']);
  });

  it('anchor on the very bar that holds the series value', () => {
    for (const line of divergenceLines(chart.rows, divergences).filter((candidate) => candidate.pane !== 'price')) {
      for (const end of [line.from, line.to]) {
        const row = chart.rows.find((candidate) => candidate.date === end.date)!;
        expect(row[line.pane as 'obv' | 'adLine']).toBeCloseTo(end.value, 6);
      }
    }
  });

  it('mark a forming one and say what is compared', () => {
    const adLine = divergenceLines(chart.rows, divergences).find((line) => line.pane === 'adLine')!;
    expect(adLine.forming).toBe(true);
    expect(adLine.to.label).toBe('lower high');
  });

  it('that are bullish show only the newest of a series, since no rule acts on them', () => {
    const bullish = divergences.filter((one) => one.series === 'obv').flatMap((one) => [
      { ...one, id: 'older', kind: 'bullish' as const, to: { ...one.to, date: chart.rows[150]!.date } }, { ...one, id: 'newer', kind: 'bullish' as const },
    ]);
    expect(new Set(divergenceLines(chart.rows, bullish).map((line) => line.id))).toEqual(new Set(['newer']));
  });

  it('that share a swing point name it once: with what is compared there, and before that with what stands, not what forms', () => {
    const [obv, adLine] = divergences;
    const earlier = { ...obv!.from, date: chart.rows[60]!.date, price: obv!.from.price - 40 };
    const shared = [{ ...obv!, state: 'forming' as const }, { ...adLine!, state: 'qualified' as const, from: earlier }];
    const onPrice = divergenceLines(chart.rows, shared).filter((line) => line.pane === 'price');
    expect(onPrice.map((line) => line.to.label)).toEqual(['', '7,024 higher high']);
    expect(onPrice.map((line) => line.from.label)).toEqual(['6,993', '6,953']);
    const chained = [obv!, { ...adLine!, from: earlier, to: obv!.from }];
    const labels = divergenceLines(chart.rows, chained).filter((line) => line.pane === 'price').flatMap((line) => [line.from.label, line.to.label]);
    expect(labels).toEqual(['', '7,024 higher high', '6,953', '6,993 higher high, forming']);
  });

  it('take the bar of the series from the engine, not from a search', () => {
    const [obv] = divergences;
    const moved = { ...obv!, from: { ...obv!.from, valueDate: chart.rows[90]!.date } };
    expect(divergenceLines(chart.rows, [moved]).map((line) => [line.pane, line.from.date])).toEqual([['price', obv!.from.date], ['obv', chart.rows[90]!.date]]);
  });

  it('that are hidden are listed, never drawn', () => {
    const hidden = divergences.flatMap((one) => [{ ...one, kind: 'hiddenBearish' as const }, { ...one, kind: 'hiddenBullish' as const }]);
    expect(divergenceLines(chart.rows, hidden)).toEqual([]);
  });

  it('say of price and of the series what was compared, lows for a bullish one', () => {
    const labels = divergenceLines(chart.rows, [{ ...divergences[0]!, kind: 'bullish' }]).map((line) => line.to.label);
    expect(labels).toEqual(['7,024 lower low', 'higher low']);
  });

  it('are not drawn when inactive or when an anchor lies before the chart', () => {
    expect(divergenceLines(chart.rows, divergences.map((one) => ({ ...one, active: false })))).toEqual([]);
    expect(divergenceLines(chart.rows.slice(150), divergences)).toEqual([]);
  });
});

describe('stage changes on the chart', () => {
  it('keep the last of a day and leave out days that are not charted', () => {
    const date = chart.rows[100]!.date;
    const lines = stageLines(chart.rows, [
      { date, from: 'watch', to: 'first' }, { date, from: 'first', to: 'confirmed' }, { date: '1999-01-04', from: 'watch', to: 'first' },
    ]);
    expect(lines).toEqual([{ date, word: 'confirmed', growing: true }]);
  });
});

describe('the open bar', () => {
  const last = chart.rows.at(-1)!;
  it('follows the live level and stretches its range', () => {
    expect(withLiveLevel(chart, last.high + 5, last.date)).toMatchObject({ close: last.high + 5, high: last.high + 5, low: last.low, open: last.open });
  });

  it('does not move once closed, nor on another date, nor without a level', () => {
    expect(withLiveLevel({ ...chart, lastRowOpen: false }, 7000, last.date)).toBeNull();
    expect(withLiveLevel(chart, 7000, '2026-11-20')).toBeNull();
    expect(withLiveLevel(chart, null, last.date)).toBeNull();
    expect(withLiveLevel({ ...chart, rows: [] }, 7000, last.date)).toBeNull();
  });
});

describe('the visible range', () => {
  const dates = ['2026-08-27', '2026-08-28', '2026-08-31', '2026-09-01', '2026-09-02', '2026-09-03', '2026-09-04', '2026-09-08', '2026-09-09', '2026-09-10', '2026-09-11', '2026-09-14'];
  it('skips a month start at the edge, whose name would be cut', () => {
    expect(pastMonthStart(dates, 1)).toBe(10);
    expect(pastMonthStart(dates, 4)).toBe(10);
    expect(pastMonthStart(dates, 10)).toBe(10);
  });

  it('starts after the very first bar and copes with one bar', () => {
    expect(pastMonthStart(dates.slice(3), 0)).toBe(7);
    expect(pastMonthStart(['2026-09-01'], 0)).toBe(0);
  });
});

describe('the text under the pointer', () => {
  it('names every series of the date, with a dash for what is missing', () => {
    const text = priceHoverText({ ...chart.rows[40]!, obv: null });
    for (const part of ['O ', 'H ', 'L ', 'C ', 'OBV —', 'A/D ', 'RSI ', 'VIX ']) expect(text).toContain(part);
  });
});
