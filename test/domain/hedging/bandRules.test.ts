import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import type { Judgement } from '../../../src/domain/hedging/decide.ts';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import { actsOf, aDivergence, createDesk, only, type Desk, type MarketInput, type SignalChanges } from '../../support/builders.ts';

const D0 = '2026-11-04';
const day = (n: number): string => addTradingDays(D0, n);
const at = (n: number, changes: Partial<MarketInput> = {}): MarketInput => ({ date: day(n), spx: 7000, vix: 16.5, ...changes });
const diverging: SignalChanges = { divergences: [aDivergence(D0)] };
const confirmed: SignalChanges = { ...diverging, spxMacdBearish: true };
/** Within session n the last closed bar is the one before. */
const within = (n: number, signals: SignalChanges = diverging, vixClose = 16.5): SignalChanges => ({
  date: day(n - 1), vixClose, vixRegime: { spike: false, lastSpike: null, daysSinceSpike: null, peak20: 17, spikeAt: 1.2 * vixClose, press: false, pressSince: null }, ...signals,
});
const spiked = (n: number, changes: object = {}): SignalChanges => ({
  vixRegime: { spike: false, lastSpike: day(n), daysSinceSpike: 1, peak20: 34, spikeAt: 99, press: false, pressSince: null, ...changes },
});
const rules = (judgement: Judgement): readonly string[] => judgement.decisions.map((d) => d.rule);
const fillAll = (desk: Desk): void => {
  for (let turn = 0; turn < 6 && actsOf(desk.judgement).length > 0; turn++) desk.fill(actsOf(desk.judgement)[0]!);
};
function covered(signals: SignalChanges = diverging, options: Parameters<typeof createDesk>[1] = {}): Desk {
  const desk = createDesk(at(0), options);
  desk.evaluate(at(0), signals);
  fillAll(desk);
  return desk;
}
const setHedge = (desk: Desk, quantity: number): void => {
  desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, quantity })) };
};

describe('the day VIX jumps: nothing is sold as "over-hedged" while the hedge is working', () => {
  it('a live VIX at 1.2 × the last close is a spike at once; one tick below it is not', () => {
    const desk = covered();
    setHedge(desk, 30);
    desk.evaluate(at(3), diverging);
    expect(rules(desk.evaluate(at(4, { vix: 19.79, spx: 6900 }), within(4)))).toContain('delayer.over-hedge');
    expect(only(desk.evaluate(at(4, { vix: 19.8, spx: 6900 }), within(4)).decisions)).toMatchObject({
      rule: 'hold.spike-guard', why: expect.stringMatching(/^VIX is spiking today: 19\.80 after a close of 16\.50/) as string,
    });
    expect(rules(desk.evaluate(at(4, { vix: 19.79, spx: 6900 }), within(4))), 'a spike does not flicker').toEqual(['hold.spike-guard']);
    expect(rules(desk.evaluate(at(4, { vix: 19.4, spx: 6900 }), within(4)))).toContain('delayer.over-hedge');
  });

  it('a coverage that was inside the band at the close and jumps within the session waits for the close', () => {
    const desk = covered();
    desk.evaluate(at(3), diverging);
    const during = desk.evaluate(at(4, { vix: 19.7 }), within(4));
    expect(during.decisions[0]!.coverage.now).toBeGreaterThan(0.6 - 0.1);
    expect(actsOf(during)).toEqual([]);
  });

  it('a lasting watch sells nothing within 5 days of a spike, and says so', () => {
    const desk = covered();
    for (let n = 1; n <= 9; n++) desk.evaluate(at(n), {});
    expect(only(desk.evaluate(at(10, { vix: 22 }), spiked(9)).decisions)).toMatchObject({ rule: 'hold.watch', why: expect.stringContaining('VIX spiked within the last 5 days') as string });
    expect(rules(desk.evaluate(at(11), {}))).toContain('delayer.watch.1');
  });

  it('a spike within the session cancels the harvest of a press', () => {
    const desk = covered(confirmed);
    desk.evaluate(at(6, { vix: 24, spx: 6850 }), { ...diverging, ...spiked(5, { press: true, pressSince: day(6) }) });
    expect(rules(desk.judgement)).toContain('delayer.press.1');
    const again = desk.evaluate(at(7, { vix: 29.5, spx: 6700 }), { ...diverging, date: day(6), vixClose: 24, ...spiked(5, { press: true, pressSince: day(6), spikeAt: 28.8 }) });
    expect(rules(again).filter((rule) => rule !== 'widen.put-side')).toEqual(['hold.press-spike']);
  });
});

