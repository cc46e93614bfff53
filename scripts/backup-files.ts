import { readdirSync } from 'node:fs'

/** Names of files that the backup command created; it never removes any other file. */
export const BACKUPS = /^stock-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.zip$/

/** The files of a kind in a folder, the oldest first; none where there is no folder. */
export function filesIn(folder: string, kind: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => kind.test(name))
      .sort()
  } catch {
    return []
  }
}
