import { isClosed } from './closed.ts'
import { raiseMark } from './mark.ts'

/**
 * Runs the work in one transaction that is on disk when this returns. PocketBase's own setting (WAL,
 * synchronous NORMAL) survives a killed process but may lose the last commits in a power cut. FULL
 * waits for the disk at each commit. In a nested transaction, the outer one decides. Afterwards the
 * mark of the ledger follows.
 */
export function durably(app: CoreApp, work: (tx: core.App) => void): void {
  if (app.isTransactional()) {
    app.runInTransaction(work)
    return
  }
  waitForDisk(app)
  app.runInTransaction((tx) => {
    // A closed shop can only be read.
    if (!isClosed(tx)) takeWriteLock(tx)
    work(tx)
  })
  raiseMark(app)
}

/**
 * A transaction that reads first and writes then fails at once when another program wrote in between
 * (SQLITE_BUSY_SNAPSHOT). One that begins as a writer waits for its turn, as PocketBase's busy_timeout says.
 */
function takeWriteLock(tx: core.App): void {
  tx.db().newQuery('UPDATE _collections SET id = id WHERE 0').execute()
}

/** Sets FULL for the next transaction. This works because PocketBase has one write connection. */
export function waitForDisk(app: Pick<CoreApp, 'nonconcurrentDB'>): void {
  app.nonconcurrentDB().newQuery('PRAGMA synchronous = FULL').execute()
}
