/** Draws a signal's thresholds as dashed level lines, each with its figure and word where the signal leaves room for them. */
import type { AutoscaleInfo } from 'lightweight-charts';
import { formatLevel } from '../format.ts';
import type { ChartPalette } from './chartPalette.ts';
import { lineBoxes, placeAlong, type Box } from './labelPlaces.ts';
import { LineLayer, type DrawTarget } from './lineLayer.ts';
import { levelRange, type ThresholdLevel } from './signalChartData.ts';

const FONT = "450 11px 'Inter Variable', Arial, sans-serif";
const LETTER_HEIGHT = 13;
/** Between the names of the series in the pane's top left corner and the words of the thresholds. */
const NAME_GAP = 28;

export class ThresholdLayer extends LineLayer<ThresholdLevel> {
  private readonly palette: ChartPalette;
  private readonly names: readonly string[];

  /** `names` stand in the pane's top left corner. */
  constructor(palette: ChartPalette, names: readonly string[]) {
    super('normal');
    this.palette = palette;
    this.names = names;
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
      const left = NAME_GAP + Math.max(0, ...this.names.map((name) => context.measureText(name).width));
      const room = { taken: [] as Box[], lines: this.drawnLines(), pane: mediaSize };
      for (const level of this.lines) {
        const y = this.attachment?.series.priceToCoordinate(level.value) ?? null;
        if (y === null) continue;
        this.drawLine(context, Math.round(y) + 0.5, mediaSize.width);
        this.drawWord(context, { level, left, y }, room);
      }
      context.restore();
    });
  }

  /** Where the series of the pane are on the screen. */
  private drawnLines(): Box[] {
    const scale = this.attachment?.chart.timeScale();
    const drawn = this.attachment?.series.getPane().getSeries() ?? [];
    return drawn.flatMap((series) => lineBoxes(series.data().flatMap((point) => {
      const x = scale?.timeToCoordinate(point.time) ?? null;
      const y = 'value' in point ? series.priceToCoordinate(point.value) : null;
      return x === null || y === null ? [] : [{ x, y }];
    })));
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

  private drawWord(context: CanvasRenderingContext2D, at: { level: ThresholdLevel; left: number; y: number }, room: { taken: Box[]; lines: Box[]; pane: { width: number; height: number } }): void {
    const text = `${formatLevel(at.level.value)} ${at.level.label}`;
    const width = context.measureText(text).width;
    const box = placeAlong({ x: at.left + width / 2, y: at.y, width, height: LETTER_HEIGHT, below: false, older: false }, room);
    if (box === null) return;
    room.taken.push(box);
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
