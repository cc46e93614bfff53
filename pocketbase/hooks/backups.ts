import { readText, writeText } from './kept-files.ts'

/** A backup that the command made and opened, or could not open. */
interface TriedBackup {
  readonly name: string
  /** ISO 8601. */
  readonly at: string
  readonly last_seq?: number
  /** Why it cannot be relied on; missing for a good one. */
  readonly problem?: string
}

interface BackupState {
  readonly good: TriedBackup | null
  /** Newer than the good one. */
  readonly bad: TriedBackup | null
}

const FILE = 'backups.json'

/** What became of the newest backups, as far as this database was told. */
export const readBackups = (app: CoreApp): BackupState =>
  JSON.parse(readText(app, FILE) || '{"good":null,"bad":null}')

/** Notes what became of a backup, so that whoever asks the shop hears of it. */
export function noteBackup(app: CoreApp, tried: TriedBackup): BackupState {
  const state = tried.problem ? { ...readBackups(app), bad: tried } : { good: tried, bad: null }
  writeText(app, FILE, JSON.stringify(state))
  return state
}
