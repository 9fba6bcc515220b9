/** Test projects by what they need: `unit` and `fuzz` need nothing; `integration`, `conformance` and `e2e` real servers. */

import { defineConfig } from 'vitest/config';

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('fuzz', { testTimeout: 60_000 }),
      project('integration', { testTimeout: 60_000, hookTimeout: 60_000, globalSetup: ['test/support/servers.ts'] }),
      project('conformance', { testTimeout: 60_000, hookTimeout: 60_000, globalSetup: ['test/support/servers.ts'] }),
      project('e2e', {
        testTimeout: 180_000,
        hookTimeout: 120_000,
        fileParallelism: false,
        globalSetup: ['test/support/servers.ts'],
      }),
    ],
  },
});
