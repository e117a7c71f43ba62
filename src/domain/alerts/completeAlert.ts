import type { Candidate, Decision } from '../hedging/decision.ts';
import { lensOf } from '../hedging/draft.ts';
import type { PolicyValues } from '../hedging/policy/policySchema.ts';
import type { Alert } from './alert.ts';
import { causeOf, levelOf } from './grouping.ts';

type Added<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
type StoredCandidate = Added<Candidate, 'instrument' | 'margin' | 'warnings'>;
type StoredDecision = Added<Omit<Decision, 'candidates'>, 'lens' | 'asOfUs'> & { readonly candidates: readonly StoredCandidate[] };

/** An alert as any version may have stored it. */
export type StoredAlert = Added<Omit<Alert, 'decision'>, 'level' | 'cause' | 'notifiedUs' | 'timesNotified' | 'untold' | 'silentUntilUs'> & { readonly decision: StoredDecision };

/** Earlier versions proposed long VIX calls and, to widen a condor, its put side. */
function completeCandidate(candidate: StoredCandidate, action: Decision['action']): Candidate {
  const instrument = action === 'widen' ? 'spxPutSpread' : candidate.symbol.startsWith('VIX') ? 'vixCall' : 'other';
  return { instrument, margin: 0, warnings: [], ...candidate };
}

/**
 * An alert of an earlier version with what it lacks; a complete one is returned as it was stored. Earlier versions told every alert
 * as they raised it: nothing is owed.
 */
export function completeAlert(stored: StoredAlert, policy: PolicyValues): Alert {
  const candidates = stored.decision.candidates.map((candidate) => completeCandidate(candidate, stored.decision.action));
  const decision: Decision = { lens: lensOf(stored.decision), asOfUs: stored.raisedUs, ...stored.decision, candidates };
  return {
    level: levelOf(decision, policy.alerts), cause: causeOf(decision), notifiedUs: stored.raisedUs, timesNotified: 1, untold: null, silentUntilUs: null, ...stored, decision,
  };
}
