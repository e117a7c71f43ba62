import { useCallback, useEffect } from 'react';
import type { ChartView, EngineState } from '../../../contract/api.ts';
import { divergenceLines, type ChartRow } from './chartOverlays.ts';
import type { ChartPalette } from './chartPalette.ts';
import { createSignalChart, type SignalChart } from './signalChart.ts';
import { chartSpec, plotHover, plotLevels, plotRows, type SignalPlot } from './signalPlots.ts';
import { useDailyChart, type DailyChart } from './useDailyChart.ts';

interface SignalChartViewProps {
  /** Of one plot for as long as the component lives: another one is another component (React key). */
  readonly plot: SignalPlot;
  readonly title: string;
  readonly chart: ChartView;
  readonly divergences: EngineState['signals']['divergences'];
  readonly sessions: number;
  /** Changes whenever colors do: the chart is made anew. */
  readonly appearanceKey: string;
  readonly onHover: (text: string | null) => void;
}

type PlottedChart = DailyChart & Pick<SignalChart, 'setLevels' | 'setDivergences'>;

export function SignalChartView({ plot, title, chart, divergences, sessions, appearanceKey, onHover }: SignalChartViewProps) {
  const create = useCallback((container: HTMLElement, palette: ChartPalette): PlottedChart => {
    const made = createSignalChart(container, palette, chartSpec(plot));
    return { ...made, setRows: (rows) => made.setRows(plotRows(rows, plot)) };
  }, [plot]);
  const hoverText = useCallback((row: ChartRow) => plotHover(row, plot), [plot]);
  const { container, made } = useDailyChart({ create, chart, sessions, appearanceKey, hoverText, onHover });

  useEffect(() => {
    made.current?.setLevels(plotLevels(chart, plot));
    made.current?.setDivergences(divergenceLines(chart.rows, divergences.filter(({ series }) => series === plot.divergences)));
  }, [chart, plot, divergences, appearanceKey]);

  return <div ref={container} className="chart-canvas" role="img" aria-label={describe(title, plot, chart.rows)} />;
}

function describe(title: string, { price, series }: SignalPlot, rows: readonly ChartRow[]): string {
  return `${title}: daily ${price} on top, below ${series.map(({ name }) => name).join(' and ')}, ${rows.length} sessions to ${rows.at(-1)?.date ?? 'none'}`;
}
