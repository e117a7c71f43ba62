import type { z } from 'zod';
import { plural } from '../../figureText.ts';
import { hasPolicyValue } from './policyDiff.ts';

type Issue = z.core.$ZodIssue;

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => text + (typeof key === 'number' ? `[${key}]` : `${text === '' ? '' : '.'}${String(key)}`), '');

const isMissing = (json: unknown, path: readonly PropertyKey[]): boolean =>
  path.length > 0 && path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Readonly<Record<PropertyKey, unknown>>)[key] : undefined), json) === undefined;

const KINDS: Readonly<Record<string, string>> = { object: 'a group of keys in { }', array: 'a list in [ ]', boolean: 'true or false', string: 'a text', record: 'a group of keys in { }' };

function sizeText(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const [bound, count] = issue.code === 'too_big' ? ['at most', Number(issue.maximum)] as const : ['at least', Number(issue.minimum)] as const;
  return `must have ${bound} ${issue.origin === 'string' ? plural(count, 'character') : plural(count, 'entry', 'entries')}`;
}

/** What is allowed; the schema's own words where it has some (they never begin like the checker's). */
function allowedText(issue: Issue): string {
  if (issue.code === 'invalid_value') {
    const words = issue.values.map((value) => JSON.stringify(value)).join(', ');
    return issue.values.length === 1 ? `must be ${words}` : `must be one of ${words}`;
  }
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid')) return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if ((issue.code === 'too_big' || issue.code === 'too_small') && issue.message.startsWith('Too ')) return sizeText(issue);
  return issue.message;
}

/** A policy written before a key came lacks it whole: there the range says less than where to find it. */
function issueText(json: unknown, issue: Issue): string {
  const at = pathText(issue.path) || 'the policy';
  if (issue.code === 'unrecognized_keys') return `${at}: unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.join(', ')}`;
  const allowed = allowedText(issue);
  if (!isMissing(json, issue.path)) return `${at}: ${allowed}`;
  const range = issue.code === 'invalid_type' && issue.message.startsWith('Invalid') ? '' : `, ${allowed}`;
  return `${at}: is missing${range} (the bundled steward policy has it)`;
}

/** A note that speaks of no value is a slip of the pen, or the value went and its note stayed. A value that is missing is told already. */
function strayNotes(json: unknown, issues: readonly Issue[]): readonly string[] {
  if (typeof json !== 'object' || json === null || !('notes' in json) || !('values' in json)) return [];
  const { notes, values } = json;
  if (typeof notes !== 'object' || notes === null || Array.isArray(notes)) return [];
  const told = issues.filter((issue) => isMissing(json, issue.path)).map((issue) => pathText(issue.path));
  const isTold = (path: string): boolean => told.some((at) => `values.${path}` === at || `values.${path}`.startsWith(`${at}.`));
  return Object.keys(notes).filter((path) => !hasPolicyValue(values, path) && !isTold(path)).map((path) => `notes: "${path}" is no path of a value`);
}

/** One sentence for each offending path, in the order of the schema: what stands there and what may. */
export const policyIssues = (json: unknown, issues: readonly Issue[]): readonly string[] => [...issues.map((issue) => issueText(json, issue)), ...strayNotes(json, issues)];
