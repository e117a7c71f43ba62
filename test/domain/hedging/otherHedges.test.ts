import { describe, expect, it } from 'vitest';
import type { Book, BookLeg } from '../../../src/domain/book/book.ts';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { heldCost } from '../../../src/domain/hedging/drag.ts';
import { heldUnits } from '../../../src/domain/hedging/instruments/heldUnits.ts';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import { actsOf, aDivergence, createDesk, stewardPolicy, type Desk } from '../../support/builders.ts';
import { leg, book, FUTURES, quotedMarket, SPX_EXPIRY, TABLES, VIX_EXPIRY } from '../book/quotedMarket.ts';

const { values: policy } = stewardPolicy();
const JANUARY = { ...VIX_EXPIRY, expiration: '2027-01-20', forward: 19.2 };
const market = quotedMarket({ expiries: [SPX_EXPIRY, VIX_EXPIRY, JANUARY], futures: FUTURES });
const context = createValuationContext(market, TABLES, policy.quality);
const AT = { date: market.date, policy, vix: 16.5 };
const call = (strike: number, month = '261216'): string => `VIX   ${month}C${String(strike * 1000).padStart(8, '0')}`;
const VIX_PUT = 'VIX   261216P00017000';
const SPX_PUT = 'SPXW  261218P06600000';
const FUTURE = 'VX261216';

const unitsOf = (...legs: readonly BookLeg[]) => heldUnits(book(...legs), valueBook(context, book(...legs), [10]), AT);
const summary = (...legs: readonly BookLeg[]) => unitsOf(...legs).map(({ quantity, unit, layer }) => [quantity, unit.kind, layer]);
const hedge = (symbol: string, quantity: number, strategy: string | null = null, price = 1): BookLeg => leg({ symbol, quantity, strategy, price, layer: 'base' });

describe('what a trader may hold as hedge', () => {
  it.each<[string, readonly BookLeg[], readonly (readonly unknown[])[]]>([
    ['nothing', [], []],
    ['a VIX call', [hedge(call(19), 3)], [[3, 'vixCall', 'base']]],
    ['a VIX future', [hedge(FUTURE, 1)], [[1, 'vxFuture', 'base']]],
    ['a call spread', [hedge(call(19), 3, 'a'), hedge(call(25), -3, 'a')], [[3, 'vixCallSpread', 'base']]],
    ['more longs than shorts', [hedge(call(19), 5, 'a'), hedge(call(25), -3, 'a')], [[3, 'vixCallSpread', 'base'], [2, 'vixCall', 'base']]],
    ['more shorts than longs', [hedge(call(19), 2, 'a'), hedge(call(25), -3, 'a')], [[2, 'vixCallSpread', 'base'], [1, 'other', 'base']]],
    ['one long against two different shorts', [hedge(call(19), 3, 'a'), hedge(call(25), -1, 'a'), hedge(call(30), -2, 'a')], [[1, 'vixCallSpread', 'base'], [2, 'vixCallSpread', 'base']]],
    ['a diagonal', [hedge(call(19, '270120'), 2, 'a'), hedge(call(25), -2, 'a')], [[2, 'vixCallDiagonal', 'base']]],
    ['a short call without a long one', [hedge(call(25), -2, 'a')], [[2, 'other', 'base']]],
    ['a bear spread: the long strike is the higher one', [hedge(call(25), 2, 'a'), hedge(call(19), -2, 'a')], [[2, 'other', 'base']]],
    ['a long call that settles before the short one', [hedge(call(19), 2, 'a'), hedge(call(25, '270120'), -2, 'a')], [[2, 'other', 'base']]],
    ['a put on VIX', [hedge(VIX_PUT, 2)], [[2, 'other', 'base']]],
    ['a lone SPX put', [hedge(SPX_PUT, 1)], [[1, 'other', 'base']]],
    ['an SPX put spread', [hedge(SPX_PUT, 1, 'a'), hedge('SPXW  261218P06400000', -1, 'a')], [[1, 'spxPutSpread', 'base']]],
    ['a call and a put of one strategy', [hedge(call(19), 1, 'a'), hedge(VIX_PUT, -1, 'a')], [[1, 'other', 'base']]],
    ['a future and a short call', [hedge(FUTURE, 1, 'a'), hedge(call(25), -1, 'a')], [[1, 'other', 'base']]],
    ['legs of two layers under one name', [hedge(call(19), 1, 'a'), { ...hedge(call(25), -1, 'a'), layer: 'outer' as const }], [[1, 'vixCall', 'base'], [1, 'other', 'outer']]],
    ['VIX legs without a layer, by their days', [leg({ symbol: call(19), quantity: 1 }), leg({ symbol: call(19, '270120'), quantity: 1 })], [[1, 'vixCall', 'base'], [1, 'vixCall', 'intermediate']]],
    ['an SPX leg without a layer is no hedge', [leg({ symbol: SPX_PUT, quantity: 1 })], []],
  ])('%s', (_name, legs, expected) => {
    expect(summary(...legs)).toEqual(expected);
  });

  it('a unit of kind other says which leg is short', () => {
    expect(unitsOf(hedge(call(25), -2, 'a'))[0]!.unit.label).toBe('short VIX 16 Dec 26 25 C');
  });

  it('its vega counts by its own sign: a short leg without a long one takes from the hedge', () => {
    const naked = book(hedge(call(25), -2, 'a'));
    expect(valueBook(context, naked, [10]).hedgeVega).toBeLessThan(0);
    expect(valueBook(context, book(hedge(VIX_PUT, 2)), [10]).hedgeVega).toBeLessThan(0);
  });

  it('what a short leg takes in pays for no hedge: it lowers no drag', () => {
    const costOf = (...legs: readonly BookLeg[]): number | null => {
      const units = unitsOf(...legs);
      return heldCost({ context, policy, held: units.filter(({ unit }) => unit.kind !== 'other'), others: units.filter(({ unit }) => unit.kind === 'other') });
    };
    const long = costOf(hedge(call(19), 2));
    expect(long).toBeGreaterThan(0);
    expect(costOf(hedge(call(19), 2), hedge(call(25), -2, 'b'))).toBeCloseTo(long!, 9);
    expect(costOf(hedge(call(19), 2), hedge(SPX_PUT, 1))).toBeGreaterThan(long!);
  });
});

