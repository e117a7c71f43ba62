import { expect, it } from 'vitest';
import { actsOf, aDivergence, createDesk, only, someSignals } from '../../support/builders.ts';

const condor = (strategy: string, contracts: number, targetDays: number) => ({ strategy, contracts, targetDays, shortPutMoneyness: 0.942, shortCallMoneyness: 1.037, widthPoints: 10 });

it('closing the near condors with what the harvest brought re-arms nothing: only a ratio below 1.5, or the end of the spike, does', () => {
  const market = { date: '2026-10-30', spx: 7000, vix: 16.5 };
  const divergences = [aDivergence(market.date)];
  const after = (daysSinceSpike: number) => ({ divergences, vixRegime: { ...someSignals(market.date).vixRegime!, lastSpike: '2026-11-02', daysSinceSpike, peak20: 32 } });
  const desk = createDesk(market, { condors: [condor('near', 10, 7), condor('far', 10, 30)] });
  for (const advice of actsOf(desk.evaluate(market, { divergences }))) desk.fill(advice);
  const later = { date: '2026-11-04', spx: 6950, vix: 24 };
  desk.fill(only(actsOf(desk.evaluate(later, after(2)))));
  expect(desk.memory.quickRatio.sold).toEqual(['base']);
  desk.book = { ...desk.book, legs: desk.book.legs.filter(({ strategy }) => strategy !== 'near') };
  expect(desk.evaluate(later, after(2)).memory.quickRatio).toEqual({ on: false, sold: ['base'] });
  expect(desk.evaluate({ ...later, date: '2026-11-05' }, after(21)).memory.quickRatio).toEqual({ on: false, sold: [] });
});
