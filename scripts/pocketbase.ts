import type { Config } from '../src/process/config.ts'
import { type OpenStore, openStoreBeside } from '../src/process/open-store.ts'
import { printError } from '../src/process/terminal.ts'

/** Runs the work with the PocketBase of the running service, or with one started for it. */
export async function withPocketBase<T>(
  config: Config,
  work: (opened: OpenStore) => Promise<T>,
): Promise<T> {
  const opened = await openStoreBeside(config, { onProgress: printError, onRestart: () => {} })
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}
