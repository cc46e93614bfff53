import cluster from 'node:cluster'
import { constants } from 'node:os'
import type { Logger } from 'pino'
import { AggregatorRegistry } from 'prom-client'
import { SetupError } from '../../domain/errors.ts'
import { createCounters } from '../../http/counters.ts'
import { aborted } from '../aborted.ts'
import type { Config } from '../config.ts'
import { supervise } from '../supervise.ts'
import { openChannel } from './channel.ts'
import type { PrimaryAnswers, Service, WorkerAnswers } from './messages.ts'

/** How long a worker may take to stop, before it is killed. */
const STOP_TIMEOUT_MS = 8_000
/** How long a worker may take to answer with its metrics. */
const METRICS_TIMEOUT_MS = 5_000
/** A worker that ran for so long has started well; starting takes a good part of it. */
const STABLE_AFTER_MS = 10_000

interface Options {
  readonly logger: Logger
  /** Resolves once the workers may answer requests; they listen before. */
  readonly open: Promise<void>
  /** Ends the start: those that serve already are closed like all others. */
  readonly ending: AbortSignal
}

/**
 * Starts workers that serve at one address, and restarts each one that exits.
 * @param config for all of them, with the port and the secrets that they share
 * @throws SetupError when one of them cannot start; none is left then
 */
export async function startWorkers(config: Config, options: Options): Promise<Service> {
  const { logger, open, ending } = options
  // One alone takes its connections itself, and none waits here while it is busy.
  if (config.WORKERS === 1) cluster.schedulingPolicy = cluster.SCHED_NONE
  // JSON knows no NaN, which in metrics says that a value cannot be read.
  cluster.setupPrimary({ serialization: 'advanced' })
  let isEnding = false
  const counters = createCounters()
  const answers: PrimaryAnswers = {
    hit: ({ key, windowMs }) => counters.hit(key, windowMs),
    forget: ({ key }) => counters.forget(key),
    metrics: () => metricsOf(workers.map((worker) => worker.current())),
    open: () => open,
  }
  const workers = Array.from({ length: config.WORKERS }, () =>
    supervise(fork(config, answers), {
      start() {
        const worker = fork(config, answers)
        worker.started.catch((err) => {
          if (!isEnding) logger.error({ err }, 'A worker could not start')
        })
        return worker
      },
      onRestart: (restart) => logger.warn(restart, 'A worker ended by itself and is started again'),
      stableAfterMs: STABLE_AFTER_MS,
    }),
  )
  async function close(): Promise<void> {
    isEnding = true
    await Promise.all(workers.map((worker) => worker.stop()))
  }
  try {
    const started = Promise.all(workers.map((worker) => worker.current().started))
    const [address = ''] = (await Promise.race([started, aborted(ending)])) ?? []
    return { address, close }
  } catch (cause) {
    await close()
    throw new SetupError(`A worker could not start: ${(cause as Error).message}`, { cause })
  }
}

type RunningWorker = ReturnType<typeof fork>

function fork(config: Config, answers: PrimaryAnswers) {
  const worker = cluster.fork()
  const channel = openChannel<WorkerAnswers>(worker, answers)
  const { promise: ended, resolve: end } = Promise.withResolvers<number>()
  worker.once('exit', (code: number | null, signal: NodeJS.Signals | null) =>
    end(signal ? 128 + constants.signals[signal] : Number(code)),
  )
  // Also emitted for a connection that could not be passed to a worker that was just killed; its exit
  // event follows. A worker that could not be spawned has no exit event.
  worker.on('error', () => worker.process.pid === undefined && end(1))
  let isServing = false
  const started = channel.ask('start', config)
  started.then(() => {
    isServing = true
  }, stop)

  async function stop(): Promise<void> {
    channel.ask('end', undefined).catch(() => {})
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
  return AggregatorRegistry.aggregate(all).metrics()
}
