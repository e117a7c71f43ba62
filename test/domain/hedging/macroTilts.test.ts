import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import type { MacroReading } from '../../../src/domain/hedging/macro.ts';
import type { Policy } from '../../../src/domain/hedging/policy/policySchema.ts';
import { addCalendarDays } from '../../../src/domain/time.ts';
import { actsOf, aDivergence, createDesk, stewardPolicy, type SignalChanges } from '../../support/builders.ts';

const TODAY = '2026-11-04';
const silentReading: MacroReading = { date: TODAY, dollarChange63: null, sectorShiftPoints: null, dispersionPercentile: null, quickRatiosFalling: null, equityPremiumPercentile: null };
const reading = (changes: Partial<MacroReading>): MacroReading => ({ ...silentReading, ...changes });
const all = reading({ sectorShiftPoints: 2, dispersionPercentile: 81, quickRatiosFalling: true, equityPremiumPercentile: 19 });
const diverging: SignalChanges = { divergences: [aDivergence(TODAY)] };

function advice(macro: MacroReading | null, signals: SignalChanges = diverging, policy: Policy = stewardPolicy()): Decision {
  const desk = createDesk({ date: TODAY, spx: 7000, vix: 16.5 }, { policy });
  const [first] = actsOf(desk.evaluate({ date: TODAY, spx: 7000, vix: 16.5 }, signals, { macro }));
  return first!;
}

const factsOf = (decision: Decision) => decision.facts.filter(({ label }) => /Sector|Dispersion|Quick|Equity risk|Broad dollar/.test(label));
const targetLine = (decision: Decision): string => decision.arithmetic.find((line) => line.startsWith('Target'))!;

describe('context tilts of the target: 5 points each, at most 15, never past the top of the band', () => {
  it.each<[string, MacroReading | null, number]>([
    ['no reading at all', null, 0.415],
    ['a reading that says nothing', silentReading, 0.415],
    ['a sector that shifted by 2 points in a week', reading({ sectorShiftPoints: 2 }), 0.465],
    ['… by 1.99', reading({ sectorShiftPoints: 1.99 }), 0.415],
    ['dispersion above its 80th percentile', reading({ dispersionPercentile: 80.1 }), 0.465],
    ['… at its 80th', reading({ dispersionPercentile: 80 }), 0.415],
    ['falling quick ratios', reading({ quickRatiosFalling: true }), 0.465],
    ['… that do not fall', reading({ quickRatiosFalling: false }), 0.415],
    ['an equity premium below its 20th percentile', reading({ equityPremiumPercentile: 19.9 }), 0.465],
    ['… at its 20th', reading({ equityPremiumPercentile: 20 }), 0.415],
    ['two of them: cut at the top of the band', reading({ quickRatiosFalling: true, equityPremiumPercentile: 5 }), 0.5],
  ])('given %s', (_name, macro, target) => {
    expect(advice(macro).coverage.target).toBeCloseTo(target, 12);
  });

  it('all four add no more than 15 points, on a band that leaves them room', () => {
    const policy = stewardPolicy();
    const roomy: Policy = { ...policy, values: { ...policy.values, stages: { ...policy.values.stages, first: { ...policy.values.stages.first, band: [0.33, 0.9], notionalCeiling: 1 } } } };
    expect(advice(all, diverging, roomy).coverage.target).toBeCloseTo(0.615 + 0.15, 12);
    expect(targetLine(advice(all, diverging, roomy))).toMatch(/at most 15 points together\)$/);
    expect(targetLine(advice(reading({ ...all, dispersionPercentile: null }), diverging, roomy))).not.toContain('together');
  });

  it('come after the factor of implied correlation, and the line can be checked with a calculator', () => {
    const decision = advice(reading({ quickRatiosFalling: true }), { divergences: [aDivergence(TODAY, { state: 'forming' })], cor1mPercentile: 68 });
    expect(decision.coverage.target).toBeCloseTo(0.3725 * 1.2 + 0.05, 12);
    expect(targetLine(decision)).toBe('Target 49.7 %: half the way to the middle (divergence only forming) of the band 33–50 % (37.3 %, × 1.20 because implied correlation stands at its 68th percentile, + 5 points because quick ratios fall)');
  });

  it('a cut at the top is said with what it was cut from', () => {
    const decision = advice(reading({ quickRatiosFalling: true, equityPremiumPercentile: 5 }));
    expect(targetLine(decision)).toMatch(/cut from 51\.5 % at the top of 50\.0 %\)$/);
    expect(decision.boundBy).toContain('band');
  });

  it('a reading counts for 10 calendar days, and on the 11th it is said that it does not', () => {
    const aged = (days: number) => advice({ ...all, date: addCalendarDays(TODAY, -days) });
    expect(aged(10).coverage.target).toBeCloseTo(0.5, 12);
    expect(aged(11).coverage.target).toBeCloseTo(0.415, 12);
    expect(factsOf(aged(11))).toHaveLength(4);
    for (const fact of factsOf(aged(11))) {
      expect(fact).toMatchObject({ asOf: addCalendarDays(TODAY, -11), supports: false });
      expect(fact.text).toContain('11 days old and does not count (at most 10)');
    }
  });

  it('each reading is a fact with its own date; what is absent is not mentioned', () => {
    const macro = reading({ date: addTradingDays(TODAY, -1), sectorShiftPoints: 2.4, equityPremiumPercentile: 50 });
    expect(factsOf(advice(macro))).toEqual([
      { label: 'Sector rotation', text: 'largest weekly change of a sector\'s weight 2.4 points (tilts from 2.0)', asOf: macro.date, supports: true },
      { label: 'Equity risk premium', text: 'percentile 50 (tilts below 20)', asOf: macro.date, supports: false },
    ]);
    expect(factsOf(advice(null))).toEqual([]);
  });

  it('a policy without points of tilt does not tilt', () => {
    const policy = stewardPolicy();
    const level: Policy = { ...policy, values: { ...policy.values, sizing: { ...policy.values.sizing, tilts: { ...policy.values.sizing.tilts, points: 0 } } } };
    expect(advice(all, diverging, level).coverage.target).toBeCloseTo(0.415, 12);
  });
});
