/** VIX closes over the MACD histogram that times an add. */
import { createChart, HistogramSeries, LineSeries } from 'lightweight-charts';
import { formatNumber, formatSigned } from '../format.ts';
import { chartOptions } from './chartOptions.ts';
import type { ChartRow } from './chartOverlays.ts';
import type { ChartPalette } from './chartPalette.ts';
import { NameLayer } from './nameLayer.ts';
import { keepRange, NO_MARGINS } from './priceChart.ts';

export interface VixChart {
  setRows(rows: readonly ChartRow[]): void;
  /** The open session's VIX; its histogram waits for the next chart from the engine. */
  setLastVix(date: string, vix: number): void;
  showLast(sessions: number): void;
  onHover(listener: (date: string | null) => void): void;
  destroy(): void;
}

export function createVixChart(container: HTMLElement, palette: ChartPalette): VixChart {
  const chart = createChart(container, chartOptions(palette));
  const vix = chart.addSeries(LineSeries, {
    color: palette.price, lineWidth: 2, priceLineVisible: false, lastValueVisible: false, crosshairMarkerRadius: 3,
    priceFormat: { type: 'custom', formatter: (value: number) => formatNumber(value, 1), minMove: 0.01 },
  }, 0);
  const histogram = chart.addSeries(HistogramSeries, {
    priceLineVisible: false, lastValueVisible: false, base: 0,
    priceFormat: { type: 'custom', formatter: (value: number) => formatSigned(value, 1), minMove: 0.01 },
  }, 1);
  chart.panes()[0]?.setStretchFactor(0.62);
  chart.panes()[1]?.setStretchFactor(0.38);
  histogram.priceScale().applyOptions({ scaleMargins: NO_MARGINS });
  histogram.attachPrimitive(new NameLayer(palette, [{ text: 'MACD 12 26 9 histogram', color: palette.quiet }], 'air'));
  const range = keepRange(chart, vix);

  return {
    setRows(rows) {
      vix.setData(rows.map((row) => (row.vix === null ? { time: row.date } : { time: row.date, value: row.vix })));
      // A rising VIX costs the condors money: above zero takes the negative hue.
      histogram.setData(rows.map((row) => {
        const value = row.vixMacdHistogram;
        return value === null ? { time: row.date } : { time: row.date, value, color: value > 0 ? palette.negative : palette.positive };
      }));
    },
    setLastVix: (date, value) => vix.update({ time: date, value }),
    showLast: range.showLast,
    onHover: (listener) => chart.subscribeCrosshairMove((event) => listener(typeof event.time === 'string' ? event.time : null)),
    destroy: () => chart.remove(),
  };
}
