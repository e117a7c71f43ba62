import type { DecisionView } from '../../../../contract/api.ts';
import { formatDay, withPlainDates } from '../../formatTime.ts';

interface FactListProps {
  readonly facts: DecisionView['facts'];
  /** Show only so many; null = all. */
  readonly limit: number | null;
}

/** Facts for (✓) and, greyed with a dot, those that speak against. */
export function FactList({ facts, limit }: FactListProps) {
  const shown = limit === null ? facts : facts.slice(0, limit);
  return (
    <ul className="facts">
      {shown.map((fact) => ({ ...fact, text: withPlainDates(fact.text, fact.asOf), day: formatDay(fact.asOf) })).map((fact) => (
        <li key={`${fact.label}/${fact.asOf}/${fact.text}`} className={fact.supports ? 'fact' : 'fact fact-against'}>
          <span className="fact-mark" aria-label={fact.supports ? 'speaks for' : 'speaks against'}>{fact.supports ? '✓' : '·'}</span>
          <span><span className="fact-label">{fact.label}:</span> {fact.text} {fact.text.endsWith(fact.day) ? null : <span className="fact-source">{fact.day}</span>}</span>
        </li>
      ))}
    </ul>
  );
}
