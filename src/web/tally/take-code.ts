import type { ProductDetail } from '../answers.ts'
import {
  addUncounted,
  addUnit,
  afterWaiting,
  type Batch,
  type Kind,
  type Line,
  type Shelf,
} from '../outbox/batch.ts'
import { shelfOf } from '../outbox/known-product.ts'
import { lookUp } from '../outbox/lookup.ts'
import { batches, begin, change, withFound } from '../outbox/outbox.ts'
import { codeKey } from '../scan/code.ts'

/** Whose batch is filled, of what, and where. */
export interface Target {
  readonly kind: Kind
  readonly by: string
  /** Name of the location. */
  readonly location: string | null
}

/** The batch that is being made, if there is one. */
export const openBatch = (all: readonly Batch[], { kind, by }: Target): Batch | undefined =>
  all.find((batch) => batch.state === 'open' && batch.kind === kind && batch.by === by)

/** Batches that are begun just now: two quick presses belong to one. */
const beginning = new Map<string, Promise<Batch>>()

async function theBatch(to: Target): Promise<Batch> {
  const open = openBatch(batches.peek(), to)
  if (open) return open
  const name = `${to.kind}\n${to.by}`
  const begun =
    beginning.get(name) ?? begin(to.kind, to.by, to.location).finally(() => beginning.delete(name))
  beginning.set(name, begun)
  return begun
}

/** A line without its numbers. */
export type Item = Pick<Line, 'shelf' | 'code'>

/** What is to be done about a code that was scanned. */
export type Taken =
  | { readonly kind: 'added'; readonly line: Item }
  /** It is the code of a product that comes in several sizes. */
  | { readonly kind: 'choose'; readonly product: ProductDetail }

/** Takes a code that was scanned: one unit more of what it is. */
export async function takeCode(to: Target, code: string): Promise<Taken> {
  const batch = await theBatch(to)
  const key = codeKey(code)
  const known = batch.lines.find((line) => line.code !== '' && codeKey(line.code) === key)
  if (known) return add(batch, known)
  const found = await lookUp(code, batch.location)
  if (found.kind === 'product') return { kind: 'choose', product: found.product }
  if (found.kind === 'shelf') return add(batch, { shelf: expected(found.shelf, batch), code })
  const taken = await add(batch, { shelf: null, code })
  await change(batch.id, (now) => withFound(now, code, found))
  return taken
}

/** One unit more of a size that was chosen. */
export async function takeSize(to: Target, product: ProductDetail, size: string): Promise<Taken> {
  const batch = await theBatch(to)
  return add(batch, { shelf: expected(shelfOf(product, size, batch.location), batch), code: '' })
}

/** Lists all sizes of a product, to be counted. */
export async function listSizes(to: Target, product: ProductDetail): Promise<void> {
  const batch = await theBatch(to)
  const shelves = product.sizes.map(({ size }) =>
    expected(shelfOf(product, size, batch.location), batch),
  )
  await change(batch.id, (now) =>
    shelves.toReversed().reduce((all, shelf) => addUncounted(all, { shelf, code: '' }), now),
  )
}

async function add(batch: Batch, line: Item): Promise<Taken> {
  await change(batch.id, (now) => addUnit(now, line))
  return { kind: 'added', line }
}

/** The shelf as it will be once what waits on this phone was sent. */
const expected = (shelf: Shelf, { location }: Batch): Shelf =>
  afterWaiting(
    shelf,
    batches.peek().filter((one) => one.state === 'waiting' && one.location === location),
  )
