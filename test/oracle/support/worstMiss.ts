import type { OracleFile } from './oracleFile.ts';

/** Values of ours and of the reference for one row, and how far apart they may be. */
export interface Comparison {
  readonly ours: number;
  readonly reference: number;
  readonly allowed: number;
}

export const NO_MISS = 'every row within its tolerance';

/**
 * Holds every row of a file against its reference: `NO_MISS`, or a sentence with the number of misses and the worst of them.
 * A value that is no number is the worst possible miss. Rows for which `compare` gives null are not compared.
 */
export function worstMiss(file: OracleFile, compare: (row: number) => Comparison | null): string {
  let misses = 0;
  let worst = { excess: 1, row: -1, ours: 0, reference: 0 };
  for (let row = 0; row < file.rows; row++) {
    const comparison = compare(row);
    if (comparison === null) continue;
    const { ours, reference, allowed } = comparison;
    const ratio = Math.abs(ours - reference) / allowed;
    const excess = Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio;
    if (excess <= 1) continue;
    misses++;
    if (excess > worst.excess) worst = { excess, row, ours, reference };
  }
  if (misses === 0) return NO_MISS;
  return `${misses} misses; the worst is ${worst.excess.toPrecision(3)} times its tolerance: ${worst.ours} against ${worst.reference} at ${file.lineAt(worst.row)}`;
}

/** How many rows a comparison covers: a test that compares nothing must not pass. */
export function comparedRows(file: OracleFile, compare: (row: number) => Comparison | null): number {
  let compared = 0;
  for (let row = 0; row < file.rows; row++) if (compare(row) !== null) compared++;
  return compared;
}
