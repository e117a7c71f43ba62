import { join, resolve } from 'node:path';
import type { VegaTables } from '../domain/book/valuation.ts';
import { parseAnySymbol } from '../domain/instruments/anySymbol.ts';
import { failed, success, type Result } from '../domain/result.ts';
import type { InstrumentSymbol } from '../domain/units.ts';
import { betaAt, weightAt } from '../domain/vega/vegaTables.ts';
import { estimateTables, type DatedClose, type TableEstimate, type VegaEstimate } from '../domain/vega/estimateTables.ts';
import { dataFiles, defaultDataPath } from '../engine/dataFolder.ts';
import { readClosesFile } from '../engine/importers/closesFile.ts';
import { loadPolicy, type LoadedPolicy } from '../engine/policies.ts';
import { openJournalReadOnly } from '../engine/store/journalStore.ts';
import { openMarketStoreReadOnly } from '../engine/store/marketStore.ts';
import { readVegaHistory } from '../engine/vegaRecord.ts';
import { emptyOption, EXIT, parseWords, refuse, type Command, type Surroundings } from './commandLine.ts';
import { prettyJson } from './prettyJson.ts';

export const ESTIMATE_HELP = `ballast estimate [--data DIR] [--history [SYMBOL=]FILE …] [--policy NAME|FILE]

Measures β of the VX futures and w of the volatility indices on your own daily closes, by least squares with intercept on the
changes of spot VIX, and prints them beside the policy's as one JSON document. Without --history the closes that Ballast has
stored in its data folder; with it those of the files (and of --data as well, when given). Adopted only by a policy of yours.`;

const OPTIONS = { data: { type: 'string' }, history: { type: 'string', multiple: true }, policy: { type: 'string' } } as const;

const UNITS = {
  days: 'calendar days to settlement (beta) or tenor of the index (weight)',
  policy: 'the value in force: points of the series per 1.00 point of spot VIX',
  estimate: 'the same, measured: slope of daily changes on those of spot VIX, least squares with intercept',
  standardError: 'classical: errors independent and of one variance', robustStandardError: 'White’s, sessions as clusters: use this one',
  differenceInErrors: '(estimate − policy) ÷ robustStandardError', observations: 'daily changes', rSquared: 'share of the variance explained, 0…1',
} as const;

type ClosesOf = (symbol: InstrumentSymbol) => readonly DatedClose[];

interface EstimateOrder {
  readonly policy: LoadedPolicy;
  /** Null: files only. */
  readonly dataFolder: string | null;
  readonly files: readonly string[];
}

export const runEstimate: Command = async (words, surroundings) => {
  const order = readOrder(words, surroundings);
  if (!order.ok) return refuse(surroundings, `estimate: ${order.failure.detail}`);
  const { dataFolder, files, policy } = order.value;
  const given = await readFiles(files);
  if (!given.ok) return refuse(surroundings, `estimate: ${given.failure.detail}`);
  const store = dataFolder === null ? null : openMarketStoreReadOnly(dataFiles(dataFolder).marketFile);
  if (store !== null && !store.ok) return refuse(surroundings, `estimate: ${store.failure.detail}`);
  try {
    const history = readVegaHistory((symbol) => merged(store?.value.readBars(symbol, '1d') ?? [], given.value(symbol)));
    const recordOf = dataFolder === null ? null : recordedMarket(dataFolder);
    const document = documentOf(estimateTables(history, policy.policy.values.vega), order.value, recordOf);
    surroundings.console.out(prettyJson(document));
    return EXIT.done;
  } finally {
    store?.value.close();
  }
};

function readOrder(words: readonly string[], { resourcesDir }: Surroundings): Result<EstimateOrder> {
  const parsed = parseWords(words, OPTIONS);
  if (!parsed.ok) return failed('invalid-input', `${parsed.failure.detail}.`);
  const { values, positionals } = parsed.value;
  if (positionals.length > 0) return failed('invalid-input', `"${positionals[0] ?? ''}" is not an option; files are given with --history, one each time.`);
  const empty = emptyOption(values);
  if (empty !== null) return failed('invalid-input', `${empty}.`);
  const files = values.history ?? [];
  const dataFolder = values.data === undefined && files.length > 0 ? null : resolve(values.data ?? defaultDataPath());
  const folders = [...(dataFolder === null ? [] : [dataFiles(dataFolder).policiesDir]), join(resourcesDir, 'policies')];
  const policy = loadPolicy(values.policy ?? 'steward', folders);
  return policy.ok ? success({ policy: policy.value, dataFolder, files }) : policy;
}

