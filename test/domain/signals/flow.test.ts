import { describe, expect, test } from 'vitest';
import { flowSignal, MINUTE_US, type Flow, type FlowMinute } from '../../../src/domain/signals/flow.ts';
import { createSignal } from '../../../src/domain/signals/signal.ts';
import { FIRST_US, flowStream } from './support/flowStream.ts';
import { lastOf, taken, valuesOf } from './support/runSignal.ts';
import { expectRefusals } from './support/signalLaws.ts';
import { steward } from './support/steward.ts';

const { windowMinutes, minQuotes, surgeZ, wideZ, spreadNoise } = steward.flow;
const definition = flowSignal(steward.flow);

/** The hour before any minute, in the plainest way. */
function plainZ(values: readonly number[], value: number, least: number): number {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1);
  return (value - mean) / Math.max(least, Math.sqrt(variance));
}

function plainFlow(minutes: readonly FlowMinute[], at: number): { readonly rateZ: number; readonly spreadZ: number | null } {
  const spoken = minutes.slice(0, at).filter(({ quotes }) => quotes >= minQuotes);
  const rates = spoken.slice(-windowMinutes).map(({ quotes }) => Math.log(1 + quotes));
  const spreads = spoken.flatMap(({ spreadWidening }) => spreadWidening ?? []).slice(-windowMinutes);
  const now = minutes[at];
  if (now === undefined) throw new Error(`no minute ${at}`);
  const chance = Math.exp(-0.5 * (rates.reduce((sum, rate) => sum + rate, 0) / rates.length));
  return {
    rateZ: plainZ(rates, Math.log(1 + now.quotes), chance),
    spreadZ: now.spreadWidening === null || spreads.length < windowMinutes ? null : plainZ(spreads, now.spreadWidening, spreadNoise),
  };
}

const steady = (length: number, quotes = 400): FlowMinute[] => flowStream(3, length).map((minute) => ({ ...minute, quotes }));
const lastFlow = (minutes: readonly FlowMinute[]): Flow | null => lastOf(valuesOf(definition, minutes));
const next = (minutes: readonly FlowMinute[], change: Partial<FlowMinute>): FlowMinute[] =>
  [...minutes, { minuteStartUs: lastOf(minutes).minuteStartUs + MINUTE_US, quotes: 400, spreadWidening: 0, ...change }];

