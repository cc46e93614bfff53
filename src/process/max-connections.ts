/** Most connections of one process: each takes some 20 kB, and a shop needs a few dozen. */
const MOST = 2_000
/** Descriptors for everything else: files, libraries, the feed, the other processes. */
const OWN_FILES = 64
/** A connection from outside may need one to PocketBase. */
const FILES_EACH = 2

/** How many connections a process can hold without running out of file descriptors. */
export function maxConnections(openFiles = openFilesLimit()): number {
  return Math.max(1, Math.min(MOST, Math.floor((openFiles - OWN_FILES) / FILES_EACH)))
}

/** The limit of this process; no limit where the system has none. */
function openFilesLimit(): number {
  if (!process.report) return Number.POSITIVE_INFINITY
  // It would look up the names of hosts.
  Object.assign(process.report, { excludeNetwork: true })
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files: { soft: number | 'unlimited' } }
  }
  const limit = userLimits?.open_files.soft
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY
}
