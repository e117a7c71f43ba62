import { useCallback, useRef, type ReactNode } from 'react';
import type { EngineState } from '../../../../contract/api.ts';
import { useAppearance } from '../../appearance.ts';
import { VixChartView } from '../../charts/VixChartView.tsx';
import { useScreen, useSlice } from '../../engineStore.ts';
import { LevelTitle } from '../parts/LevelTitle.tsx';
import { Panel } from '../parts/Panel.tsx';
import { defaultRangeSessions } from './chartRange.ts';
import { vixTimingText } from './vixTiming.ts';

interface VixPanelProps {
  readonly sessions?: number;
  /** Buttons beside the title. */
  readonly tools?: ReactNode;
}

export function VixPanel({ sessions = defaultRangeSessions, tools }: VixPanelProps) {
  const chart = useScreen((state) => state.chart);
  const failure = useScreen((state) => state.chartFailure);
  const signals: EngineState['signals'] | null = useSlice('signals');
  const level = useSlice('market')?.levels.find((candidate) => candidate.symbol === 'VIX')?.level ?? null;
  const date = useSlice('clock')?.date ?? null;
  const { theme, preferences } = useAppearance();
  const hover = useRef<HTMLDivElement>(null);
  const showHover = useCallback((text: string | null) => {
    if (hover.current !== null) hover.current.textContent = text ?? '';
  }, []);
  const hasVix = chart?.rows.some((row) => row.vix !== null) ?? false;
  return (
    <Panel
      title={<LevelTitle symbol="VIX" changeIn="points" />} label="VIX with MACD" className="chart-panel" aside={<><span className="as-of">MACD </span>{vixTimingText(signals)}{tools}</>}
      failed={chart === null && failure} loading={chart === null && 'Waiting for history.'} empty={chart !== null && !hasVix && 'No VIX history yet.'}
    >
      <div ref={hover} className="chart-hover" />
      {chart === null ? null : <VixChartView chart={chart} level={level} date={date} sessions={sessions} appearanceKey={`${theme}/${preferences.signs}`} onHover={showHover} />}
    </Panel>
  );
}
