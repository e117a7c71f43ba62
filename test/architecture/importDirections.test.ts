import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf } from '../../scripts/architecture/importsOf.ts';
import { cyclesOf, importViolations } from '../../scripts/architecture/importViolations.ts';

const repository = join(import.meta.dirname, '..', '..');

const rulesBrokenBy = (files: Readonly<Record<string, string>>): string[] =>
  importViolations(new Map(Object.entries(files))).map(({ path, line, rule }) => `${path}:${line} ${rule}`);

describe('import directions', () => {
  it.each<[string, string, string, RegExp]>([
    ['domain imports engine', 'src/domain/a.ts', "import { x } from '../engine/ports.ts';", /domain may not import engine/],
    ['domain imports contract, types included', 'src/domain/a.ts', "import type { X } from '../contract/api.ts';", /domain may not import contract/],
    ['domain imports Node', 'src/domain/a.ts', "import { readFileSync } from 'node:fs';", /domain may not import node:fs/],
    ['domain imports zod outside the policy', 'src/domain/book/a.ts', "import { z } from 'zod';", /zod may be imported only in/],
    ['contract imports domain at run time', 'src/contract/a.ts', "import { success } from '../domain/result.ts';", /contract may import domain as types only/],
    ['contract imports domain with inline types, which leaves the import', 'src/contract/a.ts', "import { type X } from '../domain/result.ts';", /types only/],
    ['contract imports Node', 'src/contract/a.ts', "import 'node:crypto';", /contract may not import node:crypto/],
    ['engine imports a host', 'src/engine/a.ts', "import { x } from '../headless/loopbackServer.ts';", /engine may not import headless/],
    ['engine imports the simulator', 'src/engine/a.ts', "export { x } from '../simulator/stories.ts';", /engine may not import simulator/],
    ['simulator imports engine types', 'src/simulator/a.ts', "import type { X } from '../engine/ports.ts';", /simulator may not import engine/],
    ['renderer imports domain types', 'src/renderer/src/a.tsx', "import type { X } from '../../domain/units.ts';", /renderer may not import domain/],
    ['renderer imports engine', 'src/renderer/src/a.tsx', "import { x } from '../../engine/ports.ts';", /renderer may not import engine/],
    ['preload imports contract at run time', 'src/preload/index.ts', "import { x } from '../contract/api.ts';", /preload may import contract as types only/],
    ['main imports renderer', 'src/main/index.ts', "import '../renderer/src/main.tsx';", /main may not import renderer/],
    ['cli imports headless', 'src/cli/index.ts', "import '../headless/index.ts';", /cli may not import headless/],
    ['electron in the engine', 'src/engine/a.ts', "import { app } from 'electron';", /electron may be imported only in src\/main\/, src\/preload\//],
    ['electron as a type in the headless host', 'src/headless/a.ts', "let app: import('electron').App;", /electron may be imported only in/],
    ['better-sqlite3 outside the store', 'src/engine/a.ts', "import Database from 'better-sqlite3';", /better-sqlite3 may be imported only in src\/engine\/store\//],
    ['better-sqlite3 by require', 'src/engine/a.ts', "const Database = require('better-sqlite3');", /better-sqlite3 may be imported only in/],
    ['ws in the contract', 'src/contract/a.ts', "import { WebSocket } from 'ws';", /ws may be imported only in/],
    ['charts outside the charts folder', 'src/renderer/src/views/a.tsx', "import { createChart } from 'lightweight-charts';", /lightweight-charts may be imported only in/],
    ['a package that nobody classified', 'src/engine/a.ts', "import leftPad from 'left-pad';", /left-pad is classified nowhere/],
    ['a scoped package by a deep path', 'src/renderer/src/a.ts', "import '@nobody/fonts/latin.css';", /@nobody\/fonts is classified nowhere/],
    ['a test tool in the product', 'src/engine/a.ts', "import { it } from 'vitest';", /vitest may be imported only in tools and tests/],
    ['a computed import', 'src/engine/a.ts', 'const name = 1; await import(name);', /an import must name its module/],
    ['a new folder without a rule', 'src/plugins/a.ts', "import '../domain/result.ts';", /plugins is no layer/],
  ])('refuse: %s', (_what, path, source, rule) => {
    const broken = rulesBrokenBy({ [path]: `\n${source}\n` });
    expect(broken).toHaveLength(1);
    expect(broken[0]).toMatch(rule);
    expect(broken[0]).toMatch(new RegExp(`^${path.replaceAll('.', String.raw`\.`)}:2 `));
  });

  it.each([
    ['src/domain/hedging/policy/policySchema.ts', "import { z } from 'zod';"],
    ['src/contract/a.ts', "import type { X } from '../domain/result.ts';"],
    ['src/engine/store/a.ts', "import Database from 'better-sqlite3';"],
    ['src/engine/feeds/a.ts', "import { WebSocket } from 'ws';"],
    ['src/headless/a.ts', "import { startEngine } from '../engine/startEngine.ts';"],
    ['src/renderer/src/charts/a.ts', "import { createChart } from 'lightweight-charts';"],
    ['src/renderer/src/main.tsx', "import '@fontsource-variable/inter/wght.css'; import './theme.css';"],
    ['src/cli/a.ts', "import sample from '../../resources/policies/steward.json' with { type: 'json' };"],
  ])('allow in %s: %s', (path, source) => {
    expect(rulesBrokenBy({ [path]: source })).toEqual([]);
  });

  it('refuse a circle of run-time imports, and name it', () => {
    expect(rulesBrokenBy({
      'src/domain/a.ts': "import { b } from './b.ts';",
      'src/domain/b.ts': "import { c } from './c/c.ts';",
      'src/domain/c/c.ts': "import { a } from '../a.ts';",
    })).toEqual(['src/domain/a.ts:1 imports in a circle: src/domain/a.ts → src/domain/b.ts → src/domain/c/c.ts → src/domain/a.ts']);
  });

  it('allow a circle that types alone close', () => {
    expect(rulesBrokenBy({ 'src/domain/a.ts': "import { b } from './b.ts';", 'src/domain/b.ts': "import type { A } from './a.ts';" })).toEqual([]);
    expect(cyclesOf(new Map([['a', ['b']], ['b', ['c', 'a']], ['c', ['b']]]))).toEqual([['b', 'c'], ['a', 'b']]);
  });

  it('see every form of import, and whether it is erased', () => {
    const source = "import type { A } from './a.ts';\nimport type from './b.ts';\nexport type { C } from './c.ts';\nexport * from './d.ts';\nconst e = await import('./e.ts');";
    expect(importsOf('x.ts', source).map(({ specifier, line, typeOnly }) => `${specifier} ${line} ${typeOnly}`).toSorted())
      .toEqual(['./a.ts 1 true', './b.ts 2 false', './c.ts 3 true', './d.ts 4 false', './e.ts 5 false']);
  });

  it('hold in this repository', () => {
    execFileSync(process.execPath, [join(repository, 'scripts', 'checkImports.ts')], { stdio: ['ignore', 'pipe', 'pipe'] });
  });
});
