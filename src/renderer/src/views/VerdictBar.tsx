import { useScreen, useSlice } from '../engineStore.ts';
import { unbroken } from '../format.ts';
import { formatDay } from '../formatTime.ts';
import { barText, clockLabel, clockText, eventText, speedText } from './verdict.ts';
import { DataIndicator } from './health/DataIndicator.tsx';
import { Mark } from './parts/Mark.tsx';
import { viewNames, viewTitles, type ViewName } from './viewNames.ts';

/** The two-second answer: stage, one line to act on, next event, market clock, trust in the data. Red when nobody watches. */
export function VerdictBar({ view }: { readonly view: ViewName }) {
  const connection = useScreen((state) => state.connection);
  const engine = useScreen((state) => state.engine);
  const bar = barText({ connection, engine });
  return (
    <header className={`bar bar-${bar.tone}`}>
      <div className="brand"><Mark />Ballast</div>
      <nav className="nav" aria-label="Views">
        {viewNames.map((name) => (
          <a key={name} href={`#${name}`} className="nav-item" aria-current={name === view ? 'page' : undefined}>{viewTitles[name]}</a>
        ))}
      </nav>
      <div className="verdict" role={bar.tone === 'alarm' ? 'alert' : 'status'} aria-live={bar.tone === 'alarm' ? 'assertive' : 'polite'}>
        {bar.pill === null ? null : <span className={`pill pill-${bar.tone}`} title={bar.since === null ? undefined : `Stage since ${formatDay(bar.since, 'weekday')}`}>{bar.pill}</span>}
        <div className="verdict-words" title={[bar.headline, bar.detail].filter((text) => text !== '').join(' — ')}>
          <div className="headline">{unbroken(bar.headline)}</div>
          {bar.detail === '' ? null : <div className="headline-detail">{unbroken(bar.detail)}</div>}
        </div>
      </div>
      <BarFacts />
    </header>
  );
}

function BarFacts() {
  const clock = useSlice('clock');
  const verdict = useSlice('verdict');
  const event = verdict === null ? null : eventText(verdict);
  return (
    <div className="bar-facts">
      {clock?.simulated === true ? (
        <div className="simulated" title={`${clock.sourceLabel}. Prices are invented; market time runs at ${speedText(clock.speed)}.`}>
          Simulated<b>{speedText(clock.speed)}</b>
        </div>
      ) : null}
      {event === null ? null : <div className="bar-fact bar-event">{event.label}<b>{event.text}</b></div>}
      {clock === null ? null : <div className="bar-fact bar-clock">{clockLabel(clock)}<b>{clockText(clock)}</b></div>}
      <DataIndicator />
    </div>
  );
}
