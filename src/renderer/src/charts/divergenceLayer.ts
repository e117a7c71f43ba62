/** Draws divergences over one series: dashed line between the two anchors, rings on them, a word beside them. */
import type { ISeriesPrimitive, IPrimitivePaneRenderer, IPrimitivePaneView, SeriesAttachedParameter, Time } from 'lightweight-charts';
import type { DivergenceLine } from './chartOverlays.ts';
import type { ChartPalette } from './chartPalette.ts';

type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];

const RING_RADIUS = 3.5;
/** Words over anchors nearer than this would run into each other: the older one's goes to its left. */
const CLOSE_ANCHORS_PX = 110;
const FONT = "500 11px 'Inter Variable', Arial, sans-serif";

interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export class DivergenceLayer implements ISeriesPrimitive<Time> {
  private attachment: SeriesAttachedParameter<Time> | null = null;
  private lines: readonly DivergenceLine[] = [];
  private readonly palette: ChartPalette;
  private readonly views: readonly IPrimitivePaneView[];

  constructor(palette: ChartPalette) {
    this.palette = palette;
    this.views = [{ zOrder: () => 'top', renderer: () => ({ draw: (target) => this.draw(target) }) }];
  }

  attached(attachment: SeriesAttachedParameter<Time>): void {
    this.attachment = attachment;
  }

  detached(): void {
    this.attachment = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  setLines(lines: readonly DivergenceLine[]): void {
    this.lines = lines;
    this.attachment?.requestUpdate();
  }

  private draw(target: DrawTarget): void {
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      for (const line of this.lines) {
        const from = this.place(line.from);
        const to = this.place(line.to);
        if (from === null || to === null) continue;
        const color = line.kind === 'bearish' ? this.palette.act : this.palette.obv;
        context.save();
        drawDashes(context, from, to, { color, width: line.forming ? 1.2 : 1.8 });
        const place = { color, width: mediaSize.width, below: line.kind === 'bullish' };
        drawAnchor(context, from, { ...place, beside: to.label !== '' && to.x - from.x < CLOSE_ANCHORS_PX });
        drawAnchor(context, to, { ...place, beside: false });
        context.restore();
      }
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

function drawAnchor(context: CanvasRenderingContext2D, anchor: Anchor, place: { color: string; width: number; below: boolean; beside: boolean }): void {
  context.setLineDash([]);
  context.lineWidth = 1.6;
  context.strokeStyle = place.color;
  context.beginPath();
  context.arc(anchor.x, anchor.y, RING_RADIUS, 0, 2 * Math.PI);
  context.stroke();
  if (anchor.label === '') return;
  context.font = FONT;
  context.fillStyle = place.color;
  if (place.beside) {
    context.textAlign = 'right';
    context.fillText(anchor.label, anchor.x - 7, anchor.y + 4);
    return;
  }
  const half = context.measureText(anchor.label).width / 2;
  context.textAlign = 'center';
  // Kept inside the pane; lows are named below the ring, highs above it where there is room.
  const x = Math.min(Math.max(anchor.x, half + 4), place.width - half - 4);
  context.fillText(anchor.label, x, place.below || anchor.y < 17 ? anchor.y + 17 : anchor.y - 8);
}
