import { setTimeout as sleep } from 'node:timers/promises'

/** A process, or anything else that was started and may exit. */
interface Running {
  /** Resolves with the exit status. */
  readonly ended: Promise<number>
  stop(): Promise<void>
}

/** An exit that was not requested. */
export interface Restart {
  /** Exit status; 128 and the signal when it was killed. */
  readonly status: number
  /** Milliseconds until the restart. */
  readonly pauseMs: number
}

interface Options<T> {
  readonly start: () => T
  /** Called for each unexpected exit, before the pause. */
  readonly onRestart: (restart: Restart) => void
  /** After so many milliseconds a start counts as stable, and the next pause is short again. */
  readonly stableAfterMs: number
}

/** Pause before the first restart, and the longest one. */
const FIRST_PAUSE_MS = 300
const MAX_PAUSE_MS = 30_000

/**
 * Restarts whatever exits, for ever, with a pause that doubles while it keeps exiting early.
 * @param first what is running already
 */
export function supervise<T extends Running>(first: T, options: Options<T>) {
  const { start, onRestart, stableAfterMs } = options
  let current = first
  const stopping = new AbortController()
  const { signal } = stopping
  async function watch(): Promise<void> {
    for (let pauseMs = 0; ; ) {
      const startedAt = performance.now()
      const status = await current.ended
      if (signal.aborted) return
      const wasStable = pauseMs === 0 || performance.now() - startedAt > stableAfterMs
      pauseMs = wasStable ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, MAX_PAUSE_MS)
      onRestart({ status, pauseMs })
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      try {
        current = start()
      } catch {
        // For want of a descriptor, say: it is tried again after a longer pause.
      }
    }
  }
  const watching = watch()
  return {
    /** The one that runs now; another one after each restart. */
    current: () => current,
    /** Stops it for good, and resolves when it has exited. */
    async stop() {
      stopping.abort()
      await current.stop()
      await watching
    },
  }
}
