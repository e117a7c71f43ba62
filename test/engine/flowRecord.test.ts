import { describe, expect, it } from 'vitest';
import { newYorkMicros } from '../../src/domain/time.ts';
import { createFlowRecord } from '../../src/engine/flowRecord.ts';
import { createDrivenEngine, createHarness } from '../support/engineHarness.ts';
import { steward } from '../domain/signals/support/steward.ts';

const MINUTE_US = 60_000_000;
const DATE = '2026-11-18';
const at = (hour: number, minute: number, second = 0, date = DATE): number => newYorkMicros(date, hour, minute, second);
const quoteOf = (eventTimeUs: number, symbol = 'A', bid: number | null = 10, ask: number | null = 10.2) => ({ symbol, eventTimeUs, bid, ask, bidSize: 1, askSize: 1 });

const newRecord = () => createFlowRecord(steward);

describe('the record of our own quote stream', () => {
  it('counts quotes by the minute of their event time, and judges a minute when the clock says that it is over', () => {
    const flow = newRecord();
    for (let second = 0; second < 60; second += 2) flow.quote(quoteOf(at(10, 0, second)));
    flow.quote(quoteOf(at(10, 1, 5)));
    expect(flow.latest).toBeNull();
    flow.reach(at(10, 0, 59));
    expect(flow.latest).toBeNull();
    flow.reach(at(10, 1));
    expect(flow.latest).toEqual({ minute: { minuteStartUs: at(10, 0), quotes: 30, spreadWidening: 0 }, flow: null });
    flow.quote(quoteOf(at(10, 1, 30)));
    flow.reach(at(10, 2));
    expect(flow.latest?.minute).toMatchObject({ minuteStartUs: at(10, 1), quotes: 2 });
  });

  it('counts a quote that comes late to the minute under way', () => {
    const flow = newRecord();
    flow.quote(quoteOf(at(10, 0)));
    flow.reach(at(10, 1));
    flow.quote(quoteOf(at(10, 0, 59)));
    flow.reach(at(10, 2));
    expect(flow.latest?.minute).toMatchObject({ minuteStartUs: at(10, 1), quotes: 1 });
  });

  it('tells a minute without a quote as silent, but not one that market time has leapt over', () => {
    const flow = newRecord();
    flow.quote(quoteOf(at(10, 0)));
    flow.reach(at(10, 1));
    flow.reach(at(10, 2));
    expect(flow.latest?.minute).toMatchObject({ minuteStartUs: at(10, 1), quotes: 0, spreadWidening: null });
    flow.quote(quoteOf(at(10, 2)));
    flow.reach(at(10, 30));
    expect(flow.latest?.minute).toMatchObject({ minuteStartUs: at(10, 2), quotes: 1 });
  });

  it('counts nothing outside the session', () => {
    const flow = newRecord();
    for (const us of [at(9, 29, 59), at(16, 0), at(16, 5), at(12, 0, 0, '2026-11-22'), at(12, 0, 0, '2026-11-26')]) flow.quote(quoteOf(us));
    flow.reach(at(17, 0, 0, '2026-11-26'));
    expect(flow.latest).toBeNull();
    expect(flow.contracts).toBe(0);
    flow.quote(quoteOf(at(12, 59, 59, '2026-11-27')));
    flow.quote(quoteOf(at(13, 0, 0, '2026-11-27')));
    flow.reach(at(13, 1, 0, '2026-11-27'));
    expect(flow.latest?.minute).toMatchObject({ minuteStartUs: at(12, 59, 0, '2026-11-27'), quotes: 1 });
  });

  it('measures a spread against the contract’s own: a wide contract is no widening, a widened one is', () => {
    const flow = newRecord();
    for (const [symbol, ask] of [['A', 10.1], ['B', 15]] as const) flow.quote(quoteOf(at(10, 0), symbol, 10, ask));
    flow.quote(quoteOf(at(10, 0, 30), 'A', 10, 10.2));
    flow.reach(at(10, 1));
    // 0 and 0 on first sight, then ln 2.
    expect(flow.latest?.minute.spreadWidening).toBeCloseTo(Math.log(2) / 3, 9);
    // Half a minute of the hour has passed for the mean, then an hour: the new spread weighs in by half.
    const mean = 0.1 + (0.5 / 60.5) * 0.1;
    flow.quote(quoteOf(at(11, 0, 30), 'A', 10, 10.3));
    flow.quote(quoteOf(at(11, 0, 30), 'A', 10, 10.4));
    flow.reach(at(11, 1));
    expect(flow.latest?.minute.spreadWidening).toBeCloseTo((Math.log(0.3 / mean) + Math.log(0.4 / ((mean + 0.3) / 2))) / 2, 9);
  });

  it('lets no night pass for a mean', () => {
    const flow = newRecord();
    flow.quote(quoteOf(at(15, 59, 59), 'A', 10, 10.1));
    flow.quote(quoteOf(at(9, 30, 0, '2026-11-19'), 'A', 10, 10.4));
    flow.quote(quoteOf(at(9, 30, 0, '2026-11-19'), 'A', 10, 10.4));
    flow.reach(at(9, 31, 0, '2026-11-19'));
    expect(flow.latest?.minute.spreadWidening).toBeCloseTo(Math.log(4), 3);
  });

  it('takes spreads of two-sided quotes alone, and counts the others all the same', () => {
    const flow = newRecord();
    for (const [bid, ask] of [[null, 10], [10, null], [0, 0.05], [10, 10], [10.2, 10]] as const) flow.quote(quoteOf(at(10, 0), 'A', bid, ask));
    flow.reach(at(10, 1));
    expect(flow.latest?.minute).toEqual({ minuteStartUs: at(10, 0), quotes: 5, spreadWidening: null });
    expect(flow.contracts).toBe(0);
  });

  it('speaks once it has heard an hour, and says until then how far it is', () => {
    const flow = newRecord();
    const hear = (minutes: number, quotes: number): void => {
      for (let minute = 0; minute < minutes; minute += 1) {
        const startUs = Math.max(at(10, 0), (flow.latest?.minute.minuteStartUs ?? 0) + MINUTE_US);
        for (let quote = 0; quote < quotes; quote += 1) flow.quote(quoteOf(startUs + quote, `C${quote}`, 10, 10.1 + 0.01 * ((minute + quote) % 5)));
        flow.reach(startUs + MINUTE_US);
      }
    };
    hear(12, 50);
    expect([flow.latest?.flow, flow.warmUp]).toEqual([null, 'warming up: 12 of 61 minutes']);
    hear(49, 50);
    expect(flow.latest?.flow).toMatchObject({ quotes: 50, surge: false });
    hear(1, 500);
    expect(flow.latest?.flow).toMatchObject({ quotes: 500, surge: true });
  });

  it('does not take the rounding of a constant spread for a widening, and tells the first minute that is a tenth wider', () => {
    const flow = newRecord();
    const hear = (minute: number, width: number): void => {
      for (let quote = 0; quote < 40; quote += 1) {
        // The same spread at another price is another number in its last digits.
        const bid = 10 + 0.01 * ((minute * 7 + quote) % 13);
        flow.quote(quoteOf(at(10, 0) + minute * MINUTE_US + quote * 1_000_000, `C${quote % 5}`, bid, bid + width));
      }
      flow.reach(at(10, 1) + minute * MINUTE_US);
    };
    let judged = 0;
    for (let minute = 0; minute < 130; minute += 1) {
      hear(minute, 0.1);
      const spreadZ = flow.latest?.flow?.spreadZ;
      if (spreadZ === undefined) continue;
      judged += 1;
      expect(spreadZ).toBeCloseTo(0, 9);
      expect(flow.latest?.flow?.wide).toBe(false);
    }
    expect(judged).toBe(70);
    hear(130, 0.11);
    expect(flow.latest?.flow).toMatchObject({ wide: true });
    // Within the minute the means begin to take the wider spread in.
    expect(flow.latest?.flow?.spreadZ).toBeGreaterThan(9);
    expect(flow.latest?.flow?.spreadZ).toBeLessThanOrEqual(Math.log(1.1) / steward.flow.spreadNoise);
  });
});

