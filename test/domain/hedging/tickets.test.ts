import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import { initialMemory, noteFill } from '../../../src/domain/hedging/hedgeMemory.ts';
import { actsOf, aDivergence, createDesk, type Desk, type MarketInput, type SignalChanges } from '../../support/builders.ts';

/** What several tickets of one evaluation say of one another. */
const D0 = '2026-11-04';
const at = (n: number, changes: Partial<MarketInput> = {}): MarketInput => ({ date: addTradingDays(D0, n), spx: 7000, vix: 16.5, ...changes });
const diverging: SignalChanges = { divergences: [aDivergence(D0)] };
const confirmed: SignalChanges = { ...diverging, spxMacdBearish: true };
const regime = (changes: object): SignalChanges => ({ vixRegime: { spike: false, lastSpike: addTradingDays(D0, 5), daysSinceSpike: 6, peak20: 34, spikeAt: 50, press: false, pressSince: null, ...changes } });
const fillAll = (desk: Desk): void => {
  for (let n = 0; n < 6 && actsOf(desk.judgement).length > 0; n++) desk.fill(actsOf(desk.judgement)[0]!);
};
const covered = (signals: SignalChanges, options: Parameters<typeof createDesk>[1] = {}): Desk => {
  const desk = createDesk(at(0), options);
  desk.evaluate(at(0), signals);
  fillAll(desk);
  return desk;
};

describe('a purchase beside a sale', () => {
  it('counts on nothing of the layer that is sold, and what is pushed aside there stands under the sale', () => {
    const week = { strategy: 'week', contracts: 1, targetDays: 9, shortPutMoneyness: 0.985, shortCallMoneyness: 1.015, widthPoints: 10 };
    const month = { strategy: 'condor-1', contracts: 24, targetDays: 30, shortPutMoneyness: 0.942, shortCallMoneyness: 1.037, widthPoints: 10 };
    const desk = covered(diverging, { condors: [month, week] });
    desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, quantity: 4, price: 0.5 })) };
    const acts = actsOf(desk.evaluate(at(3, { vix: 24 }), { ...confirmed, ...regime({}) }));
    const sale = acts.find(({ rule }) => rule === 'delayer.quick-ratio')!;
    const buy = acts.find(({ rule }) => rule === 'add.confirmed')!;
    expect([sale.layer, buy.layer]).toEqual(['base', 'intermediate']);
    expect(sale.alternatives.map(({ action }) => action)).toContain('add');
    const { hedgeVega, shortVega } = desk.input.valuation;
    expect(buy.coverage.after).toBeCloseTo((hedgeVega! + buy.contracts * buy.candidates[0]!.vegaPerVixPoint) / -shortVega!, 9);
  });
});

describe('layers at a loss in a press', () => {
  it('come off with the others: also when VIX has fallen another tenth since their first sale', () => {
    const desk = covered(confirmed);
    desk.evaluate(at(5, { vix: 32, spx: 6700 }), { ...confirmed, ...regime({ spike: true, daysSinceSpike: 0 }) });
    const pressed = { ...diverging, ...regime({ press: true, pressSince: addTradingDays(D0, 6) }) };
    desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === 'intermediate' ? { ...leg, price: 9 } : leg)) };
    desk.evaluate(at(6, { vix: 24, spx: 6850 }), pressed);
    expect(actsOf(desk.judgement).map(({ rule, layer }) => [rule, layer])).toEqual([['delayer.press.1', 'base']]);
    fillAll(desk);
    expect(actsOf(desk.evaluate(at(7, { vix: 21.7, spx: 6880 }), pressed))).toEqual([]);
    expect(actsOf(desk.evaluate(at(7, { vix: 21.5, spx: 6900 }), pressed)).map(({ rule, layer }) => [rule, layer])).toEqual([['delayer.press.2', 'base'], ['delayer.press.2', 'intermediate']]);
  });
});

describe('half of a contract rolled for decay', () => {
  it('is remembered whatever else its ticket rolled: once per contract', () => {
    const desk = covered(diverging);
    const [decision] = [...actsOf(desk.judgement), desk.judgement.decisions[0]!];
    const roll = { ...decision!, action: 'roll' as const, rule: 'roll.floor', layer: 'base' as const, contracts: 3 };
    const noted = noteFill(initialMemory, { decision: roll, contracts: 3, date: D0, shortVega: -300, vix: 17, legIds: ['due', 'decayed'] });
    expect(noted.decayRolled).toEqual(['due', 'decayed']);
  });
});