/** Which market the folder's record is of, in the engine's words; null when it does not say. */
function recordedMarket(dataFolder: string): string | null {
  const journal = openJournalReadOnly(dataFiles(dataFolder).journalFile);
  if (!journal.ok) return null;
  try {
    const source = journal.value.loadSetting('marketSource');
    return typeof source === 'string' ? source : null;
  } finally {
    journal.value.close();
  }
}

/** Each word is `FILE` with symbols in it, or `SYMBOL=FILE`. */
async function readFiles(words: readonly string[]): Promise<Result<ClosesOf>> {
  const all = new Map<InstrumentSymbol, readonly DatedClose[]>();
  for (const word of words) {
    const [, name = null, file = word] = /^([^=/\\]+)=(.+)$/.exec(word) ?? [];
    const symbol = name === null ? success(null) : parseAnySymbol(name);
    if (!symbol.ok) return failed('invalid-input', `--history ${word}: ${symbol.failure.detail}`);
    const read = await readClosesFile(file, symbol.value);
    if (!read.ok) return read;
    for (const [series, rows] of read.value) all.set(series, merged(all.get(series) ?? [], rows));
  }
  return success((symbol) => all.get(symbol) ?? []);
}

/** Of two closes of one day the second list's stands: a file before the store, a later file before an earlier one. */
const merged = (first: readonly DatedClose[], second: readonly DatedClose[]): readonly DatedClose[] =>
  (second.length === 0 ? first : [...new Map([...first, ...second].map((row) => [row.date, row])).values()].sort((a, b) => (a.date < b.date ? -1 : 1)));

function tableDocument(table: Result<TableEstimate>, policyAt: (days: number) => number): object {
  if (!table.ok) return { estimated: false, reason: table.failure.detail };
  const { nodes, absent, sessions, from, to } = table.value;
  const rows = [
    ...nodes.map(({ days, value, standardError, robustStandardError, observations, rSquared }) => ({
      days, policy: policyAt(days), estimate: value, standardError, robustStandardError, differenceInErrors: robustStandardError > 0 ? (value - policyAt(days)) / robustStandardError : null, observations, rSquared,
    })),
    ...absent.map(({ days, reason }) => ({ days, policy: policyAt(days), estimate: null, reason })),
  ];
  return { estimated: true, sessions, from, to, nodes: rows.sort((a, b) => a.days - b.days) };
}

const HOW_TO_ADOPT = 'Nothing is changed by this command. To adopt: save `policy show` as a file, take out its version, give it a name of its own, put these lists in the place of values.vega.beta and values.vega.weight, and start with --policy FILE. A node that could not be measured keeps the policy’s value.';

function documentOf({ beta, weight, adoptable }: VegaEstimate, { policy: { policy, version }, dataFolder, files }: EstimateOrder, recordOf: string | null): object {
  const { vega } = policy.values;
  const measured: VegaTables = { ...vega, convention: 'measured' };
  const simulated = recordOf?.startsWith('simulated') === true;
  const ready = !simulated && Object.keys(adoptable).length > 0;
  return {
    report: 'estimate', policy: `${policy.name}@${version}`, conventionInForce: vega.convention, sources: [...(dataFolder === null ? [] : [dataFolder]), ...files], recordOf, units: UNITS,
    beta: tableDocument(beta, (days) => betaAt(vega, days)),
    weight: tableDocument(weight, (days) => weightAt(measured, days)),
    adopt: ready ? { vega: adoptable } : null,
    adoptNote: simulated ? `Nothing to adopt: the record is of a ${recordOf}, and an estimate gives back its model.` : ready ? HOW_TO_ADOPT : 'Nothing to adopt yet.',
  };
}
