import { defineConfig } from 'vitest/config';

/** `unit` needs nothing but Node; `e2e` boots the one-machine cloud and, for the console, Chromium. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,functions,infra,admin}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.e2e.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Vitest would leave one core to itself, which of two is half of them.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['{functions,infra,admin}/**/*.e2e.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          globalSetup: 'infra/testing/setup.ts',
          // An office, its browser and the test keep more than one core busy between them.
          maxWorkers: 2,
        },
      },
    ],
  },
});
