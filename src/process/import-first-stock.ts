import { readFileSync } from 'node:fs'
import { SetupError } from '../domain/errors.ts'
import { importInitialStock } from '../features/imports/initial-stock.ts'
import type { StockStore } from '../store/store.ts'
import type { Config } from './config.ts'
import type { StartReport } from './open-store.ts'

/**
 * Imports the first stock from the files that the settings name, where there is none yet.
 * @throws SetupError when a file is missing or cannot be taken
 */
export async function importFirstStock(
  store: StockStore,
  config: Config,
  report: StartReport,
): Promise<void> {
  const { STOCK_CSV, COST_CSV } = config
  const imported = await importInitialStock(store, () => ({
    stock: read(STOCK_CSV, 'STOCK_CSV'),
    costs: COST_CSV === undefined ? undefined : read(COST_CSV, 'COST_CSV'),
  }))
  if (imported) report.onProgress(imported)
}

function read(file: string, setting: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new SetupError(`The file ${file} cannot be read: correct ${setting} or the file.`, {
      cause,
    })
  }
}
