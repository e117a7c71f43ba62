/** Draws a signal's thresholds as dashed level lines through its pane, each with its figure and word on the left. */
import type { AutoscaleInfo } from 'lightweight-charts';
import { formatLevel } from '../format.ts';
import type { ChartPalette } from './chartPalette.ts';
import { placeLabel, type Box } from './labelPlaces.ts';
import { LineLayer, type DrawTarget } from './lineLayer.ts';
import { levelRange, type ThresholdLevel } from './signalChartData.ts';

const FONT = "450 11px 'Inter Variable', Arial, sans-serif";
const LETTER_HEIGHT = 13;
/** Clear of the names of the series in the pane's top left corner. */
const INDENT = 120;

export class ThresholdLayer extends LineLayer<ThresholdLevel> {
  private readonly palette: ChartPalette;

  constructor(palette: ChartPalette) {
    super('normal');
    this.palette = palette;
  }

  /** A threshold is what the value is read against: it stays in sight. */
  autoscaleInfo(): AutoscaleInfo | null {
    const priceRange = levelRange(this.lines);
    return priceRange === null ? null : { priceRange };
  }

  protected override draw(target: DrawTarget): void {
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      context.save();
      context.font = FONT;
      const taken: Box[] = [];
      for (const level of this.lines) {
        const y = this.attachment?.series.priceToCoordinate(level.value) ?? null;
        if (y === null) continue;
        this.drawLine(context, Math.round(y) + 0.5, mediaSize.width);
        this.drawWord(context, { level, y, pane: mediaSize, taken });
      }
      context.restore();
    });
  }

  private drawLine(context: CanvasRenderingContext2D, y: number, width: number): void {
    context.strokeStyle = this.palette.quiet;
    context.lineWidth = 1;
    context.setLineDash([3, 4]);
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(width, y);
    context.stroke();
    context.setLineDash([]);
  }

  private drawWord(context: CanvasRenderingContext2D, at: { level: ThresholdLevel; y: number; pane: { width: number; height: number }; taken: Box[] }): void {
    const text = `${formatLevel(at.level.value)} ${at.level.label}`;
    const width = context.measureText(text).width;
    const box = placeLabel({ x: INDENT + width / 2, y: at.y, width, height: LETTER_HEIGHT, below: false, older: false }, at.taken, at.pane);
    if (box === null) return;
    at.taken.push(box);
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 4;
    context.strokeStyle = this.palette.panel;
    context.strokeText(text, box.left, box.top + box.height / 2);
    context.fillStyle = this.palette.soft;
    context.fillText(text, box.left, box.top + box.height / 2);
  }
}