describe('quote flow', () => {
  test('gives in every minute what the hour before it gives in the plainest way', () => {
    const minutes = flowStream(2, 400);
    const values = valuesOf(definition, minutes);
    let silent = 0;
    let withoutSpread = 0;
    for (let at = windowMinutes + 20; at < minutes.length; at += 1) {
      const value = values[at];
      const minute = minutes[at];
      if (value === null || value === undefined || minute === undefined) throw new Error(`minute ${at} has no value`);
      if (minute.quotes < minQuotes) {
        silent += 1;
        expect(value).toMatchObject({ rateZ: null, spreadZ: null, surge: false, wide: false });
        continue;
      }
      const plain = plainFlow(minutes, at);
      expect(value.rateZ).toBeCloseTo(plain.rateZ, 9);
      if (plain.spreadZ === null) withoutSpread += 1;
      expect(value.spreadZ === null).toBe(plain.spreadZ === null);
      if (value.spreadZ !== null) expect(value.spreadZ).toBeCloseTo(plain.spreadZ ?? 0, 9);
    }
    expect(silent).toBeGreaterThan(5);
    expect(withoutSpread).toBeGreaterThan(5);
  });

  test('a surge and wide spreads are told from their thresholds on, each alone', () => {
    const hour = flowStream(4, windowMinutes + 1);
    const rateAt = (z: number): number => {
      const rates = hour.slice(-windowMinutes).map(({ quotes }) => Math.log(1 + quotes));
      const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      const deviation = Math.sqrt(rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1));
      return Math.exp(mean + z * deviation) - 1;
    };
    expect(lastFlow(next(hour, { quotes: Math.ceil(rateAt(surgeZ)), spreadWidening: 0 }))).toMatchObject({ surge: true, wide: false });
    expect(lastFlow(next(hour, { quotes: Math.floor(rateAt(surgeZ)) - 1, spreadWidening: 0 }))).toMatchObject({ surge: false, wide: false });
    expect(lastFlow(next(hour, { quotes: 400, spreadWidening: 0.03 * wideZ * 1.5 }))).toMatchObject({ surge: false, wide: true });
    expect(lastFlow(next(hour, { quotes: 400, spreadWidening: -0.5 }))).toMatchObject({ surge: false, wide: false });
  });

  test('a surge does not hide in its own reference, and the minute after it is measured with it', () => {
    const hour = flowStream(5, windowMinutes + 1);
    const surge = next(hour, { quotes: 40_000 });
    const z = lastFlow(surge)?.rateZ ?? 0;
    expect(z).toBeGreaterThan(10);
    expect(lastFlow(next(surge, { quotes: 40_000 }))?.rateZ).toBeLessThan(z);
  });

  test('a steady stream is not surprised by a few more quotes than always: chance alone makes as many', () => {
    expect(lastFlow(next(steady(windowMinutes + 1), { quotes: 410 }))?.rateZ).toBeLessThan(1);
    expect(lastFlow(next(steady(windowMinutes + 1), { quotes: 480 }))).toMatchObject({ surge: true });
  });

  test('spreads that never varied are not wide by a rounding, and the first minute a tenth wider is told', () => {
    const flat = steady(windowMinutes + 1).map((minute, i) => ({ ...minute, spreadWidening: i % 3 === 0 ? 2.2e-16 : 0 }));
    for (const rounding of [0, 4e-16]) {
      const told = lastFlow(next(flat, { spreadWidening: rounding }));
      expect(told?.spreadZ).toBeCloseTo(0, 9);
      expect(told?.wide).toBe(false);
    }
    const wider = lastFlow(next(flat, { spreadWidening: Math.log(1.1) }));
    expect(wider?.spreadZ).toBeCloseTo(Math.log(1.1) / spreadNoise, 9);
    expect(wider?.wide).toBe(true);
  });

  test('a policy without a floor knows no deviation where nothing varied', () => {
    const flat = steady(windowMinutes + 1).map((minute) => ({ ...minute, spreadWidening: 0 }));
    const unfloored = flowSignal({ ...steward.flow, spreadNoise: 0 });
    expect(lastOf(valuesOf(unfloored, next(flat, { spreadWidening: 0.2 })))).toMatchObject({ spreadZ: null, wide: false });
  });

  test('an hour of silence leaves the reference as it was', () => {
    const hour = flowStream(6, windowMinutes + 1);
    let quiet: readonly FlowMinute[] = hour;
    for (let minute = 0; minute < 60; minute += 1) quiet = next(quiet, { quotes: minQuotes - 1, spreadWidening: null });
    expect(lastFlow(next(quiet, { quotes: 500 }))?.rateZ).toBe(lastFlow(next(hour, { quotes: 500 }))?.rateZ);
  });

  test('refuses what is no minute, no count or no number, and names it', () => {
    const minutes = flowStream(7, 70);
    const [good, last] = [lastOf(next(minutes, {})), lastOf(minutes)];
    expectRefusals(definition, minutes, [
      [{ ...good, minuteStartUs: last.minuteStartUs }, /minuteStartUs \d+ does not come after/],
      [{ ...good, minuteStartUs: good.minuteStartUs + 1 }, /minuteStartUs \d+ is not the start of a minute/],
      [{ ...good, minuteStartUs: Number.NaN }, /minuteStartUs must be a finite number/],
      [{ ...good, quotes: -1 }, /quotes must be 0 or more/],
      [{ ...good, quotes: Number.POSITIVE_INFINITY }, /quotes must be a finite number/],
      [{ ...good, spreadWidening: Number.NaN }, /spreadWidening must be a finite number/],
    ]);
  });

  test('says how it measures, and that a silent minute is silent', () => {
    const signal = createSignal(definition);
    for (const minute of flowStream(8, windowMinutes + 1)) taken(signal.add(minute));
    expect(signal.explain().because[0]).toBe('measured against the 60 minutes before it that had 20 quotes or more, itself not among them');
    expect(signal.explain().because[2]).toBe('the deviation is taken as at least what chance makes of counts, and of spreads as at least 1.0 %: steady ones are not wide for a trifle');
    taken(signal.add({ minuteStartUs: FIRST_US + 500 * MINUTE_US, quotes: 3, spreadWidening: null }));
    expect(signal.explain().reading).toBe('silent: 3 quotes in the minute');
  });
});
