import cluster from 'node:cluster'
import { SetupError, StockError } from './domain/errors.ts'
import { keepOwnerKey } from './features/keys/owner-key.ts'
import { keepPhotosPrepared } from './features/photos/keep-photos-prepared.ts'
import { findTunnel } from './http/public-address.ts'
import { aborted } from './process/aborted.ts'
import { keepApiAddress } from './process/api-address.ts'
import { type Config, loadConfig } from './process/config.ts'
import { importFirstStock } from './process/import-first-stock.ts'
import { createLogger } from './process/logger.ts'
import {
  connectStore,
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
import type { Service } from './process/workers/messages.ts'
import { startWorkers } from './process/workers/primary.ts'
import { runWorker } from './process/workers/worker.ts'

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
  const database = await startDatabase(config, report)
  let service: Service | undefined
  let forgetAddress: (() => void) | undefined
  let endPhotos: (() => Promise<void>) | undefined
  try {
    const opened = { ...connectStore({ ...config, POCKETBASE_URL: database.url }), ...database }
    const open = Promise.withResolvers<void>()
    async function prepare(): Promise<void> {
      await prepareStore(opened, report)
      await keepOwnerKey(opened.keys, opened.secrets.apiKey.value)
      await importFirstStock(opened.store, config, report)
      open.resolve()
    }
    const isThere = await doesAnswer(database.url)
    if (isThere) await prepare()
    // The first worker serves while the others start.
    mayServe = true
    service = await startWorkers(await configForAll(config, opened), {
      logger,
      open: open.promise,
      ending: ending.signal,
    })
    if (!isThere) {
      logger.warn(
        `PocketBase does not answer at ${database.url}: requests are refused until it does`,
      )
      await untilAnswers(database.url, ending.signal)
      if (!ending.signal.aborted) await prepare()
    }
    if (ending.signal.aborted) return
    if (!config.READ_ONLY) endPhotos = keepPhotosPrepared({ ...opened, logger })
    forgetAddress = keepApiAddress(config, service.address)
    const publicAddress = config.PUBLIC_URL ?? (await findTunnel(config.NGROK_API)())
    const api = config.PUBLIC_URL ?? service.address
    print(await welcome(config, opened, { api, publicAddress, terminal: process.stdout }))
    await aborted(ending.signal)
  } finally {
    forgetAddress?.()
    await service?.close()
    await endPhotos?.()
    await database.close()
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

async function mainOrError(): Promise<void> {
  try {
    await main()
  } catch (error) {
    const known = error instanceof SetupError || error instanceof StockError
    printError(known ? error.message : String((error as Error).stack))
    process.exitCode = 1
  }
}

// What serves is loaded where it is needed: the process that looks after the others stays small.
if (cluster.isWorker) runWorker(async (...given) => (await import('./serve.ts')).serve(...given))
else await mainOrError()
