import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonicalJson.ts';
import type { LogEntry } from '../ports.ts';

/** `previous` of the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

/** SHA-256 (hex) over the canonical serialisation of the entry without its own hash; `previous` is inside, which makes the chain. */
export function entryHash(entry: Omit<LogEntry, 'hash'>): string {
  const { seq, marketTimeUs, kind, engine, policy, payload, previous } = entry;
  return sha256(canonicalJson({ seq, marketTimeUs, kind, engine, policy, payload, previous }));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
