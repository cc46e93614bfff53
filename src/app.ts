import { randomUUID } from 'node:crypto'
import Fastify, {
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import type { Broker } from './broker/broker.ts'
import { messagesOf, type Publication } from './broker/cloud-event.ts'
import { measurePublishing } from './broker/metrics.ts'
import { FOLLOWER, keepPublishing } from './broker/publisher.ts'
import { NOBODY } from './domain/say.ts'
import { keepChecked } from './features/alerts/keep-checked.ts'
import { keepDigested } from './features/digest/keep-digested.ts'
import { readLag } from './features/events/lag.ts'
import { requireApiKey } from './http/api-key.ts'
import { boundConnections, CONNECTIONS_CHECK_MS, HEADERS_TIMEOUT_MS } from './http/connections.ts'
import { type Counters, createCounters } from './http/counters.ts'
import { acceptEmptyJson } from './http/empty-json.ts'
import { type StreamLimits, serveEventStream } from './http/event-stream.ts'
import { identityOfLink } from './http/export-link.ts'
import { identityOfFeed } from './http/feed-token.ts'
import { healthRoutes } from './http/health.ts'
import { hostOf, requireKnownHost } from './http/known-host.ts'
import { answerInLanguage } from './http/language.ts'
import { limitRate, refuseCompressed, refuseUnderPressure, useSafeHeaders } from './http/limits.ts'
import { answerTheRest } from './http/methods.ts'
import {
  countOperations,
  measureRequests,
  serveMetrics,
  timeStore,
  watchStock,
} from './http/metrics.ts'
import { describeApi } from './http/openapi.ts'
import { refuseUntilOpen } from './http/opening.ts'
import { serveOperations } from './http/operations.ts'
import { servePages } from './http/pages/routes.ts'
import { photoRoutes } from './http/photos.ts'
import { refuseGarbage, sendProblem, useProblems } from './http/problem.ts'
import { findPublicAddress, findTunnel } from './http/public-address.ts'
import { logRequest, logRequests } from './http/request-log.ts'
import { compileSerializer } from './http/serializer.ts'
import { useShop } from './http/shop-of-request.ts'
import { serveWebPage } from './http/web-page.ts'
import { watchWebhooks } from './http/webhook-metrics.ts'
import { loadCommonWords } from './matching/common-words.ts'
import { describeProtection } from './mcp/protected-resource.ts'
import { serveMcp } from './mcp/routes.ts'
import { type FetchDocument, fetchPublicDocument } from './oauth/clients.ts'
import { findIssuer } from './oauth/issuer.ts'
import { serveOAuth } from './oauth/routes.ts'
import { tellInputErrors } from './operations/input-errors.ts'
import { openShop, type ShopOptions } from './shop.ts'

export interface AppDependencies extends Omit<ShopOptions, 'observe'> {
  /** Where metrics are registered; served at /metrics. */
  readonly registry?: Registry
  /** Text of /metrics, where it sums up several processes. */
  readonly metrics?: () => Promise<string>
  /** Whether the store is prepared: until then requests are refused. It is where this is missing. */
  readonly isOpen?: () => boolean
  /** Requests that each key may send in a minute; any number where it is missing. */
  readonly rateLimit?: number
  /** Average lag of the event loop above which requests are refused; 0 for never. */
  readonly maxLagMs?: number
  /** Connections that may be open at once; any number where it is missing. */
  readonly maxConnections?: number
  /** What event streams may do, where it differs from the usual. */
  readonly streams?: Partial<StreamLimits>
  /** Where requests and wrong keys are counted: shared by all processes, or each has its own. */
  readonly counters?: Counters
  /** Address under which others reach this service, where it is set. */
  readonly publicUrl?: string | undefined
  /** Names by which this service is called, beside that of `publicUrl`, the tunnel and local ones. */
  readonly allowedHosts?: readonly string[]
  /** Local API of an ngrok agent, which knows that address where it is not set. */
  readonly ngrokApi?: string | undefined
  /** Proxies before this service, whose X-Forwarded headers are believed; none by default. */
  readonly trustProxy?: number
  /** When a day is summed up, "19:00"; it is not where this is missing. */
  readonly digestAt?: string | undefined
  /** Where events are published and how, where they are. */
  readonly publication?: (Publication & { readonly broker: Broker }) | undefined
  /** Whether chats that can show some answers as pictures. */
  readonly chatPictures?: boolean
  /** Fetches what a program says about itself, and its keys. */
  readonly fetchDocument?: FetchDocument
  readonly logger?: FastifyServerOptions['loggerInstance']
}

/** A body larger than this is no request about stock. */
const BODY_LIMIT = 64 * 1024
const REQUEST_TIMEOUT_MS = 30_000

/** A caller's own request id is taken when it is harmless in a log line. */
const REQUEST_ID = /^[\w.-]{8,64}$/

/** Builds the app. Reads no environment, and opens no connection but that of the feed. */
export async function buildApp(deps: AppDependencies): Promise<FastifyInstance> {
  const {
    registry = new Registry(),
    metrics = () => registry.metrics(),
    isOpen = () => true,
    rateLimit = 0,
    maxLagMs,
    maxConnections = Number.POSITIVE_INFINITY,
    streams,
    counters = createCounters(),
    oauth,
    readOnly = false,
    checkAt,
    digestAt,
    timeZone = 'UTC',
    secret = randomUUID(),
    fetchDocument = fetchPublicDocument,
    chatPictures = true,
    publicUrl,
    allowedHosts = [],
    ngrokApi,
    trustProxy = 0,
    publication,
    offering,
    logger,
  } = deps
  const { version } = packageJson
  loadCommonWords()
  const app: FastifyInstance = Fastify({
    ...(logger && { loggerInstance: logger }),
    // Our log line names the request itself; a child logger costs more than most answers.
    childLoggerFactory: (parent) => parent,
    // Our own line is written by logRequests.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    // Without a proxy no header is read for where a request comes from.
    trustProxy: trustProxy > 0 && ((_address, hop) => hop < trustProxy),
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
    },
    clientErrorHandler: refuseGarbage,
    // These end before any hook runs, the one that writes the log among them.
    frameworkErrors(error, request, reply) {
      sendProblem(error, request, reply)
      logRequest(request, reply)
    },
    genReqId({ headers }) {
      const given = headers['x-request-id']
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
    },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(compileSerializer)
  const keepKnown = boundConnections(app, maxConnections)
  acceptEmptyJson(app)
  useProblems(app)
  tellInputErrors()
  answerInLanguage(app, offering?.currency ?? NOBODY.currency)
  logRequests(app)
  measureRequests(app, registry)
  useSafeHeaders(app)
  const tunnel = findTunnel(ngrokApi)
  requireKnownHost(app, { names: [...allowedHosts, hostOf(publicUrl) ?? ''], tunnel })
  refuseUnderPressure(app, maxLagMs)
  refuseCompressed(app)
  answerTheRest(app)
  const shop = openShop({
    ...deps,
    secret,
    store: timeStore(deps.store, registry),
    observe: countOperations(registry),
  })
  const { operations } = shop
  app.addHook('onClose', () => shop.close())
  watchStock(shop, registry)
  const count = watchWebhooks(shop.store, registry)
  if (!readOnly) {
    const observe = (_webhook: unknown, { error }: { readonly error: string }) =>
      count(error === '')
    app.addHook('onClose', shop.deliver({ isOpen, logger: app.log, observe }))
  }
  const daily = { timeZone, isOpen, logger: app.log }
  if (checkAt !== undefined && !readOnly) {
    app.addHook('onClose', keepChecked({ checks: shop.levels, at: checkAt, ...daily }))
  }
  if (digestAt !== undefined && !readOnly) {
    app.addHook('onClose', keepDigested({ digests: shop.digests, at: digestAt, ...daily }))
  }
  const readPublished = publication && (() => readLag(shop.store, FOLLOWER))
  if (publication && readPublished) {
    const watch = measurePublishing(readPublished, registry)
    const { broker } = publication
    const { events, store } = shop
    const end = readOnly
      ? undefined
      : keepPublishing({
          events,
          store,
          broker,
          messagesOf: (row) => messagesOf(row, publication),
          isOpen,
          logger: app.log,
          watch,
        })
    app.addHook('onClose', async () => end?.())
  }
  // One shop so far; with several, the request says which.
  useShop(app, () => shop)
  const publicAddress = findPublicAddress({ fixed: publicUrl, tunnel })
  const issuerOf = findIssuer({ fixed: publicUrl, tunnel })
  await describeApi(app, { operations, publicAddress, version })
  describeProtection(app, { publicAddress, issuerOf })
  await app.register(healthRoutes, { version, isOpen, readPublished })
  await app.register(photoRoutes)
  serveWebPage(app)
  await app.register(async (pages) => servePages(pages, { counters, isOpen, publicAddress }))
  await app.register(async (scope) => {
    refuseUntilOpen(scope, isOpen)
    serveOAuth(scope, {
      store: oauth,
      people: shop.personReader,
      secret,
      fetchDocument,
      issuerOf,
      counters,
    })
  })
  await app.register(async (api) => {
    refuseUntilOpen(api, isOpen)
    requireApiKey(api, { counters, otherwise: identityInAddress })
    keepKnown(api)
    await limitRate(api, { perMinute: rateLimit, counters })
    serveMetrics(api, metrics)
    serveOperations(api, { operations, publicAddress })
    serveEventStream(api, { registry, maxConnections, limits: streams })
    serveMcp(api, { operations, publicAddress, issuerOf, version, hasPictures: chatPictures })
  })
  await app.ready()
  return app
}

/** Who asks by an address that says so itself. */
const identityInAddress = async (request: FastifyRequest) =>
  identityOfLink(request) ?? identityOfFeed(request)
