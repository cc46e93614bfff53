import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { addDays, dayOf } from '../../src/domain/day.ts'
import type { ImportedProduct } from '../../src/domain/imported-product.ts'
import type { Checkout } from './checkout.ts'
import { fillHistory, type Pace } from './history.ts'
import { ask, type Times, times } from './measure.ts'
import { keyOf, type Running, startShop } from './processes.ts'
import { usageOf } from './usage.ts'

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
  /** After the first list, and after all questions; undefined where it is not known. */
  readonly idle: Memory | undefined
  readonly used: Memory | undefined
  /** Milliseconds, by question, over one connection; no question twice. */
  readonly questions: Readonly<Record<string, Times>>
}

/** Megabytes. */
interface Memory {
  readonly api: number
  readonly pocketbase: number
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

/** A shop that was filled and does not run. */
export interface Filled extends Size {
  readonly checkout: Checkout
  readonly folder: string
  /** Rows of its import a second. */
  readonly importRate: number
}

/** Starts the service on each shop and asks, each question to all of them in turn. */
export async function measureCosts(shops: readonly Filled[], rounds: number): Promise<Cost[]> {
  const asked: Asked[] = []
  try {
    for (const shop of shops) asked.push(await startAndAsk(shop, rounds))
    const questions = asked.map((): Record<string, Times> => ({}))
    for (const name of Object.keys(asked[0]?.asking ?? {}) as (keyof Asked['asking'])[]) {
      for (const [n, { asking, variants }] of asked.entries()) {
        process.stderr.write(`\r${variants} variants: ${name.padEnd(40)}`)
        // The first question does extra work: it pages to the middle of the list, or warms up a runtime.
        await asking[name](rounds)
        Object.assign(questions[n] ?? {}, { [name]: await times(rounds, asking[name]) })
      }
    }
    process.stderr.write('\n')
    return asked.map(({ shop, asking: _, ...cost }, n) => ({
      ...cost,
      questions: questions[n] ?? {},
      used: memoryOf(shop),
    }))
  } finally {
    for (const { shop } of asked.reverse()) await shop.stop()
  }
}

interface Asked extends Omit<Cost, 'questions' | 'used'> {
  readonly shop: Running
  readonly asking: ReturnType<typeof questionsTo>
}

async function startAndAsk(filled: Filled, rounds: number): Promise<Asked> {
  const { folder, checkout, importRate, variants, movements } = filled
  const begin = performance.now()
  const shop = await startShop(folder, {}, checkout.root)
  const asking = questionsTo(shop.address, keyOf(folder), variants / SIZES.length)
  await asking['first page'](0)
  const startSeconds = (performance.now() - begin) / 1000
  const idle = memoryOf(shop)
  const firstNameMs = (await times(1, () => asking['by name'](rounds))).p50
  await allIsRead(shop.address, keyOf(folder))
  return { variants, movements, importRate, startSeconds, firstNameMs, idle, shop, asking }
}

function memoryOf({ pid }: Running): Memory | undefined {
  const usage = usageOf(pid)
  return usage && { api: usage.api.memory, pocketbase: usage.pocketbase.memory }
}

/** Makes a shop of a size by an import, and its movements of the year until now. */
export async function fill(checkout: Checkout, folder: string, size: Size): Promise<Filled> {
  const { variants, movements } = size
  mkdirSync(folder, { recursive: true })
  const report = { onProgress() {}, onRestart() {} }
  const opened = await checkout.openStore(checkout.loadConfig({ DATA_DIR: folder }), report)
  try {
    const products = Array.from({ length: variants / SIZES.length }, (_, n) => productOf(n))
    const begin = performance.now()
    await opened.store.importProducts(
      { actor: 'bench', reason: 'initial stock', mode: 'set', products },
      (done) =>
        process.stderr.write(`\r${variants} variants: imported ${done} products`.padEnd(60)),
    )
    const seconds = (performance.now() - begin) / 1000
    if (movements > 0) fillHistory(join(folder, 'pb_data/data.db'), movements, aYear(movements))
    return { ...size, checkout, folder, importRate: variants / seconds }
  } finally {
    await opened.close()
  }
}

const YEAR_DAYS = 364

/** So many movements in the year until today. */
const aYear = (movements: number): Pace => ({
  begin: addDays(dayOf(new Date(), 'UTC'), -YEAR_DAYS),
  seconds: (YEAR_DAYS * 86_400) / movements,
})

/** How often something that is not there yet is asked for again, and how many times. */
const LOOK_MS = 250
const TRIES = 40

type Question = (round: number) => Promise<unknown>

function questionsTo(address: string, key: string, products: number) {
  const headers = { authorization: `Bearer ${key}` }
  const get = async (path: string, values: Record<string, string>) => {
    const url = `${address}${path}?${new URLSearchParams(values)}`
    // A busy machine may refuse one for a moment: whoever asks waits, and the wait counts.
    for (let time = 1; ; time++) {
      const { status, body } = await ask(url, { headers })
      if (status === 200) return body
      if (status !== 503 || time === TRIES)
        throw new Error(`${path} was refused: ${JSON.stringify(body)}`)
      await setTimeout(LOOK_MS)
    }
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
      const to = addDays(dayOf(new Date(), 'UTC'), -(round % 28))
      return get('/stats', { from: addDays(to, -YEAR_DAYS), to })
    },
    sale: async (round) => {
      const body = { sku: `SKU-${some(round)}`, size: pick(SIZES, round), quantity: 1 }
      const answer = await ask(`${address}/inventory/sale`, { headers, body })
      if (answer.status !== 201)
        throw new Error(`A sale was refused: ${JSON.stringify(answer.body)}`)
    },
  } satisfies Record<string, Question>
}

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
