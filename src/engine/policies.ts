import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../domain/canonicalJson.ts';
import { parsePolicy, policyFaults, type Policy } from '../domain/hedging/policy/policySchema.ts';
import { failed, success, type Result } from '../domain/result.ts';
import { firstBadLine, jsonError } from './importers/jsonLine.ts';
import { sha256 } from './store/hashChain.ts';

export interface LoadedPolicy {
  readonly policy: Policy;
  /** Names the values, not the file: a change of notes or layout is no new version. */
  readonly version: string;
}

const VERSION_DIGITS = 12;
const NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,59}$/;

/**
 * A preset by name (searched in `dirs` in order, so the user's folder comes first) or a file by its path.
 * Fails with one sentence: unknown name with the known ones, file and line of bad JSON, file and field of a bad value.
 */
export function loadPolicy(nameOrFile: string, dirs: readonly string[]): Result<LoadedPolicy> {
  const read = readPolicyJson(nameOrFile, dirs);
  if (!read.ok) return read;
  const policy = parsePolicy(read.value.json);
  if (!policy.ok) return failed(policy.failure.reason, `${read.value.file}: ${policy.failure.detail}`);
  return success({ policy: policy.value, version: valuesVersion(policy.value.values) });
}

/** Everything that is wrong with a policy, one sentence each with its path; nothing for a good one. Fails where `loadPolicy` finds no JSON. */
export function checkPolicy(nameOrFile: string, dirs: readonly string[]): Result<readonly string[]> {
  const read = readPolicyJson(nameOrFile, dirs);
  return read.ok ? success(policyFaults(read.value.json).map((fault) => `${read.value.file}: ${fault}`)) : read;
}

/** Names that `loadPolicy` knows, each once, in alphabetical order. */
export function listPolicies(dirs: readonly string[]): readonly string[] {
  const names = dirs.flatMap((dir) => policyFilesIn(dir).map((file) => file.slice(0, -'.json'.length)));
  return [...new Set(names)].sort();
}

/** The version of a policy with these values, whatever its name, notes and layout. */
export const valuesVersion = (values: object): string => sha256(canonicalJson(values)).slice(0, VERSION_DIGITS);

function isPath(text: string): boolean {
  return text.endsWith('.json') || /[\\/]/.test(text);
}

/** A folder that is not there holds no policies. */
function policyFilesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir).filter((file) => file.endsWith('.json') && NAME.test(file.slice(0, -'.json'.length)));
  } catch {
    return [];
  }
}

interface PolicyJson {
  readonly file: string;
  readonly json: unknown;
}

function readPolicyJson(nameOrFile: string, dirs: readonly string[]): Result<PolicyJson> {
  if (isPath(nameOrFile)) return readJsonFile(nameOrFile);
  if (NAME.test(nameOrFile)) {
    const dir = dirs.find((candidate) => policyFilesIn(candidate).includes(`${nameOrFile}.json`));
    if (dir !== undefined) return readJsonFile(join(dir, `${nameOrFile}.json`));
  }
  const known = listPolicies(dirs);
  const choice = known.length === 0 ? 'No policy was found' : `Known are: ${known.join(', ')}`;
  return failed('not-found', `There is no policy "${nameOrFile}". ${choice}. A file of your own is given by its path.`);
}

function readJsonFile(file: string): Result<PolicyJson> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing ? failed('not-found', `There is no policy file ${file}.`) : failed('refused', `The policy file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const json = parseJson(text, file);
  return json.ok ? success({ file, json: json.value }) : json;
}

function parseJson(text: string, file: string): Result<unknown> {
  // Editors on Windows put a byte order mark in front, which JSON does not know.
  const json = text.replace(/^\uFEFF/, '');
  const wrong = jsonError(json);
  if (wrong === null) return success(JSON.parse(json) as unknown);
  const short = wrong.replace(/(?: in JSON)? at position.*$/s, '').replace(/, \.{0,3}".*$/s, '');
  return failed('invalid-input', `${file}, line ${firstBadLine(json)}: this is not JSON (${short}).`);
}
