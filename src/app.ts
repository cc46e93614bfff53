import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import packageJson from '../package.json' with { type: 'json' }
import { requireApiKey } from './http/api-key.ts'
import { acceptEmptyJson } from './http/empty-json.ts'
import { healthRoutes } from './http/health.ts'
import { describeApi } from './http/openapi.ts'
import { serveOperations } from './http/operations.ts'
import { refuseGarbage, sendProblem, useProblems } from './http/problem.ts'
import { logRequest, logRequests } from './http/request-log.ts'
import { aliasOperations } from './operations/aliases.ts'
import { batchOperations } from './operations/batch.ts'
import { driftOperations } from './operations/drift.ts'
import { inventoryOperations } from './operations/inventory.ts'
import { locationOperations } from './operations/locations.ts'
import { modelOperations } from './operations/models.ts'
import { movementOperations } from './operations/movements.ts'
import { recordOperations } from './operations/record.ts'
import { undoOperations } from './operations/undo.ts'
import { imageUrlUnder } from './operations/views.ts'
import { createAliasService } from './services/aliases.ts'
import { createCatalogueReader } from './services/catalogue.ts'
import { createDriftService } from './services/drift.ts'
import { createInventoryService } from './services/inventory.ts'
import { createLocationService } from './services/locations.ts'
import { createMovementService } from './services/movements.ts'
import { createRecordService } from './services/record.ts'
import type { StockStore } from './store/store.ts'

export interface AppDependencies {
  readonly store: StockStore
  readonly apiKey: string
  /** Address under which others reach this service. */
  readonly publicUrl: string
  /** Address under which PocketBase's public files open. */
  readonly filesUrl: string
  readonly logger?: FastifyServerOptions['loggerInstance']
}

/** A body larger than this is no request about stock. */
const BODY_LIMIT = 64 * 1024
const REQUEST_TIMEOUT = 30_000

/** A caller's own request id is taken when it is harmless in a log line. */
const REQUEST_ID = /^[\w.-]{8,64}$/

/** Wires the service together. Opens no socket, reads no environment, starts no timer. */
export async function buildApp(deps: AppDependencies): Promise<FastifyInstance> {
  const { store, apiKey, publicUrl, filesUrl, logger } = deps
  const { version } = packageJson
  const app: FastifyInstance = Fastify({
    ...(logger && { loggerInstance: logger }),
    // Our own line is written by logRequests.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
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
  app.setSerializerCompiler(serializerCompiler)
  acceptEmptyJson(app)
  useProblems(app)
  logRequests(app)
  await describeApi(app, { publicUrl, version })

  const catalogue = createCatalogueReader(store)
  const inventory = createInventoryService({ catalogue })
  const records = createRecordService({ catalogue, store })
  const imageUrl = imageUrlUnder(filesUrl)

  await app.register(healthRoutes, { store, catalogue, version })
  const operations = [
    ...inventoryOperations({ inventory, imageUrl }),
    ...modelOperations({ inventory, imageUrl }),
    ...movementOperations({ movements: createMovementService({ catalogue, store }) }),
    ...locationOperations({ locations: createLocationService({ catalogue }) }),
    ...recordOperations({ records }),
    ...batchOperations({ records }),
    ...undoOperations({ records }),
    ...aliasOperations({ aliases: createAliasService({ catalogue, store }) }),
    ...driftOperations({ drift: createDriftService({ catalogue, store }) }),
  ]
  await app.register(async (api) => {
    requireApiKey(api, apiKey)
    serveOperations(api, operations)
  })
  await app.ready()
  return app
}
