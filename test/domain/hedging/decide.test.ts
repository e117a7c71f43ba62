import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import type { QuoteView } from '../../../src/domain/market/marketView.ts';
import { decide, wasJudged } from '../../../src/domain/hedging/decide.ts';
import { actsOf, aDivergence, createDesk, only, type MarketInput, type SignalChanges } from '../../support/builders.ts';
import { D0, at, diverging, confirmed, rules, ticketsOf, fillAll, covered } from './support/deskDays.ts';

describe('add', () => {
  it('given a quiet day: holds, and says that no divergence is on', () => {
    const { decisions } = createDesk(at(0)).evaluate(at(0));
    expect(only(decisions)).toMatchObject({ action: 'hold', rule: 'hold.watch', severity: 'informational', stage: 'watch' });
  });

  it('given a first divergence and VIX timing: buys base calls into the band, executable, within every limit', () => {
    const desk = createDesk(at(0));
    const add = only(actsOf(desk.evaluate(at(0), diverging)));
    expect(add).toMatchObject({ id: 'add.first/base/e1', action: 'add', layer: 'base', stage: 'first' });
    expect(add.coverage.after).toBeGreaterThanOrEqual(0.33);
    expect(add.coverage.after).toBeLessThanOrEqual(0.5);
    const [candidate] = add.candidates;
    expect(candidate!.ticket).toEqual([{ side: 'buy', contracts: add.contracts, symbol: candidate!.symbol, price: candidate!.ask, layer: 'base', legId: null, strategy: null }]);
    expect(candidate!.cost).toBeCloseTo(add.contracts * 100 * candidate!.ask!, 9);
    expect(candidate!.daysToSettlement).toBeGreaterThan(27);
    expect(candidate!.daysToSettlement).toBeLessThan(46);
    expect(Math.abs(candidate!.delta - 0.5)).toBeLessThanOrEqual(0.05);
    expect(candidate!.executionRatio).toBeGreaterThanOrEqual(1);
    expect(candidate!.drag).toBeLessThanOrEqual(0.0015);
  });

  it('says everything in words with units', () => {
    const add = only(actsOf(createDesk(at(0)).evaluate(at(0), diverging)));
    expect(add.headline).toMatch(/^Buy \d+ VIXW? \d+ \w{3} \d\d [\d.]+ C at \d+\.\d\d \(base layer\)$/);
    expect(add.why).toMatch(/^Stage first wants 41.5 % of short vega covered; coverage is 0.0 % and would be \d+\.\d %\.$/);
    expect(add.arithmetic[0]).toMatch(/^Short vega −\d+ \$ per VIX point \(measured weights\); hedge 0 \$; coverage 0\.0 %$/);
    expect(add.rulePath).toEqual(['stages.first.band', 'layers.base', 'strike.delta', 'add.timing', 'add.first']);
    expect(add.facts.map((f) => [f.label, f.supports])).toContainEqual(['SPX MACD', false]);
    expect(add.cancelledBy).not.toBe('');
    expect(add.expiresUs).toBeGreaterThan(0);
  });

  it('the fill makes it vanish, and what stands is in the band', () => {
    expect(only(covered().judgement.decisions)).toMatchObject({ rule: 'hold.in-band' });
  });

  it('half a fill leaves the rest standing under the same id', () => {
    const desk = createDesk(at(0));
    const add = only(actsOf(desk.evaluate(at(0), diverging)));
    expect(only(actsOf(desk.fill(add, 2)))).toMatchObject({ id: add.id, contracts: add.contracts - 2 });
  });

  it('the same situation a minute later is the same advice', () => {
    const desk = createDesk(at(0));
    const first = desk.evaluate(at(0), diverging).decisions;
    const second = desk.evaluate(at(0, { vix: 16.52, spx: 6999 }), diverging).decisions;
    expect(second.map((d) => [d.id, d.contracts, d.candidates[0]?.symbol])).toEqual(first.map((d) => [d.id, d.contracts, d.candidates[0]?.symbol]));
  });

  it('without VIX timing it waits 5 days, then fires marked untimed', () => {
    const desk = createDesk(at(0));
    const still: SignalChanges = { ...diverging, vixTiming: false };
    for (let n = 0; n < 5; n++) expect(rules(desk.evaluate(at(n), still))).toEqual(['hold.add-waits-timing']);
    const add = only(actsOf(desk.evaluate(at(5), still)));
    expect(add.rulePath).toContain('add.untimed');
    expect(add.facts[0]).toMatchObject({ label: 'Timing', supports: false });
  });

  it('an event within 5 days waives the wait and does not change the size', () => {
    const waived = createDesk(at(0)).evaluate(at(0), { ...diverging, vixTiming: false }, { events: [{ date: addTradingDays(D0, 5), kind: 'CPI', label: 'CPI' }] });
    const timed = createDesk(at(0)).evaluate(at(0), diverging);
    expect(only(actsOf(waived)).contracts).toBe(only(actsOf(timed)).contracts);
    expect(rules(createDesk(at(0)).evaluate(at(0), { ...diverging, vixTiming: false }, { events: [{ date: addTradingDays(D0, 6), kind: 'CPI', label: 'CPI' }] }))).toEqual(['hold.add-waits-timing']);
  });

  it('a stage whose divergence is already gone buys nothing any more', () => {
    const desk = createDesk(at(0));
    desk.evaluate(at(0), { ...diverging, vixTiming: false });
    expect(rules(desk.evaluate(at(1), {}))).toEqual(['hold.add-evidence-gone']);
  });

  it.each<[string, SignalChanges, number]>([
    ['forming only: half the way to the middle', { divergences: [aDivergence(D0, { state: 'forming' })] }, 0.3725],
    ['qualified: the middle', diverging, 0.415],
    ['OBV and A/D: three-quarter point', { divergences: [aDivergence(D0), aDivergence(D0, { series: 'adLine', id: 'ad' })] }, 0.4575],
    ['implied correlation at its 95th percentile: × 1.5, never past the top', { ...diverging, cor1mPercentile: 95 }, 0.5],
    ['VIX trigger alone: middle of the lower half', { volTrigger: true, vixCrossUpBarsAgo: 1 }, 0.3725],
  ])('target with %s', (_name, signals, target) => {
    expect(only(actsOf(createDesk(at(0)).evaluate(at(0), signals))).coverage.target).toBeCloseTo(target, 12);
  });

  it('on confirmation the intermediate layer grows, in stress the outer', () => {
    const desk = covered();
    expect(actsOf(desk.evaluate(at(2), confirmed)).map((d) => d.layer)).toContain('intermediate');
    fillAll(desk);
    expect(desk.judgement.decisions[0]?.coverage.now).toBeGreaterThanOrEqual(0.5);
    const layers = actsOf(desk.evaluate(at(3), { ...confirmed, creditStress: { z: 2, on: true, spread: 3 } })).map((d) => d.layer);
    expect(layers).toContain('outer');
  });

  it('a small account is bound by drag: the largest size that fits, then hold with the equity it would need', () => {
    const some = only(actsOf(createDesk(at(0), { netLiquidation: 300_000 }).evaluate(at(0), diverging)));
    expect(some).toMatchObject({ action: 'add', boundBy: ['drag'] });
    expect(some.coverage.after).toBeLessThan(0.33);
    const none = only(createDesk(at(0), { netLiquidation: 50_000 }).evaluate(at(0), diverging).decisions);
    expect(none).toMatchObject({ action: 'hold', rule: 'hold.drag', boundBy: ['drag'] });
    expect(none.why).toMatch(/would need an equity of [\d,]+ \$/);
  });

  it('one condor is too little for whole contracts', () => {
    const condors = [{ strategy: 'condor-1', contracts: 1, targetDays: 30, shortPutMoneyness: 0.95, shortCallMoneyness: 1.03, widthPoints: 10 }];
    const first = createDesk(at(0), { condors }).evaluate(at(0), diverging).decisions[0]!;
    expect(first.boundBy.includes('whole contracts') || (first.coverage.after ?? 0) >= 0.33).toBe(true);
  });
});

