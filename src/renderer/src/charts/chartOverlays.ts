/** What is drawn over the series: divergence lines on price and on the series that disagrees, and changes of stage. Pure. */
import type { ChartView, EngineState } from '../../../contract/api.ts';
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

/** A pivot's series value is the series' extreme within this many bars of it (three in the steward policy). */
const SERIES_REACH_BARS = 3;

/** No rule acts on bullish divergences: of those of one series only the newest is drawn, so that the advice stays the loudest. */
function isDrawn(divergence: Divergence, all: readonly Divergence[]): boolean {
  if (!divergence.active) return false;
  return divergence.kind === 'bearish'
    || !all.some((other) => other.active && other.kind === 'bullish' && other.series === divergence.series && other.to.date > divergence.to.date);
}

/** Two lines per active divergence whose anchors are on the chart: one on price, one on the series. */
export function divergenceLines(rows: readonly ChartRow[], divergences: readonly Divergence[]): DivergenceLine[] {
  const indexOf = new Map(rows.map((row, index) => [row.date, index]));
  const lines: DivergenceLine[] = [];
  const pricePairs = new Set<string>();
  for (const divergence of divergences) {
    const fromIndex = indexOf.get(divergence.from.date);
    const toIndex = indexOf.get(divergence.to.date);
    if (!isDrawn(divergence, divergences) || fromIndex === undefined || toIndex === undefined) continue;
    const common = { id: divergence.id, kind: divergence.kind, forming: divergence.state === 'forming' };
    const pricePair = `${divergence.from.date}/${divergence.to.date}/${divergence.kind}`;
    // OBV and A/D often diverge over the same two swing points: one line on price serves both.
    if (!pricePairs.has(pricePair)) {
      pricePairs.add(pricePair);
      lines.push({
        ...common, pane: 'price',
        from: { date: divergence.from.date, value: divergence.from.price, label: formatNumber(divergence.from.price) },
        to: { date: divergence.to.date, value: divergence.to.price, label: `${formatNumber(divergence.to.price)} ${priceWords(divergence)}` },
      });
    }
    lines.push({
      ...common, pane: divergence.series,
      from: { date: seriesDate(rows, fromIndex, divergence.series, divergence.from.value), value: divergence.from.value, label: '' },
      to: { date: seriesDate(rows, toIndex, divergence.series, divergence.to.value), value: divergence.to.value, label: seriesWords(divergence) },
    });
  }
  return lines;
}

function priceWords(divergence: Divergence): string {
  const words = divergence.kind === 'bearish' ? 'higher high' : 'lower low';
  return divergence.state === 'forming' ? `${words}, forming` : words;
}

function seriesWords(divergence: Divergence): string {
  return divergence.kind === 'bearish' ? 'lower high' : 'higher low';
}

/** The bar near the price pivot that holds the anchor's value; the pivot's own bar where none does. */
function seriesDate(rows: readonly ChartRow[], pivot: number, series: 'obv' | 'adLine', value: number): string {
  const tolerance = Math.abs(value) * 1e-9 + 1e-9;
  for (let distance = 0; distance <= SERIES_REACH_BARS; distance += 1) {
    for (const index of [pivot - distance, pivot + distance]) {
      const row = rows[index];
      const held = row?.[series] ?? null;
      if (row !== undefined && held !== null && Math.abs(held - value) <= tolerance) return row.date;
    }
  }
  return rows[pivot]?.date ?? '';
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
