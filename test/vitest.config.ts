import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const CLOSING_REPORT = resolve(import.meta.dirname, 'support/closing-report.ts')

// Processes that tests start load the code in half the time.
process.env.NODE_COMPILE_CACHE ??= resolve(import.meta.dirname, '../.cache/compiled')

export default defineConfig({
  test: {
    reporters: ['default', CLOSING_REPORT],
    // One for each core: a test often waits for another process.
    maxWorkers: '100%',
    projects: [
      {
        // Some look at thousands of names; a busy machine takes its time.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/pocketbase-target.ts'],
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      // Not part of "npm test": it takes minutes, as many as it is given.
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      // Not part of "npm test": it needs Python and takes minutes.
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 240_000,
        },
      },
      // Not part of "npm test": it needs Go, Java and Maven.
      {
        test: {
          name: 'broker',
          include: ['test/broker/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      // Not part of "npm test": it needs a Docker engine.
      {
        test: {
          name: 'compose',
          include: ['test/compose/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 900_000,
        },
      },
      // Not part of "npm test": it needs a browser.
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
