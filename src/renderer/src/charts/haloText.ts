/** A word on a chart, with a halo so that bars, lines and the grid behind do not cross its letters. */
import type { Box } from './labelPlaces.ts';

const HALO_WIDTH = 4;

/** `box` is as high as a line of letters and as wide as the text in the font that is set. */
export function drawHaloText(context: CanvasRenderingContext2D, text: string, box: Box, colors: { readonly ink: string; readonly halo: string }): void {
  const middle = box.top + box.height / 2;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = HALO_WIDTH;
  context.setLineDash([]);
  context.strokeStyle = colors.halo;
  context.strokeText(text, box.left, middle);
  context.fillStyle = colors.ink;
  context.fillText(text, box.left, middle);
}
