import type { DecisionView } from '../../../../contract/api.ts';
import { formatNumber } from '../../format.ts';
import { formatSymbol } from './fillDraft.ts';
import { shortLabel } from './shortLabel.ts';
import { marginWords, netWords, sideWords } from './ticketWords.ts';

type Candidate = DecisionView['candidates'][number];

/** Each leg to type in at the broker, then what they come to; nothing for a ticket of one option, whose row says it all. */
export function TicketLines({ candidate, short }: { readonly candidate: Candidate; readonly short: boolean }) {
  const { ticket, margin } = candidate;
  if (ticket.length < 2 && margin === 0) return null;
  return (
    <div className="ticket-lines">
      {ticket.map((line) => (
        <div key={`${line.side}/${line.symbol}`} className="ticket-line">
          <span className="ticket-side">{sideWords(line)}</span>
          <span className="ticket-contract">{line.contracts} × {short ? shortLabel(formatSymbol(line.symbol)) : formatSymbol(line.symbol)}</span>
          <span className="ticket-price">{formatNumber(line.price, 2)}</span>
        </div>
      ))}
      <div className="ticket-line ticket-net">
        <span className="ticket-words">{netWords(candidate)}{margin === 0 ? '' : `, ${marginWords(margin)}`}</span>
      </div>
    </div>
  );
}
