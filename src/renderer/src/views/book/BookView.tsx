import type { EngineState } from '../../../../contract/api.ts';
import { useSlice } from '../../engineStore.ts';
import { formatMoney, formatNumber, formatPercent, formatSigned, signClass } from '../../format.ts';
import { conventionWords } from '../../wording.ts';
import { bandText, coverageText } from '../overview/coverage.ts';
import { ShockTable } from '../overview/ShockTable.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Row } from '../parts/Row.tsx';
import { LegTable } from './LegTable.tsx';
import { VegaByConvention } from './VegaByConvention.tsx';

type Book = EngineState['book'];

export function BookView() {
  const book = useSlice('book');
  return <main className="view">{book === null ? <Panel title="Book" loading="Waiting for the book." /> : <BookContent book={book} />}</main>;
}

function BookContent({ book }: { readonly book: Book }) {
  return (
    <>
      <div className="view-figures">
        <VegaTotals book={book} />
        <MoneyTotals book={book} />
        <Panel title="If VIX rises" aside="$ change, full revaluation"><ShockTable shocks={book.shocks} /></Panel>
      </div>
      <LegTable book={book} />
      <VegaByConvention />
    </>
  );
}

function VegaTotals({ book }: { readonly book: Book }) {
  const coverage = coverageText(book);
  return (
    <Panel title="Vega" aside={`$ per VIX point, ${conventionWords(book.convention)}`}>
      <Row label="Net book vega" value={formatSigned(book.netVega, 1)} className={signClass(book.netVega)} />
      <Row label="Condors (short vega)" value={formatSigned(book.shortVega, 1)} className={signClass(book.shortVega)} />
      <Row label="Hedge" value={formatSigned(book.hedgeVega, 1)} className={signClass(book.hedgeVega)} />
      <Row label="Coverage, hedge ÷ short" value={book.coverage === null ? coverage.text : formatPercent(book.coverage, 1)} title={coverage.reason ?? undefined} />
      {coverage.reason === null ? null : <p className="quiet small coverage-reason">{coverage.reason}</p>}
      <Row label="Band, target" value={`${bandText(book)}, ${book.target === null ? 'none' : formatPercent(book.target)}`} />
    </Panel>
  );
}

function MoneyTotals({ book }: { readonly book: Book }) {
  return (
    <Panel title="Totals" aside={book.complete ? 'US dollars' : 'incomplete'}>
      <Row label="Market value of positions" value={formatMoney(book.marketValue)} />
      <Row label="Theta per calendar day" value={formatMoney(book.thetaPerDay, 0, { plus: true })} className={signClass(book.thetaPerDay)} />
      <Row label="Net liquidation value" value={formatMoney(book.netLiquidation)} />
      <Row label="Raw vega SPX, $ per vol point" value={formatNumber(book.rawVegaSpx, 0)} title="Model vega to SPX implied volatility" />
      <Row label="Raw vega VIX options, vol-of-vol" value={formatNumber(book.rawVegaVix, 0)} title="Model vega to the volatility of VIX: never summed with SPX vega" />
    </Panel>
  );
}
