import { randomUUID } from 'node:crypto'
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { SetupError, StockError } from '../../domain/errors.ts'
import { type PocketBaseClient, PocketBaseRefusal } from './client.ts'
import { encodeForm } from './form.ts'
import { type TriedBackup, tryBackup } from './try-backup.ts'
import { entriesOf } from './zip.ts'

/** A PocketBase, and its address for what is too large for a parsed answer. */
export interface BackupSource {
  readonly client: PocketBaseClient
  readonly url: string
}

/** Gigabytes take minutes; this is where it has surely failed. */
const DEADLINE_MS = 15 * 60_000
/** PocketBase restores a backup in seconds and does not report a failure. */
const RESTART_DEADLINE_MS = 3 * 60_000
const POLL_MS = 200

const CLOSURE = '/api/stock/closure'
/** How long the shop stays closed for writes after a command that was killed. */
const CLOSED_SECONDS = 30
const RENEW_EVERY_MS = 5_000

const Backups = z.array(z.object({ key: z.string(), size: z.number() }))
const FileToken = z.object({ token: z.string() })
const Closure = z.object({ closed: z.boolean() })
const Started = z.object({ started: z.string() })

/**
 * Writes a backup of everything PocketBase holds into a file: records, settings, photos. Writes wait
 * while PocketBase packs it. The file appears whole or not at all.
 * @returns its size in bytes
 * @throws SetupError when PocketBase cannot make it or the file cannot be written
 */
export async function saveBackup({ client, url }: BackupSource, file: string): Promise<number> {
  const key = `stock-${randomUUID()}.zip`
  const temporary = `${file}.part`
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await client.request('/api/backups', {
      method: 'POST',
      body: { name: key },
      deadlineMs: DEADLINE_MS,
    })
    const made = Backups.parse(await client.request('/api/backups'))
    const { token } = FileToken.parse(await client.request('/api/files/token', { method: 'POST' }))
    const answer = await fetch(`${url}/api/backups/${key}?token=${token}`, {
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    if (!answer.ok || !answer.body) throw new Error(`PocketBase answered ${answer.status}.`)
    await pipeline(
      Readable.fromWeb(answer.body),
      createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true }),
    )
    const { size } = await stat(temporary)
    if (size !== made.find((one) => one.key === key)?.size) throw new Error('it was cut off')
    await requireDatabase(temporary)
    await rename(temporary, file)
    return size
  } catch (cause) {
    throw new SetupError(
      `The backup ${basename(file)} could not be made (${reasonOf(cause)}): there is none of that name. Make room or correct the folder, and try again in a moment.`,
      { cause },
    )
  } finally {
    await rm(temporary, { force: true }).catch(() => {})
    await client.request(`/api/backups/${key}`, { method: 'DELETE' }).catch(() => {})
  }
}

async function requireDatabase(file: string): Promise<void> {
  const entries = await entriesOf(file)
  if (!entries.some(({ name }) => name === 'data.db'))
    throw new Error('it is not a backup of PocketBase, or not all of it')
}

/** What became of a backup that was tried. */
export interface BackupReport {
  readonly name: string
  /** When it was made. */
  readonly at: Date
  /** Number of its last movement; missing where it cannot be opened. */
  readonly lastSeq?: number
  /** Why it cannot be relied on; null or missing for a good one. */
  readonly problem?: string | null
}

/** Tells the shop what became of a backup, so that the doctor, metrics and warnings know it. */
export async function reportBackup(client: PocketBaseClient, report: BackupReport): Promise<void> {
  const { name, at, lastSeq, problem } = report
  const body = { name, at: at.toISOString(), last_seq: lastSeq, problem: problem ?? undefined }
  await client.request('/api/stock/backups', { method: 'POST', body })
}

/**
 * Puts the content of a backup in the place of everything PocketBase holds, and waits until it has
 * started again with it. Its superuser stays the one of its environment. Nothing can be written from
 * before `whileClosed` until then, so that every write is in what that keeps or in what is restored.
 * @param whileClosed keeps what is there; the restore ends when it throws
 * @returns what is restored
 * @throws SetupError when the file is no backup or PocketBase does not take it; all stays as it was
 *   then. SetupError that says so when it is not known what became of it. What `whileClosed` throws
 */
