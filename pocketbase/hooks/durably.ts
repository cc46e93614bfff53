/**
 * Runs the work in one transaction that is on the disk when this returns. PocketBase's own setting
 * (WAL, synchronous NORMAL) survives a killed process but may lose the last commits in a power cut;
 * FULL waits for the disk at each commit. Inside a transaction, the outer one decides.
 */
export function durably(
  app: Pick<CoreApp, 'nonconcurrentDB' | 'runInTransaction' | 'isTransactional'>,
  work: (tx: core.App) => void,
): void {
  if (!app.isTransactional()) waitForDisk(app)
  app.runInTransaction(work)
}

/** PocketBase has one write connection, so this holds for the transaction that follows. */
export function waitForDisk(app: Pick<CoreApp, 'nonconcurrentDB'>): void {
  app.nonconcurrentDB().newQuery('PRAGMA synchronous = FULL').execute()
}
