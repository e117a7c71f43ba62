import type { SeriesAttachedParameter, Time } from 'lightweight-charts';
import { describe, expect, it } from 'vitest';
import type { ChartPalette } from '../../src/renderer/src/charts/chartPalette.ts';
import { nameBoxes, NameLayer } from '../../src/renderer/src/charts/nameLayer.ts';

const palette = { text: '#fff', quiet: '#888', panel: '#000' } as ChartPalette;
const names = [{ text: 'correlation, 21 sessions', color: '#59a' }, { text: '63 sessions', color: '#b9f' }];

/** The margins of a layer in a pane of that height. */
function marginsIn(height: number, below: 'air' | 'words'): { above: number; below: number } {
  const layer = new NameLayer(palette, names, below);
  layer.attached({ series: { getPane: () => ({ getHeight: () => height }) }, requestUpdate: () => undefined } as unknown as SeriesAttachedParameter<Time>);
  return layer.autoscaleInfo().margins!;
}

describe('names of a pane', () => {
  it('stand side by side in one row and do not touch', () => {
    const context = { font: '', measureText: (text: string) => ({ width: 6 * text.length }) } as unknown as CanvasRenderingContext2D;
    const [first, second] = nameBoxes(context, names);
    expect(first).toEqual({ left: 12, top: 5, width: 144, height: 13 });
    expect(second!.top).toBe(first!.top);
    expect(second!.left).toBeGreaterThan(first!.left + first!.width + 10);
  });

  it('have a row of their own above the data, lower than two and a half lines, the least between two ticks of the axis', () => {
    const { above } = marginsIn(200, 'air');
    expect(above).toBeGreaterThan(5 + 13);
    expect(above).toBeLessThan(2.5 * 11);
  });

  it('leave a low pane half of its height for the data, and a swing point room for its word below', () => {
    const { above, below } = marginsIn(60, 'air');
    expect(above + below).toBeLessThanOrEqual(30);
    expect(marginsIn(200, 'words').below).toBeGreaterThanOrEqual(6 + 13);
  });
});
