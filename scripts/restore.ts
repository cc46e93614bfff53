import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SetupError } from '../src/domain/errors.ts'
import { keepOwnerKey } from '../src/features/keys/owner-key.ts'
import { loadConfig } from '../src/process/config.ts'
import { print } from '../src/process/terminal.ts'
import { reportBackup, restoreBackup, saveBackup } from '../src/store/pocketbase/backups.ts'
import { preparePocketBase } from '../src/store/pocketbase/prepare.ts'
import { tryBackup } from '../src/store/pocketbase/try-backup.ts'
import { withPocketBase } from './pocketbase.ts'
import { run } from './run.ts'

const USAGE = 'npm run restore -- FILE.zip [--replace]'

// Replaces the data of PocketBase with a backup. A shop that has stock is only replaced with
// --replace, and is first backed up next to the file. Nobody can write meanwhile.
await run(async () => {
  const { file, replace } = readArguments()
  const kept = join(dirname(file), nameOfKept(new Date()))
  await withPocketBase(loadConfig(), async (opened) => {
    const restored = await restoreBackup(opened, file, async () => {
      const { movements } = await opened.store.readDrift()
      if (movements > 0 && !replace) {
        throw new SetupError(
          `There are ${movements} movements of stock here already, and nothing was changed. Add --replace to put the backup in their place; they are backed up first.`,
        )
      }
      const { products } = await opened.store.readCatalogue()
      if (movements === 0 && products.length === 0) return
      await saveBackup(opened, kept)
      print(`What was here is kept in ${kept}.`)
    })
    // An older backup may lack what this version needs.
    for (const change of await preparePocketBase(opened.client)) print(`PocketBase: ${change}.`)
    await opened.people.signOutAll()
    // The backup may come from a machine with another key.
    await keepOwnerKey(opened.keys, opened.secrets.apiKey.value)
    // The shop may have gone away meanwhile; what was restored is what counts.
    await reportBackup(opened.client, {
      name: basename(file),
      at: statSync(file).mtime,
      lastSeq: restored.lastSeq,
      problem: restored.problem,
    }).catch(() => {})
    const { products } = await opened.store.readCatalogue()
    const drift = await opened.store.readDrift()
    print(
      `Restored ${products.length} products with ${drift.movements} movements; ` +
        (drift.rows.length === 0 && drift.missing === 0
          ? 'the ledger explains every unit.'
          : 'the ledger does not explain every unit: see npm run verify.'),
    )
    // Not earlier: this blocks, and the closure of the shop has to be renewed.
    if (existsSync(kept)) await tryKept(kept)
    print(
      'People and API keys are as they were then: disable and revoke again what was since (npm run user -- list, npm run key -- list). Everybody signs in again.',
    )
  })
})

function nameOfKept(time: Date): string {
  return `before-restore-${time.toISOString().slice(0, 19).replaceAll(':', '-')}Z.zip`
}

/** Says so where what was kept cannot be relied on: that may be why somebody restores. */
async function tryKept(file: string): Promise<void> {
  const because = (problem: string) =>
    `Not all of ${basename(file)} can be relied on, because ${problem}.`
  const warning = await tryBackup(file).then(
    ({ problem }) => problem && because(problem),
    (error: Error) => (error instanceof SetupError ? error.message : because(error.message)),
  )
  if (warning) print(warning)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { replace: { type: 'boolean', default: false } },
    })
    const [file, ...others] = positionals
    if (file === undefined || others.length > 0) throw new Error('Name one backup')
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
      throw new Error(`There is no file ${file}`)
    }
    return { file: resolve(file), replace: values.replace }
  } catch (error) {
    throw new SetupError(`${(error as Error).message}. Usage: ${USAGE}`)
  }
}
