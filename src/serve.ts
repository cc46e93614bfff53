import cluster from 'node:cluster'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics } from 'prom-client'
import { buildApp } from './app.ts'
import { createBroker } from './broker/create-broker.ts'
import { createDownload } from './download/download.ts'
import { type Config, orderDefaults } from './process/config.ts'
import { createLogger } from './process/logger.ts'
import { maxConnections } from './process/max-connections.ts'
import { connectStore } from './process/open-store.ts'
import type { Service } from './process/workers/messages.ts'
import type { Shared } from './process/workers/worker.ts'

/** Serves the shop in this process, as soon as it may listen; PocketBase runs already, or is still waited for. */
export async function serve(config: Config, shared: Shared): Promise<Service> {
  const { mayListen, isOpen, registry, counters, metrics } = shared
  const { store, keys, people, oauth, feed, secrets } = connectStore(config)
  // How the process itself fares is measured beside what it does.
  collectDefaultMetrics({ register: registry })
  const app = await buildApp({
    store,
    keys,
    people,
    oauth,
    feed,
    isOpen,
    secret: secrets.apiKey.value,
    readOnly: config.READ_ONLY,
    rateLimit: config.RATE_LIMIT,
    publicUrl: config.PUBLIC_URL,
    allowedHosts: [config.HOST, ...config.ALLOWED_HOSTS],
    ngrokApi: config.NGROK_API,
    timeZone: config.TIME_ZONE,
    defaults: orderDefaults(config),
    checkAt: config.CHECK_STOCK_AT,
    digestAt: config.DIGEST_AT,
    trustProxy: config.TRUST_PROXY,
    download: createDownload({ hosts: config.FILE_HOSTS }),
    offering: { currency: config.CURRENCY, productLink: config.PRODUCT_LINK },
    chatPictures: config.CHAT_PICTURES,
    allowPrivateWebhooks: config.ALLOW_PRIVATE_WEBHOOKS,
    publication: publicationOf(config),
    maxConnections: maxConnections(),
    logger: createLogger(config.LOG_LEVEL),
    registry,
    ...(counters && { counters }),
    ...(metrics && { metrics }),
  })
  const close = () => finish(app)
  try {
    await mayListen
    const address = await app.listen({
      host: config.HOST,
      port: config.PORT,
      // The primary prints the common address once.
      listenTextResolver: () => `Process ${cluster.worker?.id} listens`,
    })
    return { address, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** How events name this shop where it has no address of its own. */
const SOURCE = '/stock-assistant'

/** Where events are published, and how; undefined where they are not. */
function publicationOf(config: Config) {
  const { EVENTS_URL, EVENTS_TOPIC, EVENTS_NAMES, EVENTS_SCOPE, PUBLIC_URL = SOURCE } = config
  return EVENTS_URL === undefined
    ? undefined
    : {
        broker: createBroker(EVENTS_URL, EVENTS_TOPIC),
        names: EVENTS_NAMES,
        scope: EVENTS_SCOPE,
        source: PUBLIC_URL,
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
