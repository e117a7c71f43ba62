import { join, resolve } from 'node:path';
import { dataFiles, defaultDataPath } from '../engine/dataFolder.ts';
import { listPolicies, loadPolicy } from '../engine/policies.ts';
import { EXIT, parseWords, refuse, type Command, type Surroundings } from './commandLine.ts';

/** The user's own policies first: a name of theirs stands before a preset's. */
const policyFolders = (data: string | undefined, { resourcesDir }: Surroundings): readonly string[] =>
  [dataFiles(resolve(data ?? defaultDataPath())).policiesDir, join(resourcesDir, 'policies')];

export const policyCommand: Command = (words, surroundings) => {
  const parsed = parseWords(words, { data: { type: 'string' } });
  if (!parsed.ok) return refuse(surroundings, `policy: ${parsed.failure.detail}.`);
  const { values, positionals } = parsed.value;
  const [verb, name, more] = positionals;
  const folders = policyFolders(values.data, surroundings);
  if (verb === 'list' && name === undefined) {
    surroundings.console.out(listPolicies(folders).map((policy) => `${policy}\n`).join(''));
    return EXIT.done;
  }
  if (verb !== 'show' || name === undefined || more !== undefined) return refuse(surroundings, 'policy: say "policy list" or "policy show NAME".');
  const policy = loadPolicy(name, folders);
  if (!policy.ok) return refuse(surroundings, policy.failure.detail);
  surroundings.console.out(`${JSON.stringify({ version: policy.value.version, ...policy.value.policy }, null, 2)}\n`);
  return EXIT.done;
};
