/**
 * Runs the work in one transaction that is on disk when this returns. PocketBase's own setting (WAL,
 * synchronous NORMAL) survives a killed process but may lose the last commits in a power cut. FULL
 * waits for the disk at each commit. In a nested transaction, the outer one decides.
 */
export function durably(
  app: Pick<CoreApp, 'nonconcurrentDB' | 'runInTransaction' | 'isTransactional'>,
  work: (tx: core.App) => void,
): void {
  if (!app.isTransactional()) waitForDisk(app)
  app.runInTransaction(work)
}

/** Sets FULL for the next transaction. This works because PocketBase has one write connection. */
export function waitForDisk(app: Pick<CoreApp, 'nonconcurrentDB'>): void {
  app.nonconcurrentDB().newQuery('PRAGMA synchronous = FULL').execute()
}
