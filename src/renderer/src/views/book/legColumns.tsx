import { createColumnHelper } from '@tanstack/react-table';
import type { LegView } from '../../../../contract/api.ts';
import { formatContracts, formatMoney, formatNumber, formatPercent, formatSigned, signClass } from '../../format.ts';
import { formatDay, formatMinute } from '../../formatTime.ts';
import { layerWords } from '../../wording.ts';
import { LayerDot } from '../parts/LayerDot.tsx';
import type { Columns, tableFeature } from '../parts/DataTable.tsx';

const helper = createColumnHelper<typeof tableFeature, LegView>();

const sourceWords: Record<LegView['source'], string> = { sample: 'sample', user: 'recorded', simulated: 'simulated fill' };

export const legColumns = helper.columns([
  helper.accessor('label', { header: 'Position', sortFn: 'alphanumeric', cell: ({ row }) => <PositionCell leg={row.original} /> }),
  helper.accessor((leg) => roleOf(leg), { id: 'role', header: 'Role', sortFn: 'alphanumeric', cell: ({ row }) => <RoleCell leg={row.original} /> }),
  helper.accessor('quantity', { header: 'Contracts', sortFn: 'basic', cell: ({ row }) => formatContracts(row.original.quantity) }),
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
  return <span title={leg.markReason ?? undefined}>{formatNumber(leg.mark, 2)}{leg.markReason === null ? '' : ' *'}</span>;
}

function Signed({ value, decimals }: { readonly value: number | null; readonly decimals: number }) {
  return <span className={signClass(value)}>{formatSigned(value, decimals)}</span>;
}
