/** What is drawn over the series: divergence lines on price and on the series that disagrees, and changes of stage. Pure. */
import type { ChartView, EngineState } from '../../../contract/api.ts';
import { divergenceKinds } from '../divergenceWords.ts';
import { formatNumber } from '../format.ts';
import { stageMarks } from '../wording.ts';

export type ChartRow = ChartView['rows'][number];
type Divergence = EngineState['signals']['divergences'][number];
export type PaneName = 'price' | 'obv' | 'adLine';

export interface DivergenceLine {
  readonly id: string;
  readonly pane: PaneName;
  readonly kind: Divergence['kind'];
  /** A forming one may still disappear: drawn thinner. */
  readonly forming: boolean;
  readonly from: { readonly date: string; readonly value: number; readonly label: string };
  readonly to: { readonly date: string; readonly value: number; readonly label: string };
}

export interface StageLine {
  readonly date: string;
  readonly word: string;
  /** Stages in which the hedge may grow are drawn in the color of advice. */
  readonly growing: boolean;
}

/**
 * No rule acts on bullish divergences: of those of one series only the newest is drawn, so that the advice stays the loudest.
 * Hidden ones point with the trend and are only listed.
 */
function isDrawn(divergence: Divergence, all: readonly Divergence[]): boolean {
  if (!divergence.active || divergenceKinds[divergence.kind].hidden) return false;
  return divergence.kind === 'bearish'
    || !all.some((other) => other.active && other.kind === 'bullish' && other.series === divergence.series && other.to.date > divergence.to.date);
}

/** Two lines per active divergence whose anchors are on the chart: one on price, one on the series. */
export function divergenceLines(rows: readonly ChartRow[], divergences: readonly Divergence[]): DivergenceLine[] {
  const charted = new Set(rows.map((row) => row.date));
  const lines: DivergenceLine[] = [];
  const pricePairs = new Set<string>();
  for (const divergence of divergences) {
    const { id, kind, from, to } = divergence;
    if (!isDrawn(divergence, divergences) || !charted.has(from.date) || !charted.has(to.date)) continue;
    const common = { id, kind, forming: divergence.state === 'forming' };
    const words = divergenceKinds[kind];
    const pricePair = `${from.date}/${to.date}/${kind}`;
    // OBV and A/D often diverge over the same two swing points: one line on price serves both.
    if (!pricePairs.has(pricePair)) {
      pricePairs.add(pricePair);
      lines.push({
        ...common, pane: 'price',
        from: { date: from.date, value: from.price, label: formatNumber(from.price) },
        to: { date: to.date, value: to.price, label: `${formatNumber(to.price)} ${words.price}${common.forming ? ', forming' : ''}` },
      });
    }
    lines.push({
      ...common, pane: divergence.series,
      from: { date: from.valueDate, value: from.value, label: '' },
      to: { date: to.valueDate, value: to.value, label: words.series },
    });
  }
  return wordedOnce(lines);
}

/** Two lines often share a swing point: its words stand there once, a comparison before a bare figure, one that stands before one that forms. */
function wordedOnce(lines: readonly DivergenceLine[]): DivergenceLine[] {
  const ends = lines.flatMap((line) => (['to', 'from'] as const).filter((end) => line[end].label !== '').map((end) => ({ line, end })));
  const rank = ({ line, end }: (typeof ends)[number]): number => (end === 'from' ? 2 : line.forming ? 1 : 0);
  const worded = new Map<string, DivergenceLine['from']>();
  for (const { line, end } of ends.toSorted((a, b) => rank(a) - rank(b))) {
    const anchor = line[end];
    const point = `${line.pane}/${anchor.date}/${anchor.value}`;
    if (!worded.has(point)) worded.set(point, anchor);
  }
  const kept = new Set(worded.values());
  const once = (anchor: DivergenceLine['from']): DivergenceLine['from'] => (kept.has(anchor) ? anchor : { ...anchor, label: '' });
  return lines.map((line) => ({ ...line, from: once(line.from), to: once(line.to) }));
}

/** Stage changes that fall on a charted session; of several on one day the last stands. */
export function stageLines(rows: readonly ChartRow[], changes: ChartView['stageChanges']): StageLine[] {
  const charted = new Set(rows.map((row) => row.date));
  const byDate = new Map<string, StageLine>();
  for (const change of changes) {
    if (!charted.has(change.date)) continue;
    const growing = change.to === 'first' || change.to === 'confirmed' || change.to === 'stress';
    byDate.set(change.date, { date: change.date, word: stageMarks[change.to], growing });
  }
  return [...byDate.values()];
}

/** The open session's row follows the live level between two chart answers; closed rows never move. */
export function withLiveLevel(chart: ChartView, level: number | null, date: string | null): ChartRow | null {
  const last = chart.rows.at(-1);
  if (last === undefined || !chart.lastRowOpen || level === null || last.date !== date) return null;
  return { ...last, close: level, high: Math.max(last.high, level), low: Math.min(last.low, level) };
}
