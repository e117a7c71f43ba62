/** Outcomes the world can cause are values; only bugs throw. The list of reasons is closed. */
export type FailureReason =
  | 'missing-data'
  | 'warming-up'
  | 'stale'
  | 'crossed'
  | 'one-sided'
  | 'halted'
  | 'delayed'
  | 'out-of-session'
  | 'out-of-bounds'
  | 'expired'
  | 'incomplete'
  | 'not-applicable'
  | 'not-available'
  | 'invalid-input'
  | 'not-found'
  | 'refused';

export interface Failure {
  readonly reason: FailureReason;
  /** One plain sentence for the trader; names the instrument or field. */
  readonly detail: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export const success = <T>(value: T): Result<T> => ({ ok: true, value });

export const failed = (reason: FailureReason, detail: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { reason, detail },
});

/** A broken invariant is a bug: the caller of the program cannot cause it. */
export function invariant(condition: boolean, rationale: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${rationale}`);
}
