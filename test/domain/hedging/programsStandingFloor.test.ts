import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import { initialMemory } from '../../../src/domain/hedging/hedgeMemory.ts';
import { actsOf, aDivergence, createDesk, only, type Desk, type MarketInput, type SignalChanges } from '../../support/builders.ts';
import { presetPolicy } from '../../support/presets.ts';

const D0 = '2026-11-04';
const policy = presetPolicy('paired');
const FLOOR = policy.values.stages.watch.floor;
const day = (n: number): string => addTradingDays(D0, n);
const at = (n: number, changes: Partial<MarketInput> = {}): MarketInput => ({ date: day(n), spx: 7000, vix: 16.5, ...changes });
const rules = (desk: Desk): readonly string[] => desk.judgement.decisions.map(({ rule }) => rule);
const coverage = (desk: Desk): number => desk.judgement.decisions[0]!.coverage.now!;
const contracts = (desk: Desk): number => desk.book.legs.filter(({ layer }) => layer !== null).reduce((sum, leg) => sum + leg.quantity, 0);
const newDesk = (): Desk => createDesk(at(0), { policy });
function fillAll(desk: Desk): Desk {
  for (let turn = 0; turn < 8 && actsOf(desk.judgement).length > 0; turn++) desk.fill(actsOf(desk.judgement)[0]!);
  return desk;
}
/** A desk whose floor was filled on D0. */
function floored(): Desk {
  const desk = newDesk();
  desk.evaluate(at(0));
  return fillAll(desk);
}
/** The hedge of the book made so many times as large. */
function grown(desk: Desk, times: number): Desk {
  desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, quantity: Math.round(leg.quantity * times) })) };
  return desk;
}
const regime = (changes: object): SignalChanges => ({ vixRegime: { spike: false, lastSpike: day(2), daysSinceSpike: 6, peak20: 34, spikeAt: 99, press: false, pressSince: null, ...changes } });
const press = regime({ press: true, pressSince: day(3) });

describe('a standing floor in watch', () => {
  it('is the preset’s 33 %, from the base layer', () => {
    expect([FLOOR, policy.values.stages.watch.layers]).toEqual([0.33, ['base']]);
  });

  it('is built up on the first day: one ticket, coverage at the floor, the target told as the floor', () => {
    const add = only(actsOf(newDesk().evaluate(at(0))));
    expect(add).toMatchObject({ rule: 'add.watch', layer: 'base', stage: 'watch', lens: 'steward' });
    expect(add.coverage.target).toBeCloseTo(FLOOR, 12);
    expect(add.coverage.after).toBeGreaterThanOrEqual(FLOOR);
    expect(add.coverage.after).toBeLessThan(FLOOR + 0.05);
    expect(add.arithmetic.join('\n')).toContain('Target 33.0 %: the standing floor (stages.watch.floor) in the band 33–50 %');
  });

  it('waits for VIX timing as any purchase does, at most 5 days, counted from the day on which it began', () => {
    const desk = newDesk();
    for (let n = 0; n < 5; n++) {
      desk.evaluate(at(n), { vixTiming: false });
      expect(rules(desk)).toEqual(['hold.add-waits-timing']);
    }
    expect(only(actsOf(desk.evaluate(at(5), { vixTiming: false }))).rulePath).toContain('add.untimed');
  });

  it('once filled it stands, and a lasting watch does not sell it', () => {
    const desk = floored();
    const bought = contracts(desk);
    for (let n = 1; n <= 9; n++) {
      desk.evaluate(at(n));
      expect(actsOf(desk.judgement).filter(({ action }) => action === 'delayer')).toEqual([]);
    }
    expect(contracts(desk)).toBe(bought);
    expect(desk.judgement.decisions[0]!.rule).toMatch(/^hold\.(in|out-of)-band$/);
  });

  it('is bought again at once when it is all gone', () => {
    const desk = floored();
    desk.book = { ...desk.book, legs: desk.book.legs.filter(({ layer }) => layer === null) };
    desk.evaluate(at(1));
    expect(rules(desk)).toEqual(['rebalance.up']);
  });

  it('is rolled under its days like any hedge that stays', () => {
    const desk = floored();
    const due = Array.from({ length: 60 }, (_, n) => n).find((n) => {
      const fresh = floored();
      fresh.evaluate(at(n));
      return rules(fresh).includes('roll.floor');
    })!;
    desk.evaluate(at(due - 1));
    expect(rules(desk)).not.toContain('roll.floor');
    const roll = actsOf(desk.evaluate(at(due))).find(({ rule }) => rule === 'roll.floor')!;
    expect(roll).toMatchObject({ layer: 'base', stage: 'watch' });
  });

  it('more than 10 points above the band: down to the middle', () => {
    const desk = grown(floored(), 2.2);
    desk.evaluate(at(4));
    const sale = only(actsOf(desk.judgement).filter(({ rule }) => rule === 'delayer.over-hedge'));
    expect(coverage(desk)).toBeGreaterThan(0.6);
    expect(sale.coverage.after).toBeGreaterThan(0.36);
    expect(sale.coverage.after).toBeLessThan(0.47);
  });

  it('a rising stage aims at its own band, and back in watch the floor begins anew', () => {
    const desk = floored();
    desk.evaluate(at(1), { divergences: [aDivergence(day(1))] });
    expect(desk.judgement.decisions[0]!.stage).toBe('first');
    expect(desk.memory.add).toMatchObject({ stage: 'first' });
    fillAll(desk);
    for (let n = 2; n <= 8; n++) desk.evaluate(at(n));
    expect(desk.memory).toMatchObject({ stage: 'watch', add: { stage: 'watch', done: true } });
  });

  it('without net short vega nothing begins', () => {
    const desk = newDesk();
    desk.book = { ...desk.book, legs: [] };
    desk.evaluate(at(0));
    expect(rules(desk)).toEqual(['hold.no-short-vega']);
    expect(desk.memory.add).toBeNull();
  });

  it('a policy without a floor neither builds nor keeps one', () => {
    const { watch } = presetPolicy('steward').values.stages;
    expect([watch.floor, watch.layers]).toEqual([0, []]);
    const desk = createDesk(at(0));
    desk.evaluate(at(0));
    expect(rules(desk)).toEqual(['hold.watch']);
    expect(desk.memory.add).toBe(initialMemory.add);
  });
});

