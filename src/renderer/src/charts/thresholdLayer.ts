/** Draws a signal's thresholds as dashed level lines, each with its figure and as much of its word as the signal leaves room for. */
import type { AutoscaleInfo } from 'lightweight-charts';
import { formatLevels } from '../format.ts';
import type { ChartPalette } from './chartPalette.ts';
import { drawnBoxes } from './drawnSeries.ts';
import { drawHaloText } from './haloText.ts';
import { levelBox, placeAlong, type Box, type LevelWord } from './labelPlaces.ts';
import { LineLayer, type DrawTarget } from './lineLayer.ts';
import { nameBoxes, type SeriesName } from './nameLayer.ts';
import { levelRange, type ThresholdLevel } from './signalChartData.ts';

const FONT = "450 11px 'Inter Variable', Arial, sans-serif";
const LETTER_HEIGHT = 13;

export class ThresholdLayer extends LineLayer<ThresholdLevel> {
  private readonly palette: ChartPalette;
  private readonly names: readonly SeriesName[];

  /** `names` stand in the pane's top left corner. */
  constructor(palette: ChartPalette, names: readonly SeriesName[]) {
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
    const { attachment } = this;
    if (attachment === null || this.lines.length === 0) return;
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      const texts = formatLevels(this.lines.map(({ value }) => value));
      const levels = this.lines.flatMap(({ value, label }, index) => {
        const y = attachment.series.priceToCoordinate(value);
        return y === null ? [] : [{ y, number: texts[index] ?? '', label }];
      });
      context.save();
      for (const { y } of levels) this.drawLine(context, Math.round(y) + 0.5, mediaSize.width);
      const taken: Box[] = [...nameBoxes(context, this.names), ...levels.map(({ y }) => levelBox(y, mediaSize.width))];
      context.font = FONT;
      const measured = (text: string): LevelWord => ({ text, width: context.measureText(text).width });
      const data = drawnBoxes(attachment);
      for (const { y, number, label } of levels) {
        const word = placeAlong(y, LETTER_HEIGHT, { whole: measured(`${number} ${label}`), number: measured(number) }, { taken, data, pane: mediaSize });
        if (word === null) continue;
        taken.push(word.box);
        drawHaloText(context, word.text, word.box, { ink: this.palette.soft, halo: this.palette.panel });
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
}
