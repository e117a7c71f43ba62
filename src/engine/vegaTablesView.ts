import type { EngineState } from '../contract/api.ts';
import type { Result } from '../domain/result.ts';
import { estimateTables, type TableEstimate } from '../domain/vega/estimateTables.ts';
import type { EngineCore } from './engineCore.ts';
import { readVegaHistory } from './vegaRecord.ts';

type VegaTablesView = EngineState['vegaTables'];
type TableView = NonNullable<VegaTablesView['estimate']>['beta'];

const tableView = (table: Result<TableEstimate>): TableView =>
  (table.ok ? { ...table.value, nodes: table.value.nodes.map((node) => ({ ...node })), absent: table.value.absent.map((node) => ({ ...node })) } : null);

function noteOf(core: EngineCore, beta: Result<TableEstimate>, weight: Result<TableEstimate>): string {
  const waiting = [['β', beta], ['w', weight]] as const;
  const why = waiting.flatMap(([name, table]) => (table.ok ? [] : [`No own ${name} yet: ${table.failure.detail}.`]));
  const whose = core.feed.simulated ? ['The record is of a simulated market: an estimate gives back its model, not a market.'] : [];
  return [...why, ...whose, 'In force are the tables of the policy; an estimate is adopted only by an own policy.'].join(' ');
}

function computeView(core: EngineCore): VegaTablesView {
  const { vega } = core.policy.values;
  const { beta, weight } = estimateTables(readVegaHistory((symbol) => core.store.readBars(symbol, '1d')), vega);
  return {
    policy: { convention: vega.convention, beta: vega.beta, weight: vega.weight },
    estimate: beta.ok || weight.ok ? { beta: tableView(beta), weight: tableView(weight) } : null,
    note: noteOf(core, beta, weight),
  };
}

/** The policy's β and w beside those of the own record; computed once a session, at its close or at the start. */
export function vegaTablesView(core: EngineCore): VegaTablesView {
  const record = `${core.record.rows.length} ${core.record.latest?.date ?? ''} ${core.feed.simulated}`;
  if (core.vegaTables?.record !== record) core.vegaTables = { record, view: computeView(core) };
  return core.vegaTables.view;
}
