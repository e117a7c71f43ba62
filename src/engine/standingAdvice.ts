import { isLive } from '../domain/alerts/alertBook.ts';
import type { Decision } from '../domain/hedging/decision.ts';
import type { EngineCore } from './engineCore.ts';

/**
 * The decisions as they stand before the trader: while an alert is live and nothing of it is filled, the advice as it was raised
 * and recorded, so that bar, card, ladder and gauge speak of the same contracts. After a part fill the engine's fresh decision,
 * which asks for what is still missing: the whole advice once more would buy it twice.
 */
export function standingAdvice(core: EngineCore): readonly Decision[] {
  return core.decisions.map((decision) => core.alerts.find((alert) => alert.id === decision.id && isLive(alert) && alert.filledContracts === 0)?.decision ?? decision);
}

/** The first advice with a ticket; null when nothing is to be done. */
export const standingProposal = (core: EngineCore): Decision | null =>
  standingAdvice(core).find(({ severity, candidates }) => severity === 'act' && candidates.length > 0) ?? null;
