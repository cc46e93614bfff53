import { parseArgs } from 'node:util'
import { SetupError } from '../src/domain/errors.ts'
import { joinTwins } from '../src/features/products/join-sizes.ts'
import { loadConfig } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { print, printError } from '../src/process/terminal.ts'
import { run } from './run.ts'

// Merges sizes that exist in several spellings, such as 38,5 and 38.5. Without --write it only reports
// what it would do. Exit code 1 when some cannot be merged.
await run(async () => {
  const write = readArguments()
  const report = { onProgress: printError, onRestart: () => {} }
  const { store, close } = await openStoreBeside(loadConfig(), report)
  try {
    const joined = await joinTwins(store, !write)
    for (const { message } of joined) print(message)
    print(conclusion(joined.length, write))
    if (joined.some(({ isJoined }) => !isJoined)) process.exitCode = 1
  } finally {
    await close()
  }
})

function conclusion(groups: number, write: boolean): string {
  if (groups === 0) return 'Every size has one spelling.'
  return write
    ? 'Done.'
    : 'Nothing is written yet: do it with --write at the end (npm run join-sizes -- --write).'
}

function readArguments(): boolean {
  try {
    return parseArgs({ options: { write: { type: 'boolean', default: false } } }).values.write
  } catch (error) {
    throw new SetupError(`${(error as Error).message}. Usage: npm run join-sizes -- [--write]`)
  }
}
