import { renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SetupError } from '../src/domain/errors.ts'
import { loadConfig } from '../src/process/config.ts'
import type { OpenStore } from '../src/process/open-store.ts'
import { print } from '../src/process/terminal.ts'
import { reportBackup, saveBackup } from '../src/store/pocketbase/backups.ts'
import { tryBackup } from '../src/store/pocketbase/try-backup.ts'
import { BACKUPS, filesIn } from './backup-files.ts'
import { withPocketBase } from './pocketbase.ts'
import { run } from './run.ts'

const USAGE = 'npm run backup -- [FOLDER | FILE.zip] [--keep N]'
/** Stands before the name of one that cannot be relied on. The health check of the container knows it. */
const BAD = 'bad-'
const BAD_ONES = /^bad-stock-.*\.zip$/
/** Enough to see what is wrong with them. */
const KEPT_BAD = 3

await run(async () => {
  const { target, keep } = readArguments()
  await backUp(target, keep)
})

async function backUp(target: string, keep: number): Promise<void> {
  const single = target.endsWith('.zip')
  const file = single ? target : join(target, nameOf(new Date()))
  if (single && statSync(file, { throwIfNoEntry: false })) {
    throw new SetupError(`The file ${target} is there already: name another one or remove it.`)
  }
  await withPocketBase(loadConfig(), (source) => saveGood(source, file))
  if (!single) prune(target, BACKUPS, keep)
}

/**
 * Makes a backup and tries it. One that is not good is kept under another name, where it replaces no
 * good one.
 * @throws SetupError when there is none now, or none that can be relied on
 */
async function saveGood(source: OpenStore, file: string): Promise<void> {
  const aside = join(dirname(file), `.untried-${process.pid}`)
  try {
    await saveTried(source, file, join(aside, basename(file)))
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

/** @param untried where it is until it was tried */
async function saveTried(source: OpenStore, file: string, untried: string): Promise<void> {
  const [folder, name, at] = [dirname(file), basename(file), new Date()]
  const bytes = await saveBackup(source, untried)
  // Its content, or in words why it cannot be relied on.
  const tried = await tryBackup(untried).then(
    (content) => content.problem ?? content,
    (error: Error) => {
      if (error instanceof SetupError) throw error
      return error.message
    },
  )
  const isGood = typeof tried !== 'string'
  const kept = isGood ? file : join(folder, `${BAD}${name}`)
  renameSync(untried, kept)
  const report = isGood ? { lastSeq: tried.lastSeq } : { problem: tried }
  // The shop may have gone away meanwhile; the file is what counts.
  await reportBackup(source.client, { name: basename(kept), at, ...report }).catch(() => {})
  if (isGood) {
    print(
      `Wrote ${file}, ${Math.ceil(bytes / 1024)} KB. It was opened: ${tried.products} products, ${tried.movements} movements, and its ledger explains every unit.`,
    )
    return
  }
  prune(folder, BAD_ONES, KEPT_BAD)
  throw new SetupError(
    `ALARM: the backup cannot be relied on, because ${tried}. It is kept apart as ${kept}. See npm run doctor and npm run verify; the good backups before it are untouched.`,
  )
}

/** Removes the oldest files of a kind. */
function prune(folder: string, kind: RegExp, keep: number): void {
  for (const old of filesIn(folder, kind).slice(0, -keep)) {
    rmSync(join(folder, old))
    print(`Removed ${old}: the newest ${keep} are kept.`)
  }
}

function nameOf(time: Date): string {
  return `stock-${time.toISOString().slice(0, 19).replaceAll(':', '-')}Z.zip`
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { keep: { type: 'string', default: '14' } },
    })
    const [target = 'backups', ...others] = positionals
    const keep = Number(values.keep)
    if (others.length > 0) throw new Error('Name one folder or file')
    if (!Number.isInteger(keep) || keep < 1) throw new Error('--keep takes a whole number from 1')
    return { target: resolve(target), keep }
  } catch (error) {
    throw new SetupError(`${(error as Error).message}. Usage: ${USAGE}`)
  }
}