describe('over-hedge acts on the close', () => {
  function overHedged(): Desk {
    const desk = covered(confirmed);
    setHedge(desk, 14);
    desk.evaluate(at(3), confirmed);
    return desk;
  }
  const sales = (desk: Desk): readonly Decision[] => actsOf(desk.judgement).filter((d) => d.rule === 'delayer.over-hedge');

  it('stands through the next session under the same ids while coverage stays above the band', () => {
    const desk = overHedged();
    const ids = sales(desk).map((d) => d.id);
    expect(ids).toHaveLength(2);
    desk.evaluate(at(4, { hour: 11 }), within(4, confirmed));
    expect(sales(desk).map((d) => d.id)).toEqual(ids);
  });

  it('the fill of one layer leaves the other layer\'s ticket as it was', () => {
    const desk = overHedged();
    desk.evaluate(at(4, { hour: 11 }), within(4, confirmed));
    const [first, second] = sales(desk);
    desk.fill(first!);
    expect(sales(desk).map((d) => [d.id, d.contracts])).toEqual([[second!.id, second!.contracts]]);
  });

  it('a part filled leaves the rest standing under the same id', () => {
    const desk = overHedged();
    const [first] = sales(desk);
    desk.fill(first!, 1);
    expect(sales(desk)[0]).toMatchObject({ id: first!.id, contracts: first!.contracts - 1 });
    desk.fill(first!, first!.contracts - 1);
    expect(desk.memory.completedOn.base).toBe(day(3));
    expect(sales(desk).map((d) => d.layer)).toEqual(['intermediate']);
  });

  it('a gap at the open does not enlarge the cut beyond what the close asked for', () => {
    const desk = overHedged();
    const asked = sales(desk).reduce((sum, d) => sum + d.contracts, 0);
    desk.evaluate(at(4, { hour: 9.6, vix: 19.5, spx: 6880 }), within(4, confirmed));
    expect(desk.judgement.decisions[0]!.coverage.now).toBeGreaterThan(1.2 * (desk.memory.closing?.coverage ?? 9));
    expect(sales(desk).reduce((sum, d) => sum + d.contracts, 0)).toBeLessThanOrEqual(asked);
  });

  it('a layer that was sold today is neither sold again nor bought back today, whatever its coverage does', () => {
    const desk = overHedged();
    fillAll(desk);
    const sold = [...new Set(desk.book.legs.flatMap((leg) => leg.layer ?? []))];
    expect(sold).toEqual(['base', 'intermediate']);
    setHedge(desk, 1);
    expect(actsOf(desk.evaluate(at(3, { hour: 15 }), confirmed))).toEqual([]);
    setHedge(desk, 20);
    expect(actsOf(desk.evaluate(at(3, { hour: 15 }), confirmed))).toEqual([]);
  });
});

describe('rebalance acts on the close', () => {
  it('outside the band only now, or only at the close: waits', () => {
    const desk = covered();
    desk.evaluate(at(3), diverging);
    setHedge(desk, 4);
    const now = desk.evaluate(at(4, { hour: 11 }), within(4));
    expect(now.decisions[0]!.coverage.now).toBeGreaterThan(0.23);
    expect(rules(now)).toEqual(['hold.out-of-band']);
    expect(rules(desk.evaluate(at(4), diverging))).toEqual(['rebalance.up']);
    const other = covered();
    setHedge(other, 4);
    other.evaluate(at(4), diverging);
    setHedge(other, 6);
    expect(rules(other.evaluate(at(5, { hour: 11 }), within(5)))).toEqual(['hold.in-band']);
  });

  it('inside the band it is checked on every fifth day after the last fill, not on the days between', () => {
    const fired = [4, 5, 6, 9, 10].map((n) => {
      const desk = covered();
      setHedge(desk, 5);
      const { coverage } = desk.evaluate(at(n), diverging).decisions[0]!;
      expect(coverage.now! >= 0.33 && coverage.now! <= 0.5).toBe(true);
      return actsOf(desk.judgement).length > 0;
    });
    expect(fired).toEqual([false, true, false, false, true]);
  });

  it('below the band with no room under the drag limit: says drag, and the equity that would carry it', () => {
    const desk = covered(diverging);
    setHedge(desk, 1);
    desk.book = { ...desk.book, netLiquidation: 50_000 };
    expect(only(desk.evaluate(at(4), diverging).decisions)).toMatchObject({ rule: 'hold.drag', why: expect.stringMatching(/would need an equity of [\d,]+ \$/) as string });
  });

  it('what is missing only because of condors in their last two days is not bought', () => {
    const condor = { strategy: 'condor-1', contracts: 3, targetDays: 30, shortPutMoneyness: 0.95, shortCallMoneyness: 1.03, widthPoints: 10 };
    const desk = covered(diverging, { condors: [condor] });
    const more = createDesk(at(0), { condors: [{ ...condor, strategy: 'condor-2', contracts: 30, targetDays: 9, widthPoints: 100 }] }).book.legs;
    desk.book = { ...desk.book, legs: [...desk.book.legs, ...more] };
    const settling = more[0]!.symbol.slice(6, 12);
    const last = [5, 6, 7, 8].map(day).find((date) => date.slice(2).replaceAll('-', '') === settling)!;
    const n = [5, 6, 7, 8].find((count) => day(count) === last)!;
    expect(rules(desk.evaluate(at(n - 3, { spx: 7150 }), diverging))).toContain('rebalance.up');
    const today = desk.evaluate(at(n, { hour: 10, spx: 7200 }), within(n));
    expect(today.decisions[0]!.coverage.now).toBeLessThan(0.23);
    expect(only(today.decisions).why).toBe('What is missing is due to condors with 2 days left at most; nothing is bought for them.');
  });

  it('a hedge that is all gone is asked for again at once while the stage still wants it', () => {
    const desk = covered();
    desk.book = { ...desk.book, legs: desk.book.legs.filter((leg) => leg.layer === null) };
    expect(rules(desk.evaluate(at(2), diverging))).toEqual(['rebalance.up']);
  });
});

