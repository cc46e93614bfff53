import type { Config } from '../src/process/config.ts'
import { type OpenStore, openStoreBeside } from '../src/process/open-store.ts'
import { printError } from '../src/process/terminal.ts'
import { createPocketBaseClient, type PocketBaseClient } from '../src/store/pocketbase/client.ts'

/** PocketBase for a command that needs more than the stock. */
export interface Opened extends OpenStore {
  readonly client: PocketBaseClient
}

/** Runs the work with the PocketBase of the running service, or with one started for it. */
export async function withPocketBase<T>(
  config: Config,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const report = { onProgress: printError, onRestart: () => {} }
  const opened = await openStoreBeside(config, report)
  const login = { email: config.POCKETBASE_EMAIL, password: opened.secrets.password.value }
  try {
    return await work({ ...opened, client: createPocketBaseClient({ url: opened.url, ...login }) })
  } finally {
    await opened.close()
  }
}
