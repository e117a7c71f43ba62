/** Draws divergences over one series: dashed line between the two anchors, rings on them, a word beside them. */
import { divergenceKinds } from '../divergenceWords.ts';
import type { DivergenceLine } from './chartOverlays.ts';
import type { ChartPalette } from './chartPalette.ts';
import { drawnBoxes } from './drawnSeries.ts';
import { drawHaloText } from './haloText.ts';
import { placeLabel, type Box } from './labelPlaces.ts';
import { LineLayer, type DrawTarget } from './lineLayer.ts';
import { nameBoxes, type SeriesName } from './nameLayer.ts';

const RING_RADIUS = 3.5;
const LETTER_HEIGHT = 13;
const FONT = "500 11px 'Inter Variable', Arial, sans-serif";

interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export class DivergenceLayer extends LineLayer<DivergenceLine> {
  private readonly palette: ChartPalette;
  private readonly names: readonly SeriesName[];

  /** `names` stand in the pane's top left corner. */
  constructor(palette: ChartPalette, names: readonly SeriesName[]) {
    super('top');
    this.palette = palette;
    this.names = names;
  }

  protected override draw(target: DrawTarget): void {
    const { attachment } = this;
    if (attachment === null || this.lines.length === 0) return;
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      const drawn = this.lines.flatMap((line) => {
        const from = this.place(line.from);
        const to = this.place(line.to);
        return from === null || to === null ? [] : [{ line, from, to, color: line.kind === 'bearish' ? this.palette.act : this.palette.obv }];
      });
      context.save();
      for (const { line, from, to, color } of drawn) {
        drawDashes(context, from, to, { color, width: line.forming ? 1.2 : 1.8 });
        for (const anchor of [from, to]) drawRing(context, anchor, color);
      }
      const taken: Box[] = [...nameBoxes(context, this.names), ...drawn.flatMap(({ from, to }) => [ringBox(from), ringBox(to)])];
      const pens = { context, halo: this.palette.panel, pane: mediaSize, taken, data: drawnBoxes(attachment) };
      // The newer end carries the sentence: it is placed first.
      for (const end of ['to', 'from'] as const) {
        for (const { line, color, [end]: anchor } of drawn) drawLabel(pens, anchor, { color, below: divergenceKinds[line.kind].lows, older: end === 'from' });
      }
      context.restore();
    });
  }

  private place(end: DivergenceLine['from']): Anchor | null {
    const x = this.attachment?.chart.timeScale().timeToCoordinate(end.date) ?? null;
    const y = this.attachment?.series.priceToCoordinate(end.value) ?? null;
    return x === null || y === null ? null : { x, y, label: end.label };
  }
}

function drawDashes(context: CanvasRenderingContext2D, from: Anchor, to: Anchor, stroke: { color: string; width: number }): void {
  context.strokeStyle = stroke.color;
  context.lineWidth = stroke.width;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

function drawRing(context: CanvasRenderingContext2D, anchor: Anchor, color: string): void {
  context.setLineDash([]);
  context.lineWidth = 1.6;
  context.strokeStyle = color;
  context.beginPath();
  context.arc(anchor.x, anchor.y, RING_RADIUS, 0, 2 * Math.PI);
  context.stroke();
}

const ringBox = ({ x, y }: Anchor): Box => ({ left: x - RING_RADIUS, top: y - RING_RADIUS, width: 2 * RING_RADIUS, height: 2 * RING_RADIUS });

interface Pens {
  readonly context: CanvasRenderingContext2D;
  readonly halo: string;
  readonly pane: { readonly width: number; readonly height: number };
  /** Grows with every word. */
  readonly taken: Box[];
  readonly data: readonly Box[];
}

function drawLabel({ context, halo, pane, taken, data }: Pens, { x, y, label }: Anchor, style: { color: string; below: boolean; older: boolean }): void {
  if (label === '') return;
  context.font = FONT;
  const wish = { x, y, width: context.measureText(label).width, height: LETTER_HEIGHT, below: style.below, older: style.older };
  const box = placeLabel(wish, { taken, data, pane });
  if (box === null) return;
  taken.push(box);
  drawHaloText(context, label, box, { ink: style.color, halo });
}