describe('a quick-ratio harvest', () => {
  it('names the ratio, the live VIX against its peak and the spike as the facts that speak for it', () => {
    const desk = covered();
    setHedge(desk, 60);
    const soon = desk.book.legs.find(({ strategy }) => strategy !== null)!.symbol;
    const expiry = `20${soon.slice(6, 8)}-${soon.slice(8, 10)}-${soon.slice(10, 12)}`;
    const n = Array.from({ length: 40 }, (_, index) => index).find((index) => day(index) >= addTradingDays(expiry, -3))!;
    const judgement = desk.evaluate(at(n, { vix: 24 }), { ...confirmed, ...spiked(n - 8, { daysSinceSpike: 8 }) });
    const sale = judgement.decisions.find(({ rule }) => rule === 'delayer.quick-ratio');
    expect(sale?.facts.slice(0, 3).map(({ label, supports }) => [label, supports])).toEqual([['Quick ratio', true], ['VIX against its peak', true], ['VIX spike', true]]);
    expect(sale?.facts[1]?.text).toBe('24.00 = 71 % of the 20-day peak close 34.00');
    // Without a live side the ratio is unknown: the harvest that was taken must not be armed again by it.
    desk.memory = { ...desk.memory, quickRatio: { on: true, sold: ['base'] } };
    const blind = desk.evaluate(at(n, { vix: 24, changeQuote: (q) => (q.symbol === soon ? { ...q, halted: true } : q) }), { ...confirmed, ...spiked(n - 8, { daysSinceSpike: 8 }) });
    expect(rules(blind)).not.toContain('delayer.quick-ratio');
    expect(desk.memory.quickRatio).toEqual({ on: true, sold: ['base'] });
  });

  it('is not bought back for 20 days, and the hold says so; then the band counts again', () => {
    const desk = covered();
    setHedge(desk, 1);
    desk.memory = { ...desk.memory, harvestedOn: day(-12) };
    expect(only(desk.evaluate(at(8), diverging).decisions)).toMatchObject({ rule: 'hold.out-of-band', why: expect.stringMatching(/^The hedge was harvested on 19 Oct after a spike/) as string });
    expect(rules(desk.evaluate(at(9), diverging))).toEqual(['rebalance.up']);
  });
});

describe('what a reader sees', () => {
  it('a netted roll and add shows every figure for the whole ticket', () => {
    const desk = covered();
    setHedge(desk, 2);
    desk.evaluate(at(11, { vix: 14.2 }), confirmed);
    const base = only(actsOf(desk.judgement).filter((d) => d.layer === 'base'));
    const [candidate] = base.candidates;
    const [sell, buy] = candidate!.ticket;
    expect([candidate!.contracts, buy!.contracts]).toEqual([base.contracts, base.contracts]);
    expect(candidate!.cost).toBeCloseTo(100 * (buy!.contracts * buy!.price - sell!.contracts * sell!.price), 6);
    const gained = (candidate!.coverageIn7Days ?? 0) - (base.coverage.now ?? 0);
    expect(gained).toBeGreaterThan(0.1);
  });

  it('dates are days of the month, and the event named is the one that waived the wait', () => {
    const desk = createDesk(at(0));
    const events = [{ date: day(2), kind: 'CPI', label: 'CPI' }, { date: day(30), kind: 'FOMC', label: 'FOMC' }] as const;
    desk.evaluate(at(0), { ...diverging, vixTiming: false }, { events });
    const add = only(actsOf(desk.evaluate(at(3), { ...diverging, vixTiming: false }, { events })));
    expect(add.facts[0]).toMatchObject({ label: 'Timing', text: 'CPI on 6 Nov waived the wait' });
    expect(JSON.stringify([add.headline, add.why, add.facts.map((f) => f.text), add.arithmetic])).not.toMatch(/\d{4}-\d\d-\d\d/);
  });

  it('after a press, a divergence known before it is named as the reason not to hedge', () => {
    const desk = createDesk(at(0));
    desk.memory = { ...desk.memory, rearmAfter: day(1) };
    expect(only(desk.evaluate(at(2), diverging).decisions)).toMatchObject({ rule: 'hold.watch', headline: 'Hold: no new divergence, no hedge wanted' });
  });
});
