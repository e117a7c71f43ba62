/** The daily divergences as a table, newest first, with what each is good for. Pure. */
import type { EngineState } from '../../../../contract/api.ts';
import { divergenceRemark, divergenceState, divergenceText } from '../../divergenceWords.ts';
import { formatNumber, unbroken } from '../../format.ts';
import { formatBar } from '../../formatTime.ts';

export interface DivergenceRow {
  readonly id: string;
  readonly text: string;
  readonly state: string;
  readonly strength: string;
  readonly known: string;
  readonly remark: string;
  readonly active: boolean;
  /** Active and read by the rules: marked in the color of advice. */
  readonly acts: boolean;
}

export function divergenceRows({ divergences }: Pick<EngineState['signals'], 'divergences'>): DivergenceRow[] {
  const newestFirst = divergences.toSorted((a, b) => b.to.date.localeCompare(a.to.date) || a.series.localeCompare(b.series));
  return newestFirst.map((divergence) => ({
    id: divergence.id, text: unbroken(divergenceText(divergence)), state: unbroken(`${divergenceState(divergence)} since ${formatBar(divergence.stateSince)}`),
    strength: formatNumber(divergence.strength, 2), known: formatBar(divergence.knownOn), remark: divergenceRemark(divergence), active: divergence.active,
    acts: divergence.active && divergence.kind === 'bearish',
  }));
}
