import { createSortedRowModel, rowSortingFeature, sortFn_alphanumeric, sortFn_basic, tableFeatures, useTable, type ColumnDef, type Header, type RowData } from '@tanstack/react-table';
import type { ReactNode } from 'react';

export const tableFeature = tableFeatures({
  rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: { basic: sortFn_basic, alphanumeric: sortFn_alphanumeric },
});
export type Columns<Row extends RowData> = readonly ColumnDef<typeof tableFeature, Row>[];

interface DataTableProps<Row extends RowData> {
  readonly label: string;
  readonly columns: Columns<Row>;
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly rowClass?: (row: Row) => string;
  readonly foot?: ReactNode;
}

/** A sortable table of figures. The first column is the row's name and reads left, the others right unless their id is in `leftColumns`. */
export function DataTable<Row extends RowData>({ label, columns, rows, rowId, rowClass, foot }: DataTableProps<Row>) {
  const table = useTable({ features: tableFeature, columns: columns as ColumnDef<typeof tableFeature, Row>[], data: rows as Row[], getRowId: rowId });
  return (
    <div className="table-scroll">
      <table className="figures data-table" aria-label={label}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>{group.headers.map((header) => <HeaderCell key={header.id} header={header}><table.FlexRender header={header} /></HeaderCell>)}</tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} className={rowClass?.(row.original) ?? ''}>
              {row.getAllCells().map((cell) => <td key={cell.id} className={`cell-${cell.column.id}`}><table.FlexRender cell={cell} /></td>)}
            </tr>
          ))}
        </tbody>
        {foot === undefined ? null : <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}

const ariaSort = { asc: 'ascending', desc: 'descending' } as const;
const arrow = { asc: ' ↑', desc: ' ↓' } as const;

function HeaderCell<Row extends RowData>({ header, children }: { readonly header: Header<typeof tableFeature, Row>; readonly children: ReactNode }) {
  const sorted = header.column.getIsSorted();
  if (!header.column.getCanSort()) return <th scope="col" className={`cell-${header.column.id}`}>{children}</th>;
  return (
    <th scope="col" className={`cell-${header.column.id}`} aria-sort={sorted === false ? 'none' : ariaSort[sorted]}>
      <button type="button" className="sort-button" onClick={header.column.getToggleSortingHandler()}>{children}{sorted === false ? '' : arrow[sorted]}</button>
    </th>
  );
}
