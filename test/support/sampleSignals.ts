/** The signals of the sample state: what each says, the series behind it, the intraday ones, quote flow and repairs. */
import type { ChartView, EngineState } from '../../src/contract/api.ts';

type ChartRow = ChartView['rows'][number];
type PlainRow = Pick<ChartRow, 'date' | 'open' | 'high' | 'low' | 'close' | 'adLine'> & { readonly obv: number; readonly vix: number };
type Signals = EngineState['signals'];

function macdHistogram(values: readonly number[]): number[] {
  const average = (series: readonly number[], length: number): number[] => {
    let last = series[0] ?? 0;
    return series.map((value) => (last += (2 / (length + 1)) * (value - last)));
  };
  const slow = average(values, 26);
  const macd = average(values, 12).map((value, index) => value - (slow[index] ?? 0));
  const signal = average(macd, 9);
  return macd.map((value, index) => value - (signal[index] ?? 0));
}

const changesOf = (values: readonly number[]): number[] => values.map((value, index) => (index === 0 ? 0 : value - (values[index - 1] ?? value)));

/** Plain, not Wilder's: a picture of an RSI, not a test of one. */
function strength(values: readonly number[]): number[] {
  const changes = changesOf(values);
  return values.map((_, index) => {
    const seen = changes.slice(Math.max(0, index - 13), index + 1);
    const gains = seen.reduce((sum, change) => sum + Math.max(0, change), 0);
    const total = seen.reduce((sum, change) => sum + Math.abs(change), 0);
    return total === 0 ? 50 : (100 * gains) / total;
  });
}

function sums(xs: readonly number[], ys: readonly number[]): { xx: number; yy: number; xy: number } {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x0, y0] = [mean(xs), mean(ys)];
  return xs.reduce((sum, x, index) => {
    const y = ys[index] ?? 0;
    return { xx: sum.xx + (x - x0) ** 2, yy: sum.yy + (y - y0) ** 2, xy: sum.xy + (x - x0) * (y - y0) };
  }, { xx: 0, yy: 0, xy: 0 });
}

/** Every series of a chart row, null while it would be warming up. */
export function withSampleSeries(rows: readonly PlainRow[]): ChartRow[] {
  const [closes, levels] = [rows.map((row) => row.close), rows.map((row) => row.vix)];
  const [spx, vix] = [macdHistogram(closes), macdHistogram(levels)];
  const [rsi, vixRsi] = [strength(closes), strength(levels)];
  const [returns, points] = [changesOf(closes.map((close) => 100 * Math.log(close))), changesOf(levels)];
  const from = (first: number, index: number, value: number | undefined): number | null => (index < first ? null : value ?? null);
  const over = (days: number, index: number) => sums(returns.slice(index - days + 1, index + 1), points.slice(index - days + 1, index + 1));
  const correlation = (days: number, index: number): number => { const { xx, yy, xy } = over(days, index); return xy / Math.sqrt(xx * yy); };
  const beta = (index: number): number => { const { xx, xy } = over(60, index); return xy / xx; };
  return rows.map((row, index) => ({
    ...row, obv: from(5, index, row.obv), rsi: from(14, index, rsi[index]), vixRsi: from(14, index, vixRsi[index]),
    macdHistogram: from(33, index, spx[index]), vixMacdHistogram: from(33, index, vix[index]),
    vixVsSpx: from(33, index, (vix[index] ?? 0) / 0.9 - (spx[index] ?? 0) / 28),
    correlation21: index < 21 ? null : correlation(21, index), correlation63: index < 63 ? null : correlation(63, index),
    beta60: index < 60 ? null : beta(index), beta60Down: index < 60 ? null : 1.18 * beta(index),
    vixOverVix3m: row.vix / (10.2 + 0.5 * row.vix), cor1mPercentile: 50 + 38 * Math.sin(index / 17), creditZ: 0.35 + 0.6 * Math.sin(index / 29),
  }));
}

export const sampleThresholds = {
  rsi: [{ value: 60, label: 'failure peak' }], vixRsi: [{ value: 70, label: 'trigger' }], vixVsSpx: [{ value: 0, label: 'VIX leads above' }],
  correlation21: [{ value: -0.85, label: 'reference' }, { value: -0.6, label: 'slippage above' }],
  correlation63: [{ value: -0.85, label: 'reference' }, { value: -0.6, label: 'slippage above' }],
  vixOverVix3m: [{ value: 0.95, label: 'contango below' }, { value: 1, label: 'backwardation above' }],
  creditZ: [{ value: 0.5, label: 'off below' }, { value: 1, label: 'on above' }],
};

