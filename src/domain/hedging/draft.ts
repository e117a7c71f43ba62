import type { LayerName } from '../book/book.ts';
import { sessionHours } from '../calendar.ts';
import type { Micros } from '../units.ts';
import type { Decision } from './decision.ts';
import type { HedgeMemory } from './hedgeMemory.ts';
import type { Situation, TargetBand } from './situation.ts';

/** Order in which rules win over one another on one layer; lower wins. */
export const RANK = {
  quality: 0, settlement: 1, press: 2, quickRatio: 3, overHedge: 4, watchOff: 4, roll: 5, add: 6, rebalance: 7, review: 8, hold: 9, widen: 10, notice: 11,
} as const;
export type Rank = (typeof RANK)[keyof typeof RANK];

/** A decision before precedence: what it touches, how it ranks, what its id is made of. */
export interface Draft extends Omit<Decision, 'id' | 'lens' | 'stage' | 'alternatives' | 'asOfUs' | 'expiresUs' | 'modelled'> {
  readonly rank: Rank;
  /** Makes the id stable and unique within the episode: layer, expiry or condor. */
  readonly subject: string;
  /** What was weighed up and not advised, each with its reason; what other rules wanted is added by precedence. */
  readonly rejected?: Decision['alternatives'];
}

/** What one rule says: its drafts and what it must remember. */
export interface Verdict {
  readonly drafts: readonly Draft[];
  readonly memory: HedgeMemory;
}

export const silent = (memory: HedgeMemory): Verdict => ({ drafts: [], memory });

/** Id = rule + subject + episode: the same situation has the same id in every replay. */
export const decisionId = (rule: string, subject: string, episode: number): string => `${rule}/${subject}/e${episode}`;

export const idOf = (draft: Pick<Draft, 'rule' | 'subject'>, episode: number): string => decisionId(draft.rule, draft.subject, episode);

/** The Steward's advice grows protection or keeps it up, the Promoter's cuts and harvests; a hold is neither's. */
export function lensOf({ action, rule }: Pick<Draft, 'action' | 'rule'>): Decision['lens'] {
  if (action === 'hold') return null;
  return action === 'delayer' || rule === 'rebalance.down' || rule === 'rebalance.fixed' ? 'promoter' : 'steward';
}

/** Prices are good until the session's options stop trading. */
export const expiryOf = (s: Pick<Situation, 'date' | 'policy'>): Micros | null =>
  s.policy.alerts.expireAtSessionClose ? (sessionHours(s.date)?.curbCloseUs ?? null) : null;

export interface HoldText {
  readonly rule: string;
  readonly subject?: string;
  readonly headline: string;
  readonly why: string;
  readonly layer?: LayerName | null;
  readonly severity?: 'informational' | 'blocked';
  readonly rank?: Rank;
  readonly arithmetic?: readonly string[];
  readonly facts?: Draft['facts'];
  readonly boundBy?: readonly string[];
  readonly cancelledBy?: string;
  readonly rulePath?: readonly string[];
}

/** A `hold` is a decision like any other: it says its reason. */
export function holdDraft(coverage: Decision['coverage'], text: HoldText): Draft {
  return {
    action: 'hold', layer: text.layer ?? null, contracts: 0, severity: text.severity ?? 'informational', headline: text.headline, why: text.why,
    rule: text.rule, rulePath: text.rulePath ?? [], facts: text.facts ?? [], arithmetic: text.arithmetic ?? [], candidates: [], coverage,
    boundBy: text.boundBy ?? [], cancelledBy: text.cancelledBy ?? '', rank: text.rank ?? RANK.hold, subject: text.subject ?? '-',
  };
}

export const coverageView = (s: Situation, band: TargetBand, after: number | null): Decision['coverage'] => ({
  now: s.guard.vegaCollapsed ? null : s.rolls === undefined ? s.coverage : s.rolls.coverageBefore, after: s.guard.vegaCollapsed ? null : after, bandLow: band.low, bandHigh: band.high, target: s.shortVega === null ? null : band.target,
});
