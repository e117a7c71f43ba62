/** The trader's book as JSON; the shape is described in docs/cli.md. */
import { z } from 'zod';
import type { Book } from '../../domain/book/book.ts';
import { failed, type Result } from '../../domain/result.ts';
import { isIsoDate } from '../../domain/time.ts';
import { readJsonFile } from './jsonFile.ts';

export const isoDate = z.string().refine(isIsoDate, 'is not a date like 2026-11-20');

/** A canonical symbol: capitals, digits, point and the blanks that pad an option's root. */
const symbol = z.string().regex(/^[A-Z][A-Z0-9. ]{0,30}$/, 'is not an instrument symbol');

/** One leg as the trader writes it. */
export const bookLegSchema = z.strictObject({
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
  legs: z.array(bookLegSchema).max(10_000),
  netLiquidation: z.number().positive(),
});

/** The first id that two legs carry. */
export function doubledId({ legs }: Pick<Book, 'legs'>): string | undefined {
  const ids = legs.map(({ id }) => id);
  return ids.find((id, at) => ids.indexOf(id) !== at);
}

/** Failures: `not-found`, `refused`, `invalid-input`; each names the file and the line or the field. */
export async function readBookFile(path: string): Promise<Result<Book>> {
  const book = await readJsonFile(path, { schema: bookSchema, mostMebibytes: 5, whole: 'the book' });
  if (!book.ok) return book;
  const doubled = doubledId(book.value);
  if (doubled !== undefined) return failed('invalid-input', `${path}: two legs have the id ${doubled}`);
  return book;
}
