/**
 * A price on top and a signal below on one time axis, with the thresholds the signal is read against. Made from any rows:
 * the screen and the pictures of the documentation are drawn by the same code.
 */
import { CandlestickSeries, createChart, HistogramSeries, LineSeries, type IChartApi, type ISeriesApi, type SeriesType, type Time } from 'lightweight-charts';
import { formatNumber } from '../format.ts';
import { chartOptions } from './chartOptions.ts';
import type { DivergenceLine } from './chartOverlays.ts';
import type { ChartPalette } from './chartPalette.ts';
import { DivergenceLayer } from './divergenceLayer.ts';
import { NameLayer } from './nameLayer.ts';
import { keepRange, NO_MARGINS } from './priceChart.ts';
import { closeOf, histogramPoints, linePoints, type SignalChartRow, type ThresholdLevel } from './signalChartData.ts';
import { ThresholdLayer } from './thresholdLayer.ts';

export interface SignalSeriesSpec {
  readonly name: string;
  readonly look: 'line' | 'histogram';
  readonly color: 'obv' | 'adLine' | 'price';
  /** Histograms alone: what a rise means for the money in the condors. */
  readonly rise?: 'gain' | 'loss';
}

export interface SignalChartSpec {
  readonly price: { readonly name: string; readonly look: 'candles' | 'line'; readonly decimals: number };
  readonly series: readonly SignalSeriesSpec[];
  /** Divergences may be drawn: words stand at its swing points. */
  readonly swings: boolean;
  /** Text of the lower axis. */
  readonly format: (value: number) => string;
}

export interface SignalChart {
  setRows(rows: readonly SignalChartRow[]): void;
  setLevels(levels: readonly ThresholdLevel[]): void;
  /** Those of the pane `price` are drawn on top, all others on the signal. */
  setDivergences(lines: readonly DivergenceLine[]): void;
  showLast(sessions: number): void;
  onHover(listener: (date: string | null) => void): void;
  destroy(): void;
}

const PRICE_PANE = 0;
const SIGNAL_PANE = 1;
const QUIET_SERIES = { priceLineVisible: false, lastValueVisible: false } as const;

export function createSignalChart(container: HTMLElement, palette: ChartPalette, spec: SignalChartSpec): SignalChart {
  const chart = createChart(container, chartOptions(palette));
  const price = addPrice(chart, palette, spec.price);
  const lower = spec.series.map((series) => addSignal(chart, palette, series, spec.format));
  const priceNames = [{ text: spec.price.name, color: palette.quiet }];
  const signalNames = spec.series.map(({ name, look, color }) => ({ text: name, color: look === 'histogram' ? palette.quiet : palette[color] }));
  const room = spec.swings ? 'words' : 'air';
  const onPrice = new DivergenceLayer(palette, priceNames);
  const onSignal = new DivergenceLayer(palette, signalNames);
  const thresholds = new ThresholdLayer(palette, signalNames);
  for (const layer of [onPrice, new NameLayer(palette, priceNames, room)]) price.series.attachPrimitive(layer);
  for (const layer of [thresholds, onSignal, new NameLayer(palette, signalNames, room)]) lower[0]?.series.attachPrimitive(layer);
  chart.panes()[PRICE_PANE]?.setStretchFactor(0.5);
  chart.panes()[SIGNAL_PANE]?.setStretchFactor(0.5);
  const range = keepRange(chart, price.series);

  return {
    setRows(rows) {
      price.show(rows);
      lower.forEach((one, index) => one.show(rows, index));
    },
    setLevels: (levels) => thresholds.setLines(levels),
    setDivergences(lines) {
      onPrice.setLines(lines.filter((line) => line.pane === 'price'));
      onSignal.setLines(lines.filter((line) => line.pane !== 'price'));
    },
    showLast: range.showLast,
    onHover: (listener) => chart.subscribeCrosshairMove((event) => listener(typeof event.time === 'string' ? event.time : null)),
    destroy: () => chart.remove(),
  };
}

interface Drawn {
  readonly series: ISeriesApi<SeriesType, Time>;
  readonly show: (rows: readonly SignalChartRow[], index: number) => void;
}

function addPrice(chart: IChartApi, palette: ChartPalette, { look, decimals }: SignalChartSpec['price']): Omit<Drawn, 'show'> & { readonly show: (rows: readonly SignalChartRow[]) => void } {
  const priceFormat = { type: 'custom', formatter: (value: number) => formatNumber(value, decimals), minMove: 0.01 } as const;
  if (look === 'line') {
    const line = chart.addSeries(LineSeries, { ...QUIET_SERIES, color: palette.price, lineWidth: 2, crosshairMarkerRadius: 3, priceFormat }, PRICE_PANE);
    line.priceScale().applyOptions({ scaleMargins: NO_MARGINS });
    return { series: line, show: (rows) => line.setData(linePoints(rows, closeOf)) };
  }
  const candles = chart.addSeries(CandlestickSeries, {
    ...QUIET_SERIES, upColor: palette.positive, downColor: palette.negative, borderVisible: false, wickUpColor: palette.positive, wickDownColor: palette.negative, priceFormat,
  }, PRICE_PANE);
  candles.priceScale().applyOptions({ scaleMargins: NO_MARGINS });
  return {
    series: candles,
    show: (rows) => candles.setData(rows.map(({ date, price }) => (price === null || typeof price === 'number' ? { time: date } : { time: date, open: price.open, high: price.high, low: price.low, close: price.close }))),
  };
}

function addSignal(chart: IChartApi, palette: ChartPalette, spec: SignalSeriesSpec, formatter: (value: number) => string): Drawn {
  const priceFormat = { type: 'custom', formatter, minMove: 0.0001 } as const;
  const valueAt = (index: number) => (row: SignalChartRow): number | null => row.values[index] ?? null;
  if (spec.look === 'line') {
    const line = chart.addSeries(LineSeries, { ...QUIET_SERIES, color: palette[spec.color], lineWidth: 2, crosshairMarkerRadius: 3, priceFormat }, SIGNAL_PANE);
    line.priceScale().applyOptions({ scaleMargins: NO_MARGINS });
    return { series: line, show: (rows, index) => line.setData(linePoints(rows, valueAt(index))) };
  }
  const colors = spec.rise === 'loss' ? { above: palette.negative, below: palette.positive } : { above: palette.positive, below: palette.negative };
  const histogram = chart.addSeries(HistogramSeries, { ...QUIET_SERIES, base: 0, priceFormat }, SIGNAL_PANE);
  histogram.priceScale().applyOptions({ scaleMargins: NO_MARGINS });
  return { series: histogram, show: (rows, index) => histogram.setData(histogramPoints(rows, valueAt(index), colors)) };
}
