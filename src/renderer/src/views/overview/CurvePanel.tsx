import { useSlice } from '../../engineStore.ts';
import { formatPercentPoints } from '../../format.ts';
import { formatMinute } from '../../formatTime.ts';
import { Panel } from '../parts/Panel.tsx';
import { useSize } from '../parts/useSize.ts';
import { plotCurve, withSpot, type CurvePlot, type PlotSize } from './curve.ts';

export function CurvePanel() {
  const market = useSlice('market');
  const today = useSlice('clock')?.date ?? null;
  const [frame, size] = useSize();
  const spot = market?.levels.find((level) => level.symbol === 'VIX')?.level ?? null;
  const plot = market === null ? null : plotCurve(withSpot(market.curve, spot, today), withSpot(market.curveWeekAgo, null, today), size);
  const shape = market?.curveShape ?? null;
  const aside = market === null || shape === null ? '' : <>{shape}<span className="as-of"> {formatPercentPoints(market.contangoPct, 1)} · {formatMinute(market.asOfUs)}</span></>;
  return (
    <Panel
      title={market?.modelled === true ? 'VIX futures, modelled' : 'VIX futures'} aside={aside} className="chart-panel"
      loading={market === null && 'Waiting for the curve.'} empty={market !== null && market.curve.length < 2 && 'No futures curve has arrived yet.'}
    >
      <div ref={frame} className="curve-frame">
        {plot === null ? null : <CurveDrawing plot={plot} size={size} />}
      </div>
    </Panel>
  );
}

function CurveDrawing({ plot, size }: { readonly plot: CurvePlot; readonly size: PlotSize }) {
  return (
    <svg width={size.width} height={size.height} role="img" aria-label="VIX futures by days to settlement, with the curve of a week ago">
      {plot.gridLines.map((line) => (
        <g key={line.text}>
          <line x1={0} x2={size.width - 36} y1={line.y} y2={line.y} className="curve-grid" />
          <text x={size.width - 30} y={line.y + 4} className="curve-text">{line.text}</text>
        </g>
      ))}
      <path d={pathOf(plot.weekAgo)} className="curve-week" />
      {plot.weekLabel === null ? null : <text x={plot.weekLabel.x} y={plot.weekLabel.y} textAnchor="end" className="curve-text">a week ago</text>}
      <path d={pathOf(plot.points)} className="curve-line" />
      {plot.points.map(({ x, y, point, label, title }) => (
        <g key={`${point.expiration}/${point.days}`}>
          <circle
            cx={x} cy={y} r={point.layer === null ? 2.6 : 4}
            className={`curve-point ${point.layer === null ? '' : `layer-${point.layer}`} ${point.source === 'extrapolated' ? 'curve-extrapolated' : ''}`}
          >
            <title>{title}</title>
          </circle>
          {label === null ? null : <text x={x} y={size.height - 6} textAnchor="middle" className="curve-text">{label}</text>}
        </g>
      ))}
    </svg>
  );
}

function pathOf(points: readonly { readonly x: number; readonly y: number }[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('');
}
