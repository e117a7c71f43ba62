import { describe, expect, it } from 'vitest';
import { lags, type MarketClock } from '../../src/renderer/src/views/signals/freshness.ts';
import { flowFigures } from '../../src/renderer/src/views/signals/flowFigures.ts';
import { chosenSignal, signalList } from '../../src/renderer/src/views/signals/signalList.ts';
import { timeframeRows } from '../../src/renderer/src/views/signals/timeframeRows.ts';
import { SAMPLE_NOW_US, sampleState } from '../support/sampleState.ts';

const { signals } = sampleState();
const MINUTE_US = 60_000_000;
const at = (minutesLater: number, changes: Partial<MarketClock> = {}): MarketClock => ({ marketTimeUs: SAMPLE_NOW_US + minutesLater * MINUTE_US, session: 'open', speed: 1, ...changes });

describe('the list of signals', () => {
  const list = signalList(signals.explanations, '2026-11-19');

  it('keeps the order of the engine and reads dates as a trader does', () => {
    expect(list.map(({ signal }) => signal)).toEqual(signals.explanations.map(({ signal }) => signal));
    expect(list[0]!.because[0]).toMatch(/^bearish, qualified since 18\u00a0Nov: higher high, 6,993\.11 \(18\u00a0Aug\)/);
  });

  it('explains the one asked for, the first before anything was asked, and the first when it has gone', () => {
    expect(chosenSignal(list, 'vixRegime')?.title).toBe('VIX regime');
    expect(chosenSignal(list, null)?.signal).toBe('obv');
    expect(chosenSignal(list, 'gone')?.signal).toBe('obv');
    expect(chosenSignal([], 'obv')).toBeNull();
  });
});

describe('a figure of the stream', () => {
  it('lags only while the market is open and moves on without it', () => {
    expect(lags(SAMPLE_NOW_US, 3, at(3))).toBe(false);
    expect(lags(SAMPLE_NOW_US, 3, at(3.1))).toBe(true);
    expect(lags(SAMPLE_NOW_US, 3, at(600, { session: 'closed' }))).toBe(false);
    expect(lags(SAMPLE_NOW_US, 3, at(0, { marketTimeUs: null }))).toBe(false);
    expect(lags(SAMPLE_NOW_US, 3, null)).toBe(false);
  });

  it('may be further behind in a market that runs faster than the wall', () => {
    expect(lags(SAMPLE_NOW_US, 3, at(60, { speed: 1_800 }))).toBe(false);
    expect(lags(SAMPLE_NOW_US, 3, at(64, { speed: 1_800 }))).toBe(true);
  });
});

describe('early warning', () => {
  it('tells the newest bar in New York time and that it is still open', () => {
    const [hourly, fiveMinute] = timeframeRows(signals.timeframes, at(0));
    expect(hourly).toMatchObject({ name: 'Hourly', newest: '19 Nov 10:30, open', bars: '1,240', rsi: '58.4', macd: '−1.21 bearish', vixMacd: '+0.034', stale: false, begun: true });
    expect(fiveMinute).toMatchObject({ name: '5-minute', newest: '19 Nov 10:40, open', macd: '+0.18', vixMacd: '—', divergences: [] });
    expect(fiveMinute!.note).toMatch(/warming up/);
  });

  it('says a divergence in one sentence', () => {
    expect(timeframeRows(signals.timeframes, null)[0]!.divergences.map(({ text }) => text))
      .toEqual(['OBV bearish, SPX 6,998 (12\u00a0Nov 11:30) → 7,021 (18\u00a0Nov 14:30), forming, strength\u00a00.22']);
  });

  it('is stale, bar by bar, two intervals after the start of the newest', () => {
    expect(timeframeRows(signals.timeframes, at(10)).map((row) => row.stale)).toEqual([false, true]);
    expect(timeframeRows(signals.timeframes, at(120)).map((row) => row.stale)).toEqual([true, true]);
  });

  it('has no bar before the first', () => {
    const [row] = timeframeRows([{ ...signals.timeframes[0]!, asOf: null, open: false, bars: 0, rsi: null, macdHistogram: null, spxMacdBearish: null, divergences: [] }], at(0));
    expect(row).toMatchObject({ newest: 'none yet', begun: false, bars: '0', rsi: '—', macd: '—', stale: false });
  });
});

describe('quote flow', () => {
  const flow = signals.flow!;
  it('tells the minute, its quotes and how far they are from their last hour', () => {
    expect(flowFigures(flow, at(0))).toEqual({
      asOf: '10:41 to 10:42', quotes: '78,412', rate: { text: '+3.4\u00a0σ', remark: 'surge' }, spread: { text: '−0.3\u00a0σ', remark: null }, note: null, stale: false,
    });
  });

  it('does not know a deviation before it has a window, and says why', () => {
    const figures = flowFigures({ ...flow, rateZ: null, spreadZ: null, surge: false, note: '12 of 60 minutes' }, at(0));
    expect([figures.rate.text, figures.spread.text, figures.rate.remark, figures.note]).toEqual(['not known yet', 'not known yet', null, '12 of 60 minutes']);
  });

  it('is stale when minutes pass without a new one', () => {
    expect(flowFigures(flow, at(4)).stale).toBe(true);
  });
});
