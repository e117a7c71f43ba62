/** Geometry of a few lines over one axis, $ upward. Pure; the view only draws it. */
import { formatNarrow } from '../../format.ts';

export interface PlotLine {
  readonly name: string;
  /** One value a place of the axis; null where there is none. */
  readonly values: readonly (number | null)[];
}

export interface PlotFrame {
  readonly width: number;
  readonly height: number;
}

export interface LinePlot {
  readonly left: number;
  readonly right: number;
  readonly zeroY: number;
  readonly bottom: number;
  readonly lines: readonly { readonly name: string; readonly path: string }[];
  /** Horizontal lines with their $. */
  readonly levels: readonly { readonly y: number; readonly text: string }[];
  x(at: number): number;
  y(dollars: number): number;
  /** The place of the axis nearest to a pointer. */
  nearest(x: number): number;
}

const MARGIN = { left: 10, right: 48, top: 12, bottom: 22 };
const MOST_LEVELS = 4;
/** A book that moves by less than this is drawn flat, not as noise blown up. */
const LEAST_SPAN_DOLLARS = 10;

/** `axis` ascending. Null without room, an axis or any value. */
export function plotLines(axis: readonly number[], lines: readonly PlotLine[], { width, height }: PlotFrame): LinePlot | null {
  const known = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const [first, last] = [axis[0], axis.at(-1)];
  if (first === undefined || last === undefined || last <= first || known.length === 0) return null;
  if (width <= MARGIN.left + MARGIN.right || height <= MARGIN.top + MARGIN.bottom) return null;
  const low = Math.min(0, ...known);
  const high = Math.max(0, ...known);
  const span = Math.max(high - low, LEAST_SPAN_DOLLARS);
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
  const x = (at: number): number => MARGIN.left + ((at - first) / (last - first)) * (right - MARGIN.left);
  const y = (dollars: number): number => MARGIN.top + ((high - dollars) / span) * (bottom - MARGIN.top);
  return {
    left: MARGIN.left, right, bottom, zeroY: y(0), x, y,
    lines: lines.map(({ name, values }) => ({ name, path: pathOf(axis.map((at, index) => ({ x: x(at), value: values[index] ?? null })), y) })),
    levels: levelsBetween(high - span, high).map((dollars) => ({ y: y(dollars), text: dollars === 0 ? '0' : formatNarrow(dollars) })),
    nearest: (pixel) => axis.reduce((best, at, index) => (Math.abs(x(at) - pixel) < Math.abs(x(axis[best] ?? at) - pixel) ? index : best), 0),
  };
}

/** A gap where a value is missing: the line is not drawn across it. */
function pathOf(points: readonly { readonly x: number; readonly value: number | null }[], y: (dollars: number) => number): string {
  let isDrawing = false;
  return points.map(({ x, value }) => {
    if (value === null) {
      isDrawing = false;
      return '';
    }
    const letter = isDrawing ? 'L' : 'M';
    isDrawing = true;
    return `${letter}${x.toFixed(1)} ${y(value).toFixed(1)}`;
  }).join('');
}

/** Round dollars, zero among them where it is in range. */
function levelsBetween(low: number, high: number): number[] {
  const rough = (high - low) / MOST_LEVELS;
  const scale = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * scale >= rough) ?? 10) * scale;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step);
}
