import { createColumnHelper } from '@tanstack/react-table';
import type { LegView } from '../../../../contract/api.ts';
import { formatContracts, formatMoney, formatNumber, formatPercent, formatSigned, signClass } from '../../format.ts';
import { formatDay, formatMinute } from '../../formatTime.ts';
import { layerWords } from '../../wording.ts';
import { LayerDot } from '../parts/LayerDot.tsx';
import type { Columns, tableFeature } from '../parts/DataTable.tsx';
import { ReasonTag } from '../parts/ReasonTag.tsx';
import { markTag } from './markWords.ts';
import type { GreekKey } from './legTotals.ts';

const helper = createColumnHelper<typeof tableFeature, LegView>();

const sourceWords: Record<LegView['source'], string> = { sample: 'sample', user: 'recorded', simulated: 'simulated fill' };

const position = helper.accessor('label', { header: 'Position', sortFn: 'alphanumeric', cell: ({ row }) => <PositionCell leg={row.original} /> });
const role = helper.accessor((leg) => roleOf(leg), { id: 'role', header: 'Role', sortFn: 'alphanumeric', cell: ({ row }) => <RoleCell leg={row.original} /> });
const contracts = helper.accessor('quantity', { header: 'Contracts', sortFn: 'basic', cell: ({ row }) => formatContracts(row.original.quantity) });

export const valueColumns = helper.columns([
  position, role, contracts,
  helper.accessor('price', { header: 'Entry $', sortFn: 'basic', cell: ({ row }) => <span title={`Opened ${formatDay(row.original.openedOn, 'year')}`}>{formatNumber(row.original.price, 2)}</span> }),
  helper.accessor('mark', { header: 'Mark $', sortFn: 'basic', cell: ({ row }) => <MarkCell leg={row.original} /> }),
  helper.accessor('days', { header: 'Days', sortFn: 'basic', cell: ({ row }) => formatNumber(row.original.days) }),
  helper.accessor('volatility', { header: 'Implied vol', sortFn: 'basic', cell: ({ row }) => formatPercent(row.original.volatility, 1) }),
  helper.accessor('delta', { header: 'Δ', sortFn: 'basic', cell: ({ row }) => formatSigned(row.original.delta, 2) }),
  helper.accessor('vegaPerVixPoint', { id: 'vega', header: 'Vega $/VIX pt', sortFn: 'basic', cell: ({ row }) => <Signed value={row.original.vegaPerVixPoint} decimals={1} /> }),
  helper.accessor('thetaPerDay', { id: 'theta', header: 'Theta $/day', sortFn: 'basic', cell: ({ row }) => <Signed value={row.original.thetaPerDay} decimals={1} /> }),
  helper.accessor('marketValue', { header: 'Value $', sortFn: 'basic', cell: ({ row }) => formatMoney(row.original.marketValue) }),
  helper.accessor('profit', { header: 'P&L $', sortFn: 'basic', cell: ({ row }) => <Signed value={row.original.profit} decimals={0} /> }),
  helper.accessor('asOfUs', { header: 'As of', sortFn: 'basic', cell: ({ row }) => formatMinute(row.original.asOfUs) }),
]) as unknown as Columns<LegView>;

/** Header, figure and its decimals, in the order of the columns; all of the whole position. */
export const greekColumnsShown: readonly { readonly key: GreekKey; readonly header: string; readonly decimals: number }[] = [
  { key: 'deltaDollarsPerPercent', header: 'Δ $/1 %', decimals: 0 },
  { key: 'gammaDollarsPerPercent', header: 'Γ $/1 %²', decimals: 0 },
  { key: 'vegaPerVolPoint', header: 'Vega $/vol pt', decimals: 0 },
  { key: 'vannaPerVolPoint', header: 'Vanna units/vol pt', decimals: 1 },
  { key: 'volgaPerVolPoint', header: 'Volga $/vol pt²', decimals: 1 },
  { key: 'charmPerDay', header: 'Charm units/day', decimals: 1 },
  { key: 'thetaPerDay', header: 'Theta $/day', decimals: 0 },
  { key: 'vegaPerVixPoint', header: 'Vega $/VIX pt', decimals: 1 },
];

export const greekColumns = helper.columns([
  position, contracts,
  ...greekColumnsShown.map(({ key, header, decimals }) =>
    helper.accessor(key, { id: key, header, sortFn: 'basic', cell: ({ row }) => <Signed value={row.original[key]} decimals={decimals} /> })),
]) as unknown as Columns<LegView>;

function roleOf(leg: LegView): string {
  return leg.layer === null ? (leg.strategy ?? 'single leg') : `${layerWords[leg.layer]} layer`;
}

function PositionCell({ leg }: { readonly leg: LegView }) {
  return <>{leg.label} {leg.source === 'user' ? null : <span className="tag">{sourceWords[leg.source]}</span>}</>;
}

function RoleCell({ leg }: { readonly leg: LegView }) {
  return <>{leg.layer === null ? null : <LayerDot layer={leg.layer} />}{roleOf(leg)}</>;
}

/** A leg without a trusted price says why in the cell; it is never counted as zero. */
function MarkCell({ leg }: { readonly leg: LegView }) {
  if (leg.mark === null) return <span className="negative cell-failure" title={leg.failure ?? undefined}>{leg.failure ?? 'no trusted price'}</span>;
  const tag = markTag(leg);
  return <>{tag === null ? null : <ReasonTag text={tag.text} reason={tag.reason} />}{formatNumber(leg.mark, 2)}</>;
}

/** Coloured by what is shown: a rest of rounding has no sign. */
export function Signed({ value, decimals }: { readonly value: number | null; readonly decimals: number }) {
  return <span className={value === null ? '' : signClass(Number(value.toFixed(decimals)))}>{formatSigned(value, decimals)}</span>;
}
