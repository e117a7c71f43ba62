import { useEffect } from 'react';
import type { ChartView, EngineState } from '../../../contract/api.ts';
import { divergenceLines, stageLines, withLiveLevel } from './chartOverlays.ts';
import { priceHoverText } from './hoverText.ts';
import { createPriceChart } from './priceChart.ts';
import { useDailyChart } from './useDailyChart.ts';

interface PriceChartViewProps {
  readonly chart: ChartView;
  readonly divergences: EngineState['signals']['divergences'];
  /** Live SPX level and its session, for the open bar. */
  readonly level: number | null;
  readonly date: string | null;
  readonly sessions: number;
  /** Changes whenever colors do: the chart is made anew. */
  readonly appearanceKey: string;
  readonly onHover: (text: string | null) => void;
}

const NO_DIVERGENCES: EngineState['signals']['divergences'] = [];

export function PriceChartView(props: PriceChartViewProps) {
  const { chart, level, date, sessions, appearanceKey, onHover } = props;
  const divergences = props.divergences ?? NO_DIVERGENCES;
  const { container, made } = useDailyChart({ create: createPriceChart, chart, sessions, appearanceKey, hoverText: priceHoverText, onHover });

  useEffect(() => {
    made.current?.setOverlays(divergenceLines(chart.rows, divergences), stageLines(chart.rows, chart.stageChanges));
  }, [chart, divergences, appearanceKey]);

  useEffect(() => {
    const row = withLiveLevel(chart, level, date);
    if (row !== null) made.current?.setLastRow(row);
  }, [chart, level, date, appearanceKey]);

  return <div ref={container} className="chart-canvas" role="img" aria-label={describe(props)} />;
}

function describe({ chart, divergences }: PriceChartViewProps): string {
  const active = divergences.filter((divergence) => divergence.active).length;
  const last = chart.rows.at(-1);
  return `SPX daily candles with on-balance volume and advance-decline line, ${chart.rows.length} sessions to ${last?.date ?? 'none'}; ${active} active divergences drawn.`;
}
