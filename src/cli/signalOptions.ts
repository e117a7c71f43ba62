import { join } from 'node:path';
import { failed, success, type Result } from '../domain/result.ts';
import { isIsoDate } from '../domain/time.ts';
import type { SessionFiles } from '../engine/importers/dailySessions.ts';
import { loadPolicy } from '../engine/policies.ts';
import type { PolicyValues } from '../domain/hedging/policy/policySchema.ts';
import { emptyOption, parseWords, type Surroundings } from './commandLine.ts';

export interface SignalOptions {
  readonly files: SessionFiles;
  /** First and last date to print. */
  readonly from: string;
  readonly to: string;
  readonly values: PolicyValues;
}

const SHAPE = {
  bars: { type: 'string' }, vix: { type: 'string' }, vol: { type: 'string' }, breadth: { type: 'string' }, universe: { type: 'string' }, term: { type: 'string' },
  correlation: { type: 'string' }, credit: { type: 'string' }, policy: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' },
} as const;

type Values = { readonly [Name in keyof typeof SHAPE]?: string };

/** One sentence, or null. */
function problemOf(values: Values): string | null {
  const empty = emptyOption(values);
  if (empty !== null) return empty;
  const { from, to, breadth, universe } = values;
  for (const [name, date] of [['from', from], ['to', to]] as const) {
    if (date !== undefined && !isIsoDate(date)) return `--${name} must be a date like 2020-02-28, not "${date}"`;
  }
  if (from !== undefined && to !== undefined && from > to) return `--from ${from} comes after --to ${to}`;
  return universe !== undefined && breadth === undefined ? '--universe chooses within --breadth FILE, which is missing' : null;
}

export function readSignalOptions(words: readonly string[], { resourcesDir }: Surroundings): Result<SignalOptions> {
  const parsed = parseWords(words, SHAPE);
  if (!parsed.ok) return parsed;
  const { positionals } = parsed.value;
  const values: Values = parsed.value.values;
  if (positionals.length > 0) return failed('invalid-input', `"${positionals[0] ?? ''}" is not an option; files are given as --bars FILE and so on`);
  const { bars, vix = null, vol = null, breadth = null, universe = null, term = null, correlation = null, credit = null, from = '', to = '9999-12-31' } = values;
  const problem = problemOf(values);
  if (problem !== null) return failed('invalid-input', problem);
  if (bars === undefined) return failed('invalid-input', '--bars FILE is missing');
  const policy = loadPolicy(values.policy ?? 'steward', [join(resourcesDir, 'policies')]);
  if (!policy.ok) return policy;
  return success({ files: { bars, vix, vol, breadth, universe, term, correlation, credit }, from, to, values: policy.value.policy.values });
}
