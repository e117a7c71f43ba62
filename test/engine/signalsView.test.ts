import { describe, expect, it } from 'vitest';
import { chartSchema, snapshotSchema } from '../../src/contract/api.ts';
import { addTradingDays, sessionHours } from '../../src/domain/calendar.ts';
import { waccProxy } from '../../src/domain/signals/creditStress.ts';
import { rollDownPerDay } from '../../src/domain/signals/termStructure.ts';
import { CREDIT } from '../../src/engine/dailySeries.ts';
import { rollDownText } from '../../src/engine/signalsView.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { createHarness, must, type Harness } from '../support/engineHarness.ts';

const chartOf = (harness: Harness) => must(harness.engine.request('getChart', { sessions: 60 }, harness.atMs()));

/** A market whose sessions before the start have a credit spread, too. */
function withCredit(): Harness {
  const store = createMemoryMarketStore();
  for (let back = 280; back > 0; back -= 1) {
    const date = addTradingDays('2026-10-16', -back);
    const level = 1.7 + 0.15 * Math.sin(back / 11);
    store.writeBars(CREDIT, '1d', [{ date, startUs: sessionHours(date)?.openUs ?? 0, open: level, high: level, low: level, close: level, volume: null }]);
  }
  return createHarness({ store });
}

describe('the signals slice', () => {
  it('explains every signal in the words of the record, and is what the contract says', () => {
    const harness = createHarness();
    harness.steps(3);
    const snapshot = harness.snapshot();
    expect(snapshotSchema.parse(structuredClone(snapshot))).toEqual(snapshot);
    const { explanations } = snapshot.state.signals;
    expect(explanations.map(({ signal }) => signal)).toEqual(expect.arrayContaining(['obv', 'adLine', 'rsi', 'macd', 'spxMacdBearish', 'vixRsi', 'vixMacd', 'vixRegime', 'termStructure', 'vixVsSpx', 'cor1mPercentile', 'creditStress']));
    for (const { reading } of explanations) expect(reading.length).toBeGreaterThan(2);
  });

  it('makes the explanations once for a session, not for every update', () => {
    const harness = createHarness();
    harness.steps(3);
    const before = harness.snapshot().state.signals;
    harness.steps(3);
    expect(harness.snapshot().state.signals.explanations).toBe(before.explanations);
    const sessions = harness.engine.core.record.rows.length;
    expect(harness.until(() => harness.engine.core.record.rows.length > sessions, 200)).toBe(true);
    expect(harness.snapshot().state.signals.explanations).not.toBe(before.explanations);
  });

  it('says beside the credit spread what it makes of the cost of capital', () => {
    const harness = withCredit();
    harness.steps(3);
    const { values } = harness.engine.core.policy;
    const spread = harness.engine.core.record.latest?.creditStress?.spread;
    if (spread === undefined) throw new Error('no credit stress');
    const wacc = waccProxy(spread, values.quality.rate, values.signals.creditStress.wacc);
    const line = harness.snapshot().state.signals.explanations.find(({ signal }) => signal === 'creditStress')?.because.at(-1);
    expect(line).toBe(`WACC proxy ${(100 * wacc).toFixed(1)} % a year at a risk-free rate of 4.0 %: a direction, no valuation`);
  });

  it('says beside the curve of the closed session what it takes from each layer', () => {
    const harness = createHarness();
    const sessions = harness.engine.core.record.rows.length;
    expect(harness.until(() => harness.engine.core.record.rows.length > sessions, 200)).toBe(true);
    const curve = harness.engine.core.record.latest?.termStructure?.curve ?? [];
    expect(curve.length).toBeGreaterThan(6);
    const line = harness.snapshot().state.signals.explanations.find(({ signal }) => signal === 'termStructure')?.because.at(-1);
    expect(line).toBe(rollDownText(curve, harness.engine.core.policy.values));
    expect(line).toMatch(/base \(35 days\) [−+]\d+\.\d\d \$, intermediate \(110 days\) [−+]\d+\.\d\d \$, outer \(220 days\) [−+]\d+\.\d\d \$$/);
  });

  it('says what the curve takes from a contract of each layer a day: a cost is negative, beyond the curve it is not known', () => {
    const { values } = createHarness().engine.core.policy;
    const curve = [{ days: 0, level: 16 }, { days: 20, level: 18 }, { days: 60, level: 20 }, { days: 130, level: 21.4 }];
    const a = (days: number): string => (100 * values.strike.delta * (rollDownPerDay(curve, days) ?? 0)).toFixed(2);
    expect(a(values.layers.base.targetDte)).toBe('2.50');
    expect(rollDownText(curve, values)).toBe('roll-down of a 0.50-delta call a day, the curve standing still (negative costs the holder): base (35 days) −2.50 $, intermediate (110 days) −1.00 $, outer (220 days) not known');
    const inverted = curve.map(({ days, level }) => ({ days, level: 40 - level }));
    expect(rollDownText(inverted, values)).toContain('base (35 days) +2.50 $');
    expect(rollDownText([], values)).toContain('base (35 days) not known');
  });
});

describe('the chart', () => {
  it('has every series of the signals beside the price, null in the session under way, and the levels of the policy', () => {
    const harness = withCredit();
    harness.steps(30);
    const chart = chartOf(harness);
    expect(chartSchema.parse(structuredClone(chart))).toEqual(chart);
    const [last, open] = chart.rows.slice(-2);
    const signals = harness.engine.core.record.latest;
    expect(chart.lastRowOpen).toBe(true);
    expect(last).toMatchObject({
      date: signals?.date, vixRsi: signals?.vixRsi, vixVsSpx: signals?.vixVsSpx, correlation21: signals?.vixSpxCorrelation21, correlation63: signals?.vixSpxCorrelation63,
      beta60: signals?.vixBeta60?.all, beta60Down: signals?.vixBeta60?.down, vixOverVix3m: signals?.termStructure?.vixOverVix3m, cor1mPercentile: signals?.cor1mPercentile, creditZ: signals?.creditStress?.z,
    });
    for (const field of ['vixRsi', 'vixVsSpx', 'correlation21', 'correlation63', 'beta60', 'beta60Down', 'vixOverVix3m', 'cor1mPercentile', 'creditZ'] as const) {
      expect(last?.[field], field).toEqual(expect.any(Number));
      expect(open?.[field], field).toBeNull();
    }
    const { rsi, correlation, termStructure, creditStress } = harness.engine.core.policy.values.signals;
    expect(chart.thresholds).toEqual({
      rsi: [{ value: rsi.failurePeak, label: 'failure peak' }], vixRsi: [{ value: rsi.volTrigger, label: 'trigger' }],
      macdHistogram: [{ value: 0, label: 'momentum up above' }], vixMacdHistogram: [{ value: 0, label: 'timing on above' }], vixVsSpx: [{ value: 0, label: 'VIX leads above' }],
      correlation21: [{ value: correlation.reference, label: 'reference' }, { value: correlation.slippage, label: 'slippage above' }],
      correlation63: [{ value: correlation.reference, label: 'reference' }, { value: correlation.slippage, label: 'slippage above' }],
      vixOverVix3m: [{ value: termStructure.contango, label: 'contango below' }, { value: termStructure.backwardation, label: 'backwardation above' }],
      creditZ: [{ value: creditStress.offZ, label: 'off below' }, { value: creditStress.onZ, label: 'on above' }],
    });
  });
});
