import type { EngineState } from '../../../../contract/api.ts';
import { useSlice } from '../../engineStore.ts';
import { Panel } from '../parts/Panel.tsx';
import { nodeRows, recordText, type NodeRow } from './vegaTableRows.ts';

type VegaTables = EngineState['vegaTables'];

/** What the policy takes β and w to be, and what the own record says: for reading, adopted only by policy. */
export function VegaTablesPanel() {
  const tables = useSlice('vegaTables');
  return (
    <Panel title="β and w: policy beside own history" aside="daily changes on those of VIX · to adopt: ballast estimate" market={false} loading={tables === null && 'Waiting for the tables.'}>
      {tables === null ? null : (
        <>
          <p className="small table-note">{tables.note}{' '}
            {tables.policy.convention === 'rootTime' ? 'The policy weighs by (30 ÷ days)^½: its w table is not in force.' : ''}
          </p>
          <div className="estimate-tables">
            <EstimateTable tables={tables} table="beta" caption="β(τ): VX points per VIX point" />
            <EstimateTable tables={tables} table="weight" caption="w(T): SPX vol points per VIX point" />
          </div>
        </>
      )}
    </Panel>
  );
}

interface EstimateTableProps {
  readonly tables: VegaTables;
  readonly table: 'beta' | 'weight';
  readonly caption: string;
}

function EstimateTable({ tables, table, caption }: EstimateTableProps) {
  const record = recordText(tables.estimate?.[table] ?? null);
  const rows = nodeRows(tables, table);
  return (
    <table className="figures">
      <caption className="estimate-caption">{caption}{record === null ? null : <span className="quiet"> · {record}</span>}</caption>
      <thead>
        <tr>
          <th scope="col">days</th><th scope="col">policy</th><th scope="col">own</th>
          <th scope="col" title="White’s standard error, sessions as clusters: several contracts move in the same night. The one to judge by.">robust error</th>
          <th scope="col" title="Classical standard error: too small where calm and wild days differ">classical</th>
          <th scope="col" title="Own minus policy, in robust errors">apart</th><th scope="col">changes</th><th scope="col">r²</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={row.days}>
            <th scope="row">{row.days}</th><td>{row.policy}</td>
            {record === null ? index === 0 && <td colSpan={6} rowSpan={rows.length} className="quiet no-record">no own record yet</td> : <OwnCells row={row} />}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function OwnCells({ row: { own, absent } }: { readonly row: NodeRow }) {
  if (own === null) return <td colSpan={6} className="quiet">{absent ?? 'not measured'}</td>;
  return <><td>{own.value}</td><td>{own.robustError}</td><td>{own.error}</td><td>{own.apart}</td><td>{own.observations}</td><td>{own.rSquared}</td></>;
}
