import { useState } from 'react';
import { useLost } from '../../engineStore.ts';
import { formatMoment } from '../../formatTime.ts';
import { useLiveRequest } from '../../useLiveRequest.ts';
import { Panel } from '../parts/Panel.tsx';
import { ReasonTag } from '../parts/ReasonTag.tsx';
import { Segments } from '../parts/Segments.tsx';
import { calendarSentences, smileRows, type SmileRow } from './smileRows.ts';

type Scope = 'book' | 'all';
const SCOPES: readonly { readonly value: Scope; readonly text: string }[] = [{ value: 'book', text: 'Of the book' }, { value: 'all', text: 'All quoted' }];

/** What marks without a market and all shocks stand on: quotes used and left out, expiry by expiry. */
export function SmilesPanel() {
  const [scope, setScope] = useState<Scope>('book');
  const { answer, failure } = useLiveRequest('getSmiles', { expiries: scope });
  const lost = useLost();
  const rows = answer === null ? [] : smileRows(answer);
  return (
    <Panel
      title={<>Volatility smiles <Segments label="Expiries" choices={SCOPES} value={scope} onChange={setScope} className="ranges" /></>} label="Volatility smiles"
      aside={answer === null ? '' : `fitted between bid and ask · as of ${formatMoment(answer.asOfUs)}`}
      loading={answer === null && failure === null && (lost ? 'Not connected to the engine.' : 'Asking for the smiles.')} failed={answer === null && failure}
      empty={answer !== null && rows.length === 0 && 'The book has no options.'} stale={failure !== null && `not refreshed: ${failure}`}
    >
      {answer === null ? null : <CalendarNotes sentences={calendarSentences(answer)} />}
      <table className="figures" aria-label="Smile of each expiry">
        <thead>
          <tr>
            <th scope="col">Expiry</th><th scope="col">days</th><th scope="col">forward</th><th scope="col">from</th><th scope="col">vol at the forward</th>
            <th scope="col" title="Out-of-the-money quotes that the curve goes by, of all live two-sided ones">quotes used</th>
            <th scope="col" title="Share of them whose bid and ask hold the curve between them">inside bid–ask</th><th scope="col">strikes</th><th scope="col">left out</th>
          </tr>
        </thead>
        <tbody>{rows.map((row) => <SmileLine key={row.id} row={row} />)}</tbody>
      </table>
    </Panel>
  );
}

function CalendarNotes({ sentences }: { readonly sentences: readonly string[] }) {
  return sentences.length === 0 ? null : <p className="incomplete">Calendar arbitrage between quoted expiries: {sentences.join('; ')}.</p>;
}

function SmileLine({ row }: { readonly row: SmileRow }) {
  return (
    <tr>
      <th scope="row">{row.name}{row.remarks.length === 0 ? null : <> <ReasonTag text="note" reason={row.remarks.join('; ')} /></>}</th>
      <td>{row.days}</td><td>{row.forward}</td><td className="muted">{row.source}</td><td>{row.atTheMoney}</td>
      {row.used === null ? <td colSpan={4} className="negative cell-failure">{row.failure}</td> : (
        <>
          <td>{row.used}</td><td>{row.repriced}</td><td>{row.range}</td>
          <td>{row.dropped.length === 0 ? 'none' : <ReasonTag text={String(row.dropped.length)} reason={row.dropped.join('; ')} />}</td>
        </>
      )}
    </tr>
  );
}
