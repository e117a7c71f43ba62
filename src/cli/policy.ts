import { join, resolve } from 'node:path';
import { policyDiff } from '../domain/hedging/policy/policyDiff.ts';
import { dataFiles, defaultDataPath } from '../engine/dataFolder.ts';
import { checkPolicy, listPolicies, loadPolicy, type LoadedPolicy } from '../engine/policies.ts';
import { EXIT, parseWords, refuse, type Command, type ExitCode, type Surroundings } from './commandLine.ts';

type Folders = readonly [own: string, bundled: string];
type Verb = (words: readonly string[], folders: Folders, surroundings: Surroundings) => ExitCode;

/** The user's own policies first: a name of theirs stands before a preset's. */
const policyFolders = (data: string | undefined, { resourcesDir }: Surroundings): Folders =>
  [dataFiles(resolve(data ?? defaultDataPath())).policiesDir, join(resourcesDir, 'policies')];

const nameOf = ({ policy, version }: LoadedPolicy): string => `${policy.name}@${version}`;

/** Columns as wide as their longest cell, the last one as it comes. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<readonly number[]>((wide, cells) => cells.map((cell, i) => Math.max(cell.length, wide[i] ?? 0)), []);
  return rows.map((cells) => `${cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ')}\n`).join('');
}

const list: Verb = (_words, folders, { console }) => {
  const own = new Set(listPolicies([folders[0]]));
  console.out(aligned(listPolicies(folders).map((name) => {
    const loaded = loadPolicy(name, folders);
    const told = loaded.ok ? [nameOf(loaded.value), loaded.value.policy.description ?? ''] : ['cannot be used', loaded.failure.detail];
    return [name, own.has(name) ? 'own' : 'preset', ...told];
  })));
  return EXIT.done;
};

const show: Verb = ([name = ''], folders, surroundings) => {
  const policy = loadPolicy(name, folders);
  if (!policy.ok) return refuse(surroundings, policy.failure.detail);
  surroundings.console.out(`${JSON.stringify({ version: policy.value.version, ...policy.value.policy }, null, 2)}\n`);
  return EXIT.done;
};

const check: Verb = ([file = ''], folders, surroundings) => {
  const faults = checkPolicy(file, folders);
  if (!faults.ok) return refuse(surroundings, faults.failure.detail);
  if (faults.value.length > 0) {
    for (const fault of faults.value) surroundings.console.err(fault);
    return EXIT.refused;
  }
  const policy = loadPolicy(file, folders);
  if (!policy.ok) return refuse(surroundings, policy.failure.detail);
  surroundings.console.out(`ok, ${nameOf(policy.value)}\n`);
  return EXIT.done;
};

/** On one line, with blanks to read by; line feeds within texts are escaped in JSON. */
const valueText = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' '));

const diff: Verb = (names, folders, surroundings) => {
  const loaded = names.map((name) => loadPolicy(name, folders));
  const refused = loaded.find((policy) => !policy.ok);
  if (refused?.ok === false) return refuse(surroundings, refused.failure.detail);
  const [from, to] = loaded.flatMap((policy) => (policy.ok ? [policy.value] : [])) as [LoadedPolicy, LoadedPolicy];
  const changes = policyDiff(from.policy.values, to.policy.values);
  const rows = changes.map((change) => [change.path, valueText(change.from), valueText(change.to)]);
  surroundings.console.out(aligned([['path', nameOf(from), nameOf(to)], ...rows]));
  if (rows.length === 0) surroundings.console.out('no difference in values\n');
  return EXIT.done;
};

const VERBS: Readonly<Record<string, { readonly words: number; readonly usage: string; readonly run: Verb }>> = {
  list: { words: 0, usage: 'policy list', run: list },
  show: { words: 1, usage: 'policy show NAME|FILE', run: show },
  check: { words: 1, usage: 'policy check FILE', run: check },
  diff: { words: 2, usage: 'policy diff A B', run: diff },
};

export const policyCommand: Command = (words, surroundings) => {
  const parsed = parseWords(words, { data: { type: 'string' } });
  if (!parsed.ok) return refuse(surroundings, `policy: ${parsed.failure.detail}.`);
  const { values, positionals: [name = '', ...names] } = parsed.value;
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) return refuse(surroundings, `policy: say ${Object.values(VERBS).map(({ usage }) => `"${usage}"`).join(', ')}.`);
  if (names.length !== verb.words || names.includes('')) return refuse(surroundings, `policy: say "${verb.usage}".`);
  return verb.run(names, policyFolders(values.data, surroundings), surroundings);
};
