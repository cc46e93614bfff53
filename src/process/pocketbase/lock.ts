import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SetupError } from '../../domain/errors.ts'

/**
 * Takes the data folder for this process alone, making the folder where it is missing. The lock is
 * SQLite's own on a file: the system lets go of it when the process ends, however it ends.
 * @returns lets go of the folder; null when another process has it
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
