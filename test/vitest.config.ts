import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const CLOSING_REPORT = resolve(import.meta.dirname, 'support/closing-report.ts')

const PREPARED_FOLDER = 'test/support/prepared-folder.ts'

// Processes that tests start load the code in half the time.
process.env.NODE_COMPILE_CACHE ??= resolve(import.meta.dirname, '../.cache/compiled')

// A machine that runs other tests beside these may need seconds for one look at what is polled.
const EXPECT = { poll: { timeout: 30_000 } }

/** The tests of one folder: each may take two minutes, and its preparation four, unless `own` says otherwise. */
function project(name: string, own: object = {}) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: 120_000,
      hookTimeout: 240_000,
      expect: EXPECT,
      // The files of a worker run one after the other and share its modules: what these hold are caches, and
      // counts of what is under way, which are back at 0 when a file ends.
      isolate: false,
      ...own,
    },
  }
}

export default defineConfig({
  test: {
    reporters: ['default', CLOSING_REPORT],
    // One for each core: a test often waits for another process.
    maxWorkers: '100%',
    projects: [
      project('unit'),
      project('integration', {
        globalSetup: ['test/support/pocketbase-target.ts', PREPARED_FOLDER],
      }),
      project('e2e', { globalSetup: [PREPARED_FOLDER] }),
      // Not part of "npm test": it takes minutes, as many as it is given.
      project('faults'),
      // Not part of "npm test": it needs Python and takes minutes.
      project('fuzz', { testTimeout: 600_000 }),
      // Not part of "npm test": it needs Go, Java and Maven.
      project('broker'),
      // Not part of "npm test": it needs a Docker engine.
      project('compose', { testTimeout: 180_000, hookTimeout: 900_000 }),
      // Not part of "npm test": it needs a browser.
      project('browser', { globalSetup: [PREPARED_FOLDER] }),
    ],
  },
})
