import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import { actsOf, createDesk, only, type Desk, type MarketInput, type SignalChanges } from '../../support/builders.ts';
import { D0, at, diverging, confirmed, rules, fillAll, covered, peak } from './support/deskDays.ts';

describe('delayer', () => {
  const pressed: SignalChanges = { ...diverging, ...peak({ press: true, pressSince: addTradingDays(D0, 6) }) };

  function inPress(): Desk {
    const desk = covered(confirmed);
    desk.evaluate(at(5, { vix: 32, spx: 6700 }), { ...confirmed, ...peak({ spike: true, daysSinceSpike: 0 }) });
    desk.evaluate(at(6, { vix: 24, spx: 6850 }), pressed);
    return desk;
  }

  it('press: half of every profitable layer, base first, at the bid', () => {
    const desk = inPress();
    const sales = actsOf(desk.judgement);
    expect(sales.map((d) => [d.rule, d.layer])).toEqual([['delayer.press.1', 'base'], ['delayer.press.1', 'intermediate']]);
    for (const sale of sales) {
      const held = desk.book.legs.filter((leg) => leg.layer === sale.layer).reduce((n, leg) => n + leg.quantity, 0);
      expect(sale.contracts).toBe(Math.ceil(held / 2));
      expect(sale.candidates[0]!.cost).toBeLessThan(0);
      expect(sale.candidates[0]!.ticket.every((line) => line.side === 'sell' && line.legId !== null)).toBe(true);
    }
  });

  it('the second tranche comes 3 days later, not before; then the hedge is off', () => {
    const desk = inPress();
    fillAll(desk);
    expect(rules(desk.evaluate(at(8, { vix: 24, spx: 6850 }), pressed))).toEqual(['hold.press']);
    desk.evaluate(at(9, { vix: 24, spx: 6850 }), pressed);
    expect(actsOf(desk.judgement).map((d) => d.rule)).toEqual(['delayer.press.2', 'delayer.press.2']);
    fillAll(desk);
    expect(desk.book.legs.some((leg) => leg.layer !== null)).toBe(false);
    expect(rules(desk.judgement)).toEqual(['hold.press']);
  });

  it('press: a hedge that is halted is not called worthless: nothing is sold at a model value, and the sale comes with the bid', () => {
    const desk = inPress();
    const hedge = desk.book.legs.filter((leg) => leg.layer !== null).map(({ symbol }) => symbol);
    const halted = desk.evaluate(at(6, { vix: 24, spx: 6850, changeQuote: (q) => (hedge.includes(q.symbol) ? { ...q, halted: true } : q) }), pressed);
    expect(only(halted.decisions)).toMatchObject({ rule: 'hold.press-no-bid', headline: 'Hold: there is no live bid to sell the hedge at', why: expect.stringContaining('is halted') as string });
    expect(rules(desk.evaluate(at(6, { vix: 24, spx: 6850 }), pressed))).toEqual(['delayer.press.1', 'delayer.press.1']);
  });

  it('… or at once when VIX is 10 % lower still', () => {
    const desk = inPress();
    fillAll(desk);
    expect(rules(desk.evaluate(at(7, { vix: 21.5, spx: 6900 }), pressed))).toContain('delayer.press.2');
  });

  it('a new spike cancels the tranches', () => {
    const desk = inPress();
    const spiked = desk.evaluate(at(7, { vix: 31, spx: 6700 }), { ...pressed, ...peak({ press: true, spike: true, lastSpike: addTradingDays(D0, 7), daysSinceSpike: 0, pressSince: addTradingDays(D0, 6) }) });
    expect(actsOf(spiked).filter((d) => d.action === 'delayer')).toEqual([]);
  });

  it('a watch of 5 days takes the hedge off in two tranches', () => {
    const desk = covered();
    for (let n = 1; n <= 9; n++) desk.evaluate(at(n), {});
    expect(rules(desk.judgement)).toEqual(['hold.watch']);
    expect(rules(desk.evaluate(at(10), {}))).toContain('delayer.watch.1');
  });

  it('over-hedge: more than 10 points above the band comes down to its middle, from day 3 after the fill; right after a spike it rests', () => {
    const calm = covered();
    expect(rules(calm.evaluate(at(2, { vix: 24, spx: 7000 }), diverging))).toEqual(['hold.out-of-band']);
    const over = calm.evaluate(at(3, { vix: 24, spx: 7000 }), diverging);
    expect((over.decisions[0]!.coverage.now ?? 0) > 0.6).toBe(true);
    const sale = only(actsOf(over).filter((d) => d.rule === 'delayer.over-hedge'));
    expect(sale.coverage.after).toBeLessThanOrEqual(0.5);
    const spiky = covered().evaluate(at(1, { vix: 24, spx: 7000 }), { ...diverging, ...peak({ lastSpike: D0, daysSinceSpike: 1 }) });
    expect(rules(spiky)).toEqual(['hold.spike-guard']);
  });
});

