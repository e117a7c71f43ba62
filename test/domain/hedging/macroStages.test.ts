import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import type { Stage } from '../../../src/domain/hedging/decision.ts';
import { initialMemory, type HedgeMemory } from '../../../src/domain/hedging/hedgeMemory.ts';
import type { MacroReading } from '../../../src/domain/hedging/macro.ts';
import type { PolicyValues } from '../../../src/domain/hedging/policy/policySchema.ts';
import { advanceStage, DOWNWARD, UPWARD, type StageChange } from '../../../src/domain/hedging/stages.ts';
import type { DailySignals } from '../../../src/domain/signals/dailySignals.ts';
import { addCalendarDays } from '../../../src/domain/time.ts';
import { aDivergence, someSignals, stewardPolicy } from '../../support/builders.ts';

const steward = stewardPolicy().values;
const START = '2026-11-02';
const day = (n: number): string => addTradingDays(START, n);
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

interface Close {
  readonly signals?: Partial<DailySignals>;
  readonly macro?: MacroReading | null;
}

/** One close after another from watch, a hedge held since `hedgeSince`; every change with its facts. */
function walk(closes: readonly Close[], policy: PolicyValues = steward, hedgeSince: string | null = null): { memory: HedgeMemory; changes: readonly StageChange[] } {
  let memory: HedgeMemory = initialMemory;
  const changes: StageChange[] = [];
  closes.forEach(({ signals = {}, macro = null }, i) => {
    const step = advanceStage(memory, { signals: someSignals(day(i), signals), macro, oldestHedge: hedgeSince }, policy);
    memory = step.memory;
    changes.push(...step.changes);
  });
  return { memory, changes };
}
const stageAfter = (...args: Parameters<typeof walk>): Stage => walk(...args).memory.stage;
const withStage = <S extends Stage>(stage: S, changes: Partial<PolicyValues['stages'][S]>): PolicyValues =>
  ({ ...steward, stages: { ...steward.stages, [stage]: { ...steward.stages[stage], ...changes } } });

const quiet: Close = {};
const diverging: Close = { signals: { divergences: [aDivergence(START)] } };
const confirming: Close = { signals: { divergences: [aDivergence(START)], spxMacdBearish: true } };
const stressed: Close = { signals: { ...confirming.signals, creditStress: { z: 1.4, on: true, spread: 3 } } };
const regime = (press: boolean): DailySignals['vixRegime'] => ({ spike: false, lastSpike: START, daysSinceSpike: 4, peak20: 30, spikeAt: 99, press, pressSince: press ? day(1) : null });
const pressing: Close = { signals: { ...diverging.signals, vixRegime: regime(true) } };
const pressOver: Close = { signals: { ...diverging.signals, vixRegime: regime(false) } };

describe('the table of stages: days up and down, both sides of each number', () => {
  it.each<[string, readonly Close[], Stage]>([
    ['first: its condition absent for 4 closes', [diverging, ...times(4, quiet)], 'first'],
    ['first: absent for 5', [diverging, ...times(5, quiet)], 'watch'],
    ['first: held for 20, then absent for 4', [...times(20, diverging), ...times(4, quiet)], 'first'],
    ['first: held for 20, then absent for 5', [...times(20, diverging), ...times(5, quiet)], 'watch'],
    ['confirmed: all false for 2 after a week', [...times(8, confirming), ...times(2, diverging)], 'confirmed'],
    ['confirmed: all false for 3 after a week', [...times(8, confirming), ...times(3, diverging)], 'first'],
    ['confirmed: all false for 3, on its 4th day', [confirming, confirming, ...times(3, diverging)], 'confirmed'],
    ['confirmed: all false for 4, on its 5th day', [confirming, confirming, ...times(4, diverging)], 'first'],
    ['stress: off on its 9th day', [...times(9, stressed), confirming], 'stress'],
    ['stress: off on its 10th day', [...times(10, stressed), confirming], 'confirmed'],
    ['stress: off at once, on its 9th day', [stressed, ...times(9, confirming)], 'stress'],
    ['stress: off at once, on its 10th day', [stressed, ...times(10, confirming)], 'confirmed'],
  ])('%s', (_name, closes, stage) => {
    expect(stageAfter(closes)).toBe(stage);
  });

  it('press lasts 3 days at least, and ends with the regime, not before', () => {
    const held = [diverging, pressing];
    expect(stageAfter([...held, pressOver, pressOver], steward, START)).toBe('press');
    expect(stageAfter([...held, pressOver, pressOver, pressOver], steward, START)).toBe('watch');
    expect(stageAfter([...held, ...times(9, pressing)], steward, START)).toBe('press');
    expect(stageAfter([...held, ...times(9, { signals: { vixRegime: null } })], steward, START)).toBe('press');
  });

  it('after a press a divergence counts only if known after the session in which the press began', () => {
    const over = [diverging, pressing, ...times(3, pressOver)];
    const known = (date: string): Close => ({ signals: { divergences: [aDivergence(date)] } });
    expect(stageAfter([...over, known(day(1))], steward, START)).toBe('watch');
    expect(stageAfter([...over, known(day(2))], steward, START)).toBe('first');
  });

  it('days up and down and closes in a row are the policy\'s, each on its own', () => {
    const slow = withStage('confirmed', { dwellUpDays: 2 });
    expect(stageAfter(times(2, confirming), slow)).toBe('first');
    expect(stageAfter(times(3, confirming), slow)).toBe('confirmed');
    const eager = withStage('first', { leaveAfterDays: 1 });
    expect(stageAfter([diverging, ...times(4, quiet)], eager)).toBe('first');
    expect(stageAfter([diverging, ...times(5, quiet)], eager)).toBe('watch');
    const brief = withStage('first', { dwellDownDays: 0, leaveAfterDays: 2 });
    expect(stageAfter([diverging, quiet], brief)).toBe('first');
    expect(stageAfter([diverging, quiet, quiet], brief)).toBe('watch');
  });

  it('with nothing on any more it comes down one stage at a time', () => {
    const { changes } = walk([stressed, ...times(30, quiet)]);
    expect(changes.slice(3).map(({ date, from, to }) => [date, from, to])).toEqual([
      [day(10), 'stress', 'confirmed'], [day(15), 'confirmed', 'first'], [day(20), 'first', 'watch'],
    ]);
  });
});

