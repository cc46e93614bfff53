import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SetupError } from '../../src/domain/errors.ts'
import { startChild } from './children.ts'

/** A copy of this project that is measured. */
export interface Checkout {
  readonly root: string
  readonly loadConfig: typeof import('../../src/process/config.ts').loadConfig
  readonly openStore: typeof import('../../src/process/open-store.ts').openStore
  readonly openStoreBeside: typeof import('../../src/process/open-store.ts').openStoreBeside
}

export const HERE = resolve(import.meta.dirname, '../..')

/**
 * Loads the code of a checkout, with its own packages, and builds what it needs.
 * @throws SetupError where there is none
 */
export async function openCheckout(root: string): Promise<Checkout> {
  for (const needed of ['src/server.ts', 'node_modules']) {
    if (!existsSync(join(root, needed)))
      throw new SetupError(`There is no ${needed} in ${root}: give a checkout where "npm ci" ran.`)
  }
  const build = startChild(process.execPath, ['scripts/build.ts'], {
    cwd: root,
    stdio: ['ignore', process.stderr, 'inherit'],
  })
  const [code] = await once(build, 'exit')
  if (code !== 0) throw new SetupError(`${root} could not be built.`)
  const load = (path: string) => import(pathToFileURL(join(root, path)).href)
  const { loadConfig } = await load('src/process/config.ts')
  const { openStore, openStoreBeside } = await load('src/process/open-store.ts')
  return { root, loadConfig, openStore, openStoreBeside }
}
