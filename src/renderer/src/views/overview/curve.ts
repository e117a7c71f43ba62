/** Geometry of the VX curve: days to settlement across, volatility points up. Pure; the view only draws it. */
import type { EngineState } from '../../../../contract/api.ts';
import { formatNumber } from '../../format.ts';
import { formatDay } from '../../formatTime.ts';

type CurvePoint = EngineState['market']['curve'][number];

export interface PlacedPoint {
  readonly x: number;
  readonly y: number;
  readonly point: CurvePoint;
  readonly label: string | null;
  readonly title: string;
}

export interface CurvePlot {
  readonly points: readonly PlacedPoint[];
  readonly weekAgo: readonly { readonly x: number; readonly y: number }[];
  /** Where the words for the dashed curve go: below its right end. */
  readonly weekLabel: { readonly x: number; readonly y: number } | null;
  readonly gridLines: readonly { readonly y: number; readonly text: string }[];
}

export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

const MARGIN = { left: 14, right: 40, top: 14, bottom: 24 };
const LABEL_GAP_PX = 27;
const MOST_GRID_LINES = 4;
const WEEK_LABEL_PX = 72;
const WEEK_LABEL_DROP_PX = 16;
const WEEK_LABEL_RISE_PX = 7;
const LETTER_PX = 10;

/** A spot point at 0 days is put first when the engine's curve does not start with one. */
export function withSpot(curve: readonly CurvePoint[], spot: number | null, today: string | null): readonly CurvePoint[] {
  const first = curve[0];
  if (first === undefined || spot === null || first.days <= 0) return curve;
  return [{ expiration: today ?? '', days: 0, value: spot, source: 'interpolated', layer: null }, ...curve];
}

export function plotCurve(curve: readonly CurvePoint[], weekAgo: readonly CurvePoint[], size: PlotSize): CurvePlot | null {
  const all = [...curve, ...weekAgo];
  if (curve.length < 2 || size.width <= MARGIN.left + MARGIN.right || size.height <= MARGIN.top + MARGIN.bottom) return null;
  const longest = Math.max(...curve.map((point) => point.days));
  const low = Math.min(...all.map((point) => point.value));
  const high = Math.max(...all.map((point) => point.value));
  const span = Math.max(high - low, 0.5);
  const x = (days: number): number => MARGIN.left + (days / longest) * (size.width - MARGIN.left - MARGIN.right);
  const y = (value: number): number => MARGIN.top + ((high - value) / span) * (size.height - MARGIN.top - MARGIN.bottom);
  const dashed = weekAgo.filter((point) => point.days <= longest).map((point) => ({ x: x(point.days), y: y(point.value) }));
  return {
    points: placeLabels(curve.map((point) => ({ x: x(point.days), y: y(point.value), point }))),
    weekAgo: dashed,
    weekLabel: placeWeekLabel(dashed, curve.map((point) => ({ x: x(point.days), y: y(point.value) })), size.height - MARGIN.bottom),
    gridLines: ticks(low, low + span).map((value) => ({ y: y(value), text: formatNumber(value, value % 1 === 0 ? 0 : 1) })),
  };
}

type Line = readonly { readonly x: number; readonly y: number }[];

/** Below the right end of both curves where there is room, else above them; never on a curve or on the dates. */
function placeWeekLabel(dashed: Line, solid: Line, bottom: number): CurvePlot['weekLabel'] {
  const end = dashed.at(-1);
  if (end === undefined || dashed.length < 2) return null;
  const heights = (line: Line): number[] => [
    ...line.filter(({ x }) => x >= end.x - WEEK_LABEL_PX && x <= end.x).map(({ y }) => y), heightAt(line, end.x - WEEK_LABEL_PX), heightAt(line, end.x),
  ].filter((y) => y !== null);
  const week = heights(dashed);
  const both = [...week, ...heights(solid)];
  const places = [Math.max(...week) + WEEK_LABEL_DROP_PX, Math.min(...week) - WEEK_LABEL_RISE_PX, Math.max(...both) + WEEK_LABEL_DROP_PX, Math.min(...both) - WEEK_LABEL_RISE_PX];
  const clear = places.find((y) => y >= LETTER_PX && y <= bottom && heights(solid).every((line) => line < y - LETTER_PX - 2 || line > y + 3));
  return clear === undefined ? null : { x: end.x, y: clear };
}

/** Height of a line at a place between two of its points; null beyond its ends. */
function heightAt(line: Line, x: number): number | null {
  const next = line.findIndex((point) => point.x >= x);
  const to = line[next];
  const from = line[next - 1];
  if (to === undefined) return null;
  if (from === undefined) return to.x === x ? to.y : null;
  return from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x);
}

/** Months are named once, from the left, where there is room; weekly expirations stay unnamed dots. */
function placeLabels(points: readonly { x: number; y: number; point: CurvePoint }[]): PlacedPoint[] {
  let lastX = Number.NEGATIVE_INFINITY;
  let lastLabel = '';
  return points.map(({ x, y, point }) => {
    const word = point.days <= 0 ? 'spot' : formatDay(point.expiration, 'month');
    const fits = x - lastX >= LABEL_GAP_PX && word !== lastLabel;
    if (fits) {
      lastX = x;
      lastLabel = word;
    }
    const when = point.days <= 0 ? 'VIX spot' : `${formatDay(point.expiration, 'year')}, ${Math.round(point.days)} days`;
    return { x, y, point, label: fits ? word : null, title: `${when}: ${formatNumber(point.value, 2)} (${point.source})` };
  });
}

function ticks(low: number, high: number): number[] {
  const steps = [0.5, 1, 2, 5, 10, 20, 50];
  const step = steps.find((candidate) => (high - low) / candidate <= MOST_GRID_LINES) ?? 100;
  const values: number[] = [];
  for (let value = Math.ceil(low / step) * step; value <= high + 1e-9; value += step) values.push(value);
  return values;
}
