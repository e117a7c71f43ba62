import { canonicalJson } from '../../canonicalJson.ts';
import type { Policy } from './policySchema.ts';

/** One value of a policy, e.g. `guards.drag` 0.0015. Lists are one value, and so is what stands or falls as a whole. */
export interface PolicyValue {
  readonly path: string;
  readonly value: unknown;
}

/** A side is absent where that policy has no such key: one written for another release. */
export interface PolicyChange {
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** The values of a policy, also of one that an older release wrote. */
type Values = Readonly<Record<string, unknown>>;
type Side = ReadonlyMap<string, { readonly value: unknown; readonly text: string }>;

/** Another kind of program has other keys; quiet hours are two times or null. */
const WHOLE: ReadonlySet<string> = new Set(['program', 'alerts.quietHours']);

const isGroup = (value: unknown, path: string): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !WHOLE.has(path);

/** Every value with its path, in the order in which they stand; that of the schema for a parsed policy. */
export function policyValues(values: Values): readonly PolicyValue[] {
  const below = (value: unknown, path: string): readonly PolicyValue[] =>
    isGroup(value, path) ? Object.entries(value).flatMap(([key, child]) => below(child, path === '' ? key : `${path}.${key}`)) : [{ path, value }];
  return below(values, '');
}

/** The values in which two policies differ, in the order of the newer one; none where their versions are the same. */
export function policyDiff(from: Values, to: Values): readonly PolicyChange[] {
  const sideOf = (values: Values): Side => new Map(policyValues(values).map(({ path, value }) => [path, { value, text: canonicalJson(value) }]));
  const [before, after] = [sideOf(from), sideOf(to)];
  const paths = [...after.keys(), ...[...before.keys()].filter((path) => !after.has(path))];
  return paths.flatMap((path) => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old?.text === now?.text) return [];
    return [{ path, ...(old === undefined ? {} : { from: old.value }), ...(now === undefined ? {} : { to: now.value }) }];
  });
}

/** Whether a path such as `stages` or `stages.first.band` leads to a value or a group of values. Places within a list have no path. */
export function hasPolicyValue(values: unknown, path: string): boolean {
  let at = values;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, key)) return false;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return true;
}

/** The source of a value: its own note, else that of the nearest group around it; null where none speaks of it. */
export function policyNote(policy: Pick<Policy, 'notes'>, path: string): string | null {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const note = Object.hasOwn(policy.notes, at) ? policy.notes[at] : undefined;
    if (note !== undefined) return note;
  }
  return null;
}
