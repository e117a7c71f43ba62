import { useCallback, useRef, useState } from 'react';
import type { ChartView } from '../../../../contract/api.ts';
import { useAppearance } from '../../appearance.ts';
import { SignalChartView } from '../../charts/SignalChartView.tsx';
import { latestFigures, plotOf, type LatestFigure, type SignalPlot } from '../../charts/signalPlots.ts';
import { useScreen, useSlice } from '../../engineStore.ts';
import { formatDay } from '../../formatTime.ts';
import { defaultRangeSessions } from '../overview/chartRange.ts';
import { RangeButtons } from '../overview/RangeButtons.tsx';
import { Panel } from '../parts/Panel.tsx';
import type { Explanation } from './signalList.ts';

const NONE: [] = [];

/** Why there is nothing to draw; false where there is. */
function emptyBecause(chart: ChartView | null, chosen: Explanation | null, figures: readonly LatestFigure[]): string | false {
  if (chart === null) return false;
  if (chart.rows.length === 0) return 'No daily history yet.';
  if (chosen === null) return 'No closed session has been judged yet.';
  if (plotOf(chosen.signal) === null) return 'No history of this signal is kept for a chart: it is told in words.';
  return figures.every(({ date }) => date === null) && 'No value in the charted sessions: what it rests on says what is missing.';
}

/** The chosen signal over time under the price that it is read with. */
export function SignalChartPanel({ chosen }: { readonly chosen: Explanation | null }) {
  const chart = useScreen((state) => state.chart);
  const failure = useScreen((state) => state.chartFailure);
  const divergences = useSlice('signals')?.divergences ?? NONE;
  const [sessions, setSessions] = useState<number>(defaultRangeSessions);
  const { theme, preferences } = useAppearance();
  const hover = useRef<HTMLDivElement>(null);
  const showHover = useCallback((text: string | null) => {
    if (hover.current !== null) hover.current.textContent = text ?? '';
  }, []);
  const plot = chosen === null ? null : plotOf(chosen.signal);
  const figures = chart === null || plot === null ? [] : latestFigures(chart.rows, plot);
  const title = chosen?.title ?? 'Signal over time';
  return (
    <Panel
      title={title} label={`${title} over time`} className="chart-panel signal-chart" aside={<RangeButtons sessions={sessions} onChange={setSessions} />}
      failed={chart === null && failure} loading={chart === null && 'Waiting for history.'} empty={emptyBecause(chart, chosen, figures)}
      stale={failure !== null && `not refreshed: ${failure}`}
    >
      {chart === null || plot === null || chosen === null ? null : (
        <>
          <SignalLegend plot={plot} figures={figures} />
          <div ref={hover} className="chart-hover" />
          <div className="signal-frame">
            <SignalChartView
              key={chosen.signal} plot={plot} title={title} chart={chart} divergences={divergences} sessions={sessions}
              appearanceKey={`${theme}/${preferences.signs}`} onHover={showHover}
            />
          </div>
        </>
      )}
    </Panel>
  );
}

function SignalLegend({ plot, figures }: { readonly plot: SignalPlot; readonly figures: readonly LatestFigure[] }) {
  return (
    <p className="signal-legend">
      {figures.map(({ name, color, look, text, date }) => (
        <span key={name} className={`signal-figure figure-${look === 'histogram' ? 'histogram' : color}`}>
          {name} <b>{text}</b>{date === null ? null : <span className="quiet"> {formatDay(date)}</span>}
        </span>
      ))}
      <span className="quiet">{plot.convention}</span>
    </p>
  );
}
