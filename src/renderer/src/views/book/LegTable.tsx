import { useMemo, useState } from 'react';
import type { EngineState } from '../../../../contract/api.ts';
import { formatMoney } from '../../format.ts';
import { formatMoment } from '../../formatTime.ts';
import { conventionWords } from '../../wording.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Segments } from '../parts/Segments.tsx';
import { greekColumns, greekColumnsShown, Signed, valueColumns } from './legColumns.tsx';
import { orderedLegs } from './legOrder.ts';
import { sumOf, totalsByUnderlying } from './legTotals.ts';
import { markSentence } from './markWords.ts';

type Book = EngineState['book'];

const figureSets = [{ value: 'value', text: 'Value' }, { value: 'greeks', text: 'Greeks' }] as const;
type FigureSet = (typeof figureSets)[number]['value'];

/** The legs with their marks, or with their greeks, and what they come to. */
export function LegTable({ book }: { readonly book: Book }) {
  const [figures, setFigures] = useState<FigureSet>('value');
  const legs = useMemo(() => orderedLegs(book.legs), [book.legs]);
  const title = book.sample && !/sample/i.test(book.name) ? `${book.name}, sample book` : book.name;
  return (
    <Panel
      title={<>{title}<Segments<FigureSet> label="Figures of the legs" choices={figureSets} value={figures} onChange={setFigures} className="ranges" /></>} label="Positions"
      aside={`${book.legs.length} legs · ${book.condors} condors · long + · as of ${formatMoment(book.asOfUs)}`}
      empty={book.legs.length === 0 && 'The book has no positions.'}
    >
      {book.complete ? null : <p className="incomplete">Totals are incomplete: {book.incompleteBecause.join('; ')}. A leg without a trusted price never counts as zero.</p>}
      <DataTable
        key={figures} label="Positions of the book" columns={figures === 'value' ? valueColumns : greekColumns} rows={legs} rowId={(leg) => leg.id}
        rowClass={(leg) => (leg.mark === null ? 'row-failed' : '')} foot={figures === 'value' ? <ValueFoot book={book} /> : <GreekFoot book={book} />}
      />
      <p className="small mark-sentence" title={book.modelMarked.join('\n') || undefined}>{markSentence(book)}</p>
      <p className="quiet small">{figures === 'value'
        ? `Δ per unit to the forward · vega in $ per VIX point (${conventionWords(book.convention)} for SPX, curve beta for VIX) and theta in $ per calendar day, whole position · a word beside a mark says why it is not the plain mid of a two-sided quote`
        : 'Whole position · a move of m % earns about Δ·m + Γ·m²/2 · vol pt: a point of the option’s own volatility, of VIX options vol-of-vol · units of the underlying’s forward · a percent of SPX and a percent of VIX do not add up: one total each'}</p>
    </Panel>
  );
}

const INCOMPLETE = <span className="act">incomplete</span>;

function Total({ value, decimals }: { readonly value: number | null; readonly decimals: number }) {
  return value === null ? INCOMPLETE : <Signed value={value} decimals={decimals} />;
}

function ValueFoot({ book }: { readonly book: Book }) {
  return (
    <tr>
      <th scope="row" colSpan={8}>Book</th>
      <td><Total value={book.netVega} decimals={1} /></td>
      <td><Total value={book.thetaPerDay} decimals={1} /></td>
      <td>{book.marketValue === null ? INCOMPLETE : formatMoney(book.marketValue)}</td>
      <td><Total value={sumOf(book.legs, (leg) => leg.profit)} decimals={0} /></td>
      <td />
    </tr>
  );
}

function GreekFoot({ book }: { readonly book: Book }) {
  return (
    <>
      {totalsByUnderlying(book.legs).map(({ underlying, legs, sums }) => (
        <tr key={underlying} data-underlying={underlying}>
          <th scope="row" colSpan={2}>{underlying}, {legs} {legs === 1 ? 'leg' : 'legs'}</th>
          {greekColumnsShown.map(({ key, decimals }) => <td key={key}><Total value={sums[key]} decimals={decimals} /></td>)}
        </tr>
      ))}
      <tr>
        <th scope="row" colSpan={2}>Book</th>
        {greekColumnsShown.map(({ key, decimals }) => (
          <td key={key}>{key === 'thetaPerDay' ? <Total value={book.thetaPerDay} decimals={decimals} /> : key === 'vegaPerVixPoint' ? <Total value={book.netVega} decimals={decimals} /> : null}</td>
        ))}
      </tr>
    </>
  );
}