describe('the press sells what lies above the floor', () => {
  /** Three times the floor, held since before the press began, VIX falling back from its peak. */
  function inPress(): Desk {
    const desk = grown(floored(), 3);
    desk.evaluate(at(4, { vix: 24, spx: 6900 }), press);
    return desk;
  }

  it('half of it first, the rest later, never the floor', () => {
    const desk = inPress();
    const before = contracts(desk);
    const first = only(actsOf(desk.judgement));
    expect(first).toMatchObject({ rule: 'delayer.press.1', layer: 'base' });
    const keep = desk.memory.tranches['press/base']!.keep!;
    expect(first.arithmetic[0]).toBe(`Standing floor of 33 % of short vega: ${keep} of ${before} contracts stay, ${before - keep} may go`);
    expect(first.contracts).toBe(Math.ceil((before - keep) / 2));
    desk.fill(first);
    const second = only(actsOf(desk.evaluate(at(7, { vix: 24, spx: 6900 }), press)));
    expect(second).toMatchObject({ rule: 'delayer.press.2', contracts: before - first.contracts - keep });
    desk.fill(second);
    expect(contracts(desk)).toBe(keep);
    expect(only(desk.judgement.decisions)).toMatchObject({ rule: 'hold.press-floor', headline: 'Hold: what is left of the hedge is the standing floor' });
    expect(actsOf(desk.evaluate(at(10, { vix: 24, spx: 6900 }), press))).toEqual([]);
  });

  it('what stays covers at least the floor, and one contract less would not', () => {
    const desk = inPress();
    const keep = desk.memory.tranches['press/base']!.keep!;
    const each = only(actsOf(desk.judgement)).candidates[0]!.vegaPerVixPoint;
    const short = (contracts(desk) * each) / coverage(desk);
    expect(keep * each).toBeGreaterThanOrEqual(FLOOR * short - 1e-6);
    expect((keep - 1) * each).toBeLessThan(FLOOR * short);
  });

  it('a hedge no larger than the floor is not sold', () => {
    const desk = grown(floored(), 1 / 2);
    desk.evaluate(at(4, { vix: 24, spx: 6900 }), press);
    expect(coverage(desk)).toBeLessThanOrEqual(0.34);
    expect(only(desk.judgement.decisions).rule).toBe('hold.press-floor');
  });

  it('with short vega collapsed the floor counts from its value when advice was last taken', () => {
    const desk = grown(floored(), 3);
    desk.memory = { ...desk.memory, lastAccepted: { date: D0, shortVega: 20 * desk.memory.lastAccepted!.shortVega } };
    desk.evaluate(at(4, { vix: 24, spx: 6900 }), press);
    expect(actsOf(desk.judgement).filter(({ action }) => action === 'delayer')).toEqual([]);
    expect(desk.memory.tranches['press/base']).toMatchObject({ first: 0, keep: contracts(desk) });
  });
});

describe('the quick ratio keeps the floor, too', () => {
  it('sells half of what lies above it', () => {
    const desk = createDesk(at(0), { policy, condors: [{ strategy: 'condor-1', contracts: 10, targetDays: 16, shortPutMoneyness: 0.95, shortCallMoneyness: 1.03, widthPoints: 10 }] });
    desk.evaluate(at(0));
    fillAll(desk);
    grown(desk, 12);
    const held = contracts(desk);
    const wake = regime({ lastSpike: day(2), daysSinceSpike: 6, peak20: 34 });
    desk.evaluate(at(7, { vix: 24, spx: 7000 }), { ...wake, divergences: [] });
    const sale = desk.judgement.decisions.find(({ rule }) => rule === 'delayer.quick-ratio');
    expect(sale).toBeDefined();
    const kept = Number(/: (\d+) of/.exec(sale!.arithmetic[0]!)?.[1]);
    expect(kept).toBeGreaterThan(0);
    expect(sale!.contracts).toBe(Math.ceil((held - kept) / 2));
  });
});
