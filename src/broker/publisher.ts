import { setTimeout as sleep } from 'node:timers/promises'
import type { EventPosition, PlacedRow } from '../domain/event.ts'
import type { EventLog } from '../features/events/event-log.ts'
import { createLease } from '../features/events/lease.ts'
import type { EventStore } from '../store/event-store.ts'
import { type Broker, type BrokerConnection, type BrokerMessage, tellFault } from './broker.ts'

/** Who follows the events for the broker. */
export const FOLLOWER = 'broker'

export interface PublisherOptions {
  readonly events: Pick<EventLog, 'newest' | 'next'>
  readonly store: Pick<EventStore, 'follow'>
  readonly broker: Broker
  /** What is sent of a row, in this order. */
  readonly messagesOf: (row: PlacedRow) => readonly BrokerMessage[]
  /** Whether the database is prepared. */
  readonly isOpen: () => boolean
  readonly logger: {
    info(data: object, message: string): void
    warn(data: object, message: string): void
  }
  readonly watch: PublisherWatch
  /** Replaces some of the times. */
  readonly times?: Partial<typeof TIMES>
}

/** Is told how it goes. */
export interface PublisherWatch {
  published(messages: number): void
  failed(): void
  /** Whether the broker takes what is sent to it. */
  connected(isConnected: boolean): void
}

const TIMES = {
  /** So long the right to publish lasts without being renewed, in seconds. */
  leaseSeconds: 15,
  renewMs: 5_000,
  /** How often it is written down how far it has come. */
  saveMs: 1_000,
  /** How often a process that does not publish asks whether it may. */
  askMs: 5_000,
  openingMs: 500,
  /** Pauses after failures: the first, and the longest. */
  firstPauseMs: 500,
  maxPauseMs: 30_000,
}

/** Rows that are read at once. */
const PAGE = 500

/**
 * Publishes all that happens, in order and at least once: after a failure what was not taken for sure is sent again.
 * Several processes may do this: one of them publishes, and another one goes on in its place when it is gone.
 * @returns what ends it, and gives the right to publish back
 */
export function keepPublishing(options: PublisherOptions): () => Promise<void> {
  const { events, store, broker, messagesOf, isOpen, logger, watch } = options
  const times = { ...TIMES, ...options.times }
  const lease = createLease({
    store,
    name: FOLLOWER,
    seconds: times.leaseSeconds,
    renewMs: times.renewMs,
  })
  const ending = new AbortController()
  const pause = (ms: number, signal: AbortSignal) =>
    sleep(ms, undefined, { signal, ref: false }).catch(() => {})

  let failures = 0

  function noteFailure(error: unknown): void {
    failures += 1
    watch.failed()
    watch.connected(false)
    // Once for each time that it is gone: it may be gone for days.
    if (failures > 1) return
    logger.warn(
      { reason: tellFault(error) },
      `The broker (${broker.kind}) does not take events: they wait, and nothing is lost`,
    )
  }

  function noteSuccess(messages: number): void {
    if (failures > 0) logger.info({ failures }, `The broker (${broker.kind}) takes events again`)
    failures = 0
    watch.published(messages)
    watch.connected(true)
  }

  /** Longer each time, and not the same for all that wait. */
  const pauseMs = () =>
    Math.min(times.maxPauseMs, times.firstPauseMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)

  /** Publishes while the right to is ours. */
  async function publish(kept: EventPosition | null): Promise<void> {
    const leaving = new AbortController()
    const signal = AbortSignal.any([ending.signal, lease.signal(), leaving.signal])
    let saved = kept
    let position = kept ?? (await events.newest())
    let connection: BrokerConnection | undefined

    async function save(): Promise<void> {
      const at = position
      if ((await lease.take(at)).held) saved = at
    }

    async function keep(): Promise<void> {
      while (!signal.aborted) {
        await pause(times.saveMs, signal)
        if (signal.aborted) return
        if (saved === position && !lease.isDue()) continue
        // Where the database does not answer, it ends with the lease.
        await save().catch(() => {})
      }
    }

    async function connect(): Promise<BrokerConnection> {
      const opening = broker.connect()
      try {
        return await orAborted(opening, signal)
      } catch (error) {
        // One that comes too late is not needed any more.
        opening.then((late) => late.close()).catch(() => {})
        throw error
      }
    }

    async function drop(): Promise<void> {
      const dropped = connection
      connection = undefined
      await dropped?.close().catch(() => {})
    }

    async function send(messages: readonly BrokerMessage[]): Promise<void> {
      for (let sent = 0; sent < messages.length; ) {
        // A process that was held up for long may have been replaced.
        if (!lease.isHeld()) lease.lose()
        signal.throwIfAborted()
        try {
          connection ??= await connect()
          const taken = await orAborted(connection.send(messages.slice(sent)), signal)
          sent += taken
          noteSuccess(taken)
        } catch (error) {
          await drop()
          signal.throwIfAborted()
          noteFailure(error)
          await pause(pauseMs(), signal)
        }
      }
    }

    // From its first moment on: what happens until it is written down would be lost with this process.
    if (kept === null) await save()
    const keeping = keep()
    try {
      for (;;) {
        const page = await events.next(position, PAGE, signal)
        await send(page.rows.flatMap(messagesOf))
        position = page.position
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      leaving.abort()
      await keeping
      await drop()
      watch.connected(false)
      await lease.giveBack(position).catch(() => {})
    }
  }

  async function run(): Promise<void> {
    const { signal } = ending
    while (!signal.aborted) {
      if (!isOpen()) {
        await pause(times.openingMs, signal)
        continue
      }
      try {
        const { held, position } = await lease.take()
        if (held) await publish(position)
        else await pause(times.askMs, signal)
      } catch (error) {
        if (signal.aborted) return
        logger.warn({ err: error }, 'Events could not be read to be published; it is tried again')
        await pause(times.askMs, signal)
      }
    }
  }

  const running = run()
  return async () => {
    ending.abort()
    await running
  }
}

/** What a promise brings, unless the signal is aborted before. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
