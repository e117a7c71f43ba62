import { expect, it } from 'vitest';
import { noteFill } from '../../../src/domain/hedging/hedgeMemory.ts';
import { actsOf, aDivergence, createDesk, only, someSignals } from '../../support/builders.ts';

const pressing = (date: string) => ({ vixRegime: { ...someSignals(date).vixRegime!, lastSpike: '2026-11-10', daysSinceSpike: 2, peak20: 32, press: true, pressSince: '2026-11-12' } });

it.each([[4, 0], [2, 1]])('%i of six sold by the trader himself as the harvest begins: %i left of the first tranche of three', (own, left) => {
  const market = { date: '2026-11-04', spx: 7000, vix: 16.5 };
  const desk = createDesk(market);
  desk.fill(only(actsOf(desk.evaluate(market, { divergences: [aDivergence(market.date)] }))));
  const crash = { date: '2026-11-12', spx: 6900, vix: 24 };
  expect(only(actsOf(desk.evaluate(crash, pressing(crash.date))))).toMatchObject({ rule: 'delayer.press.1', contracts: 3 });
  desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === 'base' ? { ...leg, quantity: leg.quantity - own } : leg)) };
  desk.memory = noteFill(desk.memory, { decision: null, contracts: 0, date: crash.date, shortVega: -300, vix: 24, layers: ['base'] });
  expect(actsOf(desk.evaluate(crash, pressing(crash.date))).reduce((sum, { contracts }) => sum + contracts, 0)).toBe(left);
  expect(only(actsOf(desk.evaluate({ ...crash, date: '2026-11-17' }, pressing('2026-11-17')))).rule).toBe(left === 0 ? 'delayer.press.2' : 'delayer.press.1');
});
