import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parsePolicy } from '../../../src/domain/hedging/policy/policySchema.ts';
import { limit, percentBeside, range } from '../../../src/domain/figureText.ts';
import { actsOf, aDivergence, createDesk, only } from '../../support/builders.ts';

it('light: a size above the top of 38.67 % is not told as 38.8 % above 39 %', () => {
  const policy = parsePolicy(JSON.parse(readFileSync(new URL('../../../resources/policies/light.json', import.meta.url), 'utf8')));
  if (!policy.ok) throw new Error(policy.failure.detail);
  const market = { date: '2026-11-04', spx: 7000, vix: 16 };
  const desk = createDesk(market, { policy: policy.value, condors: [{ strategy: 'c', contracts: 9, targetDays: 30, shortPutMoneyness: 0.942, shortCallMoneyness: 1.037, widthPoints: 10 }] });
  const advice = only(actsOf(desk.evaluate(market, { divergences: [aDivergence(market.date)] })));
  expect(advice.alternatives.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^8 contracts: coverage 38\.8 %, above the band’s top of 38\.67 %/));
  expect(advice.arithmetic).toContainEqual(expect.stringContaining('band 33–38.67 %'));
});

it('a limit is told as it is set, and what lies beyond it as beyond', () => {
  expect([limit(0.5), limit(0.3867), limit(0.001)]).toEqual(['50 %', '38.67 %', '0.1 %']);
  expect([range(0.33, 0.5), range(0.33, 0.3867)]).toEqual(['33–50 %', '33–38.67 %']);
  expect([percentBeside(0.3297, 0.33), percentBeside(0.424, 0.33, 0.5), percentBeside(0.5004, 0.5)]).toEqual(['32.97 %', '42.4 %', '50.04 %']);
});
