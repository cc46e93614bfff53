import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dayOf } from '../domain/day.ts'
import { SetupError } from '../domain/errors.ts'
import { FIRST_IMPORT } from '../domain/movement.ts'
import { importInitialStock } from '../features/imports/initial-stock.ts'
import type { StockStore } from '../store/store.ts'
import { type Config, isDemoShop } from './config.ts'
import { demoSales } from './demo-sales.ts'
import type { StartReport } from './open-store.ts'

/**
 * Imports the first stock from the files that the settings name, where there is none yet. The demo shop gets
 * past sales too.
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
  if (!imported) return
  report.onProgress(imported)
  if (isDemoShop(config)) report.onProgress(await writeDemoSales(store, config))
}

/** @returns one line on what was written */
async function writeDemoSales(store: StockStore, { TIME_ZONE }: Config): Promise<string> {
  const sales = demoSales(await store.readCatalogue(), dayOf(new Date(), TIME_ZONE))
  const source = createHash('sha256').update(JSON.stringify(sales)).digest('hex')
  const rows = await store.writePastSales({ actor: FIRST_IMPORT, ip: '' }, source, sales)
  return `Wrote ${rows} invented past sales of the demo shop, so that there is something to foretell.`
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
