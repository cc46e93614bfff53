import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { preparePocketBase } from '../../src/store/pocketbase/prepare.ts'
import { CREDENTIALS, freePort, startProcess } from './pocketbase.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder whose database has its collections, and nothing in them. */
    preparedFolder: string
  }
}

/** Makes that folder once for a run: with a copy of it a shop is there in half the time. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'stock-prepared-'))
  const server = await startProcess(folder, await freePort(), CREDENTIALS)
  try {
    await preparePocketBase(createPocketBaseClient({ url: server.url, ...CREDENTIALS }))
  } finally {
    await server.stop()
  }
  project.provide('preparedFolder', folder)
  return () => rm(folder, { recursive: true, force: true })
}

export const copyPreparedFolder = (dataDir: string): Promise<void> =>
  cp(inject('preparedFolder'), dataDir, { recursive: true })
