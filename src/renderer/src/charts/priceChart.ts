/** SPX candles, OBV and A/D line in three panes on one time axis. Imperative: React hands rows over and never draws. */
import { CandlestickSeries, createChart, LineSeries, type IChartApi, type ISeriesApi, type SeriesType, type Time } from 'lightweight-charts';
import { formatCompact, formatNumber } from '../format.ts';
import { chartOptions } from './chartOptions.ts';
import { pastMonthStart } from './visibleRange.ts';
import type { ChartRow, DivergenceLine, PaneName, StageLine } from './chartOverlays.ts';
import type { ChartPalette } from './chartPalette.ts';
import { DivergenceLayer } from './divergenceLayer.ts';
import { NameLayer, type SeriesName } from './nameLayer.ts';
import { StageLayer } from './stageLayer.ts';

export interface PriceChart {
  setRows(rows: readonly ChartRow[]): void;
  setLastRow(row: ChartRow): void;
  setOverlays(divergences: readonly DivergenceLine[], stages: readonly StageLine[]): void;
  /** Shows the last so many sessions. */
  showLast(sessions: number): void;
  onHover(listener: (date: string | null) => void): void;
  destroy(): void;
}

const STRETCH: Record<PaneName, number> = { price: 0.54, obv: 0.23, adLine: 0.23 };
const panes: readonly PaneName[] = ['price', 'obv', 'adLine'];

export function createPriceChart(container: HTMLElement, palette: ChartPalette): PriceChart {
  const chart = createChart(container, chartOptions(palette));
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: palette.positive, downColor: palette.negative, borderVisible: false, wickUpColor: palette.positive, wickDownColor: palette.negative,
    priceLineVisible: false, lastValueVisible: false, priceFormat: { type: 'custom', formatter: (value: number) => formatNumber(value), minMove: 0.01 },
  }, 0);
  const lines = {
    obv: addLine(chart, palette.obv, 1, (value) => formatCompact(value)),
    adLine: addLine(chart, palette.adLine, 2, (value) => formatNumber(value)),
  };
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.16, bottom: 0.1 } });
  const series: Record<PaneName, ISeriesApi<SeriesType, Time>> = { price: candles, ...lines };
  const divergenceLayers = new Map<PaneName, DivergenceLayer>();
  const stageLayers: StageLayer[] = [];
  // The price is named in the title of its panel.
  const names: Record<PaneName, readonly SeriesName[]> = { price: [], obv: [{ text: 'OBV', color: palette.obv }], adLine: [{ text: 'A/D line', color: palette.adLine }] };
  panes.forEach((name, index) => {
    const divergences = new DivergenceLayer(palette, names[name]);
    const stages = new StageLayer(palette, index === 0);
    series[name].attachPrimitive(stages);
    series[name].attachPrimitive(divergences);
    if (names[name].length > 0) series[name].attachPrimitive(new NameLayer(palette, names[name], 'air'));
    divergenceLayers.set(name, divergences);
    stageLayers.push(stages);
    chart.panes()[index]?.setStretchFactor(STRETCH[name]);
  });
  const range = keepRange(chart, candles);

  return {
    setRows(rows) {
      candles.setData(rows.map((row) => ({ time: row.date, open: row.open, high: row.high, low: row.low, close: row.close })));
      for (const name of ['obv', 'adLine'] as const) lines[name].setData(rows.map((row) => pointOf(row, name)));
    },
    setLastRow(row) {
      candles.update({ time: row.date, open: row.open, high: row.high, low: row.low, close: row.close });
    },
    setOverlays(divergences, stages) {
      for (const [pane, layer] of divergenceLayers) layer.setLines(divergences.filter((line) => line.pane === pane));
      for (const layer of stageLayers) layer.setLines(stages);
    },
    showLast: range.showLast,
    onHover: (listener) => chart.subscribeCrosshairMove((event) => listener(typeof event.time === 'string' ? event.time : null)),
    destroy: () => chart.remove(),
  };
}

function addLine(chart: IChartApi, color: string, pane: number, formatter: (value: number) => string): ISeriesApi<'Line', Time> {
  const line = chart.addSeries(LineSeries, {
    color, lineWidth: 2, priceLineVisible: false, lastValueVisible: false, crosshairMarkerRadius: 3, priceFormat: { type: 'custom', formatter, minMove: 1 },
  }, pane);
  line.priceScale().applyOptions({ scaleMargins: NO_MARGINS });
  return line;
}

function pointOf(row: ChartRow, name: 'obv' | 'adLine'): { time: Time; value: number } | { time: Time } {
  const value = row[name];
  return value === null ? { time: row.date } : { time: row.date, value };
}

/** The layer of names keeps its own room, in pixels. */
export const NO_MARGINS = { top: 0.01, bottom: 0.01 } as const;

/** A little air on the right keeps the newest swing point and its word clear of the axis. */
const RIGHT_AIR = 4;

/** The chosen range survives a change of the window's width, which otherwise shows more or fewer sessions than the button says. */
export function keepRange(chart: IChartApi, series: ISeriesApi<SeriesType, Time>): { showLast(sessions: number): void } {
  let chosen: number | null = null;
  let width = 0;
  chart.timeScale().subscribeSizeChange((next) => {
    if (chosen !== null && next !== width) showLast(chart, series, chosen);
    width = next;
  });
  return {
    showLast(sessions) {
      chosen = sessions;
      showLast(chart, series, sessions);
    },
  };
}

function showLast(chart: IChartApi, series: ISeriesApi<SeriesType, Time>, sessions: number): void {
  const times = series.data().map((point) => String(point.time));
  if (times.length === 0) return;
  const from = pastMonthStart(times, Math.max(0, times.length - sessions));
  chart.timeScale().setVisibleLogicalRange({ from: from - 1, to: times.length - 1 + RIGHT_AIR });
}
