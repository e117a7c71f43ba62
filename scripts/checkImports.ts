/** Fails on any import against the arrows of docs/architecture.md. Prints one line a violation: file:line and the rule. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { importViolations } from './architecture/importViolations.ts';
import { ROOT_FOLDERS } from './architecture/importRules.ts';

const repository = join(import.meta.dirname, '..');

const sourcePaths = ROOT_FOLDERS.flatMap((folder) => readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
  .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
  .filter((path) => /\.(ts|tsx|mts)$/.test(path))).toSorted();

const violations = importViolations(new Map(sourcePaths.map((path) => [path, readFileSync(join(repository, path), 'utf8')])));
for (const { path, line, rule } of violations) process.stderr.write(`${path}:${line}: ${rule}\n`);
process.stderr.write(`imports: ${sourcePaths.length} files, ${violations.length} against the arrows\n`);
process.exitCode = violations.length === 0 ? 0 : 1;
