import type { IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesPrimitive, SeriesAttachedParameter, Time } from 'lightweight-charts';

export type DrawTarget = Parameters<IPrimitivePaneRenderer['draw']>[0];

/** A layer of our own lines over a pane: redrawn when they change and whenever the chart redraws. */
export abstract class LineLayer<L> implements ISeriesPrimitive<Time> {
  protected attachment: SeriesAttachedParameter<Time> | null = null;
  protected lines: readonly L[] = [];
  private readonly views: readonly IPrimitivePaneView[];

  constructor(zOrder: 'top' | 'normal') {
    this.views = [{ zOrder: () => zOrder, renderer: () => ({ draw: (target) => this.draw(target) }) }];
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

  setLines(lines: readonly L[]): void {
    this.lines = lines;
    this.attachment?.requestUpdate();
  }

  protected abstract draw(target: DrawTarget): void;
}
