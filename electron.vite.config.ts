import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

/** Names of the built files in `out/main`; the launcher and the shell start them by these names. */
const mainEntries = {
  index: at('src/main/index.ts'),
  engineProcess: at('src/main/engineProcess.ts'),
  headless: at('src/headless/index.ts'),
  cli: at('src/cli/index.ts'),
  bench: at('bench/index.ts'),
};

export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      target: 'node24',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: mainEntries,
        // ws looks for these two native accelerators and does without them.
        external: ['better-sqlite3', 'bufferutil', 'utf-8-validate'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // A sandboxed preload may require nothing but electron: one CommonJS file, everything else inside.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src/preload/index.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      target: 'es2024',
      minify: true,
      // The page runs under a policy without inline code or data: scripts, so nothing is inlined.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: at('src/renderer/index.html') },
    },
  },
});
