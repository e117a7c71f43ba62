import { describe, expect, it } from 'vitest';
import { closeOf, histogramPoints, levelRange, linePoints, type SignalChartRow } from '../../src/renderer/src/charts/signalChartData.ts';
import { chartSpec, latestFigures, plotHover, plotLevels, plotOf, plotRows, type SignalPlot } from '../../src/renderer/src/charts/signalPlots.ts';
import { sampleChart, sampleState } from '../support/sampleState.ts';

const chart = sampleChart();
const known = (signal: string): SignalPlot => {
  const plot = plotOf(signal);
  if (plot === null) throw new Error(`${signal} has no plot`);
  return plot;
};

describe('points of a chart', () => {
  const rows: SignalChartRow[] = [null, 4, 5, null, null, -2, 3].map((value, index) => ({ date: `2026-11-0${index + 1}`, price: value, values: [value] }));

  it('keep a place for every date and draw no line over one without a value', () => {
    const points = linePoints(rows, (row) => row.values[0] ?? null);
    expect(points.map((point) => point.time)).toEqual(rows.map((row) => row.date));
    expect(points.map((point) => point.value)).toEqual([undefined, 4, 5, undefined, undefined, -2, 3]);
    expect(points.map((point) => point.color)).toEqual([undefined, undefined, 'transparent', undefined, undefined, undefined, undefined]);
  });

  it('of a histogram have the hue of their side of zero', () => {
    const points = histogramPoints(rows, (row) => row.values[0] ?? null, { above: 'up', below: 'down' });
    expect(points.map((point) => point.color)).toEqual([undefined, 'up', 'up', undefined, undefined, 'down', 'up']);
  });

  it('of a price are its closes, whether it comes as bars or as numbers', () => {
    const bar = { open: 1, high: 4, low: 1, close: 3 };
    expect([bar, 7, null].map((price) => closeOf({ date: '2026-11-03', price, values: [] }))).toEqual([3, 7, null]);
  });

  it('leave room for every threshold', () => {
    expect(levelRange([])).toBeNull();
    expect(levelRange([{ value: -0.6, label: 'slippage' }, { value: -0.85, label: 'reference' }])).toEqual({ minValue: -0.85, maxValue: -0.6 });
  });
});

describe('what is drawn for a signal', () => {
  it('is known for every explained signal that the chart keeps a series of', () => {
    const without = sampleState().signals.explanations.filter(({ signal }) => plotOf(signal) === null).map(({ signal }) => signal);
    expect(without).toEqual(['pivots']);
    expect(plotOf('constructor')).toBeNull();
  });

  it('is VIX on top for what is read off VIX, SPX candles for the others', () => {
    expect(chartSpec(known('vixRsi')).price).toMatchObject({ name: 'VIX', look: 'line' });
    expect(chartSpec(known('rsi')).price).toMatchObject({ name: 'SPX', look: 'candles' });
    const row = chart.rows.at(-1)!;
    expect(plotRows([row], known('vixRsi'))[0]).toEqual({ date: row.date, price: row.vix, values: [row.vixRsi] });
    expect(plotRows([row], known('vixSpxCorrelation21'))[0]).toEqual({
      date: row.date, price: { open: row.open, high: row.high, low: row.low, close: row.close }, values: [row.correlation21, row.correlation63],
    });
  });

  it('turns red where the condors lose: VIX momentum up, SPX momentum down', () => {
    expect(known('vixMacd').series[0]!.rise).toBe('loss');
    expect(known('macd').series[0]!.rise).toBe('gain');
  });

  it('has divergences on OBV and on the A/D line alone', () => {
    const drawn = ['obv', 'adLine', 'rsi', 'vixMacd', 'creditStress'].map((signal) => known(signal).divergences);
    expect(drawn).toEqual(['obv', 'adLine', null, null, null]);
    expect(['obv', 'rsi'].map((signal) => chartSpec(known(signal)).swings)).toEqual([true, false]);
  });
});

describe('thresholds', () => {
  it('are those that the engine sends for the drawn fields, shared ones once', () => {
    expect(plotLevels(chart, known('vixRsi'))).toEqual([{ value: 70, label: 'trigger' }]);
    expect(plotLevels(chart, known('vixSpxCorrelation63')).map((level) => level.value)).toEqual([-0.85, -0.6]);
  });

  it('are none where the policy has none', () => {
    expect(plotLevels(chart, known('obv'))).toEqual([]);
    expect(plotLevels({ thresholds: {} }, known('vixRsi'))).toEqual([]);
  });
});

describe('figures of a plot', () => {
  it('are the newest that are known, each with its own date', () => {
    const rows = chart.rows.map((row, index) => (index === chart.rows.length - 1 ? { ...row, correlation21: null } : row));
    const [short, long] = latestFigures(rows, known('vixSpxCorrelation21'));
    expect(short!.date).toBe(chart.rows.at(-2)!.date);
    expect(long!.date).toBe(chart.rows.at(-1)!.date);
    expect(short!.text).toMatch(/^−0\.\d\d$/);
  });

  it('have the decimals of the reading beside them, the axis those it needs', () => {
    const rows = chart.rows.map((row) => ({ ...row, rsi: 71.46 }));
    expect(latestFigures(rows, known('rsi'))[0]!.text).toBe('71.5');
    expect(chartSpec(known('rsi')).format(70)).toBe('70');
  });

  it('are not made up where there are none', () => {
    const rows = chart.rows.map((row) => ({ ...row, creditZ: null }));
    expect(latestFigures(rows, known('creditStress'))).toEqual([expect.objectContaining({ text: '—', date: null })]);
  });

  it('that are bounded have an axis that names nothing beyond their bounds', () => {
    const axis = (signal: string, values: readonly number[]): string[] => values.map(chartSpec(known(signal)).format);
    for (const signal of ['rsi', 'rsiFailure', 'vixRsi', 'vixRsiFailure', 'cor1mPercentile']) expect(axis(signal, [-20, 0, 50, 100, 120])).toEqual(['', '0', '50', '100', '']);
    for (const signal of ['vixSpxCorrelation21', 'vixSpxCorrelation63']) expect(axis(signal, [-1.2, -1, 0.5, 1, 1.05])).toEqual(['', '−1.00', '+0.50', '+1.00', '']);
    expect(axis('creditStress', [-6, 12])).toEqual(['−6.0', '+12.0']);
  });

  it('under the pointer name date, price and every series', () => {
    const row = { ...chart.rows[100]!, vix: 16.254, beta60: -1.204, beta60Down: null };
    expect(plotHover(row, known('vixBeta60'))).toMatch(/^\w{3} \d+ \w{3} {3}VIX 16\.25 {3}β, all days −1\.20 {3}β, down days —$/);
  });
});
