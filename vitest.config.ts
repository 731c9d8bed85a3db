import { defineConfig } from 'vitest/config';

/** `unit` needs nothing but Node; `e2e` boots the one-machine cloud and, for the console, Chromium. */
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,functions,infra,admin}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.e2e.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
          // An office, a browser and their tests keep some three threads busy between them.
          maxWorkers: 2,
        },
      },
    ],
  },
});
