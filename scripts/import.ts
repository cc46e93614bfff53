import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config.ts'
import { SetupError } from '../src/domain/errors.ts'
import { planImport } from '../src/services/import/plan.ts'
import { explainImport } from '../src/services/import/refusals.ts'
import { listProblems } from '../src/services/import/report.ts'
import { openStoreBeside } from '../src/setup.ts'
import { run } from './run.ts'

const USAGE = 'npm run import -- FILE [--costs FILE] [--dry-run] [--mode set|add] [--skip-bad-rows]'

await run(async () => {
  const { file, costs, mode, dryRun, skipBadRows } = readArguments()
  const plan = planImport(read(file), costs === undefined ? undefined : read(costs))
  if (plan.problems.length > 0) {
    const problems = listProblems(plan.problems)
    if (!skipBadRows) {
      throw new SetupError(
        `Nothing was written. ${problems} Correct the file, or take the other rows with --skip-bad-rows.`,
      )
    }
    console.error(`Left out: ${problems}`)
  }
  const opened = await openStoreBeside(loadConfig(), {
    onProgress: console.error,
    onRestart: () => {},
  })
  try {
    const total = plan.products.length
    const job = {
      actor: 'import',
      reason: `import (${mode})`,
      mode,
      dryRun,
      products: plan.products,
    }
    const report = await opened.store
      .importProducts(job, (done) => console.error(`${done} of ${total} products …`))
      .catch(explainImport)
    for (const { sku, size, barcode, given } of report.barcodesKept) {
      console.error(
        `The SKU ${sku} in size ${size} keeps its barcode ${barcode}; the file says ${given}. Correct one of them.`,
      )
    }
    console.log(
      report.replayed
        ? `Wrote: ${report.movements} movements, ${report.units} units, at an earlier try whose answer was lost.`
        : `${dryRun ? 'Would write' : 'Wrote'}: ${report.productsNew} new and ${report.productsChanged} changed products, ` +
            `${report.variantsNew} new variants, ${report.barcodesNew} barcodes, ${report.movements} movements, ${report.units} units.`,
    )
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
      ...{ file, costs, mode: mode as 'set' | 'add' },
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
