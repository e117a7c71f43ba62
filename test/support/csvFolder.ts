import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** CSV files of one test file, numbered in the order in which they are written. */
export interface CsvFolder {
  readonly folder: string;
  file(...lines: readonly string[]): string;
  remove(): void;
}

export function csvFolder(): CsvFolder {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-csv-'));
  let count = 0;
  return {
    folder,
    file(...lines) {
      count += 1;
      const path = join(folder, `file-${count}.csv`);
      writeFileSync(path, lines.length === 0 ? '' : `${lines.join('\n')}\n`);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
