import { memo, useState } from 'react';
import type { AlertView, EngineState } from '../../../../contract/api.ts';
import { useSlice } from '../../engineStore.ts';
import { formatMinute, formatMoment, formatShortMoment, newYorkDate, withPlainDates } from '../../formatTime.ts';
import { actionTitle } from '../../wording.ts';
import { AlertActions } from './AlertActions.tsx';
import { stateWords } from './alertWords.ts';
import { CandidateTable } from './CandidateTable.tsx';
import { FactList } from './FactList.tsx';

interface AlertCardProps {
  readonly alert: AlertView;
  readonly clock: EngineState['clock'] | null;
  /** Why its figures are no longer live; null while they are kept up to date. */
  readonly outage: string | null;
}

/** More stand behind a button (one alone would not save a line). */
const MOST_FACTS = 5;

/** What to do, why, the facts for and against, the candidates, the actions. */
export const AlertCard = memo(function AlertCard({ alert, clock, outage }: AlertCardProps) {
  const { decision } = alert;
  const today = clock?.date ?? null;
  const acting = decision.severity === 'act' && alert.state === 'open' && alert.goneSinceUs === undefined;
  const [allFacts, setAllFacts] = useState(false);
  const critical = alert.level === 'critical';
  const words = stateWords(alert, clock);
  const hiddenFacts = allFacts || decision.facts.length <= MOST_FACTS + 1 ? 0 : decision.facts.length - MOST_FACTS;
  return (
    <article
      className={`panel alert alert-${decision.severity} alert-level-${alert.level} alert-state-${alert.state} ${outage === null ? '' : 'is-old'}`}
      data-alert-id={alert.id} data-alert-state={alert.state} data-alert-level={alert.level}
      aria-label={`${critical ? 'Critical. ' : ''}${actionTitle(decision)}: ${decision.headline}`}
    >
      <h2 className="panel-title">
        <span className={acting ? 'act' : ''}>{actionTitle(decision)}</span>
        <span className="panel-aside">{outage === null ? <>{formatShortMoment(alert.raisedUs, today)}{expiryWords(alert, today)}</> : <span className="stale-note">{outage}</span>}</span>
      </h2>
      {words === '' && !critical ? null : <p className="alert-state">{critical ? <span className="alert-level">Critical</span> : null}{words}</p>}
      <h3 className="alert-headline">{decision.headline}</h3>
      <p className="small muted alert-why">{withPlainDates(decision.why, today)}</p>
      {decision.modelled ? <p className="small act">Figures from a modelled chain: no recorded quotes.</p> : null}
      <FactList facts={decision.facts} limit={hiddenFacts === 0 ? null : MOST_FACTS} />
      {hiddenFacts === 0 ? null : <button type="button" className="text-button" onClick={() => setAllFacts(true)}>{hiddenFacts} more facts</button>}
      <CandidateTable candidates={decision.candidates.slice(0, 4)} asOf={formatShortMoment(decision.asOfUs, today)} />
      <AlertActions alert={alert} clock={clock} />
    </article>
  );
});

/** Why the card's figures are no longer live, and of when they are; null while they are kept up to date. */
export function useOutage(lost: boolean, today: string | null): string | null {
  const health = useSlice('health');
  if (lost) return 'not connected, last known';
  if (health === null || health.monitoring) return null;
  return health.evaluatedUs === null ? 'not live' : `figures of ${formatShortMoment(health.evaluatedUs, today)}, not live`;
}

function expiryWords(alert: AlertView, today: string | null): string {
  const { expiresUs } = alert.decision;
  if (expiresUs === null) return '';
  return newYorkDate(expiresUs) === today ? ` · expires ${formatMinute(expiresUs)}` : ` · expires ${formatMoment(expiresUs)}`;
}