export const sampleExplanations: Signals['explanations'] = [
  {
    signal: 'obv', title: 'OBV and its divergences', reading: 'Active divergence of OBV: bearish (qualified)',
    because: [
      'bearish, qualified since 2026-11-18: higher high, 6,993.11 (2026-08-18) to 7,024.40 (2026-11-12), series lower by 31.0 % of its 60-bar range (at least 5.0 %)',
      'OBV 6,280.4 million shares since the series began; the level means nothing, only its turns do', 'the last bar added its volume of 61.4 million shares, because it closed up',
    ],
  },
  { signal: 'adLine', title: 'A/D line and its divergences', reading: 'Active divergence of A/D line: bearish (forming)', because: ['bearish, forming since 2026-11-18: higher high, 6,993.11 (2026-08-18) to 7,024.40 (2026-11-12), series lower by 18.0 % of its 60-bar range (at least 5.0 %)'] },
  { signal: 'rsi', title: 'SPX RSI 14', reading: 'RSI 63.2 of 100', because: ['Wilder means of 14: gains 11.20, losses 6.52 points a bar', 'last close 7,001.85'] },
  { signal: 'rsiFailure', title: 'SPX RSI failure swing', reading: 'no failure swing', because: ['last RSI peak at or above 60: 66.0, lowest since 58.1', 'no second, lower peak whose trough could break'] },
  { signal: 'macd', title: 'SPX MACD 12 26 9', reading: 'MACD 18.20 against its signal 16.26: histogram 1.94 points', because: ['averages of 12 bars 6,988.10 and of 26 bars 6,969.90, signal line over 9'] },
  { signal: 'pivots', title: 'SPX Pivot 5/5', reading: 'No pivot became known', because: ['the newest bar is 2026-11-18, so the bar of 2026-11-11 could be judged'] },
  { signal: 'vixRsi', title: 'VIX RSI 14', reading: 'RSI 57.1 of 100', because: ['Wilder means of 14: gains 0.41, losses 0.31 points a bar', 'last close 16.25'] },
  { signal: 'vixMacd', title: 'VIX MACD 12 26 9', reading: 'MACD 0.34 against its signal 0.13: histogram 0.21 points', because: ['averages of 12 bars 16.01 and of 26 bars 15.67, signal line over 9'] },
  { signal: 'vixSpxCorrelation21', title: 'VIX–SPX correlation 21', reading: '−0.81 over 21 sessions', because: ['reference −0.85; above −0.60 the hedge slips', 'ρ² 0.66: the share of VIX moves that SPX explains'] },
  { signal: 'vixBeta60', title: 'VIX beta 60', reading: '−1.24 VIX points per +1 % of SPX', because: ['least squares with intercept over 60 sessions', 'down days −1.46, up days −0.98'] },
  { signal: 'termStructure', title: 'Term structure', reading: 'contango: VIX ÷ VIX3M 0.88', because: ['contango below 0.95, backwardation above 1.00'] },
  { signal: 'vixRegime', title: 'VIX regime', reading: 'neither spike nor press', because: ['a spike is +20 % in a day or +30 % over 5 days', 'highest close of 20 sessions 17.90'] },
  { signal: 'vixVsSpx', title: 'VIX against SPX', reading: '0.16 average ranges: fear gains on price', because: ['VIX histogram 0.21 ÷ ATR 0.90 = 0.23', 'SPX histogram 1.94 ÷ ATR 28.00 = 0.07'] },
  { signal: 'cor1mPercentile', title: 'COR1M Implied correlation', reading: '14.2, above 31 % of the last 252 sessions', because: ['share of the other sessions of the window below today, equal ones counted half'] },
  { signal: 'creditStress', title: 'Credit stress', reading: 'off: spread 1.71 percentage points, z 0.40 over 252 sessions', because: ['comes on after 10 sessions in a row above z 1.00; now 0 sessions', 'a slow witness: it confirms, it does not warn'] },
];

export function sampleTimeframes(): Signals['timeframes'] {
  return [
    {
      interval: '1h', asOf: '2026-11-19T10:30', open: true, bars: 1_240, rsi: 58.4, macdHistogram: -1.21, spxMacdBearish: true, vixMacdHistogram: 0.034, note: null,
      divergences: [{
        id: 'obv:bearish:2026-11-18T14:30', series: 'obv', kind: 'bearish', state: 'forming', strength: 0.22, knownOn: '2026-11-18T14:30', stateSince: '2026-11-18T14:30', active: true, overlaps: null,
        from: { date: '2026-11-12T11:30', price: 6_998.2, value: 41_200_000, valueDate: '2026-11-12T11:30' }, to: { date: '2026-11-18T14:30', price: 7_021.4, value: 36_900_000, valueDate: '2026-11-18T13:30' },
      }],
    },
    {
      interval: '5m', asOf: '2026-11-19T10:40', open: true, bars: 94, rsi: 47, macdHistogram: 0.18, spxMacdBearish: false, vixMacdHistogram: null, divergences: [],
      note: 'VIX is warming up: 21 of 34 bars; the tape began afresh at 09:30 after a gap',
    },
  ];
}

export const sampleFlow = (nowUs: number): NonNullable<Signals['flow']> => {
  const minuteUs = 60_000_000;
  return { minute: (Math.floor(nowUs / minuteUs) - 1) * minuteUs, quotes: 78_412, rateZ: 3.4, spreadZ: -0.3, surge: true, wide: false, note: null };
};

export const sampleRepairs: Signals['repairs'] = [
  { kind: 'VIX rows on US holidays left out', count: 3, last: '2026-09-07' }, { kind: 'late correction of the last closed bar', count: 1, last: '2026-11-03: SPX close 6,941.20 → 6,941.02' },
];
