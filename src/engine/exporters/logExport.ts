import { canonicalJson } from '../../domain/canonicalJson.ts';
import { invariant } from '../../domain/result.ts';
import type { LogEntry } from '../ports.ts';
import { sha256 } from '../store/hashChain.ts';
import { CSV_HEADER, csvRow } from './logCsv.ts';

/** Count and hash of the newest entry, read before the export begins: entries that are added meanwhile stay out. */
export interface LogHead {
  readonly count: number;
  readonly hash: string;
}

/**
 * The verified form: one entry a line, each line its canonical serialisation and ended by one line feed; the last line is the anchor
 * `{"anchor":true,"count":…,"headHash":"…"}`, without which a cut tail would go unseen.
 */
export function* exportJsonLines(entries: Iterable<LogEntry>, head: LogHead): Generator<string> {
  for (const entry of upTo(entries, head)) yield `${canonicalJson(entry)}\n`;
  yield `${canonicalJson({ anchor: true, count: head.count, headHash: head.hash })}\n`;
}

/** The reading copy for spreadsheets. Its own rows carry the hash chain; its end is vouched for by `csvChecksum` beside it. */
export function* exportCsv(entries: Iterable<LogEntry>, head?: LogHead): Generator<string> {
  yield `${CSV_HEADER}\n`;
  for (const entry of head === undefined ? entries : upTo(entries, head)) yield `${csvRow(entry)}\n`;
}

export function exportJsonLinesText(entries: Iterable<LogEntry>, head: LogHead): string {
  return [...exportJsonLines(entries, head)].join('');
}

export function exportCsvText(entries: Iterable<LogEntry>, head?: LogHead): string {
  return [...exportCsv(entries, head)].join('');
}

/** Content of the file `NAME.sha256` beside the CSV, in the form that `sha256sum --check` reads. */
export function csvChecksum(content: string, fileName: string): string {
  return checksumLine(sha256(content), fileName);
}

export function checksumLine(hash: string, fileName: string): string {
  return `${hash}  ${fileName}\n`;
}

function* upTo(entries: Iterable<LogEntry>, head: LogHead): Generator<LogEntry> {
  let written = 0;
  if (head.count > 0) {
    for (const entry of entries) {
      yield entry;
      written += 1;
      if (written === head.count) break;
    }
  }
  invariant(written === head.count, `the log holds ${written} entries where its head says ${head.count}`);
}
