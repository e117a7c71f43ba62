import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, type Failure, type Result } from '../../domain/result.ts';
import { codeOf } from '../store/openDatabase.ts';
import { createFormChecker, type FormChecker, type LogForm } from './logForms.ts';

export interface VerifiedLog {
  readonly form: LogForm;
  readonly entries: number;
  readonly headHash: string;
}

/** A line longer than this is no entry of ours; bounds the memory of a check. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** Beside a CSV: `log.csv.sha256`. */
export const checksumFileOf = (file: string): string => `${file}.sha256`;

/**
 * Checks an exported log, JSON Lines or CSV by its content, streaming. Any changed, added or missing byte is found; the sentence
 * names the line and the first bad entry. It does not prove that an owner has not rewritten the whole log before the export.
 */
export async function verifyLogFile(file: string): Promise<Result<VerifiedLog>> {
  const check = createLogCheck();
  try {
    for await (const chunk of createReadStream(file)) {
      if (!check.push(chunk as Buffer)) break;
    }
  } catch (error) {
    return unreadable(error, file);
  }
  return check.finish(check.form() === 'csv' ? await readChecksum(file) : null, basename(file));
}

/** The same check on a text in memory; `checksum` is the content of the CSV's checksum file. */
export function verifyLogText(text: string, options: { readonly checksum?: string; readonly name?: string } = {}): Result<VerifiedLog> {
  const check = createLogCheck();
  check.push(Buffer.from(text, 'utf8'));
  return check.finish(options.checksum ?? null, options.name ?? 'the CSV');
}

async function readChecksum(file: string): Promise<string | null> {
  try {
    return await readFile(checksumFileOf(file), 'utf8');
  } catch {
    return null;
  }
}

function unreadable(error: unknown, file: string): Result<VerifiedLog> {
  const code = codeOf(error);
  if (code === 'ENOENT') return failed('not-found', `There is no file ${file}.`);
  if (code === 'EISDIR') return failed('invalid-input', `${file} is a folder, not a file.`);
  if (/^E[A-Z]+$/.test(code)) return failed('refused', `${file} cannot be read: ${code}.`);
  throw error;
}

interface LogCheck {
  /** False once the verdict is known. */
  push(chunk: Buffer): boolean;
  form(): LogForm | null;
  finish(checksum: string | null, name: string): Result<VerifiedLog>;
}

/** Splits bytes into lines at line feeds only: what is not exactly the export's own line end stays inside the line and is found there. */
function createLogCheck(): LogCheck {
  const digest = createHash('sha256');
  let checker: FormChecker | null = null;
  let failure: Failure | null = null;
  let pieces: Buffer[] = [];
  let waiting = 0;
  let line = 0;

  const take = (bytes: Buffer): void => {
    line += 1;
    if (checker === null) {
      const created = createFormChecker(bytes);
      if (!created.ok) failure = created.failure;
      else checker = created.value;
    }
    if (failure === null) failure = checker?.line(bytes, line) ?? null;
  };
  return {
    push: (chunk) => {
      digest.update(chunk);
      let start = 0;
      for (let at = chunk.indexOf(LINE_FEED); at !== -1 && failure === null; at = chunk.indexOf(LINE_FEED, start)) {
        pieces.push(chunk.subarray(start, at));
        take(Buffer.concat(pieces));
        pieces = [];
        waiting = 0;
        start = at + 1;
      }
      if (start < chunk.length) pieces.push(chunk.subarray(start));
      waiting += chunk.length - start;
      if (failure === null && waiting > MAX_LINE_BYTES) failure = { reason: 'invalid-input', detail: `Line ${line + 1} is longer than any entry: this is not a hedge log.` };
      return failure === null;
    },
    form: () => checker?.form ?? null,
    finish: (checksum, name) => {
      const rest = Buffer.concat(pieces);
      if (failure !== null) return failed(failure.reason, failure.detail);
      if (rest.length > 0 && checker === null) {
        const created = createFormChecker(rest);
        if (!created.ok) return created;
        checker = created.value;
      }
      if (checker === null) return failed('invalid-input', 'The file is empty: not even the line that ends a log is there.');
      if (rest.length > 0) return failed('invalid-input', `Line ${line + 1}, ${checker.expected()}: it is cut off or changed, the line end is missing.`);
      return checker.finish({ fileHash: digest.digest('hex'), checksum, name });
    },
  };
}
