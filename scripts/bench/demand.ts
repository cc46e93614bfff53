import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { calendarOf } from '../../src/domain/demand/calendar.ts'
import { learnDemand } from '../../src/domain/demand/demand.ts'
import { historyOf, productsOf } from '../../src/ledger/demand-reader.ts'
import { createLedgerReader } from '../../src/ledger/ledger-reader.ts'
import { loadConfig } from '../../src/process/config.ts'
import { openStore } from '../../src/process/open-store.ts'
import { ask, type Load, round, type Times, timesOf } from './measure.ts'
import { keyOf, startShop } from './processes.ts'
import type { Filled, Size } from './scale.ts'

/** What it costs to learn what a shop sells. */
export interface DemandCost extends Size {
  /** Milliseconds of one core, and of the longest step, in which nobody else is answered. */
  readonly learnMs: number
  readonly longestStepMs: number
  /** Reads of others before, and while it is learnt and asked of the past. */
  readonly quiet: Times
  readonly learning: Times
}

const CONNECTIONS = 8
const TIME_ZONE = 'UTC'
/** The first rounds run code that is not compiled yet. */
const ROUNDS = 3

/** Learns the demand of a shop that sold for a year: alone, and in a service that is asked meanwhile. */
export async function measureDemand(
  { folder, variants, movements }: Filled,
  seconds: number,
): Promise<DemandCost> {
  const [alone, meanwhile] = [await learnAlone(folder), await learnMeanwhile(folder, seconds)]
  return { variants, movements, ...alone, ...meanwhile }
}

async function learnAlone(folder: string) {
  const report = { onProgress() {}, onRestart() {} }
  const opened = await openStore(loadConfig({ DATA_DIR: folder }), report)
  try {
    const { store } = opened
    const catalogue = createCatalogueReader(store)
    const ledger = createLedgerReader({ store, catalogue, timeZone: TIME_ZONE })
    const snapshot = await catalogue.read()
    const trade = await patiently(() => ledger.read())
    const past = await ledger.readPast()
    const products = await productsOf(snapshot)
    const costs = Array.from({ length: ROUNDS }, () => {
      const history = historyOf({ trade, past, snapshot }, '')
      const calendar = calendarOf(new Date(), TIME_ZONE)
      return costOf(learnDemand(products, history, calendar))
    })
    return costs.reduce((best, one) => (one.learnMs < best.learnMs ? one : best))
  } finally {
    await opened.close()
  }
}

function costOf(steps: Iterator<unknown>) {
  const before = process.cpuUsage()
  let longestStepMs = 0
  for (let isDone = false; !isDone; ) {
    const begin = performance.now()
    isDone = steps.next().done === true
    longestStepMs = Math.max(longestStepMs, performance.now() - begin)
  }
  const { user, system } = process.cpuUsage(before)
  return { learnMs: (user + system) / 1_000, longestStepMs }
}

async function learnMeanwhile(folder: string, seconds: number) {
  const shop = await startShop(folder)
  try {
    const headers = { authorization: `Bearer ${keyOf(folder)}` }
    const get = (path: string) => ask(shop.address + path, { headers })
    const skus = Array.from({ length: 1_000 }, (_, n) => `/inventory?sku=SKU-${n}`)
    const load: Load = {
      ...{ name: 'reads', url: shop.address, connections: CONNECTIONS, headers },
      paths: skus,
    }
    await round(load, seconds)
    // The movements are read in the background; this needs all of them, and no demand.
    await patiently(async () => {
      const { status, body } = await get('/stats?period=yesterday')
      if (status !== 200) throw new Error(body.detail)
    })
    const quiet = await round(load, seconds)
    const asked = ['/forecast?sku=SKU-1', '/forecast?sku=SKU-1&location=Shop'].map(get)
    const [learning] = await Promise.all([round(load, seconds), ...asked])
    return { quiet: timesOf(quiet.taken), learning: timesOf(learning.taken) }
  } finally {
    await shop.stop()
  }
}

/** A large ledger says for a while that it is still being read. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 5 * 60_000
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > deadline) throw error
    }
  }
}
