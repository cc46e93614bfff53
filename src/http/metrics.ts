import type { FastifyInstance } from 'fastify'
import { type Aggregator, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { StockError } from '../domain/errors.ts'
import { lostMovements } from '../domain/safety.ts'
import { requireWholeShop } from '../operations/authorize.ts'
import type { Operation } from '../operations/operation.ts'
import type { Shop } from '../shop.ts'
import type { StockStore } from '../store/store.ts'

/** Histogram buckets in seconds, from a read in memory to the deadline of a write. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Interval of the drift check: the sum of the whole ledger is too slow for every scrape. */
const DRIFT_EVERY_MS = 10 * 60_000

/** Several values of one scrape are read at once. */
const SAFETY_EVERY_MS = 1_000

/** Measures the duration of requests, by operation and status. */
export function measureRequests(app: FastifyInstance, registry: Registry): void {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests take.',
    labelNames: ['operation', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  })
  app.addHook('onResponse', ({ routeOptions }, reply, done) => {
    if (routeOptions.config?.isLive) return done()
    const { operationId = routeOptions.url ?? 'unknown' } = routeOptions.schema ?? {}
    duration.observe({ operation: operationId, status: reply.statusCode }, reply.elapsedTime / 1000)
    done()
  })
}

/** Wraps operations so that their results are counted, over REST and MCP. */
export function countOperations(registry: Registry): (operation: Operation) => Operation {
  const results = new Counter({
    name: 'stock_operations_total',
    help: 'Operations by their result: written, answered, or the code of the refusal.',
    labelNames: ['operation', 'result'],
    registers: [registry],
  })
  return (operation) => {
    const count = (result: string) => results.inc({ operation: operation.id, result })
    const { recall } = operation
    return {
      ...operation,
      async run(input, context) {
        try {
          const answer = await operation.run(input, context)
          count(answer.created ? 'written' : 'answered')
          return answer
        } catch (error) {
          count(error instanceof StockError ? error.code : 'internal-error')
          throw error
        }
      },
      ...(recall && {
        async recall(context) {
          const answer = await recall(context)
          if (answer) count('answered')
          return answer
        },
      }),
    }
  }
}

/** Wraps the store so that the duration of its methods is measured. */
export function timeStore(store: StockStore, registry: Registry): StockStore {
  const duration = new Histogram({
    name: 'store_request_duration_seconds',
    help: 'How long the database takes, by method of the store.',
    labelNames: ['method', 'result'],
    buckets: BUCKETS,
    registers: [registry],
  })
  const timed = Object.entries(store).map(([method, work]) => [
    method,
    async (...args: unknown[]) => {
      const end = duration.startTimer({ method })
      try {
        const answer = await work(...args)
        end({ result: 'ok' })
        return answer
      } catch (error) {
        end({ result: error instanceof StockError ? error.code : 'internal-error' })
        throw error
      }
    },
  ])
  return Object.fromEntries(timed)
}

/** Metrics on the cached catalogue, and on drift between balances and ledger. */
export function watchStock(
  { catalogue, store, drift: ledger }: Pick<Shop, 'catalogue' | 'store' | 'drift'>,
  registry: Registry,
): void {
  /** @param aggregator how the values of several processes are combined */
  const gauge = (
    [name, help, aggregator]: [string, string, Aggregator],
    value: () => Promise<number> | number,
  ) => {
    new Gauge({
      name,
      help,
      aggregator,
      registers: [registry],
      async collect() {
        // A value that cannot be read is NaN; the other metrics are still served.
        this.set(await Promise.resolve(value()).catch(() => Number.NaN))
      },
    })
  }
  gauge(['stock_catalogue_age_seconds', 'Age of the catalogue in memory.', 'max'], () => {
    const age = catalogue.ageMs()
    return age === null ? Number.NaN : age / 1000
  })
  gauge(['stock_feed_live', 'Whether changes are told as they happen.', 'min'], () =>
    catalogue.state().live ? 1 : 0,
  )
  gauge(['stock_catalogue_loads_total', 'Times the whole catalogue was read.', 'sum'], () => {
    return catalogue.state().loads
  })
  gauge(
    ['stock_catalogue_gaps_total', 'Times that changes were missing and were asked for.', 'sum'],
    () => catalogue.state().gaps,
  )
  gauge(['stock_catalogue_shelves', 'Shelves in the catalogue.', 'max'], async () => {
    return (await catalogue.read()).shelves.length
  })
  const drift = atMostEvery(DRIFT_EVERY_MS, () =>
    ledger.read({ actor: 'metrics', channel: 'check' }),
  )
  gauge(['stock_drift_shelves', 'Shelves that the ledger does not explain.', 'max'], async () => {
    return (await drift()).rows.length
  })
  gauge(
    ['stock_movements_missing', 'Movements that were numbered and are gone.', 'max'],
    async () => (await drift()).missing,
  )
  const safety = atMostEvery(SAFETY_EVERY_MS, () => store.readSafety())
  gauge(
    ['stock_movements_lost', 'Movements that a start did not find, until it is confirmed.', 'max'],
    async () => lostMovements(await safety()),
  )
  gauge(['stock_backup_age_seconds', 'Age of the newest good backup.', 'max'], async () => {
    const { backup } = await safety()
    return backup ? (Date.now() - Date.parse(backup.at)) / 1000 : Number.NaN
  })
  gauge(
    ['stock_backup_failed', 'Whether the newest backup cannot be relied on.', 'max'],
    async () => ((await safety()).badBackup ? 1 : 0),
  )
}

/** Asks so often at most; whoever asks in between gets what came last. */
export function atMostEvery<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: Promise<T> | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  return () => {
    if (last && performance.now() - askedAt < ms) return last
    const mine = ask()
    askedAt = performance.now()
    last = mine
    mine.catch(() => {
      if (last === mine) last = undefined
    })
    return mine
  }
}

/** Serves the metrics to any key that is not for one location. */
export function serveMetrics(scope: FastifyInstance, metrics: () => Promise<string>): void {
  scope.get('/metrics', { schema: { hide: true } }, async ({ identity }, reply) => {
    requireWholeShop(identity, 'GET /metrics')
    const text = await metrics()
    reply.type(Registry.PROMETHEUS_CONTENT_TYPE)
    return text
  })
}
