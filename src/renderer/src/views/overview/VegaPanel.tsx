import type { EngineState } from '../../../../contract/api.ts';
import { useSlice } from '../../engineStore.ts';
import { formatPercent, formatSigned, signClass } from '../../format.ts';
import { formatMinute } from '../../formatTime.ts';
import { conventionWords } from '../../wording.ts';
import { Fresh } from '../parts/Fresh.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Row } from '../parts/Row.tsx';
import { bandText, coverageText, distanceToBand, gaugeOf } from './coverage.ts';
import { modelMarkCount } from '../book/markWords.ts';
import { CoverageGauge } from './CoverageGauge.tsx';
import { ShockTable } from './ShockTable.tsx';

export function VegaPanel() {
  const book = useSlice('book');
  return (
    <Panel
      title="Net book vega" aside={book === null ? '$/VIX point' : `$/VIX point · ${formatMinute(book.asOfUs)}`} className="vega-panel"
      loading={book === null && 'Waiting for the book.'} empty={book !== null && book.legs.length === 0 && 'The book has no positions.'}
    >
      {book === null ? null : <VegaFigures book={book} />}
    </Panel>
  );
}

function VegaFigures({ book }: { readonly book: EngineState['book'] }) {
  const distance = distanceToBand(book);
  const coverage = coverageText(book);
  return (
    <>
      <div className="vega-head">
        <span className={`big ${signClass(book.netVega)}`}><Fresh text={formatSigned(book.netVega)} /></span>
        <span className="vega-parts">condors {formatSigned(book.shortVega)}<br />hedge {formatSigned(book.hedgeVega)}</span>
      </div>
      {book.complete ? null : <p className="incomplete" title={book.incompleteBecause.join('; ')}>Incomplete: {book.incompleteBecause.join('; ')}</p>}
      <CoverageGauge gauge={gaugeOf(book)} />
      <Row label="Coverage now" value={coverage.text} title={coverage.reason ?? undefined} />
      {coverage.reason === null ? null : <p className="quiet small coverage-reason">{coverage.reason}</p>}
      <Row label="Band at this stage" value={bandText(book)} />
      <Row label="Target" value={book.target === null ? 'none' : formatPercent(book.target)} />
      {book.proposedCoverage === null ? null : <Row label={<span className="act">With the proposal</span>} value={formatPercent(book.proposedCoverage)} />}
      <Row label={distance.label} value={distance.text} title="$ per VIX point that the hedge lacks to the lower and upper end of the band" />
      <ShockTable shocks={book.shocks} />
      <p className="quiet small convention" title="Long vega is positive">
        {book.sample ? <><span className="act">sample book</span> · </> : null}{conventionWords(book.convention)}
        {book.modelMarked.length === 0 ? null : <span className="act" title={book.modelMarked.join('\n')}> · {modelMarkCount(book)}</span>}
      </p>
    </>
  );
}
