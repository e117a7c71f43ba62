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
    weekLabel: placeWeekLabel(dashed),
    gridLines: ticks(low, low + span).map((value) => ({ y: y(value), text: formatNumber(value, value % 1 === 0 ? 0 : 1) })),
  };
}

function placeWeekLabel(dashed: readonly { x: number; y: number }[]): CurvePlot['weekLabel'] {
  const end = dashed.at(-1);
  if (end === undefined || dashed.length < 2) return null;
  const above = dashed.filter((point) => point.x >= end.x - WEEK_LABEL_PX).map((point) => point.y);
  return { x: end.x, y: Math.max(...above) + WEEK_LABEL_DROP_PX };
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
