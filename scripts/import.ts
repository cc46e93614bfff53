import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { SetupError } from '../src/domain/errors.ts'
import { importNow } from '../src/features/imports/import-now.ts'
import { planImport } from '../src/features/imports/plan.ts'
import { listProblems, summary } from '../src/features/imports/report.ts'
import { loadConfig } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { print, printError } from '../src/process/terminal.ts'
import { run } from './run.ts'

const USAGE = 'npm run import -- FILE [--costs FILE] [--dry-run] [--mode set|add] [--skip-bad-rows]'

await run(async () => {
  const { file, costs, mode, dryRun, skipBadRows } = readArguments()
  const plan = planImport(read(file), costs === undefined ? undefined : read(costs))
  const opened = await openStoreBeside(loadConfig(), {
    onProgress: printError,
    onRestart: () => {},
  })
  try {
    const job = { actor: 'import', reason: `import (${mode})`, mode, dryRun, skipBadRows }
    const { decision, done } = await importNow(opened.store, plan, job, (products) =>
      printError(`${products} products …`),
    )
    const problems = listProblems(decision.problems)
    if (!done) {
      throw new SetupError(
        `Nothing was written. ${problems} Correct the file, or take the other rows with --skip-bad-rows.`,
      )
    }
    if (problems) printError(`Left out: ${problems}`)
    print(`${dryRun ? 'Would write' : 'Wrote'}: ${summary(decision)}`)
  } finally {
    await opened.close()
  }
})

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        costs: { type: 'string' },
        mode: { type: 'string', default: 'set' },
        'dry-run': { type: 'boolean', default: false },
        'skip-bad-rows': { type: 'boolean', default: false },
      },
    })
    const [file, ...others] = positionals
    const { mode, costs } = values
    if (file === undefined || others.length > 0) throw new Error('name one file')
    if (mode !== 'set' && mode !== 'add') throw new Error('--mode takes set or add')
    return {
      file,
      costs,
      mode: mode as 'set' | 'add',
      dryRun: values['dry-run'],
      skipBadRows: values['skip-bad-rows'],
    }
  } catch (error) {
    throw new SetupError(`${(error as Error).message}. Usage: ${USAGE}`)
  }
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch {
    throw new SetupError(`The file ${file} cannot be read: correct its name or its permissions.`)
  }
}
