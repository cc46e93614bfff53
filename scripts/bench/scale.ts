import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { ImportedProduct } from '../../src/domain/imported-product.ts'
import { loadConfig } from '../../src/process/config.ts'
import { openStore } from '../../src/process/open-store.ts'
import { fillHistory, type Pace } from './history.ts'
import { ask, type Times, times } from './measure.ts'
import { childrenOf, keyOf, memoryOf, startShop } from './processes.ts'

export interface Size {
  readonly variants: number
  /** Movements beside those of the import, as if the shop had sold and taken back for years. */
  readonly movements: number
}

/** What a shop of a size costs. */
export interface Cost extends Size {
  readonly importRate: number
  /** Seconds from the start of the process to its first list. */
  readonly startSeconds: number
  /** Milliseconds of the first question by name, which makes the index of names. */
  readonly firstNameMs: number
  /** Megabytes, after all questions. */
  readonly apiMemory: number
  readonly pocketbaseMemory: number
  /** Milliseconds, by question, over one connection; no question twice. */
  readonly questions: Readonly<Record<string, Times>>
}

const SIZES = ['36', '37', '38', '39', '40']
const COLOURS = ['Noir', 'Blanc', 'Beige', 'Rouge', 'Vert', 'Gris']
const FIRST = ['Ba', 'Co', 'Da', 'Fi', 'Go', 'Lu', 'Ma', 'Ne', 'Ra', 'So', 'Tu', 'Vi']
const SECOND = [
  'lando',
  'mera',
  'sito',
  'nave',
  'lupi',
  'roma',
  'tessa',
  'bella',
  'carmo',
  'dino',
  'zeta',
]

const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? ''

/** As many names as there are products, each a word and a number. */
const nameOf = (n: number): string => `${pick(FIRST, n)}${pick(SECOND, Math.floor(n / 12))} ${n}`

const productOf = (n: number): ImportedProduct => ({
  sku: `SKU-${n}`,
  aliases: [],
  name: nameOf(n),
  color: pick(COLOURS, n),
  gender: '',
  category: '',
  cost: null,
  price: null,
  supplier: '',
  leadTimeDays: null,
  packSize: null,
  reorderPoint: null,
  variants: SIZES.map((size) => ({ size, quantity: 100, barcode: '' })),
})

/**
 * Makes a shop by an import, starts the service on it and asks.
 * @param folder that does not exist yet; it is removed
 */
export async function measureCost(folder: string, size: Size, rounds: number): Promise<Cost> {
  mkdirSync(folder, { recursive: true })
  try {
    const importRate = await fill(folder, size)
    const begin = performance.now()
    const shop = await startShop(folder)
    try {
      const asking = questionsTo(shop.address, keyOf(folder), size.variants / SIZES.length)
      await asking['first page'](0)
      const startSeconds = (performance.now() - begin) / 1000
      const firstNameMs = (await times(1, () => asking['by name'](rounds))).p50
      const questions: Record<string, Times> = {}
      await allIsRead(shop.address, keyOf(folder))
      for (const [name, question] of Object.entries(asking)) {
        process.stderr.write(`\r${size.variants} variants: ${name.padEnd(40)}`)
        // The first question does extra work: it pages to the middle of the list, or warms up a runtime.
        await question(rounds)
        questions[name] = await times(rounds, question)
      }
      const [leash = 0, worker = 0] = childrenOf(shop.pid)
      const [pocketbase = leash] = childrenOf(leash)
      return {
        ...size,
        importRate,
        startSeconds,
        firstNameMs,
        questions,
        apiMemory: memoryOf(shop.pid) + memoryOf(worker),
        pocketbaseMemory: memoryOf(pocketbase),
      }
    } finally {
      await shop.stop()
    }
  } finally {
    process.stderr.write('\n')
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Makes a shop of a size by an import.
 * @returns rows a second
 */
export async function fill(
  folder: string,
  { variants, movements }: Size,
  pace?: Pace,
): Promise<number> {
  const report = { onProgress() {}, onRestart() {} }
  const opened = await openStore(loadConfig({ DATA_DIR: folder }), report)
  try {
    const products = Array.from({ length: variants / SIZES.length }, (_, n) => productOf(n))
    const begin = performance.now()
    await opened.store.importProducts(
      { actor: 'bench', reason: 'initial stock', mode: 'set', products },
      (done) =>
        process.stderr.write(`\r${variants} variants: imported ${done} products`.padEnd(60)),
    )
    const seconds = (performance.now() - begin) / 1000
    if (movements > 0) fillHistory(join(folder, 'pb_data/data.db'), movements, pace)
    return variants / seconds
  } finally {
    await opened.close()
  }
}

type Question = (round: number) => Promise<unknown>

function questionsTo(address: string, key: string, products: number) {
  const headers = { authorization: `Bearer ${key}` }
  const get = async (path: string, values: Record<string, string>) => {
    const { status, body } = await ask(`${address}${path}?${new URLSearchParams(values)}`, {
      headers,
    })
    if (status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(body)}`)
    return body
  }
  /** Another product each time, from all over the catalogue. */
  const some = (round: number) => (round * 7919) % products
  const limit = (round: number) => String(1 + (round % 100))
  let cursor = ''
  return {
    'first page': (round) => get('/inventory', { limit: limit(round) }),
    'deep page': async (round) => {
      cursor ||= await cursorOfMiddle(get, (products * SIZES.length) / 2)
      return get('/inventory', { limit: limit(round), cursor })
    },
    'by SKU': (round) => get('/inventory', { sku: `SKU-${some(round)}` }),
    'by name': (round) => get('/inventory', { model: nameOf(some(round)) }),
    'with a typo': (round) =>
      get('/inventory', { model: nameOf(some(round)).replace(/[aeiou]/, 'y') }),
    models: (round) => get('/models', { limit: limit(round) }),
    movements: (round) => get('/movements', { limit: limit(round) }),
    'stats of a year': (round) => {
      const day = String(1 + (round % 28)).padStart(2, '0')
      return get('/stats', { from: `2023-01-${day}`, to: `2023-12-${day}` })
    },
    sale: async (round) => {
      const body = { sku: `SKU-${some(round)}`, size: pick(SIZES, round), quantity: 1 }
      const answer = await ask(`${address}/inventory/sale`, { headers, body })
      if (answer.status !== 201)
        throw new Error(`A sale was refused: ${JSON.stringify(answer.body)}`)
    },
  } satisfies Record<string, Question>
}

/** How often it is looked whether all movements are read. */
const LOOK_MS = 250

/** Waits until the service has read all movements, which it does in the background. */
async function allIsRead(address: string, key: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}` }
  while ((await ask(`${address}/stats`, { headers })).status === 503) await setTimeout(LOOK_MS)
}

async function cursorOfMiddle(
  get: (path: string, values: Record<string, string>) => Promise<{ next_cursor: string | null }>,
  place: number,
): Promise<string> {
  let cursor = ''
  for (let at = 0; at < place; at += 200) {
    const page = await get('/inventory', { limit: '200', ...(cursor && { cursor }) })
    cursor = page.next_cursor ?? cursor
  }
  return cursor
}
