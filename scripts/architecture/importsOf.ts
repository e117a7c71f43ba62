import { parseSync } from 'rolldown/utils';

export interface ImportUse {
  readonly specifier: string;
  readonly line: number;
  /** Erased at build: `import type`, `export type`, or every name marked `type`. */
  readonly typeOnly: boolean;
}

interface Located { readonly start: number }

const lineAt = (source: string, offset: number): number => source.slice(0, offset).split('\n').length;

/** `import('…').Name` in a type, and `require('…')`: the parser lists neither, so both are read from the text. */
const CALLS = /\b(import|require)\(\s*(['"])([^'"]+)\2\s*\)/g;

/** `import { type A }` is not enough: under verbatimModuleSyntax the empty import stays and runs the module. */
const isErased = (source: string, start: number): boolean => /^(?:import|export)\s+type\s+(?!from\b)/.test(source.slice(start, start + 40));

/** Every module that a source names. Throws with the parser's own words on a file that is not TypeScript. */
export function importsOf(path: string, source: string): ImportUse[] {
  const parsed = parseSync(path, source);
  const failure = parsed.errors[0];
  if (failure !== undefined) throw new Error(`${path}: ${failure.message}`);
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  const uses: ImportUse[] = staticImports.map((statement) => ({
    specifier: statement.moduleRequest.value,
    line: lineAt(source, statement.start),
    typeOnly: isErased(source, statement.start),
  }));
  for (const statement of staticExports) {
    const from = statement.entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    if (!from) continue;
    uses.push({ specifier: from.value, line: lineAt(source, statement.start), typeOnly: isErased(source, statement.start) });
  }
  for (const call of dynamicImports) uses.push(dynamicUse(source, call.moduleRequest));
  return uses.concat(callsInText(source, uses));
}

function dynamicUse(source: string, request: Located & { readonly end: number }): ImportUse {
  const text = source.slice(request.start, request.end);
  const literal = /^(['"`])([^'"`$]*)\1$/.exec(text);
  return { specifier: literal?.[2] ?? `(computed) ${text}`, line: lineAt(source, request.start), typeOnly: false };
}

function callsInText(source: string, known: readonly ImportUse[]): ImportUse[] {
  return [...source.matchAll(CALLS)]
    .map((match) => ({ specifier: match[3] ?? '', line: lineAt(source, match.index), typeOnly: match[1] === 'import' }))
    .filter((use) => !known.some((other) => other.specifier === use.specifier && other.line === use.line));
}
