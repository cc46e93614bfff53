import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { SetupError } from '../src/domain/errors.ts'
import { loadConfig } from '../src/process/config.ts'
import { findPocketBase, POCKETBASE_VERSION } from '../src/process/pocketbase/binary.ts'

// The types that the hooks are checked against (`tsc -p pocketbase`): PocketBase carries them
// inside its binary, so they are taken from the very version that will run the hooks.
const TYPES = resolve(import.meta.dirname, '../.cache/pocketbase-types.d.ts')
const HEADER = `// PocketBase ${POCKETBASE_VERSION}\n`

async function main(): Promise<void> {
  if (await isCurrent()) return console.error(`${TYPES} is up to date.`)
  const { path } = await findPocketBase({
    override: loadConfig().POCKETBASE_BIN,
    report: (line) => console.error(line),
  })
  await mkdir(dirname(TYPES), { recursive: true })
  const temporary = `${TYPES}.${process.pid}.tmp`
  try {
    await writeFile(temporary, HEADER + (await typesFrom(path)))
    await rename(temporary, TYPES)
  } finally {
    await rm(temporary, { force: true })
  }
  console.error(`${TYPES} written.`)
}

async function isCurrent(): Promise<boolean> {
  const text = await readFile(TYPES, 'utf8').catch(() => '')
  return text.startsWith(HEADER)
}

/**
 * Every command that opens the database writes types.d.ts into the data folder first. `migrate up`
 * is one that ends by itself and needs no port; its exit status is always 0, so the file decides.
 */
async function typesFrom(binary: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'pocketbase-types-'))
  const folder = (name: string) => join(dir, name)
  const flags = [
    `--dir=${folder('data')}`,
    `--hooksDir=${folder('hooks')}`,
    `--migrationsDir=${folder('migrations')}`,
    '--dev=false',
    '--automigrate=false',
    '--hooksWatch=false',
  ]
  try {
    await promisify(execFile)(binary, ['migrate', 'up', ...flags], {
      timeout: 60_000,
      killSignal: 'SIGKILL',
    })
    return await readFile(join(folder('data'), 'types.d.ts'), 'utf8')
  } catch (cause) {
    throw new SetupError(`${binary} wrote no types.d.ts. Is it PocketBase ${POCKETBASE_VERSION}?`, {
      cause,
    })
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
