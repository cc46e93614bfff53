import cluster from 'node:cluster'
import { constants } from 'node:os'
import type { Logger } from 'pino'
import { SetupError } from '../../domain/errors.ts'
import { createCounters } from '../../http/counters.ts'
import { aborted } from '../aborted.ts'
import { COMPILE_CACHE } from '../compile-cache.ts'
import type { Config } from '../config.ts'
import { supervise } from '../supervise.ts'
import { openChannel } from './channel.ts'
import type { PrimaryAnswers, WorkerAnswers } from './messages.ts'

/** How long a worker may take to stop, before it is killed. */
const STOP_TIMEOUT_MS = 8_000
/** How long a worker may take to answer with its metrics. */
const METRICS_TIMEOUT_MS = 5_000
/** A worker that ran for so long has started well; starting takes a good part of it. */
const STABLE_AFTER_MS = 10_000

/**
 * Megabytes of each half of the young generation, of which V8 takes up to 16 by itself: with less, what a
 * burst of requests leaves behind is collected instead of kept.
 */
const SEMI_SPACE_MB = 8

/** How much V8 lets the heap grow before it collects what is no longer used; by itself that is up to 300 %. */
const HEAP_GROWTH_PERCENT = 50

const ENVIRONMENT = {
  // From the first module on; we cannot have that ourselves.
  NODE_COMPILE_CACHE: COMPILE_CACHE,
  // One heap for all threads, of which one does the work: what they free is used again.
  MALLOC_ARENA_MAX: '1',
  // It goes back to the system, and not only when a lot of it is free (mallopt(3), glibc only).
  MALLOC_TRIM_THRESHOLD_: '65536',
  MALLOC_TOP_PAD_: '0',
}

interface Options {
  readonly logger: Logger
  /** Resolves once the workers may listen. */
  readonly listen: Promise<void>
  /** Resolves once they may answer requests. */
  readonly open: Promise<void>
}

/** Processes that load what they serve with, and serve at one address once they are told the settings. */
export interface Workers {
  /**
   * Has them serve.
   * @param config for all of them, with the port and the secrets that they share
   * @param ending stops the wait: those that serve already are closed like all others
   * @returns their address
   * @throws SetupError when one of them cannot start
   */
  serve(config: Config, ending: AbortSignal): Promise<string>
  /** Has them finish their requests and end. */
  close(): Promise<void>
}

/** Starts workers, and restarts each one that exits. */
export function startWorkers(count: number, { logger, listen, open }: Options): Workers {
  // One alone takes its connections itself, and none waits here while it is busy.
  if (count === 1) cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary({
    // JSON knows no NaN, which in metrics says that a value cannot be read.
    serialization: 'advanced',
    execArgv: [
      ...process.execArgv,
      `--max-semi-space-size=${SEMI_SPACE_MB}`,
      `--heap-growing-percent=${HEAP_GROWTH_PERCENT}`,
    ],
  })
  const settings = Promise.withResolvers<Config>()
  let isEnding = false
  const counters = createCounters()
  const answers: PrimaryAnswers = {
    hit: ({ key, windowMs }) => counters.hit(key, windowMs),
    forget: ({ key }) => counters.forget(key),
    metrics: () => metricsOf(workers.map((worker) => worker.current())),
    listen: () => listen,
    open: () => open,
  }
  const workers = Array.from({ length: count }, () =>
    supervise(fork(settings.promise, answers), {
      start() {
        const worker = fork(settings.promise, answers)
        worker.started.catch((err) => {
          if (!isEnding) logger.error({ err }, 'A worker could not start')
        })
        return worker
      },
      onRestart: (restart) => logger.warn(restart, 'A worker ended by itself and is started again'),
      stableAfterMs: STABLE_AFTER_MS,
    }),
  )
  return {
    async serve(config, ending) {
      settings.resolve(config)
      try {
        const started = Promise.all(workers.map((worker) => worker.current().started))
        const [address = ''] = (await Promise.race([started, aborted(ending)])) ?? []
        return address
      } catch (cause) {
        throw new SetupError(`A worker could not start: ${(cause as Error).message}`, { cause })
      }
    },
    async close() {
      isEnding = true
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}

type RunningWorker = ReturnType<typeof fork>

function fork(settings: Promise<Config>, answers: PrimaryAnswers) {
  const worker = cluster.fork(ENVIRONMENT)
  const channel = openChannel<WorkerAnswers>(worker, answers)
  const { promise: ended, resolve: end } = Promise.withResolvers<number>()
  worker.once('exit', (code: number | null, signal: NodeJS.Signals | null) =>
    end(signal ? 128 + constants.signals[signal] : Number(code)),
  )
  // Also emitted for a connection that could not be passed to a worker that was just killed; its exit
  // event follows. A worker that could not be spawned has no exit event.
  worker.on('error', () => worker.process.pid === undefined && end(1))
  let isServing = false
  let isTold = false
  const started = settings.then((config) => {
    isTold = true
    return channel.ask('start', config)
  })
  started.then(() => {
    isServing = true
  }, stop)

  async function stop(): Promise<void> {
    // One that is loading only has nothing to finish.
    if (isTold) channel.ask('end', undefined).catch(() => {})
    else worker.process.kill('SIGKILL')
    const late = setTimeout(() => worker.process.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(late)
  }
  return {
    /** Resolves with the address once it serves. */
    started,
    ended,
    isServing: () => isServing && worker.isConnected(),
    metrics: () => channel.ask('metrics', undefined, { timeoutMs: METRICS_TIMEOUT_MS }),
    stop,
  }
}

/**
 * What all of them measured, in one text. Counters of one that does not answer would be missing from
 * the sums and come back later, which reads as a burst of requests: then there is no text at all.
 */
async function metricsOf(workers: readonly RunningWorker[]): Promise<string> {
  const all = await Promise.all(
    workers
      .filter((worker) => worker.isServing())
      .map((worker) =>
        worker.metrics().catch((error) => {
          if (worker.isServing()) throw error
          return []
        }),
      ),
  )
  // Where there is one worker it is never needed.
  const { AggregatorRegistry } = await import('prom-client')
  return AggregatorRegistry.aggregate(all).metrics()
}
