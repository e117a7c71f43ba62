import { useState } from 'react';
import { useSlice } from '../../engineStore.ts';
import { formatNumber, formatPercentPoints, formatSigned } from '../../format.ts';
import { formatClock, formatDay } from '../../formatTime.ts';
import { layerWords } from '../../wording.ts';
import { defaultRangeSessions } from '../overview/chartRange.ts';
import { CurvePanel } from '../overview/CurvePanel.tsx';
import { RangeButtons } from '../overview/RangeButtons.tsx';
import { VixPanel } from '../overview/VixPanel.tsx';
import { LayerDot } from '../parts/LayerDot.tsx';
import { Panel } from '../parts/Panel.tsx';
import { SmilesPanel } from './SmilesPanel.tsx';
import { VegaTablesPanel } from './VegaTablesPanel.tsx';

export function VolatilityView() {
  const [sessions, setSessions] = useState<number>(defaultRangeSessions);
  return (
    <main className="view volatility">
      <div className="volatility-charts">
        <VixPanel sessions={sessions} tools={<RangeButtons sessions={sessions} onChange={setSessions} />} />
        <CurvePanel />
      </div>
      <div className="volatility-tables">
        <LevelsPanel />
        <CurveTablePanel />
      </div>
      <SmilesPanel />
      <VegaTablesPanel />
    </main>
  );
}

function LevelsPanel() {
  const market = useSlice('market');
  return (
    <Panel title="Levels" aside="points, change against the last close" loading={market === null && 'Waiting for quotes.'} empty={market?.levels.length === 0 && 'No level has arrived yet.'}>
      <table className="figures">
        <thead><tr><th scope="col">Series</th><th scope="col">level</th><th scope="col">change</th><th scope="col">%</th><th scope="col">as of</th></tr></thead>
        <tbody>
          {market?.levels.map((level) => (
            <tr key={level.symbol} className={level.stale ? 'row-stale' : ''}>
              <th scope="row">{level.symbol}</th><td>{formatNumber(level.level, 2)}</td><td>{formatSigned(level.change, 2)}</td><td>{formatPercentPoints(level.changePct)}</td>
              <td>{formatClock(level.asOfUs)}{level.stale ? ' stale' : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function CurveTablePanel() {
  const market = useSlice('market');
  return (
    <Panel title="VIX forwards" aside={market?.modelled === true ? 'modelled' : 'by settlement date'} loading={market === null && 'Waiting for the curve.'} empty={market?.curve.length === 0 && 'No futures curve has arrived yet.'}>
      <table className="figures">
        <thead><tr><th scope="col">Settles</th><th scope="col">days</th><th scope="col">forward</th><th scope="col">from</th><th scope="col">layer</th></tr></thead>
        <tbody>
          {market?.curve.map((point) => (
            <tr key={point.expiration}>
              <th scope="row">{formatDay(point.expiration, 'year')}</th><td>{formatNumber(point.days)}</td><td>{formatNumber(point.value, 2)}</td><td className="muted">{point.source}</td>
              <td>{point.layer === null ? '' : <><LayerDot layer={point.layer} />{layerWords[point.layer]}</>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
