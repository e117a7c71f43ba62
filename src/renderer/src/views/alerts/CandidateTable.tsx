import { Fragment } from 'react';
import type { DecisionView } from '../../../../contract/api.ts';
import { formatMoney, formatNumber, formatPercent, formatSigned, signClass } from '../../format.ts';
import { shortLabel } from './shortLabel.ts';
import { TicketLines } from './TicketLines.tsx';

/** Longer names get a line of their own above their figures. */
const LONGEST_NAME = 18;
const FIGURE_COLUMNS = 6;

/** The ranked ways to do it, the best first, its legs and what is to be said of it under it; the narrow form of the card. */
export function CandidateTable({ candidates, asOf }: { readonly candidates: DecisionView['candidates']; readonly asOf: string }) {
  if (candidates.length === 0) return null;
  const names = candidates.map((candidate) => `${candidate.contracts} × ${shortLabel(candidate.label)}`);
  const stacked = names.some((name) => name.length > LONGEST_NAME);
  return (
    <table className={`figures candidates ${stacked ? 'candidates-stacked' : ''}`}>
      <thead>
        <tr>
          <th scope="col" title="Moment of the quotes and figures; they are renewed in a new session, or when the size changes">as of {asOf}</th>
          <th scope="col" title="Mid of the two-sided quote, $ per unit">mid $</th>
          <th scope="col" title="Delta to the VIX forward, per unit">Δ</th>
          <th scope="col" title="$ per VIX point, per contract">$/VIX pt</th>
          <th scope="col" title="Expected cost over 30 days in % of net liquidation">drag</th>
          <th scope="col" title="$ gain of the whole ticket at VIX +10">+10 VIX $</th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((candidate, index) => (
          <Fragment key={candidate.symbol}>
            {stacked ? <tr className={`candidate-name ${rankClass(index)}`}><th scope="row" colSpan={FIGURE_COLUMNS}>{names[index]}</th></tr> : null}
            <tr className={rankClass(index)} title={`${candidate.label}: ${candidate.contracts} contracts, net cost ${formatMoney(candidate.cost)}`}>
              {stacked ? <td /> : <th scope="row">{names[index]}</th>}
              <td>{formatNumber(candidate.mid, 2)}</td>
              <td>{formatNumber(candidate.delta, 2)}</td>
              <td>{formatNumber(candidate.vegaPerVixPoint, 1)}</td>
              <td>{formatPercent(candidate.drag, 2)}</td>
              <td className={signClass(candidate.gainAtVixPlus10)}>{formatSigned(candidate.gainAtVixPlus10)}</td>
            </tr>
            {index === 0 ? <Particulars candidate={candidate} /> : null}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

/** Legs, net price, margin and warnings of the advised ticket; a plain call has none of them. */
function Particulars({ candidate }: { readonly candidate: DecisionView['candidates'][number] }) {
  const { ticket, margin, warnings } = candidate;
  if (ticket.length < 2 && margin === 0 && warnings.length === 0) return null;
  return (
    <tr className="candidate-first candidate-particulars">
      <td colSpan={FIGURE_COLUMNS}>
        <TicketLines candidate={candidate} short />
        {warnings.map((warning) => <p key={warning} className="small muted">{warning.charAt(0).toUpperCase() + warning.slice(1)}.</p>)}
      </td>
    </tr>
  );
}

const rankClass = (index: number): string => (index === 0 ? 'candidate-first' : '');
