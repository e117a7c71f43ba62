import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import type { Stage } from '../../../src/domain/hedging/decision.ts';
import { initialMemory, restoreMemory, type HedgeMemory } from '../../../src/domain/hedging/hedgeMemory.ts';
import { advanceStage } from '../../../src/domain/hedging/stages.ts';
import type { DailySignals } from '../../../src/domain/signals/dailySignals.ts';
import { aDivergence, someSignals, stewardPolicy } from '../../support/builders.ts';

const policy = stewardPolicy().values;
const START = '2026-11-02';
const day = (n: number): string => addTradingDays(START, n);
const noRegime = someSignals(START).vixRegime;
const pressOn = (since: string): Partial<DailySignals> => ({ vixRegime: { spike: false, lastSpike: START, daysSinceSpike: 4, peak20: 30, spikeAt: 99, press: true, pressSince: since } });

/** Runs one day after another; each row is the signals of that session. */
function run(days: readonly Partial<DailySignals>[], from: HedgeMemory = initialMemory, hedgeSince: string | null = null) {
  let memory = from;
  const moves: string[] = [];
  const offset = from.evaluatedOn === null ? 0 : 1;
  days.forEach((signals, i) => {
    const date = from.evaluatedOn === null ? day(i) : addTradingDays(from.evaluatedOn, i + offset);
    const step = advanceStage(memory, { signals: someSignals(date, signals), macro: null, oldestHedge: hedgeSince }, policy);
    memory = step.memory;
    moves.push(...step.changes.map((c) => `${c.date} ${c.from}→${c.to}`));
  });
  return { memory, moves };
}

