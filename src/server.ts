import cluster from 'node:cluster'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { buildApp } from './app.ts'
import { SetupError, StockError } from './domain/errors.ts'
import { createDownload } from './download/download.ts'
import { keepOwnerKey } from './features/keys/owner-key.ts'
import { type Config, loadConfig } from './process/config.ts'
import { importFirstStock } from './process/import-first-stock.ts'
import { createLogger } from './process/logger.ts'
import { maxConnections } from './process/max-connections.ts'
import { type OpenStore, openStore } from './process/open-store.ts'
import { freePort, requirePort } from './process/ports.ts'
import { requireSafeSettings } from './process/require-safe-settings.ts'
import type { Restart } from './process/supervise.ts'
import { welcome } from './process/welcome.ts'
import type { Service } from './process/workers/messages.ts'
import { startWorkers } from './process/workers/primary.ts'
import { runWorker, type Shared } from './process/workers/worker.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Starts everything in order and ends it in the opposite one. */
async function main(): Promise<void> {
  const config = loadConfig()
  if (config.NODE_ENV === 'production') requireSafeSettings(config)
  const logger = createLogger(config.LOG_LEVEL)
  const report = {
    onProgress: say,
    onRestart: (restart: Restart) =>
      logger.warn(restart, 'PocketBase ended by itself and is started again'),
  }
  const ending = new AbortController()
  let isStarting = true
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Nothing is served yet, and PocketBase and the workers end when we do.
      if (isStarting) process.exit(0)
      ending.abort()
    })
  }

  await requirePort(config.HOST, config.PORT)
  const opened = await openStore(config, report)
  let service: Service | undefined
  try {
    await keepOwnerKey(opened.keys, opened.secrets.apiKey.value)
    await importFirstStock(opened.store, config, report)
    service =
      config.WORKERS > 1
        ? await startWorkers(await configForAll(config, opened), logger)
        : await serve(config, { opened, logger, registry: new Registry() })
    isStarting = false
    say(await welcome(config, opened, config.PUBLIC_URL ?? service.address))
    await new Promise((resolve) => {
      if (ending.signal.aborted) resolve(undefined)
      else ending.signal.addEventListener('abort', resolve)
    })
  } finally {
    await service?.close()
    await opened.close()
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

/** One of several processes: the primary has made everything ready, and it speaks for all. */
async function serveAsWorker(config: Config, shared: Shared): Promise<Service> {
  const opened = await openStore(config, { onProgress() {}, onRestart() {} })
  return serve(config, { ...shared, opened, logger: createLogger(config.LOG_LEVEL) })
}

type Surroundings = Pick<Shared, 'registry'> &
  Partial<Shared> & { readonly opened: OpenStore; readonly logger: Logger }

async function serve(config: Config, around: Surroundings): Promise<Service> {
  const { opened, logger, registry, counters, metrics } = around
  const { PUBLIC_URL, NGROK_API, READ_ONLY, RATE_LIMIT, TIME_ZONE, TRUST_PROXY } = config
  // How the process itself fares is measured beside what it does.
  collectDefaultMetrics({ register: registry })
  const app = await buildApp({
    store: opened.store,
    keys: opened.keys,
    feed: opened.feed,
    secret: opened.secrets.apiKey.value,
    readOnly: READ_ONLY,
    rateLimit: RATE_LIMIT,
    publicUrl: PUBLIC_URL,
    ngrokApi: NGROK_API,
    timeZone: TIME_ZONE,
    trustProxy: TRUST_PROXY,
    download: createDownload({ hosts: config.FILE_HOSTS }),
    maxConnections: maxConnections(),
    logger,
    registry,
    ...(counters && { counters }),
    ...(metrics && { metrics }),
  })
  const close = () => finish(app)
  try {
    const address = await app.listen({
      host: config.HOST,
      port: config.PORT,
      // The primary prints the common address once.
      ...(cluster.isWorker && { listenTextResolver: () => 'A worker listens' }),
    })
    return { address, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Answers the requests in flight and ends. Fastify closes the connections that are idle when it is
 * told to; those that become so with the last answers would be kept open for a minute.
 */
async function finish(app: FastifyInstance): Promise<void> {
  const closing = setInterval(() => app.server.closeIdleConnections(), 50)
  await app.close().finally(() => clearInterval(closing))
}

async function mainOrError(): Promise<void> {
  try {
    await main()
  } catch (error) {
    const known = error instanceof SetupError || error instanceof StockError
    process.stderr.write(`${known ? error.message : (error as Error).stack}\n`)
    process.exitCode = 1
  }
}

if (cluster.isWorker) runWorker(serveAsWorker)
else await mainOrError()
