/**
 * Who may import whom: the table of docs/architecture.md as data. A package that stands in no row fails until somebody
 * classifies it here.
 */

export interface LayerRule {
  /** Folders of `src/` (or top-level folders) that this layer may import at run time, besides itself. */
  readonly imports: readonly string[];
  /** Layers that it may import as types only. */
  readonly typesOf: readonly string[];
  /** Whether `node:` modules may be imported. */
  readonly node: boolean;
}

export const LAYERS: Readonly<Record<string, LayerRule>> = {
  domain: { imports: [], typesOf: [], node: false },
  contract: { imports: [], typesOf: ['domain'], node: false },
  engine: { imports: ['domain', 'contract'], typesOf: [], node: true },
  simulator: { imports: ['domain'], typesOf: [], node: true },
  headless: { imports: ['engine', 'contract', 'simulator', 'domain'], typesOf: [], node: true },
  main: { imports: ['engine', 'contract', 'simulator', 'domain'], typesOf: [], node: true },
  cli: { imports: ['engine', 'simulator', 'domain', 'contract'], typesOf: [], node: true },
  preload: { imports: [], typesOf: ['contract'], node: false },
  renderer: { imports: ['contract'], typesOf: [], node: false },
  bench: { imports: ['engine', 'simulator', 'domain', 'contract'], typesOf: [], node: true },
};

/** Single files that may do what their layer may not, each with its reason. */
export const EXCEPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  // The composition root: it starts the simulated market and then reads it over its socket like any other feed.
  ['src/engine/startEngine.ts', ['simulator']],
]);

/** Where each package may be imported: prefixes of paths. Empty: nowhere in `src/` and `bench/` (tools and tests only). */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['src/engine/store/', 'bench/'],
  ws: ['src/engine/feeds/', 'src/simulator/', 'src/headless/'],
  zod: [
    'src/contract/', 'src/domain/hedging/policy', 'src/engine/feeds/', 'src/engine/importers/', 'src/engine/policies',
    'src/engine/macroEvents.ts', 'src/cli/',
    // Switches zod's code generation off before any schema is made: the page runs under a policy without eval.
    'src/renderer/src/zodSetup.ts',
  ],
  'csv-parse': ['src/engine/importers/'],
  electron: ['src/main/', 'src/preload/'],
  'lightweight-charts': ['src/renderer/src/charts/'],
  react: ['src/renderer/'],
  'react-dom': ['src/renderer/'],
  '@base-ui/react': ['src/renderer/'],
  '@tanstack/react-table': ['src/renderer/'],
  '@fontsource-variable/inter': ['src/renderer/'],
  '@sparticuz/chromium': [],
  '@vitejs/plugin-react': [],
  'electron-vite': [],
  'fast-check': [],
  'playwright-core': [],
  rolldown: [],
  // A peer to measure against; nothing that is shipped stands on it.
  'trading-signals': ['bench/'],
  typescript: [],
  vite: ['src/renderer/'],
  vitest: [],
  oxlint: [],
};

/** What is checked: tests may import anything. */
export const ROOT_FOLDERS = ['src', 'bench'] as const;
