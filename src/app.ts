import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import { type CatalogueReader, createCatalogueReader } from './catalogue/catalogue-reader.ts'
import { createInventoryService } from './catalogue/inventory.ts'
import { createDownload, type Download } from './download/download.ts'
import { createExportLinks } from './features/exports/export-links.ts'
import { exportOperations } from './features/exports/export-operations.ts'
import { createExportService } from './features/exports/exports.ts'
import { importOperations } from './features/imports/import-operations.ts'
import { createImportService } from './features/imports/imports.ts'
import { createKeyReader } from './features/keys/key-reader.ts'
import { locationOperations } from './features/locations/location-operations.ts'
import { createLocationService } from './features/locations/locations.ts'
import { photoOperations } from './features/photos/photo-operations.ts'
import { createPhotoService } from './features/photos/photos.ts'
import { aliasOperations } from './features/products/alias-operations.ts'
import { createAliasService } from './features/products/aliases.ts'
import { modelOperations } from './features/products/model-operations.ts'
import { productOperations } from './features/products/product-operations.ts'
import { createProductService } from './features/products/products.ts'
import { createDriftService } from './features/reports/drift.ts'
import { driftOperations } from './features/reports/drift-operations.ts'
import { createSummaryService } from './features/reports/summary.ts'
import { summaryOperations } from './features/reports/summary-operations.ts'
import { batchOperations } from './features/stock/batch-operations.ts'
import { inventoryOperations } from './features/stock/inventory-operations.ts'
import { movementOperations } from './features/stock/movement-operations.ts'
import { createMovementService } from './features/stock/movements.ts'
import { createRecordService } from './features/stock/record.ts'
import { recordOperations } from './features/stock/record-operations.ts'
import { undoOperations } from './features/stock/undo-operations.ts'
import { requireApiKey } from './http/api-key.ts'
import { type Counters, createCounters } from './http/counters.ts'
import { acceptEmptyJson } from './http/empty-json.ts'
import { identityOfLink } from './http/export-link.ts'
import { healthRoutes } from './http/health.ts'
import { limitRate, refuseUnderPressure, useSafeHeaders } from './http/limits.ts'
import {
  countOperations,
  measureRequests,
  serveMetrics,
  timeStore,
  watchStock,
} from './http/metrics.ts'
import { describeApi } from './http/openapi.ts'
import { serveOperations } from './http/operations.ts'
import { photoRoutes } from './http/photos.ts'
import { refuseGarbage, sendProblem, useProblems } from './http/problem.ts'
import { findPublicAddress } from './http/public-address.ts'
import { logRequest, logRequests } from './http/request-log.ts'
import { compileSerializer } from './http/serializer.ts'
import { describeProtection } from './mcp/protected-resource.ts'
import { serveMcp } from './mcp/routes.ts'
import { remembered } from './operations/answer-cache.ts'
import { guarded } from './operations/authorize.ts'
import type { Operation } from './operations/operation.ts'
import { createSigner, type Signer } from './shared/signer.ts'
import type { CatalogueFeed } from './store/catalogue-store.ts'
import type { KeyStore } from './store/key-store.ts'
import type { StockStore } from './store/store.ts'

export interface AppDependencies {
  readonly store: StockStore
  readonly keys: KeyStore
  /** Tells what changes in the store; without it reads are up to a second old. */
  readonly feed?: CatalogueFeed | undefined
  /** Answers questions and refuses every write. */
  readonly readOnly?: boolean
  /** Takes what is measured; /metrics tells it. */
  readonly registry?: Registry
  /** What /metrics tells, where other processes measure too. */
  readonly metrics?: () => Promise<string>
  /** Requests that each key may send in a minute; any number where it is missing. */
  readonly rateLimit?: number
  /** Average lag of the event loop above which requests are refused; 0 for never. */
  readonly maxLagMs?: number
  /** Where requests and wrong keys are counted: shared by all processes, or each has its own. */
  readonly counters?: Counters
  /** Address under which others reach this service, where it is set. */
  readonly publicUrl?: string | undefined
  /** Local API of an ngrok agent, which knows that address where it is not set. */
  readonly ngrokApi?: string | undefined
  /** Time zone in which the shop's days begin and end; UTC where it is missing. */
  readonly timeZone?: string | undefined
  /** Proxies before this service, whose X-Forwarded headers are believed; none by default. */
  readonly trustProxy?: number
  /** Signs links and confirmations: the same in all processes, or each knows only its own. */
  readonly secret?: string
  /** Fetches the files of a chat; nothing is fetched without it. */
  readonly download?: Download | undefined
  readonly logger?: FastifyServerOptions['loggerInstance']
}

