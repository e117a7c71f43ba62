import { expect, it } from 'vitest';
import { actsOf, aDivergence, createDesk, only } from '../../support/builders.ts';

it('an old call without a live bid cannot roll, which is said; what the layer still wants is bought all the same', () => {
  const market = { date: '2026-10-20', spx: 7000, vix: 16.5 };
  const signals = { divergences: [aDivergence(market.date)] };
  const desk = createDesk(market, { condors: [{ strategy: 'c', contracts: 10, targetDays: 45, shortPutMoneyness: 0.942, shortCallMoneyness: 1.037, widthPoints: 10 }] });
  desk.fill(only(actsOf(desk.evaluate(market, signals))), 2);
  const { symbol } = only(desk.book.legs.filter(({ layer }) => layer === 'base'));
  const { decisions } = desk.evaluate({ ...market, date: '2026-11-04', changeQuote: (quote) => (quote.symbol === symbol ? { ...quote, halted: true } : quote) }, signals);
  expect(decisions.map(({ rule, severity }) => [rule, severity])).toEqual([['hold.roll-no-bid', 'blocked'], ['add.first', 'act']]);
});
