import cluster from 'node:cluster'
import { flushCompileCache } from 'node:module'
import { Registry } from 'prom-client'
import type { Counters } from '../../http/counters.ts'
import type { Config } from '../config.ts'
import { openChannel } from './channel.ts'
import type { PrimaryAnswers, Service, WorkerAnswers } from './messages.ts'

/** Timeout for the shared counter; after it the request is let through. */
const COUNT_TIMEOUT_MS = 1_000

/** What a worker has in common with the others, through the primary. */
export interface Shared {
  /** Takes what this worker measures. */
  readonly registry: Registry
  /** Missing where there is one worker, which counts by itself. */
  readonly counters?: Counters
  /** What all workers measured; missing where there is one. */
  readonly metrics?: () => Promise<string>
  /** Resolves once requests may come. */
  readonly mayListen: Promise<void>
  /** Whether the database is prepared. */
  readonly isOpen: () => boolean
}

/** The primary has ended, and so do we. */
const ignore = () => {}

type Serve = (config: Config, shared: Shared) => Promise<Service>

/**
 * Serves from the start message of the primary until its end message or its exit.
 * @param loading what serves; it is loaded while the primary prepares the database
 */
export function runWorker(loading: Promise<Serve>): void {
  // Told to the primary, when it asks for a start.
  loading.catch(ignore)
  // Ctrl-C reaches the whole group, and some supervisors tell every process. The primary tells us
  // when it is our turn, so that PocketBase is there for the requests in flight.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  process.once('disconnect', () => process.exit())

  const registry = new Registry()
  let service: Service | undefined
  let isOpen = false
  const answers: WorkerAnswers = {
    async start(config) {
      primary.ask('open', undefined).then(() => {
        isOpen = true
      }, ignore)
      const common = config.WORKERS > 1 && { counters, metrics }
      const mayListen = primary.ask('listen', undefined)
      const serve = await loading
      service = await serve(config, { registry, mayListen, isOpen: () => isOpen, ...common })
      // One that is killed has kept it too.
      flushCompileCache()
      return service.address
    },
    metrics: () => registry.getMetricsAsJSON(),
    async end() {
      await service?.close()
      cluster.worker?.disconnect()
    },
  }
  const primary = openChannel<PrimaryAnswers>(process, answers)
  const counters: Counters = {
    hit: (key, windowMs) =>
      primary
        .ask('hit', { key, windowMs }, { timeoutMs: COUNT_TIMEOUT_MS })
        .catch(() => ({ count: 1, ttlMs: windowMs })),
    forget: (key) =>
      primary.ask('forget', { key }, { timeoutMs: COUNT_TIMEOUT_MS }).catch(() => {}),
  }
  const metrics = () =>
    primary.ask('metrics', undefined).catch((cause) => {
      throw Object.assign(new Error('Not every worker answers.', { cause }), { statusCode: 503 })
    })
}
