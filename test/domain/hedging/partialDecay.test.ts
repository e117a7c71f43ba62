import { expect, it } from 'vitest';
import { parsePolicy } from '../../../src/domain/hedging/policy/policySchema.ts';
import { actsOf, aDivergence, createDesk, only, stewardJson } from '../../support/builders.ts';

it('a decay roll filled in part is advised for the rest, and only for that', () => {
  const json = stewardJson() as { values: { strike: { delta: number } } };
  json.values.strike.delta = 0.3;
  const policy = parsePolicy(json);
  if (!policy.ok) throw new Error(policy.failure.detail);
  const market = { date: '2026-11-04', spx: 7000, vix: 16.5 };
  const signals = { divergences: [aDivergence(market.date)] };
  const desk = createDesk(market, { policy: policy.value });
  desk.fill(only(actsOf(desk.evaluate(market, signals))));
  const roll = only(actsOf(desk.evaluate({ ...market, date: '2026-11-17' }, signals)));
  expect(roll).toMatchObject({ rule: 'roll.decay', contracts: 5 });
  const rest = only(actsOf(desk.fill(roll, 2)).filter(({ action }) => action === 'roll'));
  expect(rest).toMatchObject({ rule: 'roll.decay', contracts: 3, id: roll.id });
  const last = only(actsOf(desk.fill(rest, 1)).filter(({ action }) => action === 'roll'));
  expect(last.contracts).toBe(2);
  expect(actsOf(desk.fill(last)).filter(({ action }) => action === 'roll')).toEqual([]);
});
