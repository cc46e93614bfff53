import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { DRIFT_SQL } from '../../domain/drift-sql.ts'
import { SetupError } from '../../domain/errors.ts'
import { DriftAnswer } from './report-answers.ts'
import { entriesOf, extract } from './zip.ts'

/** What a backup has, as far as it can be opened. */
export interface TriedBackup {
  readonly products: number
  readonly movements: number
  /** Number of the last movement. */
  readonly lastSeq: number
  /** Why the ledger in it cannot be relied on; null for a good one. */
  readonly problem: string | null
}

const DATABASE = 'data.db'
/** PocketBase does not start without it either. */
const REQUEST_LOGS = 'auxiliary.db'
/** Written by the hooks: the number of the last movement. */
const MARK = 'ledger-mark'

const Integrity = z.array(z.object({ integrity_check: z.string() }))
const Counts = z.object({ products: z.int(), last: z.int() })
const Value = z.object({ value: z.string() })

/**
 * Reads every file of a backup, opens its database and compares its balances with its ledger. It is
 * opened with SQLite and not with PocketBase, because this works alike in every container, of which
 * only one has a PocketBase.
 * @throws Error why it cannot be restored. SetupError when that cannot be found out here, as where the
 *   disk is full
 */
export async function tryBackup(file: string): Promise<TriedBackup> {
  try {
    return await unpackAndRead(file)
  } catch (cause) {
    if (!isOfMachine(cause)) throw cause
    throw new SetupError(
      `The backup ${basename(file)} could not be tried (${cause.message}), and it is not known whether it is good. Make room on the disk or correct the folder, and try again.`,
      { cause },
    )
  }
}

/** Whether the system failed, which says nothing of the file. EIO does: a disk that cannot read it. */
const isOfMachine = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error && error.code !== 'EIO'

async function unpackAndRead(file: string): Promise<TriedBackup> {
  const entries = await entriesOf(file)
  if (!entries.some(({ name }) => name === DATABASE)) {
    throw new Error('it is not a backup of PocketBase, or not all of it')
  }
  const folder = await scratchFolder(dirname(file))
  const opened = [DATABASE, `${DATABASE}-wal`, REQUEST_LOGS, `${REQUEST_LOGS}-wal`, MARK]
  try {
    for (const entry of entries) {
      const to = opened.includes(entry.name) ? join(folder, entry.name) : undefined
      await extract(file, entry, to).catch((cause) => {
        throw isOfMachine(cause)
          ? cause
          : new Error(`${entry.name} cannot be read from it`, { cause })
      })
    }
    if (entries.some(({ name }) => name === REQUEST_LOGS)) {
      inDatabase(join(folder, REQUEST_LOGS), requireIntegrity)
    }
    return inDatabase(join(folder, DATABASE), (database) => {
      requireIntegrity(database)
      return read(database, markIn(folder))
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Beside the backup, where there is room for it, unless nothing can be written there. */
const scratchFolder = (beside: string): Promise<string> =>
  mkdtemp(join(beside, '.try-')).catch(() => mkdtemp(join(tmpdir(), 'stock-try-')))

function inDatabase<T>(path: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path)
  try {
    return work(database)
  } catch (cause) {
    throw new Error(`its database is damaged: ${(cause as Error).message}`, { cause })
  } finally {
    database.close()
  }
}

function requireIntegrity(database: DatabaseSync): void {
  const rows = Integrity.parse(database.prepare('PRAGMA integrity_check').all())
  const [first] = rows
  if (first?.integrity_check !== 'ok') throw new Error(first?.integrity_check)
}

function read(database: DatabaseSync, mark: number): TriedBackup {
  const { products, last } = Counts.parse(
    database
      .prepare(
        'SELECT (SELECT count(*) FROM products) AS products, (SELECT coalesce(max(seq), 0) FROM movements) AS last',
      )
      .get(),
  )
  const { value } = Value.parse(database.prepare(DRIFT_SQL).get())
  const { movements, missing, rows } = DriftAnswer.parse(JSON.parse(value))
  const problems = [
    rows.length > 0 && `${rows.length} shelves are not what their movements add up to`,
    missing > 0 && `${missing} movements are missing`,
    mark > last && `its ledger ends at number ${last}, and ${mark} was acknowledged`,
  ]
  return {
    products,
    movements,
    lastSeq: last,
    problem: problems.filter(Boolean).join('; ') || null,
  }
}

/** @returns 0 where there is none, as in backups of earlier versions */
function markIn(folder: string): number {
  try {
    return Number.parseInt(readFileSync(join(folder, MARK), 'utf8'), 10) || 0
  } catch {
    return 0
  }
}
