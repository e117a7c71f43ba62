import type { DecisionView } from '../../../../contract/api.ts';
import { formatMoney, formatNumber, formatPercent, formatSigned, signClass } from '../../format.ts';
import { shortLabel } from './shortLabel.ts';

/** The ranked ways to do it, the best first; the narrow form of the card. */
export function CandidateTable({ candidates }: { readonly candidates: DecisionView['candidates'] }) {
  if (candidates.length === 0) return null;
  return (
    <table className="figures candidates">
      <thead>
        <tr>
          <th scope="col">Candidate</th>
          <th scope="col" title="Mid of the two-sided quote, $ per unit">mid $</th>
          <th scope="col" title="Delta to the VIX forward, per unit">Δ</th>
          <th scope="col" title="$ per VIX point, per contract">$/VIX pt</th>
          <th scope="col" title="Expected cost over 30 days in % of net liquidation">drag</th>
          <th scope="col" title="$ gain of the whole ticket at VIX +10">+10 VIX $</th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((candidate, index) => (
          <tr key={candidate.symbol} className={index === 0 ? 'candidate-first' : ''} title={`${candidate.label}: ${candidate.contracts} contracts, net cost ${formatMoney(candidate.cost)}`}>
            <th scope="row">{candidate.contracts} × {shortLabel(candidate.label)}</th>
            <td>{formatNumber(candidate.mid, 2)}</td>
            <td>{formatNumber(candidate.delta, 2)}</td>
            <td>{formatNumber(candidate.vegaPerVixPoint, 1)}</td>
            <td>{formatPercent(candidate.drag, 2)}</td>
            <td className={signClass(candidate.gainAtVixPlus10)}>{formatSigned(candidate.gainAtVixPlus10)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
