import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { printError } from '../src/process/terminal.ts'
import { BACKUPS, filesIn } from './backup-files.ts'

// daily-backup FOLDER [--keep N]: makes a backup when the newest good one is a day old. Each is made by the
// backup command, with the same arguments, in a process of its own: the one that waits stays small.

const DAY_MS = 24 * 60 * 60_000
const RETRY_MS = 10 * 60_000
const COMMAND = join(import.meta.dirname, 'backup.ts')

const args = process.argv.slice(2)
const [folder = 'backups'] = args
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort())

while (!ending.signal.aborted) await backUpWhenDue()

/** Tries again after a failure, of which the command has said why. */
async function backUpWhenDue(): Promise<void> {
  const newest = filesIn(folder, BACKUPS).at(-1)
  const due = newest ? statSync(join(folder, newest)).mtimeMs + DAY_MS : 0
  await pause(due - Date.now())
  if (ending.signal.aborted || (await backUp())) return
  printError('The next attempt at a backup is in ten minutes.')
  await pause(RETRY_MS)
}

/** @returns whether there is a good one now */
async function backUp(): Promise<boolean> {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: 'inherit' })
  const [code] = await once(child, 'close')
  return code === 0
}

/** Ends sooner when this process is told to. */
async function pause(ms: number): Promise<void> {
  await sleep(Math.max(0, ms), undefined, { signal: ending.signal }).catch(() => {})
}
