/** JSON files of the user's: read whole, at most so large, checked against a schema; every complaint names file and line or field. */
import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import { failed, success, type Result } from '../../domain/result.ts';
import { fileFailure } from './fileFailure.ts';
import { firstBadLine, jsonError } from './jsonLine.ts';

const MEBIBYTE = 1024 * 1024;
const ISSUES_SHOWN = 3;

export interface JsonFileKind<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly mostMebibytes: number;
  /** What the file holds, for a complaint about the whole of it: `the book`. */
  readonly whole: string;
}

function issueSentence(issue: z.core.$ZodIssue, whole: string): string {
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('').replace(/^\./, '');
  return `${path === '' ? whole : path}: ${issue.message}`;
}

/** Failures: `not-found`, `refused`, `invalid-input`. */
export async function readJsonFile<Schema extends z.ZodType>(path: string, { schema, mostMebibytes, whole }: JsonFileKind<Schema>): Promise<Result<z.output<Schema>>> {
  let text: string;
  try {
    if ((await stat(path)).size > mostMebibytes * MEBIBYTE) return failed('refused', `${path}: larger than ${mostMebibytes} MiB, which ${whole} never is`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    return fileFailure(path, error);
  }
  const written = text.replace(/^\uFEFF/, '');
  if (jsonError(written) !== null) return failed('invalid-input', `${path}, line ${firstBadLine(written)}: not valid JSON`);
  const read = schema.safeParse(JSON.parse(written));
  if (read.success) return success(read.data);
  return failed('invalid-input', `${path}: ${read.error.issues.slice(0, ISSUES_SHOWN).map((issue) => issueSentence(issue, whole)).join('; ')}`);
}
