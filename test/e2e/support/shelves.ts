import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { addDays, dayOf } from '../../../src/domain/day.ts'
import type { NewMovement } from '../../../src/domain/movement.ts'
import type { PocketBaseClient } from '../../../src/store/pocketbase/client.ts'
import type { StockStore } from '../../../src/store/store.ts'
import { type Dialogue, shelvesOf } from './dialogue.ts'
import { firstNotes } from './notes.ts'

type Catalogue = Awaited<ReturnType<StockStore['readCatalogue']>>

export interface Level {
  readonly on_hand: number
  readonly reserved: number
}

const NOTHING: Level = { on_hand: 0, reserved: 0 }

/** What the shop holds: the level of every shelf by its name, and how much was ever written. */
export interface Stock {
  readonly shelves: ReadonlyMap<string, Level>
  readonly movements: number
}

const shelfName = (sku: string, size: string, location?: string): string =>
  `${sku} ${size}${location === undefined ? '' : ` in ${location}`}`

/** A shop whose database is read. */
export interface Stocked {
  readonly pocketbase: { readonly dataDir: string }
}

const SHELVES = `
  SELECT sku, size, CASE WHEN is_default THEN NULL ELSE locations.name END AS place, quantity, reserved
  FROM inventory
  JOIN variants ON variants.id = variant
  JOIN products ON products.id = product
  JOIN locations ON locations.id = location`

/** Reads from the database itself, past the service. */
export function readStock({ pocketbase }: Stocked): Stock {
  const file = join(pocketbase.dataDir, 'pb_data/data.db')
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 })
  try {
    const shelves = database.prepare(SHELVES).all() as unknown as {
      sku: string
      size: string
      place: string | null
      quantity: number
      reserved: number
    }[]
    const written = database.prepare('SELECT count(*) AS movements FROM movements').get()
    return {
      shelves: new Map(
        shelves.map(({ sku, size, place, quantity, reserved }) => [
          shelfName(sku, size, place ?? undefined),
          { on_hand: quantity, reserved },
        ]),
      ),
      movements: Number(written?.movements),
    }
  } finally {
    database.close()
  }
}

/** A line for each shelf that is not as it should be: as the dialogue says, else as before. */
export function stockComplaints({ after }: Dialogue, before: Stock, now: Stock): string[] {
  const written = now.movements - before.movements
  const named = Object.entries(after.shelves)
  const expected = new Map<string, Level>([...before.shelves, ...named])
  const shelves = [...new Set([...expected.keys(), ...now.shelves.keys()])].flatMap((name) => {
    const should = expected.get(name) ?? NOTHING
    const is = now.shelves.get(name) ?? NOTHING
    const same = should.on_hand === is.on_hand && should.reserved === is.reserved
    return same ? [] : [`shelf ${name}: expected ${tell(should)}, got ${tell(is)}`]
  })
  return written === after.movements
    ? shelves
    : [...shelves, `movements: expected ${after.movements}, got ${written}`]
}

const tell = ({ on_hand, reserved }: Level): string => `${on_hand} on hand, ${reserved} reserved`

/**
 * Makes the locations that dialogues name, and puts on their shelves what they start with. It is
 * written by somebody else than the chat, so that "undo that" and the guards do not see it.
 */
export async function setUp(
  { client, store, pocketbase }: Stocked & { client: PocketBaseClient; store: StockStore },
  dialogues: readonly Dialogue[],
): Promise<void> {
  const named = dialogues.flatMap(shelvesOf).map((name) => name.split(' in ')[1])
  for (const name of new Set(named.filter((one) => one !== undefined))) {
    await client.request('/api/collections/locations/records', {
      method: 'POST',
      body: { name },
    })
  }
  const catalogue = await store.readCatalogue()
  await write(store, lapsedLines(catalogue, dialogues))
  // What is written on a shelf gives back what ended there.
  await write(store, givenLines(catalogue, readStock({ pocketbase }), dialogues))
  await writeSold(store, catalogue, dialogues)
  await writeOrdered(store, catalogue, dialogues)
}

