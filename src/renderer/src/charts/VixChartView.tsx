import { useEffect, useMemo, useRef } from 'react';
import type { ChartView } from '../../../contract/api.ts';
import { readChartPalette } from './chartPalette.ts';
import { vixHoverText } from './hoverText.ts';
import { createVixChart, type VixChart } from './vixChart.ts';

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
  const container = useRef<HTMLDivElement>(null);
  const made = useRef<VixChart | null>(null);
  const firstDate = chart.rows[0]?.date;
  const lastDate = chart.rows.at(-1)?.date;
  const rowsByDate = useMemo(() => new Map(chart.rows.map((row) => [row.date, row])), [chart]);
  const latest = useRef(rowsByDate);
  latest.current = rowsByDate;

  useEffect(() => {
    if (container.current === null) return undefined;
    const vix = createVixChart(container.current, readChartPalette());
    made.current = vix;
    vix.onHover((hovered) => {
      const row = hovered === null ? undefined : latest.current.get(hovered);
      onHover(row === undefined ? null : vixHoverText(row));
    });
    return () => {
      made.current = null;
      vix.destroy();
    };
  }, [appearanceKey, onHover]);

  useEffect(() => {
    made.current?.setRows(chart.rows);
  }, [chart, appearanceKey]);

  useEffect(() => {
    made.current?.showLast(sessions);
  }, [firstDate, lastDate, sessions, appearanceKey]);

  useEffect(() => {
    if (level !== null && chart.lastRowOpen && date === chart.rows.at(-1)?.date) made.current?.setLastVix(date, level);
  }, [chart, level, date, appearanceKey]);

  return <div ref={container} className="chart-canvas" role="img" aria-label="VIX closes with the MACD 12, 26, 9 histogram below" />;
}
