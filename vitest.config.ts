import { defineConfig } from 'vitest/config'

const TESTS = '{app,server,engine,nodes,deploy,.ci}/**/*.test.{ts,tsx,mjs}'
const PROCESS_TESTS = '{app,server,engine,nodes,deploy,.ci}/**/*.process.test.{ts,mjs}'
const EXCLUDED = ['**/node_modules/**', '**/dist/**', '**/generated/**']

export default defineConfig({
  test: {
    // Sized for two cores: more workers only take turns, and what measures time would suffer.
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [TESTS],
          exclude: [...EXCLUDED, PROCESS_TESTS],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // These start processes, and come after the others. Two files at a time: they wait much of the time, and nothing of
        // theirs is shared but the bundles, which are built before.
        extends: true,
        test: {
          name: 'process',
          include: [PROCESS_TESTS],
          exclude: EXCLUDED,
          sequence: { groupOrder: 1 },
          // Generous: it costs nothing where all goes well, and on a busy machine a start takes many times as long.
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