describe('the method\'s own example: short vega 120 $ per VIX point', () => {
  it('the first divergence sizes the base to +40…+60 $ per VIX point', () => {
    const condors = [{ strategy: 'condor-1', contracts: 4, targetDays: 30, shortPutMoneyness: 0.95, shortCallMoneyness: 1.03, widthPoints: 10 }];
    const desk = createDesk(at(0), { condors });
    const add = only(actsOf(desk.evaluate(at(0), diverging)));
    const short = (desk.judgement.decisions[0]!.arithmetic[0] ?? '').match(/−(\d+)/)?.[1];
    expect(Number(short)).toBeGreaterThan(110);
    expect(Number(short)).toBeLessThan(130);
    const hedge = add.contracts * add.candidates[0]!.vegaPerVixPoint;
    expect(hedge).toBeGreaterThanOrEqual(38);
    expect(hedge).toBeLessThanOrEqual(60);
  });
});

describe('roll', () => {
  it('a base call under 21 days moves into a later expiry of the same layer, same number, one ticket', () => {
    const desk = covered();
    const held = desk.book.legs.find((leg) => leg.layer === 'base')!;
    const calm = { vix: 14.2 };
    expect(rules(desk.evaluate(at(10, calm), diverging))).not.toContain('roll.floor');
    const roll = desk.evaluate(at(11, calm), diverging).decisions.find((d) => d.action === 'roll')!;
    expect(roll).toMatchObject({ layer: 'base', rule: 'roll.floor', contracts: held.quantity, severity: 'act' });
    const [sell, buy] = roll.candidates[0]!.ticket;
    expect(sell).toMatchObject({ side: 'sell', contracts: held.quantity, legId: held.id, symbol: held.symbol });
    expect(buy).toMatchObject({ side: 'buy', contracts: held.quantity, layer: 'base' });
    expect(buy!.symbol.slice(6, 12) > held.symbol.slice(6, 12)).toBe(true);
    desk.fill(roll);
    expect(rules(desk.judgement)).not.toContain('roll.floor');
  });

  it.each([['halted', { halted: true }], ['crossed', { bid: 90 }], ['without a bid', { bid: null }]] as const)('a contract due that is %s is named, never sold at its model value, and the roll comes with the bid', (_name, broken) => {
    const desk = covered();
    const held = desk.book.legs.find((leg) => leg.layer === 'base')!;
    const calm = { vix: 14.2 };
    const blind = desk.evaluate(at(11, { ...calm, changeQuote: (q) => (q.symbol === held.symbol ? { ...q, ...broken } : q) }), diverging);
    expect(blind.decisions.find((d) => d.rule === 'hold.roll-no-bid')).toMatchObject({ severity: 'blocked', layer: 'base', candidates: [], why: expect.stringContaining('the smile’s value') as string });
    expect(ticketsOf(blind).filter(({ symbol }) => symbol === held.symbol)).toEqual([]);
    expect(rules(desk.evaluate(at(11, calm), diverging))).toContain('roll.floor');
  });

  it('nothing rolls in watch or press: the contracts are left to settle', () => {
    const desk = covered();
    for (let n = 1; n <= 5; n++) desk.evaluate(at(n), {});
    expect(desk.memory.stage).toBe('watch');
    expect(desk.evaluate(at(10), {}).decisions.some((d) => d.action === 'roll')).toBe(false);
  });
});