describe('the desk with such legs', () => {
  const D0 = '2026-11-04';
  const at = (n: number) => ({ date: addTradingDays(D0, n), spx: 7000, vix: 16.5 });
  const odd: readonly BookLeg[] = [
    leg({ symbol: 'VIX   261216P00017000', quantity: 3, price: 1, layer: 'base', openedOn: D0 }),
    leg({ symbol: 'VIX   261216C00030000', quantity: -2, price: 0.6, layer: 'base', strategy: 'x', openedOn: D0 }),
  ];
  const withOdd = (desk: Desk): Book => ({ ...desk.book, legs: [...desk.book.legs, ...odd] });

  it('says that no rule looks after them, and what they do to the coverage, beside whatever else it says', () => {
    const desk = createDesk(at(0));
    desk.book = withOdd(desk);
    const judged = desk.evaluate(at(0), { divergences: [aDivergence(D0)] });
    const notice = judged.decisions.find(({ rule }) => rule === 'hold.other-hedge');
    expect(notice).toMatchObject({ severity: 'informational', headline: 'No rule looks after 2 positions held as hedge' });
    expect(notice!.why).toMatch(/^3 × VIX 16 Dec 26 17 P \(base\), 2 × short VIX 16 Dec 26 30 C \(base\): no rule sizes, rolls or sells .* Their −[\d.,]+ \$ per VIX point count in the hedge vega of −[\d.,]+ \$\.$/);
    expect(judged.decisions.map(({ rule }) => rule)).toContain('add.first');
  });

  it('does not count them in the ladder: as many calls are added as make up for them, and they are in no ticket', () => {
    const plain = createDesk(at(0));
    const add = actsOf(plain.evaluate(at(0), { divergences: [aDivergence(D0)] }))[0]!;
    const desk = createDesk(at(0));
    desk.book = withOdd(desk);
    const more = actsOf(desk.evaluate(at(0), { divergences: [aDivergence(D0)] }))[0]!;
    expect(more.contracts).toBeGreaterThanOrEqual(add.contracts);
    expect(more.coverage.now).toBeLessThan(0);
    const symbols = desk.judgement.decisions.flatMap(({ candidates }) => candidates.flatMap(({ ticket }) => ticket.map(({ symbol }) => symbol)));
    for (const { symbol } of odd) expect(symbols).not.toContain(symbol);
  });

  it('with them alone it still says why nothing is done', () => {
    const desk = createDesk(at(0));
    desk.book = withOdd(desk);
    expect(desk.evaluate(at(0)).decisions.map(({ rule }) => rule)).toEqual(['hold.watch', 'hold.other-hedge']);
  });

  it('neither press nor a lasting watch sells them', () => {
    const desk = createDesk(at(0));
    desk.book = withOdd(desk);
    const press = { vixRegime: { spike: false, lastSpike: addTradingDays(D0, -6), daysSinceSpike: 6, peak20: 40, spikeAt: 60, press: true, pressSince: D0 } };
    expect(actsOf(desk.evaluate(at(0), press))).toEqual([]);
    for (let n = 1; n < 9; n++) expect(actsOf(desk.evaluate(at(n)))).toEqual([]);
  });
});
