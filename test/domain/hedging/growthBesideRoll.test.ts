import { expect, it } from 'vitest';
import { actsOf, aDivergence, createDesk, only } from '../../support/builders.ts';

it('what is bought beside a roll is sized on the desk as the roll leaves it: both taken, coverage lies in the band', () => {
  const market = { date: '2026-11-04', spx: 7000, vix: 16.5 };
  const signals = { divergences: [aDivergence(market.date)] };
  const desk = createDesk(market);
  desk.fill(only(actsOf(desk.evaluate(market, signals))));
  const judgement = desk.evaluate({ ...market, date: '2026-11-19' }, { ...signals, spxMacdBearish: true });
  const [roll, add] = actsOf(judgement);
  expect([roll!.rule, add!.rule]).toEqual(['roll.floor', 'add.confirmed']);
  expect(add!.coverage).toMatchObject({ now: roll!.coverage.now, bandLow: 0.5, bandHigh: 0.75 });
  desk.fill(add!);
  desk.fill(roll!);
  expect(desk.input.valuation.hedgeVega! / -desk.input.valuation.shortVega!).toBeCloseTo(add!.coverage.after!, 9);
  expect(add!.coverage.after).toBeGreaterThan(0.5);
});
