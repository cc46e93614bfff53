import { parseArgs } from 'node:util'
import { createCatalogueReader } from '../src/catalogue/catalogue-reader.ts'
import { SetupError } from '../src/domain/errors.ts'
import { tellItem } from '../src/features/alerts/check-messages.ts'
import { checkView } from '../src/features/alerts/stock-check-operations.ts'
import type { CheckQuery, MadeCheck } from '../src/features/alerts/stock-checks.ts'
import { createDemandReader } from '../src/ledger/demand-reader.ts'
import { createLedgerReader } from '../src/ledger/ledger-reader.ts'
import { type Config, loadConfig, orderDefaults } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { print, printError } from '../src/process/terminal.ts'
import { createLevelChecks } from '../src/shop.ts'
import type { StockStore } from '../src/store/store.ts'
import { run } from './run.ts'

// Looks for what is low. The exit code says how urgent it is, for cron and monitors.

const USAGE =
  'npm run check-stock -- [--json] [--location NAME] [--threshold UNITS] [--supplier NAME]'

/** Nothing is low; something is low, critical, or out; nobody knows. */
const EXIT_CODES = { ok: 0, low: 1, critical: 2, out: 3, failed: 4 } as const

/** Nobody waits for this answer in a chat: a large ledger is read to its end. */
const PATIENCE_MS = 10 * 60 * 1000

/** The largest threshold. */
const MOST_UNITS = 10_000

await run(async () => {
  const { json, ...query } = readArguments()
  const config = loadConfig()
  const opened = await openStoreBeside(config, { onProgress: printError, onRestart: () => {} })
  try {
    const { message, ...check } = await checkNow(opened.store, config, query)
    if (json) print(JSON.stringify(checkView(check, message)))
    else for (const line of [...check.items.map(tellItem), message]) print(line)
    process.exitCode = EXIT_CODES[worstOf(check)]
  } finally {
    await opened.close()
  }
}, EXIT_CODES.failed)

function checkNow(store: StockStore, config: Config, query: CheckQuery): Promise<MadeCheck> {
  const { TIME_ZONE: timeZone } = config
  const catalogue = createCatalogueReader(store)
  const ledger = createLedgerReader({ store, catalogue, timeZone, patienceMs: PATIENCE_MS })
  const demand = createDemandReader({ ledger, catalogue, timeZone })
  const options = { catalogue, demand, timeZone, defaults: orderDefaults(config) }
  return createLevelChecks(store, options).check(query, 'check-stock')
}

function worstOf({ counts }: Pick<MadeCheck, 'counts'>): 'ok' | 'low' | 'critical' | 'out' {
  return (['out', 'critical', 'low'] as const).find((one) => counts[one] > 0) ?? 'ok'
}

function readArguments() {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        location: text,
        threshold: text,
        supplier: text,
      },
    })
    const threshold = values.threshold === undefined ? undefined : Number(values.threshold)
    if (threshold !== undefined && !isThreshold(threshold)) {
      throw new Error(`--threshold takes whole units, 1 to ${MOST_UNITS}`)
    }
    return { ...values, threshold }
  } catch (error) {
    throw new SetupError(`${(error as Error).message}. Usage: ${USAGE}`)
  }
}

function isThreshold(units: number): boolean {
  return Number.isInteger(units) && units >= 1 && units <= MOST_UNITS
}
