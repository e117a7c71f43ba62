import { useEffect } from 'react';
import type { ChartView } from '../../../contract/api.ts';
import { vixHoverText } from './hoverText.ts';
import { useDailyChart } from './useDailyChart.ts';
import { createVixChart } from './vixChart.ts';

interface VixChartViewProps {
  readonly chart: ChartView;
  /** Live VIX level and its session, for the open row. */
  readonly level: number | null;
  readonly date: string | null;
  readonly sessions: number;
  readonly appearanceKey: string;
  readonly onHover: (text: string | null) => void;
}

export function VixChartView({ chart, level, date, sessions, appearanceKey, onHover }: VixChartViewProps) {
  const { container, made } = useDailyChart({ create: createVixChart, chart, sessions, appearanceKey, hoverText: vixHoverText, onHover });

  useEffect(() => {
    if (level !== null && chart.lastRowOpen && date === chart.rows.at(-1)?.date) made.current?.setLastVix(date, level);
  }, [chart, level, date, appearanceKey]);

  return <div ref={container} className="chart-canvas" role="img" aria-label="VIX closes with the MACD 12, 26, 9 histogram below" />;
}
