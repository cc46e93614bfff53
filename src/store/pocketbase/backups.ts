import { randomUUID } from 'node:crypto'
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { SetupError } from '../../domain/errors.ts'
import { type PocketBaseClient, PocketBaseRefusal } from './client.ts'
import { namesInZip } from './zip.ts'

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

const Backups = z.array(z.object({ key: z.string(), size: z.number() }))
const FileToken = z.object({ token: z.string() })
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

/** PocketBase does not report a failed restore, so we check beforehand what it needs. */
async function requireDatabase(file: string): Promise<void> {
  const names = await namesInZip(file)
  if (!names.includes('data.db'))
    throw new Error('it is not a backup of PocketBase, or not all of it')
}

/**
 * Puts the content of a backup in the place of everything PocketBase holds, and waits until it has
 * started again with it. Its superuser stays the one of its environment.
 * @throws SetupError when the file is no backup or PocketBase does not take it; all stays as it was then
 */
export async function restoreBackup({ client }: BackupSource, file: string): Promise<void> {
  const key = `restore-${randomUUID()}.zip`
  try {
    await requireDatabase(file)
    const before = await startOf(client)
    const form = new FormData()
    form.set('file', await openAsBlob(file, { type: 'application/zip' }), key)
    await client.request('/api/backups/upload', {
      method: 'POST',
      body: form,
      deadlineMs: DEADLINE_MS,
    })
    await client.request(`/api/backups/${key}/restore`, { method: 'POST' })
    const deadline = AbortSignal.timeout(RESTART_DEADLINE_MS)
    while ((await startOf(client)) === before) {
      deadline.throwIfAborted()
      await sleep(POLL_MS)
    }
  } catch (cause) {
    throw new SetupError(
      `The backup ${basename(file)} could not be restored (${reasonOf(cause)}): nothing was changed. Take another backup, or see the log of PocketBase.`,
      { cause },
    )
  } finally {
    await client.request(`/api/backups/${key}`, { method: 'DELETE' }).catch(() => {})
  }
}

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
