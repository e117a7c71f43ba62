import { expect, it } from 'vitest';
import { aDivergence, createDesk } from '../../support/builders.ts';

it('one contract of the first strike is too much, one of the second too dear: the drag is the reason, with the equity it needs', () => {
  const market = { date: '2026-11-04', spx: 6300, vix: 45 };
  const at = (netLiquidation: number): string => {
    const desk = createDesk({ ...market, spx: 7000, vix: 16.5 }, { netLiquidation });
    const [decision] = desk.evaluate(market, { divergences: [aDivergence(market.date)], spxMacdBearish: true, creditStress: { z: 2, on: true, spread: 3 } }).decisions;
    return `${decision!.rule}: ${decision!.boundBy.join()} ${/equity of [\d,]+/.exec(decision!.why)?.[0] ?? ''}`.trim();
  };
  expect(at(1_000_000_000)).toMatch(/^add.stress/);
  expect(at(5_000)).toMatch(/^hold.drag: drag equity of/);
});
