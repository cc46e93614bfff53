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

/**
 * Pages of the write-ahead log that are copied into the database together, 16 MB: a page that many sales
 * change is then copied once. SQLite's own 1000 copies it four times as often.
 */
const CHECKPOINT_PAGES = 4_000

/**
 * Sets FULL, and how often the log is copied, for the next transaction. This works because PocketBase has one
 * write connection, which it opens anew after a pause.
 */
export function waitForDisk(app: Pick<CoreApp, 'nonconcurrentDB'>): void {
  app
    .nonconcurrentDB()
    .newQuery(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    .execute()
}
