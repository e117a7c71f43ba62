import { canonicalJson } from '../../domain/canonicalJson.ts';
import { failed, success, type Failure, type Result } from '../../domain/result.ts';
import type { LogEntry } from '../ports.ts';
import { entryHash, GENESIS_HASH } from '../store/hashChain.ts';
import { CSV_HEADER, csvRow, isWholeRow, parseCsvRow } from './logCsv.ts';

export type LogForm = 'jsonl' | 'csv';

export interface FileFacts {
  readonly fileHash: string;
  /** Content of the checksum file beside a CSV; null when there is none. */
  readonly checksum: string | null;
  readonly name: string;
}

/** Judges one form line by line; the first failure is the verdict. */
export interface FormChecker {
  readonly form: LogForm;
  line(bytes: Buffer, number: number): Failure | null;
  /** What the next line should have been, for sentences. */
  expected(): string;
  finish(facts: FileFacts): Result<{ readonly form: LogForm; readonly entries: number; readonly headHash: string }>;
}

/** The content tells the form, not the file's name. */
export function createFormChecker(firstLine: Buffer): Result<FormChecker> {
  if (firstLine[0] === 0x7b) return success(createJsonLinesChecker());
  if (firstLine.toString('latin1').startsWith('seq,')) return success(createCsvChecker());
  return failed('invalid-input', 'Line 1, entry 1: this is neither an entry of a hedge log nor the heading of its CSV.');
}

const bad = (number: number, subject: string, sentence: string): Failure => ({ reason: 'invalid-input', detail: `Line ${number}, ${subject}: ${sentence}.` });

/** The chain that both forms carry: each entry follows the one before and hashes to what it says. */
function createChain() {
  let entries = 0;
  let headHash = GENESIS_HASH;
  return {
    entries: () => entries,
    headHash: () => headHash,
    subject: () => `entry ${entries + 1}`,
    /** A sentence on what is wrong, or null. */
    follow: (entry: LogEntry): string | null => {
      if (entry.seq !== entries + 1) return `it says it is ${typeof entry.seq === 'number' ? `entry ${entry.seq}` : 'no entry at all'}: entries were removed, added or swapped here`;
      if (entryHash(entry) !== entry.hash) return 'its content does not match its hash';
      if (entry.previous !== headHash) return 'it does not follow from the entry before';
      entries += 1;
      headHash = entry.hash;
      return null;
    },
  };
}

const ENTRY_KEYS = 'engine,hash,kind,marketTimeUs,payload,policy,previous,seq';
const ANCHOR_KEYS = 'anchor,count,headHash';

function createJsonLinesChecker(): FormChecker {
  const chain = createChain();
  let anchored = false;
  const subject = (): string => (anchored ? 'after the last line of the log' : chain.subject());
  return {
    form: 'jsonl',
    expected: subject,
    line: (bytes, number) => {
      if (anchored) return bad(number, subject(), 'something was added');
      const record = canonicalRecord(bytes);
      if (record === null) return bad(number, subject(), 'it is not the canonical text of an entry');
      const keys = Object.keys(record).sort().join(',');
      if (keys === ANCHOR_KEYS) {
        const whole = record['anchor'] === true && record['count'] === chain.entries() && record['headHash'] === chain.headHash();
        anchored = true;
        return whole ? null : bad(number, `the end mark after entry ${chain.entries()}`, 'its count or hash is not that of the entries: entries are missing at the end or it was changed');
      }
      const wrong = keys === ENTRY_KEYS ? chain.follow(record as unknown as LogEntry) : 'it does not have the fields of an entry';
      return wrong === null ? null : bad(number, subject(), wrong);
    },
    finish: () =>
      anchored
        ? success({ form: 'jsonl', entries: chain.entries(), headHash: chain.headHash() })
        : failed('invalid-input', `After entry ${chain.entries()}: the end mark is missing, so the end of the log was cut off.`),
  };
}

/** Reads one line; null unless its bytes are exactly what the value serialises to. */
function canonicalRecord(bytes: Buffer): Readonly<Record<string, unknown>> | null {
  const text = strictUtf8(bytes);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return canonicalJson(value) === text ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function strictUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function createCsvChecker(): FormChecker {
  const chain = createChain();
  let open: { readonly text: string; readonly number: number } | null = null;
  return {
    form: 'csv',
    expected: chain.subject,
    line: (bytes, number) => {
      const read = strictUtf8(bytes);
      if (read === null) return bad(number, chain.subject(), 'it is not UTF-8 text');
      if (number === 1) return read === CSV_HEADER ? null : bad(1, 'the heading', 'it is not that of a hedge log');
      const text = open === null ? read : `${open.text}\n${read}`;
      const start = open?.number ?? number;
      open = isWholeRow(text) ? null : { text, number: start };
      if (open !== null) return null;
      const wrong = checkRow(text, chain.follow);
      return wrong === null ? null : bad(start, chain.subject(), wrong);
    },
    finish: ({ fileHash, checksum, name }) => {
      if (open !== null) return failed('invalid-input', `Line ${open.number}, ${chain.subject()}: the row has no end.`);
      const upTo = `The ${chain.entries()} entries follow from one another`;
      if (checksum === null) return failed('missing-data', `${upTo}, but ${name}.sha256 is missing beside the file, so a cut end cannot be ruled out.`);
      const expected = /^([0-9a-f]{64})  [^\n]+\n$/.exec(checksum)?.[1];
      if (expected === undefined) return failed('invalid-input', `${upTo}, but ${name}.sha256 is not a checksum file.`);
      if (expected !== fileHash) return failed('invalid-input', `After entry ${chain.entries()}: the file is not the one that ${name}.sha256 vouches for; entries are missing at the end or were added.`);
      return success({ form: 'csv', entries: chain.entries(), headHash: chain.headHash() });
    },
  };
}

function checkRow(text: string, follow: (entry: LogEntry) => string | null): string | null {
  const row = parseCsvRow(text);
  if (!row.ok) return `it ${row.failure.detail}`;
  try {
    // Bytes are compared before hashes: two texts of one value must not both pass.
    if (csvRow(row.value) !== text) return 'it is not written as the export writes it';
  } catch {
    return 'it holds a value that no entry has';
  }
  return follow(row.value);
}
