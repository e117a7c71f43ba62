import type { LayerName } from '../book/book.ts';
import { dayOf, formatNumber, percent, points } from '../figureText.ts';
import type { Fact } from './decision.ts';
import type { Draft } from './draft.ts';
import { strongestOf } from './entryStrength.ts';
import { lastHotRelease, type HotRelease } from './macro.ts';
import type { Situation } from './situation.ts';
import { countingDivergences } from './stages.ts';

/** A roll that leaves its layer, and why. */
export interface TenorOut {
  readonly into: LayerName;
  /** One sentence without its full stop. */
  readonly because: string;
  readonly facts: readonly Fact[];
}

const NEXT_TENOR: Readonly<Record<LayerName, LayerName | null>> = { base: 'intermediate', intermediate: 'outer', outer: null };
/** Strengths are shares of a range: less is rounding. */
const EPSILON = 1e-9;

/** Policy keys behind it. */
export const TENOR_OUT_KEYS = ['roll.tenorOutStrength', 'roll.hotWithinDays'] as const;

function widening(s: Situation): { readonly from: number; readonly to: number; readonly since: string } | null {
  const { atEntry, since } = s.memory.entryStrength;
  const now = strongestOf(countingDivergences(s.signals, s.memory.rearmAfter));
  if (atEntry === null || since === null || now === null || now - atEntry < s.policy.roll.tenorOutStrength - EPSILON) return null;
  return { from: atEntry, to: now, since };
}

const surpriseText = ({ actual, against, basis }: HotRelease): string =>
  `${formatNumber(actual, 1)} % against ${formatNumber(against, 1)} % ${basis === 'consensus' ? 'expected' : 'before (no consensus known)'}`;

const beingSold = (earlier: readonly Draft[], layer: LayerName): boolean =>
  earlier.some((draft) => draft.action === 'delayer' && draft.severity === 'act' && draft.layer === layer);

/**
 * Only a divergence that has widened since entry *and* a hot CPI or PPI move a roll one tenor out (D3): base to intermediate,
 * intermediate to outer, never into a layer that is being sold. Null: the roll stays in its layer.
 */
export function tenorOut(s: Situation, layer: LayerName, earlier: readonly Draft[]): TenorOut | null {
  const into = NEXT_TENOR[layer];
  if (into === null || s.policy.program.kind !== 'bands' || beingSold(earlier, into)) return null;
  const { tenorOutStrength, hotWithinDays } = s.policy.roll;
  const wider = widening(s);
  const hot = lastHotRelease(s.events, { nowUs: s.context.market.nowUs, date: s.date }, hotWithinDays);
  if (wider === null || hot === null) return null;
  const widened = `${percent(wider.from, 0)} of its range on ${dayOf(wider.since)} → ${percent(wider.to, 0)}`;
  return {
    into,
    because: `the divergence has widened since entry (${widened}, at least ${points(tenorOutStrength)}), and ${hot.event.label} of ${dayOf(hot.event.date)} was hot (${surpriseText(hot)})`,
    facts: [
      { label: 'Divergence since entry', text: `widened: ${widened} (at least ${points(tenorOutStrength)})`, asOf: s.signals.date, supports: true },
      { label: `Surprise of ${hot.event.label}`, text: `hot: ${surpriseText(hot)}`, asOf: hot.event.date, supports: true },
    ],
  };
}
