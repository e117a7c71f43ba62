import type { Decision } from '../../../src/domain/hedging/decision.ts';
import { newYorkMicros } from '../../../src/domain/time.ts';

export const MINUTE = 60_000_000;
export const NOON = newYorkMicros('2026-11-04', 12, 0);
export const CLOSE = newYorkMicros('2026-11-04', 16, 15);

export const decision = (changes: Partial<Decision> = {}): Decision => ({
  id: 'add.first/base/e1', action: 'add', lens: 'steward', stage: 'first', layer: 'base', contracts: 5, severity: 'act', headline: 'Buy 5', why: 'why', rule: 'add.first',
  rulePath: [], facts: [], arithmetic: [], candidates: [], coverage: { now: 0, after: 0.4, bandLow: 0.33, bandHigh: 0.5, target: 0.415 }, boundBy: [],
  alternatives: [], asOfUs: NOON, expiresUs: CLOSE, cancelledBy: '', modelled: false, ...changes,
});

export const hold = (rule = 'hold.in-band', severity: Decision['severity'] = 'informational'): Decision =>
  decision({ id: `${rule}/-/e1`, action: 'hold', layer: null, contracts: 0, rule, severity, expiresUs: null });
