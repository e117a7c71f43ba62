import type { Divergence } from './dailySignals.ts';
import { newestFirst } from './divergence.ts';

/** They speak of the same move: both active, of one kind, and at least one bar lies between the anchors of both. */
const overlaps = (one: Divergence, other: Divergence): boolean =>
  other.active && other.kind === one.kind && one.from.date <= other.to.date && other.from.date <= one.to.date;

const against = (mine: readonly Divergence[], others: readonly Divergence[]): readonly Divergence[] =>
  mine.map((one) => (one.active ? { ...one, overlaps: others.find((other) => overlaps(one, other))?.id ?? null } : one));

/**
 * Both lists in one, newest first, each divergence with the one of the other series that it overlaps; of several the newest.
 * Takes the lists newest first, as `divergenceSignal` gives them.
 */
export function withOverlaps(obv: readonly Divergence[], adLine: readonly Divergence[]): readonly Divergence[] {
  return [...against(obv, adLine), ...against(adLine, obv)].toSorted(newestFirst);
}