/** A body larger than this is no request about stock. */
const BODY_LIMIT = 64 * 1024
const REQUEST_TIMEOUT = 30_000

/** A caller's own request id is taken when it is harmless in a log line. */
const REQUEST_ID = /^[\w.-]{8,64}$/

/** Wires the service together. Reads no environment, and opens no socket but that of the feed. */
export async function buildApp(deps: AppDependencies): Promise<FastifyInstance> {
  const {
    keys,
    feed,
    secret = randomUUID(),
    registry = new Registry(),
    metrics = () => registry.metrics(),
    readOnly = false,
    rateLimit = 0,
    maxLagMs,
    counters = createCounters(),
    publicUrl,
    ngrokApi,
    timeZone,
    trustProxy = 0,
    download,
    logger,
  } = deps
  const { version } = packageJson
  const app: FastifyInstance = Fastify({
    ...(logger && { loggerInstance: logger }),
    // Its line tells which request it is about; a logger of its own costs more than most answers.
    childLoggerFactory: (parent) => parent,
    // Our own line is written by logRequests.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: (_address, hop) => hop < trustProxy,
    requestTimeout: REQUEST_TIMEOUT,
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
  acceptEmptyJson(app)
  useProblems(app)
  logRequests(app)
  measureRequests(app, registry)
  useSafeHeaders(app)
  await refuseUnderPressure(app, maxLagMs)
  const store = timeStore(deps.store, registry)
  const catalogue = createCatalogueReader(store)
  const signer = createSigner(secret)
  const stateOfCatalogue = async () => (await catalogue.read()).version()
  const operations = createOperations(store, { catalogue, timeZone, download, signer })
    .map((one) => (one.ofCatalogue ? remembered(one, stateOfCatalogue) : one))
    .map((one) => guarded(one, { readOnly }))
    .map(countOperations(registry))
  watchStock({ catalogue, store }, registry)
  if (feed) app.addHook('onClose', catalogue.follow(feed))
  const publicAddress = findPublicAddress({ fixed: publicUrl, ngrokApi })
  await describeApi(app, { operations, publicAddress, version })
  describeProtection(app, publicAddress)
  await app.register(healthRoutes, { store, catalogue, version })
  await app.register(photoRoutes, { store })
  await app.register(async (api) => {
    const otherwise = identityOfLink(createExportLinks({ signer }))
    requireApiKey(api, { keys: createKeyReader(keys), counters, otherwise })
    await limitRate(api, { perMinute: rateLimit, counters })
    serveMetrics(api, metrics)
    serveOperations(api, { operations, publicAddress })
    serveMcp(api, { operations, publicAddress, version })
  })
  await app.ready()
  return app
}

interface OperationOptions {
  readonly catalogue?: CatalogueReader
  readonly timeZone?: string | undefined
  readonly download?: Download | undefined
  readonly signer?: Signer
}

/** Everything that the service can do, over one store. */
export function createOperations(store: StockStore, options: OperationOptions = {}): Operation[] {
  const { catalogue = createCatalogueReader(store), timeZone = 'UTC' } = options
  const { download = createDownload({ hosts: [] }), signer = createSigner('') } = options
  const inventory = createInventoryService({ catalogue })
  const movements = createMovementService({ catalogue, store })
  const records = createRecordService({ catalogue, store })
  return [
    ...inventoryOperations({ inventory }),
    ...modelOperations({ inventory }),
    ...movementOperations({ movements }),
    ...summaryOperations({ summary: createSummaryService({ store, timeZone }) }),
    ...locationOperations({ locations: createLocationService({ catalogue }) }),
    ...recordOperations({ records }),
    ...batchOperations({ records }),
    ...undoOperations({ records }),
    ...productOperations({ products: createProductService({ catalogue, store }) }),
    ...aliasOperations({ aliases: createAliasService({ catalogue, store }) }),
    ...photoOperations({ photos: createPhotoService({ catalogue, store, download }) }),
    ...exportOperations({
      exports: createExportService({ inventory, movements }),
      links: createExportLinks({ signer }),
    }),
    ...importOperations({
      imports: createImportService({ catalogue, store, download, signer }),
    }),
    ...driftOperations({ drift: createDriftService({ catalogue, store }) }),
  ]
}
