import { readFileSync } from 'node:fs';
import { parsePolicy, type Policy } from '../../src/domain/hedging/policy/policySchema.ts';

export type PresetName = 'steward' | 'light' | 'paired' | 'fixed-442' | 'vxth';

/** A bundled policy as it stands in resources/policies. */
export function presetPolicy(name: PresetName): Policy {
  const parsed = parsePolicy(JSON.parse(readFileSync(new URL(`../../resources/policies/${name}.json`, import.meta.url), 'utf8')));
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  return parsed.value;
}
