/** The trader's book as JSON; the shape is described in docs/cli.md. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Book } from '../../domain/book/book.ts';
import { failed, success, type Result } from '../../domain/result.ts';
import { isIsoDate } from '../../domain/time.ts';
import { fileFailure } from './fileFailure.ts';

const MOST_BYTES = 5 * 1024 * 1024;

const isoDate = z.string().refine(isIsoDate, 'is not a date like 2026-11-20');

/** A canonical symbol: capitals, digits, point and the blanks that pad an option's root. */
const symbol = z.string().regex(/^[A-Z][A-Z0-9. ]{0,30}$/, 'is not an instrument symbol');

const leg = z.strictObject({
  id: z.string().min(1),
  symbol,
  quantity: z.int().refine((contracts) => contracts !== 0, 'is 0: leave the leg out'),
  price: z.number().nonnegative(),
  openedOn: isoDate,
  strategy: z.string().min(1).nullable().default(null),
  layer: z.enum(['base', 'intermediate', 'outer']).nullable().default(null),
  entry: z.strictObject({ forward: z.number().positive(), volatility: z.number().positive() }).nullable().default(null),
  source: z.enum(['sample', 'user', 'simulated']).default('user'),
});

const bookSchema = z.strictObject({
  name: z.string().min(1),
  sample: z.boolean().default(false),
  legs: z.array(leg).max(10_000),
  netLiquidation: z.number().positive(),
});

/** Line of the text that `JSON.parse` stopped at, from its own message. */
function jsonProblem(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const position = /at position (\d+)/.exec(message)?.[1];
  const line = position === undefined ? text.trimEnd().split('\n').length : text.slice(0, Number(position)).split('\n').length;
  return `line ${line}: not valid JSON`;
}

function issueSentence(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('').replace(/^\./, '');
  return `${path === '' ? 'the book' : path}: ${issue.message}`;
}

/** Failures: `not-found`, `refused`, `invalid-input`; each names the file and the line or the field. */
export async function readBookFile(path: string): Promise<Result<Book>> {
  let text: string;
  try {
    if ((await stat(path)).size > MOST_BYTES) return failed('refused', `${path}: larger than ${MOST_BYTES / 1024 / 1024} MiB, which no book is`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    return fileFailure(path, error);
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return failed('invalid-input', `${path}, ${jsonProblem(text, error)}`);
  }
  const book = bookSchema.safeParse(json);
  if (!book.success) return failed('invalid-input', `${path}: ${book.error.issues.slice(0, 3).map(issueSentence).join('; ')}`);
  const ids = book.data.legs.map(({ id }) => id);
  const doubled = ids.find((id, at) => ids.indexOf(id) !== at);
  if (doubled !== undefined) return failed('invalid-input', `${path}: two legs have the id ${doubled}`);
  return success(book.data);
}
