import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createSnapshot } from '../src/catalogue/snapshot.ts'
import { SetupError } from '../src/domain/errors.ts'
import { tellGuessed } from '../src/features/imports/guess-category.ts'
import { importNow } from '../src/features/imports/import-now.ts'
import type { RowProblem } from '../src/features/imports/parse.ts'
import { type ImportPlan, planImport } from '../src/features/imports/plan.ts'
import { listProblems, summary } from '../src/features/imports/report.ts'
import { readSales, tellSales } from '../src/features/imports/sales-imports.ts'
import { loadConfig } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { print, printError } from '../src/process/terminal.ts'
import type { StockStore } from '../src/store/store.ts'
import { run } from './run.ts'

const USAGE =
  'npm run import -- FILE [--costs FILE] [--dry-run] [--mode set|add] [--skip-bad-rows] [--take-categories], or npm run import -- FILE --kind sales [--dry-run] [--skip-bad-rows]'

await run(async () => {
  const asked = readArguments()
  const bytes = read(asked.file)
  const plan =
    asked.kind === 'sales'
      ? undefined
      : planImport(bytes, asked.costs === undefined ? undefined : read(asked.costs))
  const config = loadConfig()
  const opened = await openStoreBeside(config, { onProgress: printError, onRestart: () => {} })
  try {
    if (plan) await importStock(opened.store, plan, asked)
    else await importSales(opened.store, bytes, asked, config.TIME_ZONE)
  } finally {
    await opened.close()
  }
})

type Asked = ReturnType<typeof readArguments>

async function importStock(
  store: StockStore,
  plan: ImportPlan,
  { mode, dryRun, skipBadRows, takeCategories }: Asked,
): Promise<void> {
  const rules = { mode, dryRun, skipBadRows, takeCategories }
  const job = { actor: 'import', reason: `import (${mode})`, ...rules }
  const { decision, done } = await importNow(store, plan, job, (products) =>
    printError(`${products} products …`),
  )
  tellProblems(decision.problems, done)
  if (decision.guessed.length > 0) {
    const told = `By their names, products without a category are: ${tellGuessed(decision.guessed)}.`
    printError(takeCategories ? told : `${told} --take-categories writes this too.`)
  }
  print(`${dryRun ? 'Would write' : 'Wrote'}: ${summary(decision)}`)
}

async function importSales(
  store: StockStore,
  bytes: Uint8Array,
  { dryRun, skipBadRows }: Asked,
  timeZone: string,
): Promise<void> {
  const snapshot = createSnapshot(await store.readCatalogue())
  const work = await readSales(bytes, { store, snapshot, timeZone, skipBadRows })
  tellProblems(work.problems, work.isComplete)
  print(tellSales(work, timeZone))
  if (dryRun) return
  const by = { actor: 'import', ip: '' }
  const written = await store.writePastSales(by, work.source, work.sales, (done) =>
    printError(`${done} of ${work.sales.length} sales …`),
  )
  print(`Wrote ${written} past sales. DELETE /past-sales/${work.source} takes them back.`)
}

/** @throws SetupError where nothing is written because of them */
function tellProblems(problems: readonly RowProblem[], isWritten: boolean): void {
  const list = listProblems(problems)
  if (!isWritten) {
    throw new SetupError(
      `Nothing was written. ${list} Correct the file, or take the other rows with --skip-bad-rows.`,
    )
  }
  if (list) printError(`Left out: ${list}`)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        kind: { type: 'string', default: 'stock' },
        costs: { type: 'string' },
        mode: { type: 'string', default: 'set' },
        'dry-run': { type: 'boolean', default: false },
        'skip-bad-rows': { type: 'boolean', default: false },
        'take-categories': { type: 'boolean', default: false },
      },
    })
    const [file, ...others] = positionals
    const { kind, mode, costs } = values
    if (file === undefined || others.length > 0) throw new Error('name one file')
    if (mode !== 'set' && mode !== 'add') throw new Error('--mode takes set or add')
    if (kind !== 'stock' && kind !== 'sales') throw new Error('--kind takes stock or sales')
    const ofStock = costs !== undefined || mode !== 'set' || values['take-categories']
    if (kind === 'sales' && ofStock) {
      throw new Error('--costs, --mode and --take-categories are for stock')
    }
    return {
      file,
      kind,
      costs,
      mode: mode as 'set' | 'add',
      dryRun: values['dry-run'],
      skipBadRows: values['skip-bad-rows'],
      takeCategories: values['take-categories'],
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