export async function restoreBackup(
  { client }: BackupSource,
  file: string,
  whileClosed: () => Promise<void>,
): Promise<TriedBackup> {
  const key = `restore-${randomUUID()}.zip`
  try {
    // PocketBase does not start again with one that is damaged.
    const tried = await tryBackup(file)
    await closeShop(client, key)
    const renewing = setInterval(() => renewClosure(client, key), RENEW_EVERY_MS)
    try {
      await whileClosed()
      await replaceData(client, file, key)
    } finally {
      clearInterval(renewing)
    }
    return tried
  } catch (error) {
    if (error instanceof SetupError) throw error
    throw new SetupError(
      `The backup ${basename(file)} could not be restored (${reasonOf(error)}): nothing was changed. Take another backup, or see the log of PocketBase.`,
      { cause: error },
    )
  } finally {
    // After a failure. The restored server knows of no closure, and may lack the upload too; one that
    // still restores keeps both.
    for (const path of [`/api/stock/closure?backup=${key}`, `/api/backups/${key}`]) {
      await client.request(path, { method: 'DELETE' }).catch(() => {})
    }
  }
}

/**
 * Refuses all writes, and waits for those under way. Ends by itself if this process does.
 * @param backup name of the backup that will be restored
 */
async function closeShop(client: PocketBaseClient, backup: string): Promise<void> {
  await client.request(CLOSURE, {
    method: 'POST',
    body: { backup, seconds: CLOSED_SECONDS },
    deadlineMs: DEADLINE_MS,
  })
}

/** If one fails, the next may succeed; if all do, PocketBase refuses the restore. */
function renewClosure(client: PocketBaseClient, backup: string): void {
  const body = { backup, seconds: CLOSED_SECONDS }
  client.request(CLOSURE, { method: 'PATCH', body }).catch(() => {})
}

async function replaceData(client: PocketBaseClient, file: string, key: string): Promise<void> {
  const before = await startOf(client)
  const upload = new File([await openAsBlob(file)], key, { type: 'application/zip' })
  await client.request('/api/backups/upload', {
    method: 'POST',
    body: encodeForm({ file: upload }),
    deadlineMs: DEADLINE_MS,
  })
  await client.request(`/api/backups/${key}/restore`, { method: 'POST' }).catch((error) => {
    throw isUndone(error) ? error : underWay(file, error)
  })
  const isRestored = await hasRestored(client, before).catch((error) => {
    throw underWay(file, error)
  })
  if (!isRestored) throw new Error('PocketBase did not take it')
}

/** Waits until PocketBase has started again, or has given up. @param before its start until now */
async function hasRestored(client: PocketBaseClient, before: string): Promise<boolean> {
  const deadline = AbortSignal.timeout(RESTART_DEADLINE_MS)
  while ((await startOf(client)) === before) {
    deadline.throwIfAborted()
    const { closed } = Closure.parse(await client.request(CLOSURE))
    // Either it has just started again, or it has given up.
    if (!closed) return (await startOf(client)) !== before
    await sleep(POLL_MS)
  }
  return true
}

/** Whether no attempt of a request was done. */
const isUndone = (error: unknown): boolean =>
  error instanceof PocketBaseRefusal
    ? !error.mayBeWritten
    : error instanceof StockError && !error.details.may_be_written

const underWay = (file: string, cause: unknown): SetupError =>
  new SetupError(
    `PocketBase was given the backup ${basename(file)} and does not tell what became of it (${reasonOf(cause)}). It may still be restoring it, and takes no writes until that is done: wait some minutes, and see its log and npm run verify. If nothing can be written then, start PocketBase again.`,
    { cause },
  )

/** When PocketBase was started: another time after each start. */
async function startOf(client: PocketBaseClient): Promise<string> {
  return Started.parse(await client.request('/api/stock/version')).started
}

/** What a person can do something with; the rest is in the cause. */
function reasonOf(error: unknown): string {
  if (error instanceof PocketBaseRefusal) {
    const { message } = error.response
    return typeof message === 'string' ? message : error.message
  }
  return (error as Error).message
}