const dollar = (change: number, date = START): MacroReading =>
  ({ date, dollarChange63: change, sectorShiftPoints: null, dispersionPercentile: null, quickRatiosFalling: null, equityPremiumPercentile: null });
const byDollar = withStage('stress', { dollarRise: 0.03 });

describe('stress by the broad dollar, where the policy asks for it', () => {
  const confirmedWith = (macro: MacroReading | null): Close => ({ ...confirming, macro });

  it('+3.01 % in 63 days is stress, +3 % is not, and a policy without a limit does not look', () => {
    expect(stageAfter([confirmedWith(dollar(0.0301))], byDollar)).toBe('stress');
    expect(stageAfter([confirmedWith(dollar(0.03))], byDollar)).toBe('confirmed');
    expect(stageAfter([confirmedWith(null)], byDollar)).toBe('confirmed');
    expect(stageAfter([confirmedWith(dollar(0.2))])).toBe('confirmed');
    expect(stageAfter([{ ...diverging, macro: dollar(0.2) }], byDollar)).toBe('first');
  });

  it('it keeps the stage, too; either of the two is enough', () => {
    const up = confirmedWith(dollar(0.04, day(11)));
    expect(stageAfter([...times(12, stressed), up], byDollar)).toBe('stress');
    const { memory, changes } = walk([...times(12, stressed), confirmedWith(dollar(0.03, day(11)))], byDollar);
    expect(memory.stage).toBe('confirmed');
    expect(changes.at(-1)?.why).toBe('Credit stress is off, and the broad dollar no longer rises that much.');
  });

  it('a reading older than the policy\'s days counts for nothing, and the move says that there is no recent one', () => {
    const age = steward.sizing.tilts.maxAgeDays;
    expect(stageAfter([confirmedWith(dollar(0.05, addCalendarDays(START, -age)))], byDollar)).toBe('stress');
    expect(stageAfter([confirmedWith(dollar(0.05, addCalendarDays(START, -age - 1)))], byDollar)).toBe('confirmed');
    const { changes } = walk(times(20, confirmedWith(dollar(0.05))), byDollar);
    expect(changes.at(-1)).toMatchObject({ rule: 'stage.stress.over', why: 'Credit stress is off, and there is no recent reading of the broad dollar.' });
  });

  it('reason and facts name it with its date; together with credit both are named', () => {
    const { changes } = walk([confirmedWith(dollar(0.034))], byDollar);
    expect(changes.at(-1)).toMatchObject({ why: 'Stress: the broad dollar rose 3.4 % in 63 days. The outer layer may grow.' });
    expect(changes.at(-1)?.facts[0]).toEqual({ label: 'Broad dollar', text: 'up 3.4 % in 63 days, more than 3.0 %', asOf: START, supports: true });
    expect(walk([{ ...stressed, macro: dollar(0.034) }], byDollar).changes.at(-1)?.why).toBe('Stress: credit stress is on; the broad dollar rose 3.4 % in 63 days. The outer layer may grow.');
  });
});

