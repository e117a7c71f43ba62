import { addTradingDays } from '../../../../src/domain/calendar.ts';
import type { Judgement } from '../../../../src/domain/hedging/decide.ts';
import { actsOf, aDivergence, createDesk, type Desk, type MarketInput, type SignalChanges } from '../../../support/builders.ts';

export const D0 = '2026-11-04';
export const at = (n: number, changes: Partial<MarketInput> = {}): MarketInput => ({ date: addTradingDays(D0, n), spx: 7000, vix: 16.5, ...changes });
export const diverging: SignalChanges = { divergences: [aDivergence(D0)] };
export const confirmed: SignalChanges = { ...diverging, spxMacdBearish: true };
export const rules = (judgement: Judgement): readonly string[] => judgement.decisions.map((d) => d.rule);
export const ticketsOf = (judgement: Judgement) => judgement.decisions.flatMap(({ candidates }) => candidates.flatMap(({ ticket }) => ticket));
export const fillAll = (desk: Desk): void => {
  for (let turn = 0; turn < 6 && actsOf(desk.judgement).length > 0; turn++) desk.fill(actsOf(desk.judgement)[0]!);
};
/** A desk whose first target was filled on D0. */
export function covered(signals: SignalChanges = diverging): Desk {
  const desk = createDesk(at(0));
  desk.evaluate(at(0), signals);
  fillAll(desk);
  return desk;
}
export const peak = (changes: Partial<{ spike: boolean; lastSpike: string | null; daysSinceSpike: number | null; peak20: number; spikeAt: number; press: boolean; pressSince: string | null }>): SignalChanges => ({
  vixRegime: { spike: false, lastSpike: addTradingDays(D0, 5), daysSinceSpike: 6, peak20: 34, spikeAt: 50, press: false, pressSince: null, ...changes },
});
