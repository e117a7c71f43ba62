/** The words the screen uses for the contract's closed sets. */
import type { AlertView, DecisionView, EngineState, LayerView } from '../../contract/api.ts';

type Stage = EngineState['verdict']['stage'];
type Action = DecisionView['action'];
type LayerName = LayerView['name'];

export const stageWords: Record<Stage, string> = {
  watch: 'Watch', first: 'First divergence', confirmed: 'Confirmed', stress: 'Stress', press: 'Volatility press',
};

/** The word beside a stage change on the chart. */
export const stageMarks: Record<Stage, string> = {
  watch: 'watch', first: 'first divergence', confirmed: 'confirmed', stress: 'stress', press: 'press',
};

export const actionWords: Record<Action, string> = {
  add: 'Add', roll: 'Roll', delayer: 'De-layer', rebalance: 'Rebalance', widen: 'Widen', hold: 'Hold',
};

export const layerWords: Record<LayerName, string> = { base: 'Base', intermediate: 'Intermediate', outer: 'Outer' };

export const alertStateWords: Record<AlertView['state'], string> = {
  open: 'Open', acknowledged: 'Acknowledged', snoozed: 'Snoozed', filled: 'Filled', resolved: 'Resolved', expired: 'Expired',
};

export const feedWords: Record<EngineState['health']['feed'], string> = {
  connecting: 'connecting', connected: 'connected, no quotes yet', live: 'live', mute: 'connected but silent', disconnected: 'disconnected',
};

type QuoteCondition = keyof EngineState['book']['quoteConditions'];

/** From sound to none at all: the order in which counts are told. */
export const conditionWords: Record<QuoteCondition, string> = {
  'two-sided': 'two-sided', wide: 'wide', locked: 'locked', 'zero-bid': 'zero bid', 'one-sided': 'one-sided', crossed: 'crossed', halted: 'halted', stale: 'stale', missing: 'missing',
};

/** `21 two-sided, 2 zero bid`; empty where nothing is counted. */
export function conditionCounts(counts: EngineState['book']['quoteConditions']): string {
  return (Object.keys(conditionWords) as QuoteCondition[]).flatMap((condition) => {
    const count = counts[condition] ?? 0;
    return count === 0 ? [] : [`${count.toLocaleString('en-US')} ${conditionWords[condition]}`];
  }).join(', ');
}

/** `Add · base layer`, `De-layer`, `Hold`. */
export function actionTitle(decision: Pick<DecisionView, 'action' | 'layer'>): string {
  const word = actionWords[decision.action];
  return decision.layer === null ? word : `${word} · ${layerWords[decision.layer].toLowerCase()} layer`;
}

export function conventionWords(convention: EngineState['book']['convention']): string {
  return convention === 'measured' ? 'measured weights' : 'root-time weights';
}

/** A log entry's kind as words: `alertRaised`, `policy-changed`, `feed.lost` → `alert raised`, `policy changed`, `feed lost`. */
export function kindWords(kind: string): string {
  return kind.replaceAll(/[._-]+/g, ' ').replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}

/** A sentence for a failure of any kind that reached the screen. */
export function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') return error.message;
  return 'The engine gave no reason.';
}