const diverging: Partial<DailySignals> = { divergences: [aDivergence(START)] };
const quiet: Partial<DailySignals> = {};
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe('stages move on closed sessions by one table', () => {
  it.each<[string, Partial<DailySignals>, Stage]>([
    ['nothing is on', quiet, 'watch'],
    ['an OBV divergence is active', diverging, 'first'],
    ['a divergence is shown but no longer active', { divergences: [aDivergence(START, { active: false, state: 'expired' })] }, 'watch'],
    ['only a bullish divergence is active', { divergences: [aDivergence(START, { kind: 'bullish' })] }, 'watch'],
    ['hot RSI of VIX, cross-up 3 bars ago, VIX 29.99', { volTrigger: true, vixCrossUpBarsAgo: 3, vixClose: 29.99 }, 'first'],
    ['the same at VIX 30', { volTrigger: true, vixCrossUpBarsAgo: 3, vixClose: 30 }, 'watch'],
    ['the same with the cross-up 4 bars ago', { volTrigger: true, vixCrossUpBarsAgo: 4, vixClose: 20 }, 'watch'],
    ['confirmation without a divergence', { spxMacdBearish: true }, 'watch'],
    ['divergence and bearish SPX MACD, in one evaluation', { ...diverging, spxMacdBearish: true }, 'confirmed'],
    ['divergence and RSI failure', { ...diverging, rsiFailure: { on: true, since: START } }, 'confirmed'],
    ['divergence that price confirmed', { divergences: [aDivergence(START, { state: 'confirmedDown' })] }, 'confirmed'],
    ['all of it and credit stress', { ...diverging, spxMacdBearish: true, creditStress: { z: 1.5, on: true, spread: 3 } }, 'stress'],
    ['credit stress without confirmation', { ...diverging, creditStress: { z: 1.5, on: true, spread: 3 } }, 'first'],
    ['no VIX, no credit series: unknown is not true', { ...diverging, vixRegime: null, creditStress: null, spxMacdBearish: null }, 'first'],
  ])('given %s', (_name, signals, stage) => {
    expect(run([signals]).memory.stage).toBe(stage);
  });

  it('every step upward is logged with its facts, also several in one evaluation', () => {
    const step = advanceStage(initialMemory, { signals: someSignals(START, { ...diverging, spxMacdBearish: true, creditStress: { z: 1.5, on: true, spread: 3 } }), macro: null, oldestHedge: null }, policy);
    expect(step.changes.map((c) => [c.from, c.to, c.rule])).toEqual([
      ['watch', 'first', 'stage.first'], ['first', 'confirmed', 'stage.confirmed'], ['confirmed', 'stress', 'stage.stress'],
    ]);
    expect(step.changes[0]?.facts[0]).toMatchObject({ label: 'OBV divergence', supports: true });
    expect(step.memory.episode).toBe(1);
  });

  it('first falls to watch after 5 closes without a divergence, not after 4', () => {
    expect(run([diverging, ...times(4, quiet)]).memory.stage).toBe('first');
    expect(run([diverging, ...times(5, quiet)]).moves.at(-1)).toBe(`${day(5)} first→watch`);
  });

  it('a divergence in between starts the count again', () => {
    expect(run([diverging, ...times(4, quiet), diverging, ...times(4, quiet)]).memory.stage).toBe('first');
  });

  it('confirmed stays its 5 days though the confirmation left at once, then falls one stage only', () => {
    const up = { ...diverging, spxMacdBearish: true };
    expect(run([up, ...times(4, quiet)]).memory.stage).toBe('confirmed');
    expect(run([up, ...times(5, quiet)]).memory.stage).toBe('first');
  });

  it('stress stays at least 10 days', () => {
    const up = { ...diverging, spxMacdBearish: true, creditStress: { z: 1.5, on: true, spread: 3 } };
    const down = { ...diverging, spxMacdBearish: true };
    expect(run([up, ...times(9, down)]).memory.stage).toBe('stress');
    expect(run([up, ...times(10, down)]).memory.stage).toBe('confirmed');
  });

  it('the same session twice changes nothing the second time', () => {
    const once = advanceStage(initialMemory, { signals: someSignals(START, diverging), macro: null, oldestHedge: null }, policy);
    expect(advanceStage(once.memory, { signals: someSignals(START, diverging), macro: null, oldestHedge: null }, policy)).toEqual({ memory: once.memory, changes: [] });
  });

  it('press needs a hedge that was held when it began', () => {
    const first = run([diverging]).memory;
    expect(run([{ ...diverging, ...pressOn(day(1)) }], first, null).memory.stage).toBe('first');
    expect(run([{ ...diverging, ...pressOn(day(1)) }], first, day(0)).memory.stage).toBe('press');
    expect(run([{ ...diverging, ...pressOn(day(0)) }], first, day(1)).memory.stage).toBe('first');
  });

  it('press ends to watch after its 3 days; a divergence re-arms only if known after the press began', () => {
    const pressed = run([{ ...diverging, ...pressOn(day(1)) }], run([diverging]).memory, day(0)).memory;
    const over = run(times(3, { ...diverging, vixRegime: noRegime }), pressed, day(0)).memory;
    expect(over.stage).toBe('watch');
    expect(run([diverging], over, day(0)).memory.stage).toBe('watch');
    expect(run([{ divergences: [aDivergence(day(6))] }], over, day(0)).memory.stage).toBe('first');
  });

  it('stored memory is restored as it was, completed where an older version knew less, else started afresh', () => {
    const { memory } = run([diverging]);
    expect(restoreMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
    const { closing: _unknown, ...older } = memory;
    expect(restoreMemory(older)).toEqual(memory);
    for (const bad of [null, 'x', 3, { schema: 2 }]) expect(restoreMemory(bad)).toEqual(initialMemory);
  });

  it('random histories: no stage is skipped, episodes only rise, replay gives the same, memory survives JSON', () => {
    const anyDay = fc.record({ d: fc.boolean(), m: fc.boolean(), c: fc.boolean(), p: fc.boolean() }).map(({ d, m, c, p }): Partial<DailySignals> => ({
      divergences: d ? [aDivergence(day(40))] : [], spxMacdBearish: m, creditStress: { z: 1, on: c, spread: 3 }, ...(p ? pressOn(START) : {}),
    }));
    const order: Record<Stage, number> = { watch: 0, first: 1, confirmed: 2, stress: 3, press: 9 };
    fc.assert(fc.property(fc.array(anyDay, { minLength: 1, maxLength: 40 }), (days) => {
      let memory: HedgeMemory = initialMemory;
      days.forEach((signals, i) => {
        const restored = JSON.parse(JSON.stringify(memory)) as HedgeMemory;
        const step = advanceStage(memory, { signals: someSignals(day(i), signals), macro: null, oldestHedge: START }, policy);
        expect(advanceStage(restored, { signals: someSignals(day(i), signals), macro: null, oldestHedge: START }, policy)).toEqual(step);
        for (const change of step.changes) {
          const jump = order[change.to] - order[change.from];
          expect(change.to === 'press' || change.from === 'press' || Math.abs(jump) === 1).toBe(true);
        }
        expect(step.changes.filter((c) => order[c.to] < order[c.from]).length).toBeLessThanOrEqual(1);
        expect(step.memory.episode).toBeGreaterThanOrEqual(memory.episode);
        memory = step.memory;
      });
    }), { seed: 7, numRuns: 60, endOnFailure: true });
  });
});
