/** Writes the names of a pane's series in its top left corner, side by side, each in its own color, and keeps the data below them. */
import type { AutoscaleInfo } from 'lightweight-charts';
import type { ChartPalette } from './chartPalette.ts';
import { drawHaloText } from './haloText.ts';
import type { Box } from './labelPlaces.ts';
import { LineLayer, type DrawTarget } from './lineLayer.ts';

export interface SeriesName {
  readonly text: string;
  readonly color: string;
}

const FONT = "400 11px 'Inter Variable', Arial, sans-serif";
const LEFT = 12;
const TOP = 5;
const LETTER_HEIGHT = 13;
const NAME_GAP = 16;

/** Above the data, in pixels: a row of names, or the word over the highest swing point. Ticks of an axis stand further apart, so that none is beyond the bound of a figure that has one. */
const ROOM_ABOVE = 25;
const MOST_ABOVE = 0.34;
/** Below the data: a little air, or in pixels the word under the lowest swing point. */
const AIR_BELOW = 0.12;
const WORDS_BELOW = 22;

/** Where the names stand; other words of the pane keep clear of them. Leaves the font of names set. */
export function nameBoxes(context: CanvasRenderingContext2D, names: readonly SeriesName[]): Box[] {
  context.font = FONT;
  let left = LEFT;
  return names.map(({ text }) => {
    const box = { left, top: TOP, width: context.measureText(text).width, height: LETTER_HEIGHT };
    left += box.width + NAME_GAP;
    return box;
  });
}

export class NameLayer extends LineLayer<SeriesName> {
  private readonly palette: ChartPalette;
  private readonly below: 'air' | 'words';

  constructor(palette: ChartPalette, names: readonly SeriesName[], below: 'air' | 'words') {
    super('top');
    this.palette = palette;
    this.below = below;
    this.setLines(names);
  }

  autoscaleInfo(): AutoscaleInfo {
    const height = this.attachment?.series.getPane().getHeight() ?? 0;
    return { priceRange: null, margins: { above: Math.min(ROOM_ABOVE, MOST_ABOVE * height), below: this.below === 'words' ? WORDS_BELOW : AIR_BELOW * height } };
  }

  protected override draw(target: DrawTarget): void {
    target.useMediaCoordinateSpace(({ context }) => {
      context.save();
      const boxes = nameBoxes(context, this.lines);
      this.lines.forEach(({ text, color }, index) => {
        const box = boxes[index];
        if (box !== undefined) drawHaloText(context, text, box, { ink: color, halo: this.palette.panel });
      });
      context.restore();
    });
  }
}
