import { describe, expect, it } from 'vitest';
import { LAYERS, type LayerName } from '../../../src/domain/book/book.ts';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import { ladderContracts } from '../../../src/domain/hedging/programs/fixedLadder.ts';
import { calendarDaysBetween } from '../../../src/domain/time.ts';
import { actsOf, aDivergence, createDesk, only, type Desk, type MarketInput, type SignalChanges } from '../../support/builders.ts';
import { presetPolicy } from '../../support/presets.ts';

const D0 = '2026-11-04';
const policy = presetPolicy('fixed-442');
const day = (n: number): string => addTradingDays(D0, n);
const at = (n: number, changes: Partial<MarketInput> = {}): MarketInput => ({ date: day(n), spx: 7000, vix: 16.5, ...changes });
const condor = (contracts: number, targetDays = 30) => ({ strategy: 'condor-1', contracts, targetDays, shortPutMoneyness: 0.95, shortCallMoneyness: 1.03, widthPoints: 10 });
const deskOf = (contracts: number, netLiquidation = 1_000_000): Desk => createDesk(at(0), { policy, netLiquidation, condors: [condor(contracts)] });
const held = (desk: Desk): Readonly<Record<LayerName, number>> =>
  Object.fromEntries(LAYERS.map((layer) => [layer, desk.book.legs.filter((leg) => leg.layer === layer).reduce((sum, leg) => sum + leg.quantity, 0)])) as Record<LayerName, number>;
const rules = (desk: Desk): readonly string[] => desk.judgement.decisions.map(({ rule }) => rule);
function fillAll(desk: Desk): Desk {
  for (let turn = 0; turn < 8 && actsOf(desk.judgement).length > 0; turn++) desk.fill(actsOf(desk.judgement)[0]!);
  return desk;
}
function laddered(contracts = 10): Desk {
  const desk = deskOf(contracts);
  desk.evaluate(at(0));
  return fillAll(desk);
}
const press: SignalChanges = { vixRegime: { spike: false, lastSpike: D0, daysSinceSpike: 6, peak20: 60, spikeAt: 99, press: true, pressSince: day(1) } };

describe('contracts of a layer: condors × contracts ÷ perCondors, a half rounded up', () => {
  it.each([[10, 4, 4], [10, 2, 2], [1, 4, 0], [2, 4, 1], [3, 4, 1], [4, 4, 2], [5, 2, 1], [2, 2, 0], [7, 2, 1], [8, 2, 2], [25, 4, 10], [12, 2, 2], [13, 2, 3], [0, 4, 0]])('%d condors, %d per ten: %d', (condors, contracts, wanted) => {
    expect(ladderContracts(condors, contracts, 10)).toBe(wanted);
  });
});

describe('a fixed ladder is bought at once', () => {
  it('on a quiet day, without any signal: four, four and two for ten condors', () => {
    const desk = deskOf(10);
    desk.evaluate(at(0), { vixTiming: false });
    expect(actsOf(desk.judgement).map(({ rule, layer, contracts, stage }) => [rule, layer, contracts, stage])).toEqual([
      ['add.fixed', 'base', 4, 'watch'], ['add.fixed', 'intermediate', 4, 'watch'], ['add.fixed', 'outer', 2, 'watch'],
    ]);
    const base = desk.judgement.decisions[0]!;
    // Coverage after is that of the whole ladder, on each of its tickets.
    const whole = actsOf(desk.judgement).reduce((sum, { candidates: [first] }) => sum + (first?.coverageNow ?? 0), 0);
    for (const { coverage } of actsOf(desk.judgement)) expect(coverage.after).toBeCloseTo(whole, 9);
    expect(base.headline).toMatch(/^Buy 4 VIXW? .* at \d+\.\d\d \(base layer, fixed ladder\)$/);
    expect(base.arithmetic[0]).toBe('10 condors × 4 ÷ 10 = 4 of the base layer; held 0: buy 4');
    expect(base.arithmetic[1]).toMatch(/^Premium at the ask 4 × 100 × (\d+\.\d\d) = [\d,]+ \$$/);
    expect(base.rulePath).toEqual(['program.contracts.base', 'program.perCondors', 'strike.delta', 'add.fixed']);
    expect(base.coverage).toMatchObject({ bandLow: 0, bandHigh: 0, target: null });
  });

  it('neither drag nor a ceiling binds it, nor a band', () => {
    const poor = deskOf(10, 20_000);
    poor.evaluate(at(0));
    expect(actsOf(poor.judgement).map(({ contracts, boundBy }) => [contracts, boundBy])).toEqual([[4, []], [4, []], [2, []]]);
    fillAll(poor);
    expect(poor.judgement.decisions[0]).toMatchObject({ rule: 'hold.fixed-ladder', headline: 'Hold: the ladder stands at 4/4/2 for 10 condors' });
  });

  it('half a fill leaves the rest standing under the same id', () => {
    const desk = deskOf(10);
    const [base] = actsOf(desk.evaluate(at(0)));
    desk.fill(base!, 3);
    expect(actsOf(desk.judgement)[0]).toMatchObject({ id: base!.id, contracts: 1 });
  });

  it('more condors: the missing ones at once', () => {
    const desk = laddered();
    desk.book = { ...desk.book, legs: [...desk.book.legs, ...createDesk(at(0), { policy, condors: [{ ...condor(5), strategy: 'condor-2' }] }).book.legs] };
    desk.evaluate(at(1));
    expect(actsOf(desk.judgement).map(({ layer, contracts }) => [layer, contracts])).toEqual([['base', 2], ['intermediate', 2], ['outer', 1]]);
  });

  it('also in a spike, when every band rule rests', () => {
    const desk = deskOf(10);
    desk.evaluate(at(1, { spx: 6650, vix: 26 }), { vixRegime: { spike: true, lastSpike: day(1), daysSinceSpike: 0, peak20: 26, spikeAt: 20, press: false, pressSince: null } });
    expect(actsOf(desk.judgement).filter(({ rule }) => rule === 'add.fixed').map(({ contracts }) => contracts)).toEqual([4, 4, 2]);
  });

  it('nothing in the chain passes: blocked for that layer, the others go on', () => {
    const desk = deskOf(10);
    desk.evaluate(at(0, { changeQuote: (quote) => (/^VIXW? {1,2}.*26(11|12)..C/.test(quote.symbol) ? { ...quote, bid: 0, ask: 9 } : quote) }));
    expect(desk.judgement.decisions.find(({ layer }) => layer === 'base')).toMatchObject({ rule: 'hold.not-available', severity: 'blocked' });
    expect(actsOf(desk.judgement).map(({ layer }) => layer)).toEqual(['intermediate', 'outer']);
  });

  it('quality holds for it as for all', () => {
    const desk = deskOf(10);
    desk.evaluate(at(0, { stale: ['SPX'] }));
    expect(rules(desk)).toEqual(['hold.quality.stale']);
  });
});

