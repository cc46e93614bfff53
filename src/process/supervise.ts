import { setTimeout as sleep } from 'node:timers/promises'

/** What was started and ends some time. */
interface Running {
  /** Resolves with the exit status. */
  readonly ended: Promise<number>
  stop(): Promise<void>
}

/** An end that nobody asked for. */
export interface Restart {
  /** Exit status; 128 and the signal when it was killed. */
  readonly status: number
  /** Milliseconds until it is started again. */
  readonly pauseMs: number
}

interface Options<T> {
  readonly start: () => T
  /** Told each time that it has ended by itself. */
  readonly onRestart: (restart: Restart) => void
  /** A start that lasts longer went well: the next pause is a short one again. */
  readonly steadyMs: number
}

/** Milliseconds before it is started again: the first time, and at most. */
const RESTART_PAUSE = 300
const LONGEST_PAUSE = 30_000

/**
 * Starts again what ends by itself, without end, and with a pause that grows while each start ends
 * soon.
 * @param first what runs already
 */
export function keepRunning<T extends Running>(first: T, options: Options<T>) {
  const { start, onRestart, steadyMs } = options
  let current = first
  const stopping = new AbortController()
  const { signal } = stopping
  async function watch(): Promise<void> {
    for (let pauseMs = 0; ; ) {
      const startedAt = performance.now()
      const status = await current.ended
      if (signal.aborted) return
      const isSteady = pauseMs === 0 || performance.now() - startedAt > steadyMs
      pauseMs = isSteady ? RESTART_PAUSE : Math.min(pauseMs * 2, LONGEST_PAUSE)
      onRestart({ status, pauseMs })
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      current = start()
    }
  }
  const watching = watch()
  return {
    /** What runs now; another one after each restart. */
    current: () => current,
    /** Ends it for good, and resolves when it has ended. */
    async stop() {
      stopping.abort()
      await current.stop()
      await watching
    },
  }
}
