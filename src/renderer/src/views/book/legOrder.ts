import type { LegView } from '../../../../contract/api.ts';

const LAYERS = ['base', 'intermediate', 'outer'] as const;

/** Condors first, leg by leg as they are built (puts below calls), then the hedge from the shortest layer to the longest. */
export function orderedLegs(legs: readonly LegView[]): LegView[] {
  return [...legs].sort((a, b) => rank(a) - rank(b) || (a.strategy ?? '').localeCompare(b.strategy ?? '') || strikeKey(a).localeCompare(strikeKey(b)));
}

function rank(leg: LegView): number {
  return leg.layer === null ? 0 : 1 + LAYERS.indexOf(leg.layer);
}

/** Expiry, then strike: the date and the last eight digits of an OSI symbol. */
function strikeKey(leg: LegView): string {
  return `${leg.symbol.slice(6, 12)}${leg.symbol.slice(-8)}`;
}
