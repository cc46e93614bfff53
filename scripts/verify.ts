import { parseArgs } from 'node:util'
import { createCatalogueReader } from '../src/catalogue/catalogue-reader.ts'
import { SetupError } from '../src/domain/errors.ts'
import { tellLosses } from '../src/domain/losses.ts'
import { lostMovements } from '../src/domain/safety.ts'
import { createDriftService } from '../src/features/reports/drift.ts'
import { loadConfig } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { print, printError } from '../src/process/terminal.ts'
import { run } from './run.ts'

const BY = { actor: 'verify', channel: 'command' } as const

// Compares every balance with the sum of its movements. Exit code 1 when one differs still, or when
// movements are gone. With --confirm-loss, a loss that a start found is warned of no more.
await run(async () => {
  const { repair: wantsRepair, 'confirm-loss': confirms } = readArguments()
  const report = { onProgress: printError, onRestart: () => {} }
  const { store, close } = await openStoreBeside(loadConfig(), report)
  try {
    if (confirms) {
      const losses = await store.confirmLosses()
      const gone = lostMovements({ losses })
      print(gone === 0 ? 'No loss is to be confirmed.' : `Confirmed: ${gone} movements are gone.`)
    }
    const drift = createDriftService({ catalogue: createCatalogueReader(store), store })
    const { rows, missing, message } = await drift.read(BY)
    for (const row of rows) {
      print(
        `${row.sku} ${row.size} ${row.location}: ${row.quantity} on hand, its movements add up to ${row.ledgerQuantity}; ` +
          `${row.reserved} reserved, its movements add up to ${row.ledgerReserved}`,
      )
    }
    print(message)
    if (wantsRepair && rows.length > 0) {
      const repaired = await drift.repair(BY)
      print(`Repaired ${repaired.length} shelves: their movements explain them now.`)
    }
    // A movement that is gone cannot be repaired.
    const loss = tellLosses(await store.readSafety())
    if (loss) print(`${loss} --confirm-loss ends this warning.`)
    if (loss || missing > 0 || (rows.length > 0 && !wantsRepair)) process.exitCode = 1
  } finally {
    await close()
  }
})

function readArguments() {
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({ options: { repair: flag, 'confirm-loss': flag } }).values
  } catch (error) {
    throw new SetupError(
      `${(error as Error).message}. Usage: npm run verify -- [--repair] [--confirm-loss]`,
    )
  }
}