describe('a fixed ladder rolls under 21 days, in every stage', () => {
  const baseDte = (desk: Desk, n: number): number => Math.min(...desk.book.legs.filter(({ layer }) => layer === 'base').map(({ symbol }) => calendarDaysBetween(day(n), `20${symbol.slice(6, 8)}-${symbol.slice(8, 10)}-${symbol.slice(10, 12)}`)));
  const dueOn = (desk: Desk): number => Array.from({ length: 40 }, (_, n) => n).find((n) => baseDte(desk, n) < 21)!;

  it.each<[string, SignalChanges]>([['watch', {}], ['press', press], ['first', { divergences: [aDivergence(D0)] }]])('%s', (stage, signals) => {
    const desk = laddered();
    const due = dueOn(desk);
    desk.evaluate(at(due - 1), signals);
    expect(actsOf(desk.judgement)).toEqual([]);
    const roll = only(actsOf(desk.evaluate(at(due), signals)));
    expect(roll).toMatchObject({ rule: 'roll.floor', layer: 'base', contracts: 4, stage });
    desk.fill(roll);
    expect(held(desk)).toEqual({ base: 4, intermediate: 4, outer: 2 });
  });

  it('not for time decay, not for an event: by the calendar alone', () => {
    const desk = laddered();
    for (let n = 1; n < dueOn(desk); n++) {
      const { decisions } = desk.evaluate(at(n, { vix: 12 }), { divergences: [aDivergence(D0)] }, { events: [{ date: day(n + 1), kind: 'CPI', label: 'CPI' }] });
      expect(decisions.filter(({ action }) => action === 'roll')).toEqual([]);
    }
  });
});

describe('a fixed ladder is not cut by what the stages say', () => {
  it('no press, no harvest, no cut above a band, no sale in a lasting watch', () => {
    const desk = laddered();
    for (const [n, vix, signals] of [[1, 30, press], [2, 24, press], [5, 24, press], [6, 16, {}], [9, 16, {}]] as const) {
      const { decisions } = desk.evaluate(at(n, { vix }), signals);
      expect(decisions.filter(({ action }) => action === 'delayer' || action === 'rebalance')).toEqual([]);
    }
    expect(held(desk)).toEqual({ base: 4, intermediate: 4, outer: 2 });
  });

  it('the stage machine runs and shows', () => {
    const desk = laddered();
    const { decisions, stageChanges } = desk.evaluate(at(1), { divergences: [aDivergence(D0)] });
    expect(stageChanges.map(({ to }) => to)).toEqual(['first']);
    expect(only(decisions)).toMatchObject({ rule: 'hold.fixed-ladder', stage: 'first' });
  });

  it('fewer condors: the surplus goes on the fifth day after the last fill, not before, and only what is worth a ticket', () => {
    const desk = laddered();
    desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? { ...leg, quantity: leg.quantity / 2 } : leg)) };
    for (const n of [1, 2, 3, 4]) {
      desk.evaluate(at(n));
      expect(rules(desk)).toEqual(['hold.fixed-surplus']);
    }
    const sales = actsOf(desk.evaluate(at(5)));
    expect(sales.map(({ rule, action, layer, contracts, lens }) => [rule, action, layer, contracts, lens])).toEqual([
      ['rebalance.fixed', 'rebalance', 'base', 2, 'promoter'], ['rebalance.fixed', 'rebalance', 'intermediate', 2, 'promoter'], ['rebalance.fixed', 'rebalance', 'outer', 1, 'promoter'],
    ]);
    expect(sales[0]!.arithmetic[0]).toBe('5 condors × 4 ÷ 10 = 2 of the base layer; held 4: sell 2');
    fillAll(desk);
    expect(held(desk)).toEqual({ base: 2, intermediate: 2, outer: 1 });
  });

  it('no condors: the ladder is kept, and that is said', () => {
    const desk = laddered();
    desk.book = { ...desk.book, legs: desk.book.legs.filter(({ layer }) => layer !== null) };
    desk.evaluate(at(5));
    expect(only(desk.judgement.decisions)).toMatchObject({ rule: 'hold.fixed-no-condors', headline: 'Hold: the book has no condors, the ladder stays at 4/4/2' });
  });
});