describe('rebalance', () => {
  it('from day 3 after the fill when outside the band, not on day 2', () => {
    const desk = covered();
    desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, quantity: 4 })) };
    const second = desk.evaluate(at(2), diverging);
    const coverage = second.decisions[0]!.coverage.now!;
    expect(coverage).toBeLessThan(0.33);
    expect(coverage).toBeGreaterThan(0.23);
    expect(rules(second)).toEqual(['hold.out-of-band']);
    const up = only(actsOf(desk.evaluate(at(3), diverging)));
    expect(up).toMatchObject({ rule: 'rebalance.up' });
    expect(up.rulePath[0]).toBe('rebalance.outsideFromDay');
  });

  it('at once when more than 10 points below', () => {
    const desk = covered();
    desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, quantity: 1 })) };
    const up = only(actsOf(desk.evaluate(at(1), diverging)));
    expect(up).toMatchObject({ action: 'rebalance', rule: 'rebalance.up', layer: 'base' });
    expect(up.rulePath[0]).toBe('rebalance.atOnceBelow');
  });
});

describe('widen', () => {
  it('beside the hedge rules: both put legs down, the cheaper step per point, once in 5 days', () => {
    const desk = covered(confirmed);
    const near: Partial<MarketInput> = { spx: 6720, vix: 21 };
    const widen = desk.evaluate(at(1, near), confirmed).decisions.find((d) => d.action === 'widen')!;
    expect(widen).toMatchObject({ severity: 'act', rule: 'widen.put-side', layer: null });
    const ticket = widen.candidates[0]!.ticket;
    expect(ticket.map((line) => [line.side, line.strategy])).toEqual([['buy', 'condor-1'], ['sell', 'condor-1'], ['sell', 'condor-1'], ['buy', 'condor-1']]);
    const perPoint = widen.arithmetic.map((text) => Number(text.match(/= ([\d.]+)/)?.[1]));
    expect(perPoint[0]).toBeLessThanOrEqual(Math.min(...perPoint));
    desk.fill(widen);
    expect(desk.judgement.decisions.some((d) => d.action === 'widen')).toBe(false);
  });

  it('a step that costs more than half of the most it can gain is not advised: four wide spreads eat it', () => {
    const widenAt = (extra: number): boolean => covered(confirmed).evaluate(at(1, {
      spx: 6720, vix: 21, changeQuote: (q) => (q.symbol.startsWith('SPXW') && q.bid !== null && q.ask !== null && q.bid > extra ? { ...q, bid: q.bid - extra, ask: q.ask + extra } : q),
    }), confirmed).decisions.some((d) => d.action === 'widen');
    expect(widenAt(0)).toBe(true);
    expect(widenAt(1.5)).toBe(false);
  });

  it('never without a hedge, and not far from the short put', () => {
    expect(rules(createDesk(at(0)).evaluate(at(0, { spx: 6720, vix: 21 })))).not.toContain('widen.put-side');
    expect(rules(covered().judgement)).not.toContain('widen.put-side');
  });
});
