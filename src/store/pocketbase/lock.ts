import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SetupError } from '../../domain/errors.ts'

/**
 * Takes the data folder for this process alone, making the folder where it is missing. The lock is
 * SQLite's own on a file: the system lets go of it when the process ends, however it ends.
 * @returns lets go of the folder
 * @throws SetupError when another process has the folder
 */
export function lockDataFolder(dataDir: string): () => void {
  const database = open(dataDir)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    throw new SetupError(
      `The data folder ${dataDir} is in use by another Stock Assistant: stop that one, or set DATA_DIR to another folder.`,
      { cause },
    )
  }
  return () => database.close()
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
