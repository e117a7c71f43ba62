/** Draws stage changes as thin vertical lines through a pane; the pane at the top also carries the word. */
import type { StageLine } from './chartOverlays.ts';
import type { ChartPalette } from './chartPalette.ts';
import { LineLayer, type DrawTarget } from './lineLayer.ts';

const FONT = "450 11px 'Inter Variable', Arial, sans-serif";
/** Words nearer than this to the one before go one row up, so that a quick series of stages stays readable. */
const ROW_HEIGHT = 13;
const WORD_GAP = 6;
const MOST_ROWS = 4;

export class StageLayer extends LineLayer<StageLine> {
  private readonly palette: ChartPalette;
  private readonly worded: boolean;

  constructor(palette: ChartPalette, worded: boolean) {
    super('normal');
    this.palette = palette;
    this.worded = worded;
  }

  protected override draw(target: DrawTarget): void {
    const scale = this.attachment?.chart.timeScale();
    if (scale === undefined) return;
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      context.save();
      const rowEnds: number[] = [];
      for (const line of this.lines) {
        const x = scale.timeToCoordinate(line.date);
        if (x === null || x < 0 || x > mediaSize.width) continue;
        context.globalAlpha = line.growing ? 0.45 : 0.3;
        context.fillStyle = line.growing ? this.palette.act : this.palette.quiet;
        context.fillRect(Math.round(x), 0, 1, mediaSize.height);
        if (this.worded) this.drawWord(context, { x, line, height: mediaSize.height, rowEnds });
      }
      context.restore();
    });
  }

  private drawWord(context: CanvasRenderingContext2D, at: { x: number; line: StageLine; height: number; rowEnds: number[] }): void {
    context.font = FONT;
    context.globalAlpha = 0.95;
    const width = context.measureText(at.line.word).width;
    const start = Math.max(2, at.x - width - 5);
    let row = 0;
    while (row < MOST_ROWS - 1 && (at.rowEnds[row] ?? Number.NEGATIVE_INFINITY) + WORD_GAP > start) row += 1;
    at.rowEnds[row] = start + width;
    const baseline = at.height - 6 - row * ROW_HEIGHT;
    const ink = context.fillStyle;
    context.fillStyle = this.palette.panel;
    context.fillRect(start - 2, baseline - 10, width + 4, ROW_HEIGHT);
    context.fillStyle = ink;
    context.textAlign = 'left';
    context.fillText(at.line.word, start, baseline);
  }
}