describe('the engine', () => {
  it('forgets the mean of a contract that is no longer listed', () => {
    const driven = createDrivenEngine();
    const [kept, gone] = ['VX261216', 'VX270120'];
    driven.feed({ t: 'chain', root: 'VX', symbols: [kept, gone] }, 0);
    driven.feed({ t: 'quote', rows: [kept, gone].map((symbol) => [symbol, at(10, 0), 18, 18.1, 1, 1]) }, 0);
    expect(driven.engine.core.flow.contracts).toBe(2);
    driven.feed({ t: 'chain', root: 'VX', symbols: [kept] }, 0);
    expect(driven.engine.core.flow.contracts).toBe(1);
  });

  it('counts only quotes that it has taken, and shows the minute with its note', () => {
    const driven = createDrivenEngine();
    driven.feed({ t: 'chain', root: 'VX', symbols: ['VX261216'] }, 0);
    driven.feed({ t: 'quote', rows: [['VX261216', at(10, 0, 5), 18, 18.1, 1, 1], ['VX261216', at(10, 0, 4), 18, 18.1, 1, 1], ['VX270120', at(10, 0), 18, 18.1, 1, 1]] }, 0);
    expect(driven.snapshot(0).state.signals.flow).toBeNull();
    driven.feed({ t: 'clock', marketTimeUs: at(10, 1), speed: 1, session: 'open' }, 0);
    expect(driven.snapshot(0).state.signals.flow).toEqual({ minute: at(10, 0), quotes: 1, rateZ: null, spreadZ: null, surge: false, wide: false, note: 'silent: fewer than 20 quotes in the minute' });
  });

  it('judges the simulated market after an hour of its minutes', () => {
    const harness = createHarness({ speed: 2_500 });
    expect(harness.until(() => harness.engine.core.flow.latest?.flow != null, 120)).toBe(true);
    harness.steps(5);
    expect(harness.snapshot().state.signals.flow).toMatchObject({ rateZ: expect.any(Number), spreadZ: expect.any(Number), note: null });
  });
});
