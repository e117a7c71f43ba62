import { useCallback, useRef, useState } from 'react';
import { useAppearance } from '../../appearance.ts';
import { PriceChartView } from '../../charts/PriceChartView.tsx';
import { useScreen, useSlice } from '../../engineStore.ts';
import { formatMoment } from '../../formatTime.ts';
import { LevelTitle } from '../parts/LevelTitle.tsx';
import { Panel } from '../parts/Panel.tsx';
import { defaultRangeSessions } from './chartRange.ts';
import { RangeButtons } from './RangeButtons.tsx';

const NONE: [] = [];

export function PricePanel() {
  const chart = useScreen((state) => state.chart);
  const failure = useScreen((state) => state.chartFailure);
  const divergences = useSlice('signals')?.divergences ?? NONE;
  const market = useSlice('market');
  const date = useSlice('clock')?.date ?? null;
  const [sessions, setSessions] = useState<number>(defaultRangeSessions);
  const { theme, preferences } = useAppearance();
  const hover = useRef<HTMLDivElement>(null);
  const showHover = useCallback((text: string | null) => {
    if (hover.current !== null) hover.current.textContent = text ?? '';
  }, []);
  const sources = chart === null || chart.rows.length === 0 ? '' : `daily ${chart.priceSource} · OBV on ${chart.volumeSource} volume · ${chart.breadthSource === null ? 'no breadth series' : `A/D ${chart.breadthSource}`} · ${formatMoment(chart.asOfUs)}`;
  return (
    <Panel
      title={<LevelTitle symbol="SPX" changeIn="percent" />} label="SPX with OBV and advance-decline line" className="chart-panel price-panel"
      aside={<><span className="price-sources">{sources}</span><RangeButtons sessions={sessions} onChange={setSessions} /></>}
      failed={chart === null && failure} loading={chart === null && 'Waiting for history.'} empty={chart?.rows.length === 0 && 'No daily history yet.'}
    >
      <div ref={hover} className="chart-hover" />
      {chart === null ? null : (
        <PriceChartView
          chart={chart} divergences={divergences} level={market?.levels.find((level) => level.symbol === 'SPX')?.level ?? null} date={date}
          sessions={sessions} appearanceKey={`${theme}/${preferences.signs}`} onHover={showHover}
        />
      )}
    </Panel>
  );
}