describe('one ticket per layer', () => {
  it('an over-hedged base layer due for its roll is sold down first; the roll stands under the alternatives', () => {
    const judgement = covered().evaluate(at(11, { vix: 20 }), diverging);
    const sale = only(actsOf(judgement).filter((d) => d.layer === 'base'));
    expect(sale.rule).toBe('delayer.over-hedge');
    expect(sale.alternatives).toEqual([{ action: 'roll', text: expect.stringContaining('suppressed: delayer.over-hedge comes first on the base layer') as string }]);
  });

  it('a roll and an add of one layer are one ticket', () => {
    const desk = covered();
    desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, quantity: 2 })) };
    desk.evaluate(at(11, { vix: 14.2 }), confirmed);
    const base = only(actsOf(desk.judgement).filter((d) => d.layer === 'base'));
    expect(base.action).toBe('roll');
    expect(base.contracts).toBeGreaterThan(2);
    expect(base.rulePath).toContain('add.confirmed');
    expect(base.candidates[0]!.ticket.map((line) => [line.side, line.contracts])).toEqual([['sell', 2], ['buy', base.contracts]]);
    desk.fill(base);
    expect(actsOf(desk.judgement).some((d) => d.layer === 'base')).toBe(false);
  });
});

describe('hold: data not good enough to judge', () => {
  it.each<[string, Partial<MarketInput>, string, string]>([
    ['the session is closed', { session: 'closed' }, 'hold.quality.closed', 'informational'],
    ['quotes are delayed', { delayed: true }, 'hold.quality.delayed', 'blocked'],
    ['VIX is stale', { stale: ['VIX'] }, 'hold.quality.stale', 'blocked'],
    ['SPX is stale', { stale: ['SPX'] }, 'hold.quality.stale', 'blocked'],
  ])('given %s: no advice, but the cause', (_name, market, rule, severity) => {
    const judgement = createDesk(at(0)).evaluate(at(0, market), diverging);
    expect(only(judgement.decisions)).toMatchObject({ action: 'hold', rule, severity });
    expect(wasJudged(judgement.decisions)).toBe(false);
    expect(judgement.memory.stage).toBe('first');
  });

  const faults: readonly Partial<QuoteView>[] = [{ stale: true }, { halted: true }, { bid: 900, ask: 8 }, { ask: null, bid: 0.05 }];

  it('an expiry without a sound quote makes the book incomplete, named', () => {
    const desk = createDesk(at(0));
    const expiry = desk.book.legs[0]!.symbol.slice(0, 12);
    for (const broken of faults) {
      const judgement = desk.evaluate(at(0, { changeQuote: (q) => (q.symbol.startsWith(expiry) ? { ...q, ...broken } : q) }), diverging);
      expect(only(judgement.decisions)).toMatchObject({ rule: 'hold.quality.incomplete', severity: 'blocked', why: expect.stringContaining('there is no model value') as string });
    }
  });

  it('one broken quote of a leg does not blind the desk: the smile marks it and the advice is the same', () => {
    const desk = createDesk(at(0));
    const sound = only(actsOf(desk.evaluate(at(0), diverging)));
    for (const broken of faults) {
      const advice = only(actsOf(desk.evaluate(at(0, { changeQuote: (q) => (q.symbol === desk.book.legs[0]!.symbol ? { ...q, ...broken } : q) }), diverging)));
      expect(advice).toMatchObject({ id: sound.id, contracts: sound.contracts });
    }
  });

  it('legs on model values with too much of the vega hold the judgement, named with the share and the limit', () => {
    const desk = createDesk(at(0));
    const shorts = desk.book.legs.filter(({ quantity }) => quantity < 0).map(({ symbol }) => symbol);
    const judgement = desk.evaluate(at(0, { changeQuote: (q) => (shorts.includes(q.symbol) ? { ...q, halted: true } : q) }), diverging);
    expect(desk.judgement.decisions).toHaveLength(1);
    expect(only(judgement.decisions)).toMatchObject({ rule: 'hold.quality.model-marks', severity: 'blocked', why: expect.stringMatching(/SPXW .* P \(halted\), SPXW .* C \(halted\) have no live two-sided quote and carry 5\d % .*limit 35 %/) as string });
  });

  it('a wide quote holds its model value between live bid and ask and does not count as one without a market', () => {
    const desk = createDesk(at(0));
    const legs = desk.book.legs.map(({ symbol }) => symbol);
    const judgement = desk.evaluate(at(0, { changeQuote: (q) => (legs.includes(q.symbol) ? { ...q, bid: 0.5 * q.bid!, ask: 1.5 * q.ask! } : q) }), diverging);
    expect(only(actsOf(judgement)).action).toBe('add');
  });

  it('no VIX call can be trusted: blocked, with the reasons counted', () => {
    const judgement = createDesk(at(0)).evaluate(at(0, { changeQuote: (q) => (q.symbol.startsWith('VIX') ? { ...q, bid: null } : q) }), diverging);
    expect(only(judgement.decisions)).toMatchObject({ rule: 'hold.not-available', severity: 'blocked' });
  });

  it('wide spreads are passed over', () => {
    const judgement = createDesk(at(0)).evaluate(at(0, { changeQuote: (q) => (q.symbol.startsWith('VIX') && q.bid !== null && q.ask !== null ? { ...q, bid: Math.max(0.05, q.bid - 0.5), ask: q.ask + 0.5 } : q) }), diverging);
    expect(only(judgement.decisions).why).toContain('spread too wide');
  });

  it('signals still warming up is said and raises no alarm', () => {
    expect(only(createDesk(at(0)).evaluate(at(0), null).decisions)).toMatchObject({ rule: 'hold.quality.warming-up', severity: 'informational' });
  });
});

describe('decide is a pure function', () => {
  it('the same input gives the same bytes, and leaves the memory it was given alone', () => {
    const desk = createDesk(at(0));
    const before = JSON.stringify(desk.memory);
    const memory = desk.memory;
    const one = desk.evaluate(at(0), diverging);
    desk.memory = JSON.parse(before) as typeof memory;
    expect(JSON.stringify(desk.evaluate(at(0), diverging))).toBe(JSON.stringify(one));
    expect(JSON.stringify(memory)).toBe(before);
    expect(decide.length).toBe(1);
  });
});
