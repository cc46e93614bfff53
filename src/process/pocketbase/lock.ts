import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SetupError } from '../../domain/errors.ts'

/**
 * Locks the data folder for this process and creates it if it is missing. It uses SQLite's file lock,
 * which the system releases when the process ends for any reason.
 * @returns a function that releases the lock; null when another process has it
 * @throws SetupError when the folder cannot be written
 */
export function lockDataFolder(dataDir: string): (() => void) | null {
  const database = open(dataDir)
  try {
    database.exec('BEGIN EXCLUSIVE')
    return () => database.close()
  } catch {
    database.close()
    return null
  }
}

function open(dataDir: string): DatabaseSync {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return new DatabaseSync(join(dataDir, '.lock'))
  } catch (cause) {
    throw new SetupError(
      `The data folder ${dataDir} cannot be written: correct its permissions, or set DATA_DIR to another folder.`,
      { cause },
    )
  }
}
