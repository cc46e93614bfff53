import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { MovementQuery } from '../src/domain/movement.ts'
import { loadConfig } from '../src/process/config.ts'
import { importFirstStock } from '../src/process/import-first-stock.ts'
import { openStore } from '../src/process/open-store.ts'
import { MOST_COUNTED } from '../src/shared/paging.ts'
import type { StockStore } from '../src/store/store.ts'
import { fillHistory } from './bench/history.ts'
import { run } from './run.ts'

// How long a page of the ledger takes when it is long: npm run bench:history [-- --rows 1000000]
const ROUNDS = 30

/** Until the last movement of a million, in September 2025. */
const SUMMARIES = [
  ['the summary of a day', '2025-09-13T12:00:00Z'],
  ['of a month', '2025-08-14T00:00:00Z'],
  ['of a year', '2024-09-14T00:00:00Z'],
  ['of all', null],
] as const

await run(async () => {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } })
  const dir = mkdtempSync(join(tmpdir(), 'stock-bench-'))
  const config = loadConfig({ DATA_DIR: dir })
  const report = { onProgress: () => {}, onRestart: () => {} }
  const opened = await openStore(config, report)
  try {
    await importFirstStock(opened.store, config, report)
    fillHistory(join(dir, 'pb_data/data.db'), Number(values.rows))
    console.log(`${values.rows} movements, median and slowest of ${ROUNDS} pages of 50, in ms`)
    for (const [name, work] of await questions(opened.store)) await measure(name, work)
  } finally {
    await opened.close()
    rmSync(dir, { recursive: true, force: true })
  }
})

type Question = [name: string, ask: () => Promise<unknown>]

async function questions(store: StockStore): Promise<Question[]> {
  const { products, locations } = await store.readCatalogue()
  const productIds = products.slice(0, 1).map(({ id }) => id)
  const page = (query: Partial<MovementQuery>) => () =>
    store.readMovements({ limit: 50, most: MOST_COUNTED, ...query })
  const { items } = await store.readMovements({ limit: 1 })
  const total = items[0]?.seq ?? 0
  return [
    ['first page', page({})],
    ['a page in the middle', page({ before: Math.round(total / 2) })],
    ['the last page', page({ before: 51 })],
    ['of one product', page({ productIds })],
    ['of one product and size', page({ productIds, size: '38' })],
    ['sales', page({ type: 'SALE' })],
    ['what was not undone', page({ undone: false })],
    ['a type that is not there', page({ type: 'TRANSFER' })],
    ['of a rare actor', page({ actors: ['rare-990'] })],
    ['of one day', page({ from: '2021-06-01T00:00:00Z', to: '2021-06-02T00:00:00Z' })],
    ['of a location', page({ locationId: locations[0]?.id })],
    ['a page of 500 events', () => store.readEvents({ seq: total >> 1, number: 0 }, 500)],
    ['the newest 100 events', () => store.readEvents({ seq: total - 100, number: 0 }, 100)],
    ...SUMMARIES.map(
      ([name, from]): Question => [name, () => store.readSummary({ from, to: null })],
    ),
    ['the drift check', () => store.readDrift()],
  ]
}

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const [median = 0, slowest = 0] = [times[ROUNDS >> 1], times.at(-1)]
  console.log(`${name.padEnd(28)}${median.toFixed(1).padStart(8)}${slowest.toFixed(1).padStart(9)}`)
}
