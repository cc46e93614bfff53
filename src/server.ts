import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { buildApp } from './app.ts'
import { type Config, loadConfig } from './config.ts'
import { SetupError, StockError } from './domain/errors.ts'
import { createDownload } from './download/download.ts'
import type { Restart } from './keep-running.ts'
import { createLogger } from './logger.ts'
import { requireSafety } from './production.ts'
import { keepOwnerKey } from './services/owner-key.ts'
import { importFirstStock, type OpenStore, openStore, requirePort } from './setup.ts'
import { welcome } from './welcome.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Starts everything in order and ends it in the opposite one. */
async function main(): Promise<void> {
  const config = loadConfig()
  if (config.NODE_ENV === 'production') requireSafety(config)
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
      // Nothing is served yet, and PocketBase ends when we do.
      if (isStarting) process.exit(0)
      ending.abort()
    })
  }

  await requirePort(config.HOST, config.PORT)
  const opened = await openStore(config, report)
  let app: FastifyInstance | undefined
  try {
    await keepOwnerKey(opened.keys, opened.secrets.apiKey.value)
    await importFirstStock(opened.store, config, report)
    app = await build(config, opened, logger)
    const address = await app.listen({ host: config.HOST, port: config.PORT })
    isStarting = false
    say(await welcome(config, opened, config.PUBLIC_URL ?? address))
    await new Promise((resolve) => {
      if (ending.signal.aborted) resolve(undefined)
      else ending.signal.addEventListener('abort', resolve)
    })
  } finally {
    await app?.close()
    await opened.close()
  }
}

/** How the process itself fares is measured beside what it does. */
function build(config: Config, opened: OpenStore, logger: Logger) {
  const { PUBLIC_URL, NGROK_API, READ_ONLY, RATE_LIMIT, TIME_ZONE, TRUST_PROXY } = config
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return buildApp({
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
    logger,
    registry,
  })
}

try {
  await main()
} catch (error) {
  const known = error instanceof SetupError || error instanceof StockError
  process.stderr.write(`${known ? error.message : (error as Error).stack}\n`)
  process.exitCode = 1
}
