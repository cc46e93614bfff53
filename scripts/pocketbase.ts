import type { Config } from '../src/config.ts'
import { openStoreBeside } from '../src/setup.ts'
import { createPocketBaseClient, type PocketBaseClient } from '../src/store/pocketbase/client.ts'
import type { StockStore } from '../src/store/store.ts'

/** PocketBase for a command that needs more than the stock. */
export interface Opened {
  readonly client: PocketBaseClient
  readonly store: StockStore
  readonly url: string
}

/** Runs the work with the PocketBase of the running service, or with one started for it. */
export async function withPocketBase<T>(
  config: Config,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const report = { onProgress: console.error, onRestart: () => {} }
  const { store, url, secrets, close } = await openStoreBeside(config, report)
  try {
    const login = { email: config.POCKETBASE_EMAIL, password: secrets.password.value }
    return await work({ store, url, client: createPocketBaseClient({ url, ...login }) })
  } finally {
    await close()
  }
}
