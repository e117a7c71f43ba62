import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// No test needs the Electron binary: whatever imports `electron` without mocking it fails with a sentence.
const alias = { electron: here('./test/support/electronStub.ts') };

export default defineConfig({
  test: {
    environment: 'node',
    // Two cores is the smallest machine the suite is meant for.
    maxWorkers: 2,
    sequence: { shuffle: true, seed: 20261120 },
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/browser/**'],
          // Not a figure to meet: it only ends what hangs, on a busy machine too.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: [here('./test/support/chromiumSetup.ts')],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A browser, a host and a simulator share the machine: one file at a time, after the quick tests.
          fileParallelism: false,
          sequence: { groupOrder: 1, shuffle: false },
        },
      },
    ],
  },
});