describe('every move carries the facts that caused it', () => {
  const rows: readonly [string, readonly Close[], string, readonly (readonly [string, RegExp])[]][] = [
    ['a divergence', [diverging], 'stage.first', [['OBV divergence', /qualified/]]],
    ['the VIX trigger', [{ signals: { volTrigger: true, vixRsi: 72, vixCrossUpBarsAgo: 2, vixClose: 22 } }], 'stage.first', [['VIX trigger', /RSI of VIX 72/], ['VIX MACD cross-up', /2 days ago \(at most 3\)/], ['VIX', /22\.00, below 30\.00/]]],
    ['SPX MACD', [confirming], 'stage.confirmed', [['SPX MACD', /bearish state/]]],
    ['an RSI failure', [{ signals: { ...diverging.signals, rsiFailure: { on: true, since: START } } }], 'stage.confirmed', [['RSI failure', /failure swing since 2 Nov/]]],
    ['price', [{ signals: { divergences: [aDivergence(START, { state: 'confirmedDown' })] } }], 'stage.confirmed', [['OBV divergence', /confirmed down/]]],
    ['credit', [stressed], 'stage.stress', [['Credit stress', /on \(z \+?1\.40\)/]]],
    ['the press', [diverging, pressing], 'stage.press', [['VIX against its peak', /of the 20-day peak/], ['Hedge', /held since 2 Nov/]]],
    ['the end of the press', [diverging, pressing, ...times(3, pressOver)], 'stage.press.over', [['What held the stage', /absent for 3 closes in a row \(at least 1\)/], ['Stage', /press lasted 3 days \(at least 3\)/]]],
    ['no divergence left', [diverging, ...times(5, quiet)], 'stage.first.over', [['What held the stage', /absent for 5 closes in a row \(at least 5\)/], ['Stage', /first lasted 5 days/]]],
  ];
  it.each(rows)('%s', (_name, closes, rule, wanted) => {
    const change = walk(closes, steward, START).changes.find((one) => one.rule === rule)!;
    for (const [label, text] of wanted) expect(change.facts).toContainEqual(expect.objectContaining({ label, text: expect.stringMatching(text) as string, supports: true }));
    expect(change.facts[0]?.label).toBe(wanted[0]![0]);
    expect(new Set(change.facts.map(({ label, text }) => `${label}|${text}`)).size).toBe(change.facts.length);
  });
});

describe('the table', () => {
  it('says each condition in words, names each rule once, and leads on only one stage at a time', () => {
    const all = [...UPWARD, ...DOWNWARD];
    expect(new Set(all.map(({ rule }) => rule)).size).toBe(all.length);
    for (const { condition } of all) expect(condition).toMatch(/^[a-zA-Z].+[^.]$/);
    expect(all.map(({ from, to }) => `${from}→${to}`)).toEqual([
      'any→press', 'watch→first', 'first→confirmed', 'confirmed→stress', 'press→watch', 'stress→confirmed', 'confirmed→first', 'first→watch',
    ]);
  });

  it('random histories with the dollar: only moves of the table, each from the stage that was, none skipped', () => {
    const allowed = new Set([...UPWARD, ...DOWNWARD].map(({ from, to, rule }) => `${from} ${to} ${rule}`));
    const anyClose = fc.record({ d: fc.boolean(), m: fc.boolean(), c: fc.boolean(), p: fc.boolean(), usd: fc.option(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { nil: null }) });
    fc.assert(fc.property(fc.array(anyClose, { minLength: 1, maxLength: 60 }), (closes) => {
      let stage: Stage = 'watch';
      const walked = walk(closes.map(({ d, m, c, p, usd }, i): Close => ({
        signals: { divergences: d ? [aDivergence(day(i))] : [], spxMacdBearish: m, creditStress: { z: 1, on: c, spread: 3 }, vixRegime: regime(p) }, macro: usd === null ? null : dollar(usd, day(i)),
      })), byDollar, START);
      for (const { from, to, rule, facts } of walked.changes) {
        expect(from).toBe(stage);
        expect(allowed.has(`${from} ${to} ${rule}`) || allowed.has(`any ${to} ${rule}`)).toBe(true);
        expect(facts.length).toBeGreaterThan(0);
        stage = to;
      }
      expect(walked.memory.stage).toBe(stage);
    }), { seed: 11, numRuns: 80, endOnFailure: true });
  });
});
