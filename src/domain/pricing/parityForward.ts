import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';

/** Mids of the call and the put of one strike, with the widths of their two-sided quotes, points. */
export interface ParityPair {
  readonly strike: number;
  readonly callMid: number;
  readonly putMid: number;
  readonly callWidth: number;
  readonly putWidth: number;
}

interface StrikeForward {
  readonly forward: number;
  /** Half the combined width: how far the quotes let this strike's forward be off. */
  readonly tolerance: number;
  readonly distance: number;
}

/** Fewer strikes than this are no market (method page, §3). */
const MIN_STRIKES = 3;
/** Strikes nearest the money carry the narrowest quotes; more of them add only noise. */
export const NEAREST_STRIKES = 11;
const REJECT_BEYOND_DEVIATIONS = 4;

function weightedMedian(values: readonly { readonly value: number; readonly weight: number }[]): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const { value, weight } of sorted) {
    sum += weight;
    if (sum >= half) return value;
  }
  return sorted[sorted.length - 1]?.value ?? 0;
}

const weightOf = ({ tolerance }: StrikeForward): number => 1 / tolerance;

/** The strikes nearest the money that give a forward, nearest first; of two equally near the one that came first. */
function nearestTheMoney(pairs: readonly ParityPair[], growth: number): readonly StrikeForward[] {
  const nearest: StrikeForward[] = [];
  for (const { strike, callMid, putMid, callWidth, putWidth } of pairs) {
    const distance = Math.abs(callMid - putMid);
    const last = nearest[NEAREST_STRIKES - 1];
    if (last !== undefined && !(distance < last.distance)) continue;
    const forward = strike + growth * (callMid - putMid);
    if (!Number.isFinite(forward)) continue;
    // A locked quote is not infinitely good: it counts as a thousandth of a point wide.
    const tolerance = Math.max(0.5 * growth * (callWidth + putWidth), 1e-3);
    const nearer = nearest.findLastIndex((row) => row.distance <= distance);
    nearest.splice(nearer + 1, 0, { forward, tolerance, distance });
    if (nearest.length > NEAREST_STRIKES) nearest.pop();
  }
  return nearest;
}

/**
 * Forward implied by put–call parity, F = K + e^(rT)·(C − P), over the strikes nearest the money. A strike further from
 * the weighted median than its own quotes allow and than four median deviations is dropped; the rest is averaged by
 * quote width. Fails with `missing-data` below three strikes, `invalid-input` when no sensible forward comes out.
 */
export function parityForward(pairs: readonly ParityPair[], rate: number, timeYears: number): Result<number> {
  const growth = Math.exp(rate * Math.max(0, timeYears));
  const forwards = nearestTheMoney(pairs, growth);
  if (forwards.length < MIN_STRIKES) return failed('missing-data', `put-call parity needs ${MIN_STRIKES} strikes quoted on both sides, there are ${forwards.length}`);
  const median = weightedMedian(forwards.map((row) => ({ value: row.forward, weight: weightOf(row) })));
  const deviation = weightedMedian(forwards.map((row) => ({ value: Math.abs(row.forward - median), weight: weightOf(row) })));
  const kept = forwards.filter(({ forward, tolerance }) => Math.abs(forward - median) <= Math.max(tolerance, REJECT_BEYOND_DEVIATIONS * deviation));
  const total = kept.reduce((sum, row) => sum + weightOf(row), 0);
  const value = kept.reduce((sum, row) => sum + row.forward * weightOf(row), 0) / total;
  return value > 0 && Number.isFinite(value) ? success(value) : failed('invalid-input', 'put-call parity gives no positive forward');
}
