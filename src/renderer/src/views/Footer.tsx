import { formatCount, formatNumber } from '../format.ts';
import { formatAge } from '../formatTime.ts';
import { useScreen, useSlice } from '../engineStore.ts';
import { AboutButton } from './AboutButton.tsx';
import { AppearanceMenu } from './AppearanceMenu.tsx';
import { balanceOf, evaluationAgeMs } from './health/balance.ts';

/** Feed and rate, the balance of received quotes, age of the evaluation, policy, log. */
export function Footer() {
  return (
    <footer className="footer">
      <FeedFacts />
      <EvaluationAge />
      <span className="footer-end">
        <PolicyAndLog />
        <AppearanceMenu />
        <AboutButton />
      </span>
    </footer>
  );
}

function FeedFacts() {
  const health = useSlice('health');
  const phase = useScreen((state) => state.connection.phase);
  if (health === null) return <span>{phase === 'lost' ? 'no engine' : 'waiting for the engine'}</span>;
  const balance = balanceOf(health);
  return (
    <>
      <span className="nowrap"><b>{health.feedLabel}</b> {formatCount(health.quotesPerSecond)} quotes/s</span>
      <span className={`footer-balance ${balance.holds ? '' : 'negative'}`}>{balance.text}</span>
    </>
  );
}

function EvaluationAge() {
  const health = useSlice('health');
  const clock = useSlice('clock');
  if (health === null || clock === null) return null;
  const age = evaluationAgeMs(health, clock);
  const took = health.evaluationMs === null ? '' : `, took ${formatNumber(health.evaluationMs, 1)} ms`;
  return <span className="footer-evaluation">{age === null ? 'not evaluated yet' : `evaluated ${formatAge(age)} ago${took}`}</span>;
}

function PolicyAndLog() {
  const policy = useSlice('policy');
  const log = useSlice('log');
  return (
    <>
      {policy === null ? null : <span className="nowrap">policy <b>{policy.name}</b> · {policy.version.slice(0, 8)}</span>}
      {log === null ? null : <a className="footer-link" href="#log" title={`Head of the hash chain: ${log.headHash}`}>log <b>{formatCount(log.count)}</b> {log.count === 1 ? 'entry' : 'entries'}</a>}
    </>
  );
}
