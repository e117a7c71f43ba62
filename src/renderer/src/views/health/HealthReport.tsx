import type { EngineState } from '../../../../contract/api.ts';
import { formatCount, formatNumber } from '../../format.ts';
import { formatAge, formatMoment } from '../../formatTime.ts';
import { conditionCounts, feedWords } from '../../wording.ts';
import { Row } from '../parts/Row.tsx';
import { balanceOf, rejectionsOf } from './balance.ts';

export function HealthReport({ health, lost }: { readonly health: EngineState['health']; readonly lost: boolean }) {
  const balance = balanceOf(health);
  const rejections = rejectionsOf(health);
  return (
    <div className={lost ? 'is-stale' : ''}>
      {lost ? <p className="negative small">Not connected to the engine: these are the last known figures.</p> : null}
      {health.monitoring ? null : <ul className="causes">{health.causes.map((cause) => <li key={cause}>{cause}</li>)}</ul>}
      <Row label="Feed" value={`${health.feedLabel}, ${feedWords[health.feed]}`} />
      <Row label="Endpoint" value={health.endpoint} />
      <Row label="Quotes per second" value={formatCount(health.quotesPerSecond)} />
      <Row label="Instruments, of them stale" value={`${formatCount(health.instruments)}, ${formatCount(health.staleInstruments)}`} />
      <Row label="Listed contracts without a sound quote" value={conditionCounts(health.quoteConditions) || 'none'} />
      <Row label="Oldest live quote" value={formatAge(health.oldestAgeMs)} />
      <Row label="Reconnects" value={formatCount(health.reconnects)} />
      <Row label="Recording to disk" value={health.recording ? 'yes' : 'no'} className={health.recording ? '' : 'negative'} />
      <Row label="Last evaluation" value={health.evaluatedUs === null ? 'not yet' : `${formatMoment(health.evaluatedUs)}, took ${formatNumber(health.evaluationMs, 1)} ms`} />
      <h3 className="popover-section">Quotes since start</h3>
      <Row label="Received" value={formatCount(health.received)} />
      <Row label="Stored" value={formatCount(health.stored)} />
      <Row label="Conflated (newer one came first)" value={formatCount(health.conflated)} />
      <Row label="Rejected" value={formatCount(health.rejected)} className={health.rejected > 0 ? 'act' : ''} />
      {rejections.map(({ reason, count }) => <Row key={reason} label={<span className="indent">{reason}</span>} value={formatCount(count)} />)}
      {balance.holds ? null : <p className="negative small">{balance.text}</p>}
      <h3 className="popover-section">Rules switched off</h3>
      {health.disabled.length === 0 ? <p className="muted">{health.instruments === 0 ? 'Not known before the first data.' : 'None: every series the policy needs is there.'}</p> : (
        <ul className="disabled-rules">
          {health.disabled.map(({ series, disables }) => <li key={series}><b>{series}</b> is missing: {disables}</li>)}
        </ul>
      )}
    </div>
  );
}
