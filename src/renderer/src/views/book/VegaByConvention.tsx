import { useLost } from '../../engineStore.ts';
import { formatNarrow, formatSigned, signClass } from '../../format.ts';
import { formatMoment } from '../../formatTime.ts';
import { useLiveRequest } from '../../useLiveRequest.ts';
import { conventionWords } from '../../wording.ts';
import { Panel } from '../parts/Panel.tsx';
import { ReasonTag } from '../parts/ReasonTag.tsx';
import { conventionRows, partRows, twinRows, type ShareText, type VegaView } from './conventionRows.ts';

/** The same book in every convention: what one of them covers another may not. */
export function VegaByConvention() {
  const { answer, failure } = useLiveRequest('getVega', {});
  const lost = useLost();
  return (
    <Panel
      title="Vega by convention" className="vega-conventions" aside={answer === null ? '' : `in force: ${conventionWords(answer.conventionInForce)} · long + · as of ${formatMoment(answer.asOfUs)}`}
      loading={answer === null && failure === null && (lost ? 'Not connected to the engine.' : 'Asking for the conventions.')} failed={answer === null && failure}
      empty={answer !== null && answer.book.legs === 0 && 'The book has no positions.'} stale={failure !== null && `not refreshed: ${failure}`}
    >
      {answer === null ? null : (
        <>
          {answer.complete ? null : <p className="incomplete">Incomplete: {answer.incompleteBecause.join('; ')}. A leg without a trusted price never counts as zero.</p>}
          <div className="convention-tables">
            <ConventionTable view={answer} />
            <TwinTable view={answer} />
            <PartTable view={answer} />
          </div>
        </>
      )}
    </Panel>
  );
}

function ConventionTable({ view }: { readonly view: VegaView }) {
  const mark = (convention: VegaView['conventionInForce']): string => (view.conventionInForce === convention ? ' ●' : '');
  const rows = conventionRows(view);
  return (
    <table className="figures" aria-label="Vega of the book by convention">
      <thead><tr><th scope="col">Book, $/VIX point</th><th scope="col">measured w(T){mark('measured')}</th><th scope="col">root-time{mark('rootTime')}</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            {[row.measured, row.rootTime].map((text, index) => (
              <td key={index}>{row.reasons.length === 0 ? text : <ReasonTag text={text} reason={row.reasons.join('; ')} />}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ShareCell({ share }: { readonly share: ShareText }) {
  return share.reason === null ? share.text : <ReasonTag text={share.text} reason={share.reason} />;
}

function TwinTable({ view }: { readonly view: VegaView }) {
  const rows = twinRows(view);
  return (
    <table className="figures" aria-label="Shock twins: full revaluation with the linked SPX move">
      <thead><tr><th scope="col">Shock twin, VIX</th><th scope="col">SPX %</th><th scope="col">condors $</th><th scope="col">hedge $</th><th scope="col">together $</th><th scope="col">covered</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.vixPoints}>
            <th scope="row">{formatSigned(row.vixPoints)}</th><td className="quiet">{formatSigned(row.spxPercent, 1)}</td>
            <td className={signClass(row.condors)}>{formatNarrow(row.condors)}</td><td className={signClass(row.hedge)}>{formatNarrow(row.hedge)}</td>
            <td>{formatNarrow(row.total)}</td><td><ShareCell share={row.coverage} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PartTable({ view }: { readonly view: VegaView }) {
  return (
    <table className="figures" aria-label="Vega of the parts of the book">
      <thead>
        <tr>
          <th scope="col">Part, $</th><th scope="col">raw SPX /vol pt</th><th scope="col" title="Model vega to the volatility of VIX: another currency, never added to SPX vega">raw VIX /vol-of-vol pt</th>
          <th scope="col">SPX weighted /VIX pt</th><th scope="col">net /VIX pt</th>
        </tr>
      </thead>
      <tbody>
        {partRows(view).map((row) => (
          <tr key={row.id} className={row.id === 'book' ? 'total-row' : ''}>
            <th scope="row">{row.name} <span className="quiet">{row.kind}</span></th><td>{row.rawSpx}</td><td>{row.rawVix}</td><td>{row.termWeighted}</td><td>{row.net}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