/** Days before today in which was sold what a dialogue says. */
const SOLD_DAYS = 280

async function writeSold(
  store: StockStore,
  catalogue: Catalogue,
  dialogues: readonly Dialogue[],
): Promise<void> {
  const today = dayOf(new Date(), 'Europe/Paris')
  const sales = dialogues
    .flatMap(({ sold }) => Object.entries(sold))
    .flatMap(([name, weekly]) => {
      const { variantId } = shelfNamed(catalogue, name).target
      const productId = catalogue.variants.find(({ id }) => id === variantId)?.productId ?? ''
      return daysOf(weekly).map((ago) => ({ productId, variantId, day: addDays(today, -ago) }))
    })
    .map((sale, index) => ({ ...sale, line: index + 2, units: 1, unitPrice: null }))
  if (sales.length > 0) {
    await store.writePastSales({ actor: 'test', ip: '' }, 'a'.repeat(64), sales)
  }
}

/** Days ago on which one unit was sold, so that it is so many a week. */
const daysOf = (weekly: number): number[] =>
  Array.from({ length: Math.floor((weekly * SOLD_DAYS) / 7) }, (_, unit) =>
    Math.max(1, Math.round(SOLD_DAYS - (unit * 7) / weekly)),
  )

async function writeOrdered(
  store: StockStore,
  catalogue: Catalogue,
  dialogues: readonly Dialogue[],
): Promise<void> {
  const expectedAt = addDays(dayOf(new Date(), 'Europe/Paris'), 10)
  for (const { title, ordered } of dialogues) {
    const lines = Object.entries(ordered).map(([name, quantity]) => {
      const { target, locationId = '' } = shelfNamed(catalogue, name)
      return { target, locationId, quantity }
    })
    if (lines.length === 0) continue
    const by = { actor: 'test', channel: 'command', requestHash: 'given' } as const
    await store.createOrder(
      { ...by, idempotencyKey: randomUUID() },
      { expectedAt, lines, note: title },
    )
  }
}

async function write(store: StockStore, lines: readonly NewMovement[]): Promise<void> {
  for (let at = 0; at < lines.length; at += 100) {
    await store.recordMovements({
      actor: 'test',
      channel: 'command',
      idempotencyKey: randomUUID(),
      requestHash: 'given',
      refuseLikelyRepeat: false,
      refuseUnusual: false,
      lines: lines.slice(at, at + 100),
    })
  }
}

/** A count of each shelf that is not as given. */
const givenLines = (
  catalogue: Catalogue,
  { shelves }: Stock,
  dialogues: readonly Dialogue[],
): NewMovement[] =>
  dialogues
    .flatMap(({ given, lapsed }) =>
      Object.entries(given).filter(
        ([name, units]) => name in lapsed || (shelves.get(name) ?? NOTHING).on_hand !== units,
      ),
    )
    .map(([name, count]) => ({ type: 'ADJUSTMENT', count, ...shelfNamed(catalogue, name) }))

/** Reservations of one unit that ended yesterday. */
const lapsedLines = (catalogue: Catalogue, dialogues: readonly Dialogue[]): NewMovement[] =>
  dialogues
    .flatMap(({ lapsed }) => Object.entries(lapsed))
    .map(([name, reference]) => ({
      type: 'RESERVE',
      quantity: 1,
      reference,
      expiresAt: String(firstNotes().yesterday),
      ...shelfNamed(catalogue, name),
    }))

/** @throws Error for a shelf that the demo shop does not have */
function shelfNamed({ products, variants, locations }: Catalogue, name: string) {
  const [shelf = '', place] = name.split(' in ')
  const [sku, size] = shelf.split(' ')
  const product = products.find((one) => one.sku === sku)
  const variant = variants.find((one) => one.productId === product?.id && one.size === size)
  const location = locations.find((one) => (place ? one.name === place : one.isDefault))
  if (!variant) throw new Error(`The demo shop has no shelf ${name}.`)
  return { target: { variantId: variant.id }, match: {}, locationId: location?.id }
}
