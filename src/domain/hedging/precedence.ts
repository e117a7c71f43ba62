import type { LayerName } from '../book/book.ts';
import type { Action } from './decision.ts';
import { RANK, type Draft } from './draft.ts';

/** A draft that won its layer, with what it pushed aside. */
export interface Settled {
  readonly draft: Draft;
  readonly alternatives: readonly { readonly action: Action; readonly text: string }[];
}

/** Rules that speak for the book as a whole and do not compete for a layer, and what is no ticket: a roll that cannot be had keeps no purchase back. */
const standsBeside = (draft: Draft): boolean => draft.rank === RANK.widen || draft.layer === null || draft.severity !== 'act';

/**
 * One ticket per layer: the lowest rank wins, the rest stand under its alternatives. A sale decided on a layer pushes
 * aside growth on that layer only. Reviews and holds push nothing aside and are pushed aside by any ticket on their layer.
 */
export function settlePrecedence(drafts: readonly Draft[]): readonly Settled[] {
  const ordered = [...drafts].sort((a, b) => a.rank - b.rank || orderOf(a.layer) - orderOf(b.layer));
  const winners = new Map<LayerName, Draft>();
  const suppressed = new Map<LayerName, Draft[]>();
  for (const draft of ordered) {
    if (draft.layer === null || draft.rank === RANK.widen) continue;
    const winner = winners.get(draft.layer);
    if (winner === undefined) {
      if (!standsBeside(draft)) winners.set(draft.layer, draft);
      continue;
    }
    suppressed.set(draft.layer, [...(suppressed.get(draft.layer) ?? []), draft]);
  }
  const lost = new Set([...suppressed.values()].flat());
  return ordered.filter((draft) => !lost.has(draft)).map((draft) => ({
    draft,
    alternatives: draft.layer === null || winners.get(draft.layer) !== draft ? [] : (suppressed.get(draft.layer) ?? []).map((other) => ({
      action: other.action, text: `${other.headline} (suppressed: ${draft.rule} comes first on the ${draft.layer} layer)`,
    })),
  }));
}

const ORDER: Readonly<Record<LayerName, number>> = { base: 0, intermediate: 1, outer: 2 };
const orderOf = (layer: LayerName | null): number => (layer === null ? 3 : ORDER[layer]);
