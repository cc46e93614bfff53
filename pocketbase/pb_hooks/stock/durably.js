// @ts-check

/**
 * Runs the work in one transaction that has reached the disk when this returns. PocketBase's own
 * setting (WAL, synchronous NORMAL) survives a killed process but may lose the last commits when the
 * power fails; FULL waits for the disk at each commit. Inside a transaction, the outer one decides.
 * @param {Pick<CoreApp, 'nonconcurrentDB' | 'runInTransaction' | 'isTransactional'>} app
 * @param {(tx: core.App) => void} work
 */
function durably(app, work) {
  if (!app.isTransactional()) waitForDisk(app)
  app.runInTransaction(work)
}

/**
 * PocketBase has one write connection, so what is set on it here holds for the transaction that
 * follows.
 * @param {Pick<CoreApp, 'nonconcurrentDB'>} app
 */
function waitForDisk(app) {
  app.nonconcurrentDB().newQuery('PRAGMA synchronous = FULL').execute()
}

module.exports = { durably, waitForDisk }
