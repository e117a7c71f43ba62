import { posix } from 'node:path';
import { importsOf, type ImportUse } from './importsOf.ts';
import { EXCEPTIONS, LAYERS, PACKAGES } from './importRules.ts';

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
}

/** Sources by path relative to the repository, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

const layerOf = (path: string): string | undefined => (path.startsWith('src/') ? path.split('/')[1] : path.split('/')[0]);

/** `@scope/name/deep/file.css` → `@scope/name`. */
const packageOf = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');

const isRelative = (specifier: string): boolean => specifier.startsWith('./') || specifier.startsWith('../');

/** What a relative import names: the importing file's folder joined with it; vite's `?raw`, `?url` suffixes dropped. */
const targetOf = (path: string, specifier: string): string => posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ''));

function packageRule(path: string, use: ImportUse): string | null {
  const name = packageOf(use.specifier);
  const folders = PACKAGES[name];
  if (folders === undefined) return `${name} is classified nowhere: add it to scripts/architecture/importRules.ts`;
  if (folders.some((folder) => path.startsWith(folder))) return null;
  return `${name} may be imported only in ${folders.length === 0 ? 'tools and tests' : folders.join(', ')}`;
}

function layerRule(path: string, use: ImportUse, target: string): string | null {
  const from = layerOf(path) ?? '';
  const to = layerOf(target) ?? '';
  const rule = LAYERS[from];
  if (rule === undefined) return `${from} is no layer: add it to scripts/architecture/importRules.ts`;
  // Resources are data: the build copies or inlines them, and every host may read them.
  if (to === from || to === 'resources' || rule.imports.includes(to)) return null;
  if (EXCEPTIONS.get(path)?.includes(to) === true) return null;
  if (!rule.typesOf.includes(to)) return `${from} may not import ${to}`;
  return use.typeOnly ? null : `${from} may import ${to} as types only (import type …)`;
}

function violatedRule(path: string, use: ImportUse): string | null {
  const { specifier } = use;
  if (specifier.startsWith('(computed)')) return `an import must name its module: ${specifier}`;
  if (isRelative(specifier)) return layerRule(path, use, targetOf(path, specifier));
  if (specifier.startsWith('node:')) {
    return LAYERS[layerOf(path) ?? '']?.node === false ? `${layerOf(path)} may not import ${specifier}: it runs without Node` : null;
  }
  return packageRule(path, use);
}

/** Cycles of run-time imports, each reported once at its alphabetically first file. */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    state.set(path, 'open');
    trail.push(path);
    for (const next of graph.get(path) ?? []) {
      if (state.get(next) === 'open') cycles.push(trail.slice(trail.indexOf(next)));
      else if (!state.has(next)) visit(next);
    }
    trail.pop();
    state.set(path, 'done');
  };
  for (const path of graph.keys()) if (!state.has(path)) visit(path);
  return cycles;
}

function cycleViolations(uses: ReadonlyMap<string, readonly ImportUse[]>): Violation[] {
  const graph = new Map([...uses].map(([path, list]) => [
    path,
    list.filter((use) => isRelative(use.specifier) && !use.typeOnly).map((use) => targetOf(path, use.specifier)).filter((target) => uses.has(target)),
  ]));
  return cyclesOf(graph).map((cycle) => {
    const first = cycle[0] ?? '';
    const next = cycle[1] ?? first;
    const line = uses.get(first)?.find((use) => targetOf(first, use.specifier) === next)?.line ?? 1;
    return { path: first, line, rule: `imports in a circle: ${[...cycle, first].join(' → ')}` };
  });
}

export function importViolations(sources: Sources): Violation[] {
  const uses = new Map([...sources].map(([path, source]) => [path, importsOf(path, source)]));
  const broken = [...uses].flatMap(([path, list]) => list.flatMap((use) => {
    const rule = violatedRule(path, use);
    return rule === null ? [] : [{ path, line: use.line, rule: `${rule} (${use.specifier})` }];
  }));
  return [...broken, ...cycleViolations(uses)];
}
