import { policyDiff, type PolicyChange } from '../domain/hedging/policy/policyDiff.ts';
import type { EngineCore } from './engineCore.ts';
import { newEntry } from './judgement.ts';
import { valuesVersion } from './policies.ts';
import type { NewLogEntry } from './ports.ts';

/** What stands in the log when a start finds another policy than the last one had. */
export interface PolicyChanged {
  /** `name@version`. */
  readonly from: string;
  readonly to: string;
  /** Null where the former values are not known: an older release did not keep them. */
  readonly changes: readonly PolicyChange[] | null;
}

type Values = Readonly<Record<string, unknown>>;

/** Values that do not hash to the version they are kept for were left by another release. */
function formerValues(core: EngineCore, former: string): Values | null {
  const kept = core.journal.loadSetting('policyValues');
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return null;
  return former.endsWith(`@${valuesVersion(kept)}`) ? (kept as Values) : null;
}

/** At a start: the entry of a changed policy, if it changed, and what the next start compares with. */
export function policyAtStart(core: EngineCore): { readonly log: readonly NewLogEntry[]; readonly settings: Values; readonly changesAdvice: boolean } {
  const version = `${core.policy.name}@${core.policyVersion}`;
  const settings = { policy: version, policyValues: core.policy.values };
  const former = core.journal.loadSetting('policy');
  if (typeof former !== 'string' || former === version) return { log: [], settings, changesAdvice: false };
  const values = formerValues(core, former);
  const payload: PolicyChanged = { from: former, to: version, changes: values === null ? null : policyDiff(values, core.policy.values) };
  // How alerts are told does not touch what they advise.
  const changesAdvice = payload.changes === null || payload.changes.some(({ path }) => !path.startsWith('alerts.'));
  return { log: [newEntry(core, 'policyChanged', payload)], settings, changesAdvice };
}
