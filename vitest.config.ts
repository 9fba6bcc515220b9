/** Test projects by what they need: `unit` and `fuzz` need nothing; `integration`, `conformance` and `e2e` real servers. */

import { defineConfig } from 'vitest/config';

/** Against real servers. On a machine that others use as well CI tries once more, and names the tests that needed it. */
const onServers = {
  testTimeout: 60_000,
  hookTimeout: 60_000,
  globalSetup: ['test/support/servers.ts'],
  retry: process.env.CI === 'true' ? 1 : 0,
};

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

export default defineConfig({
  test: {
    // Tests mostly wait for servers: one worker, the default on two cores, leaves half of them idle.
    maxWorkers: 2,
    projects: [
      project('unit'),
      project('fuzz', { testTimeout: 60_000 }),
      project('integration', onServers),
      project('conformance', onServers),
      project('e2e', {
        ...onServers,
        testTimeout: 180_000,
        hookTimeout: 120_000,
        fileParallelism: false,
      }),
    ],
  },
});
