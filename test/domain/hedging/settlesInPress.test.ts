import { expect, it } from 'vitest';
import { actsOf, aDivergence, createDesk, only, someSignals } from '../../support/builders.ts';

it('a second spike in the press, two days before the hedge settles: that it settles is said beside "the hedge is needed again"', () => {
  const market = { date: '2026-11-04', spx: 7000, vix: 16.5 };
  const desk = createDesk(market);
  desk.fill(only(actsOf(desk.evaluate(market, { divergences: [aDivergence(market.date)] }))));
  const regime = { ...someSignals(market.date).vixRegime!, peak20: 33, press: true, pressSince: '2026-12-01' };
  desk.evaluate({ date: '2026-12-02', spx: 6700, vix: 24 }, { vixRegime: { ...regime, lastSpike: '2026-11-30', daysSinceSpike: 2 } });
  const [hold] = desk.evaluate({ date: '2026-12-04', spx: 6500, vix: 34 }, { vixRegime: { ...regime, spike: true, lastSpike: '2026-12-04', daysSinceSpike: 0 } }).decisions;
  expect(hold).toMatchObject({ rule: 'hold.press-spike', why: 'VIX is at 34.00: the hedge is needed again. Left to settle in stage press, not rolled: 6 VIXW 9 Dec 26 18.5 C (last trading day 8 Dec).' });
});
