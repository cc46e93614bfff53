import { RESTORE_IN_PROGRESS } from '../../src/domain/restore.ts'
import type { Answer } from './answer.ts'
import { Refusal } from './refusal.ts'

// While a backup is restored, the shop is closed for writes. This is kept in memory: it ends when the
// restored server starts. It also ends after a time that the restoring command renews, so that a
// killed command does not lock the shop.

interface Closure {
  /** Name of the backup that is restored. */
  readonly backup: string
  /** Milliseconds since 1970. */
  readonly until: number
}

interface ClosureRequest {
  readonly backup: string
  /** How long the shop stays closed unless this is renewed. */
  readonly seconds: number
}

const KEY = 'stock.closed'

/** Until PocketBase has swapped the files and started again, or reports a failure. */
const FOR_GOOD = Number.MAX_SAFE_INTEGER

const present = (text: unknown): Closure | null => {
  const closure: Closure | null = text ? JSON.parse(String(text)) : null
  return closure && closure.until > Date.now() ? closure : null
}

/**
 * Closes or opens the shop: the one write connection refuses or accepts writes, whoever sends them. In
 * a transaction, so that writes under way are waited for, and those that come later see both changes.
 * @param next null stands for an open shop
 * @returns the new closure
 */
function settle(app: CoreApp, next: (now: Closure | null) => Closure | null): Closure | null {
  let closure: Closure | null = null
  app.runInTransaction((tx) => {
    tx.store().setFunc(KEY, (text: unknown) => {
      closure = next(present(text))
      return closure && JSON.stringify(closure)
    })
    tx.db()
      .newQuery(`PRAGMA query_only = ${closure ? 'ON' : 'OFF'}`)
      .execute()
  })
  return closure
}

/**
 * Closes the shop for writes. When this returns, every write that was or will be acknowledged before
 * the restore has been committed.
 * @returns 409 when another backup is being restored
 */
export function close(app: CoreApp, { backup, seconds }: ClosureRequest): Answer {
  const closure = settle(app, (now) => now || { backup, until: Date.now() + seconds * 1000 })
  return closure?.backup === backup ? { status: 200, body: {} } : conflict
}

/** Prolongs the closure, without waiting for a backup under way. @returns 409 when it has ended */
export function renew(app: CoreApp, { backup, seconds }: ClosureRequest): Answer {
  let isRenewed = false
  app.store().setFunc(KEY, (text: unknown) => {
    const now = present(text)
    if (now?.backup !== backup) return text
    isRenewed = true
    return JSON.stringify({ backup, until: Math.max(now.until, Date.now() + seconds * 1000) })
  })
  return isRenewed ? { status: 200, body: {} } : conflict
}

/**
 * Opens the shop, unless it was closed for another backup. While PocketBase restores, it stays closed:
 * whoever asks cannot know what becomes of that.
 */
export function open(app: CoreApp, backup: string): void {
  settle(app, (now) => (now?.backup === backup && now.until < FOR_GOOD ? null : now))
}

const conflict: Answer = { status: 409, body: {} }

/** Whether the shop is closed. A closure that has run out is ended here. */
export function isClosed(app: CoreApp): boolean {
  const text = app.store().get(KEY)
  if (!text) return false
  if (present(text)) return true
  return settle(app, (now) => now) !== null
}

/**
 * Called inside each transaction that writes, because the shop may have closed just before it.
 * @throws Refusal restore-in-progress
 */
export function requireOpen(tx: CoreApp): void {
  if (isClosed(tx)) throw new Refusal('restore-in-progress', {})
}

/** Refuses a request of the admin UI while the shop is closed. */
export function refuseWhileClosed(e: { app: CoreApp; next(): void }): void {
  if (isClosed(e.app)) throw new ApiError(503, RESTORE_IN_PROGRESS.en)
  e.next()
}

/**
 * Holds the shop closed until PocketBase starts again with the backup, and opens it if that fails. A
 * backup of the restoring command is only restored while its closure lasts: after that, writes may
 * have come that are not in the safety backup.
 */
export function holdWhileRestoring(e: core.BackupEvent): void {
  const backup = e.name
  const held = settle(e.app, (now) => {
    if (now ? now.backup !== backup : backup.startsWith(OF_COMMAND)) return now
    return { backup, until: FOR_GOOD }
  })
  if (held?.until !== FOR_GOOD || held.backup !== backup) {
    throw new Error('The shop is not closed for this restore: start it again.')
  }
  try {
    e.next()
  } catch (error) {
    settle(e.app, (now) => (now?.backup === backup ? null : now))
    throw error
  }
}

/** Beginning of the names that the restoring command gives its uploads. */
const OF_COMMAND = 'restore-'
