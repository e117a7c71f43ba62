import { useSlice } from '../../engineStore.ts';
import { Panel } from '../parts/Panel.tsx';
import { timeframeRows, type TimeframeRow } from './timeframeRows.ts';
import { useSignals } from './useSignals.ts';

/** RSI, MACD and divergences on shorter bars: they show first what the closed day may confirm. */
export function EarlyWarningPanel() {
  const { signals, loading, failed } = useSignals();
  const clock = useSlice('clock');
  const rows = signals === null ? [] : timeframeRows(signals.timeframes, clock);
  return (
    <Panel
      title="Early warning: hourly and 5-minute" aside="times are New York, start of the bar" className="early-panel"
      loading={loading} failed={failed} empty={rows.every((row) => !row.begun) && 'No intraday bar yet.'}
    >
      <p className="small muted">No rule acts on these: they warn early, the closed day decides. MACD is its histogram: above zero, rising.</p>
      <table className="figures" aria-label="Intraday signals">
        <thead>
          <tr>
            <th scope="col">Bars of SPX</th><th scope="col">newest</th><th scope="col">seen</th><th scope="col">RSI, 0 to 100</th>
            <th scope="col">MACD, SPX points</th><th scope="col">MACD, VIX points</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.interval} className={row.stale ? 'row-stale' : ''}>
              <th scope="row">{row.name}</th><td>{row.newest}{row.stale ? <span className="stale-note"> stale</span> : null}</td><td>{row.bars}</td>
              <td>{row.rsi}</td><td>{row.macd}</td><td>{row.vixMacd}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.map((row) => <TimeframeWords key={row.interval} row={row} />)}
    </Panel>
  );
}

function TimeframeWords({ row: { name, begun, divergences, note } }: { readonly row: TimeframeRow }) {
  return (
    <div className="timeframe">
      <h3 className="timeframe-name">{name}</h3>
      {divergences.length > 0 ? <ul className="timeframe-divergences">{divergences.map(({ id, text }) => <li key={id}>{text}</li>)}</ul> : null}
      {begun && divergences.length === 0 ? <p className="muted">No divergence.</p> : null}
      {note === null ? null : <p className="quiet">{note}</p>}
    </div>
  );
}
