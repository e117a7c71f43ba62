import { useMemo } from 'react';
import type { EngineState } from '../../../../contract/api.ts';
import { useLost, useSlice } from '../../engineStore.ts';
import { formatStamp, withPlainDates } from '../../formatTime.ts';
import { alertStateWords } from '../../wording.ts';
import { Panel } from '../parts/Panel.tsx';
import { AlertCard, useOutage } from './AlertCard.tsx';
import { quietWords } from './alertWords.ts';
import { closedAlerts, liveAlerts } from './alertOrder.ts';
import { EarlierPanel } from './EarlierPanel.tsx';

const MOST_CLOSED = 4;

type Clock = EngineState['clock'];
const MICROS_PER_MINUTE = 60_000_000;

/** The clock to the minute, which is all that a card shows: many cards must not be drawn anew with every tick. */
function useMinute(clock: Clock | null): Clock | null {
  const minute = clock?.marketTimeUs == null ? null : Math.floor(clock.marketTimeUs / MICROS_PER_MINUTE);
  return useMemo(() => clock, [minute, clock?.date, clock?.session]);
}

export function AlertsColumn() {
  const alerts = useSlice('alerts');
  const clock = useMinute(useSlice('clock'));
  const verdict = useSlice('verdict');
  const quietHours = useSlice('quietHours');
  const lost = useLost();
  const outage = useOutage(lost, clock?.date ?? null);
  if (alerts === null) return <Panel title="Alerts" loading={lost ? 'Not connected to the engine.' : 'Waiting for the engine.'} />;
  const live = liveAlerts(alerts);
  const closed = closedAlerts(alerts).slice(0, MOST_CLOSED);
  return (
    <>
      {quietHours === null ? null : <p className="quiet-hours small muted" data-quiet-hours>{quietWords(quietHours)}</p>}
      {live.map((alert) => <AlertCard key={alert.id} alert={alert} clock={clock} outage={outage} />)}
      {live.length > 0 ? null : (
        <Panel title="Alerts" aside="none open">
          <p className="no-alert">{verdict?.headline ?? 'Nothing to do.'}</p>
          {verdict === null || verdict.detail === '' ? null : <p className="small muted">{withPlainDates(verdict.detail, clock?.date ?? null)}</p>}
          <p className="small quiet disclaimer">Divergences time a hedge that is wanted anyway; they do not predict.</p>
        </Panel>
      )}
      {closed.length === 0 ? null : (
        <Panel title="Closed alerts" market={false} aside="latest first" className="closed-alerts">
          {closed.map((alert) => (
            <article key={alert.id} className="past" data-alert-id={alert.id} data-alert-state={alert.state} aria-label={alert.decision.headline}>
              <time>{formatStamp(alert.changedUs, clock?.date ?? null)}</time>
              <div>{alert.decision.headline}<div className="small muted">{alertStateWords[alert.state]}{alert.filledContracts > 0 ? `, ${alert.filledContracts} ${alert.filledContracts === 1 ? 'contract' : 'contracts'}` : ''}</div></div>
            </article>
          ))}
        </Panel>
      )}
      <EarlierPanel />
    </>
  );
}
