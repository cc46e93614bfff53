import { SetupError, StockError } from './domain/errors.ts'
import { keepOwnerKey } from './features/keys/owner-key.ts'
import { keepPhotosPrepared } from './features/photos/keep-photos-prepared.ts'
import { findTunnel } from './http/public-address.ts'
import { aborted } from './process/aborted.ts'
import { keepApiAddress } from './process/api-address.ts'
import { type Config, loadConfig } from './process/config.ts'
import { createLogger } from './process/logger.ts'
import {
  connectStore,
  type Database,
  doesAnswer,
  type OpenStore,
  prepareStore,
  startDatabase,
  untilAnswers,
} from './process/open-store.ts'
import { freePort, requirePort } from './process/ports.ts'
import { requireSafeSettings } from './process/require-safe-settings.ts'
import type { Restart } from './process/supervise.ts'
import { print, printError } from './process/terminal.ts'
import { welcome } from './process/welcome.ts'
import { startWorkers } from './process/workers/primary.ts'
import type { StockStore } from './store/store.ts'

/**
 * Starts everything in order and ends it in the opposite one. This process only looks after the others:
 * PocketBase, and the workers that serve. One that ends by itself is started again, and the others stay.
 */
async function main(): Promise<void> {
  const config = loadConfig()
  if (config.NODE_ENV === 'production') requireSafeSettings(config)
  const logger = createLogger(config.LOG_LEVEL)
  const report = {
    onProgress: print,
    onRestart: (restart: Restart) =>
      logger.warn(restart, 'PocketBase ended by itself and is started again'),
  }
  const ending = new AbortController()
  let mayServe = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Nothing is served yet, and PocketBase ends when we do.
      if (!mayServe) process.exit(0)
      ending.abort()
    })
  }

  await requirePort(config.HOST, config.PORT)
  const listen = Promise.withResolvers<void>()
  const open = Promise.withResolvers<void>()
  // They load what they serve with while PocketBase starts, and read the shop while it is prepared.
  const workers = startWorkers(config.WORKERS, {
    logger,
    listen: listen.promise,
    open: open.promise,
  })
  let database: Database | undefined
  let forgetAddress: (() => void) | undefined
  let endPhotos: (() => Promise<void>) | undefined
  try {
    database = await startDatabase(config, report)
    const { url } = database
    const opened = { ...connectStore({ ...config, POCKETBASE_URL: url }), ...database }
    async function prepare(): Promise<void> {
      await prepareStore(opened, report)
      await keepOwnerKey(opened.keys, opened.secrets.apiKey.value)
      if ((await opened.store.anyName()) === null) await importFirst(opened.store)
      open.resolve()
    }
    async function importFirst(store: StockStore): Promise<void> {
      const { importFirstStock } = await import('./process/import-first-stock.ts')
      await importFirstStock(store, config, report)
    }
    function mayListen(): void {
      mayServe = true
      listen.resolve()
    }
    const isThere = await doesAnswer(url)
    const prepared = isThere ? prepare() : Promise.resolve()
    const serving = workers.serve(await configForAll(config, opened), ending.signal)
    const [address] = await Promise.all([serving, prepared.then(mayListen)])
    if (!isThere) {
      logger.warn(`PocketBase does not answer at ${url}: requests are refused until it does`)
      await untilAnswers(url, ending.signal)
      if (!ending.signal.aborted) await prepare()
    }
    if (ending.signal.aborted) return
    if (!config.READ_ONLY) endPhotos = keepPhotosPrepared({ ...opened, logger })
    forgetAddress = keepApiAddress(config, address)
    const publicAddress = config.PUBLIC_URL ?? (await findTunnel(config.NGROK_API)())
    const api = config.PUBLIC_URL ?? address
    print(await welcome(config, opened, { api, publicAddress, terminal: process.stdout }))
    await aborted(ending.signal)
  } finally {
    forgetAddress?.()
    await workers.close()
    await endPhotos?.()
    await database?.close()
  }
}

/**
 * The settings with what was decided at the start: one that is started again later has the same port,
 * and knows what the others signed, whatever became of the files meanwhile.
 */
async function configForAll(config: Config, { url, secrets }: OpenStore): Promise<Config> {
  return {
    ...config,
    PORT: config.PORT || (await freePort(config.HOST)),
    POCKETBASE_URL: url,
    POCKETBASE_PASSWORD: secrets.password.value,
    API_KEY: secrets.apiKey.value,
  }
}

/** Starts the service, and says in one sentence why it cannot. Resolves when it has ended. */
export async function start(): Promise<void> {
  try {
    await main()
  } catch (error) {
    const known = error instanceof SetupError || error instanceof StockError
    printError(known ? error.message : String((error as Error).stack))
    process.exitCode = 1
  }
}
