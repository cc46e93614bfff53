import { randomInt } from 'node:crypto'
import { describeProduct, type Location, type Product } from '../domain/catalogue.ts'
import { StockError } from '../domain/errors.ts'
import type { LineTarget, NewMovement } from '../domain/movement.ts'
import { available } from '../domain/stock.ts'
import { locationOf } from './locations.ts'
import { ACTIONS, type LineRequest } from './request.ts'
import type { Snapshot } from './snapshot.ts'
import { type Understanding, understand } from './understand.ts'
import { either, explainNone } from './words.ts'

/** A line whose words are understood: what it is about, and what is to be written. */
export interface PlannedLine {
  readonly product: Product
  readonly size: string
  readonly location: Location
  readonly movement: NewMovement
}

/**
 * Understands one line.
 * @throws StockError that says what to ask, when the words leave it open
 */
export function planLine(snapshot: Snapshot, line: LineRequest): PlannedLine {
  requireNumbers(line)
  const understanding = understand(snapshot, line)
  const location = place(snapshot, line.location)
  const product = theProduct(snapshot, understanding, line)
  const size = theSize(snapshot, product, line.size ?? understanding.size)
  return {
    ...{ product, size, location },
    movement: {
      type: ACTIONS[line.action],
      target: theTarget(snapshot, product, size, line),
      locationId: location.id,
      toLocationId: line.toLocation === undefined ? undefined : place(snapshot, line.toLocation).id,
      ...numbersOf(line),
      reason: line.reason ?? (line.action === 'count' ? 'count' : undefined),
      // A reservation without a name could not be given back by it.
      reference: line.reference ?? (line.action === 'reserve' ? newReference() : undefined),
      unitPrice: line.unitPrice,
      expiresAt: line.expiresAt,
      occurredAt: line.occurredAt,
      match: understanding.match,
    },
  }
}

function requireNumbers({ action, quantity, delta, location, toLocation }: LineRequest): void {
  const needed = action === 'adjust' ? 'delta' : 'quantity'
  const missing =
    (needed === 'delta' ? delta : quantity) === undefined
      ? needed
      : action === 'transfer' && toLocation === undefined
        ? 'to_location'
        : undefined
  if (missing) throw new StockError('invalid-request', `Send ${missing} for ${action}.`)
  if (quantity === 0 && action !== 'count') {
    throw new StockError('invalid-request', `Send a quantity above 0 for ${action}.`)
  }
  if (toLocation !== undefined && toLocation === location) {
    throw new StockError('invalid-request', 'Send a to_location that is another one.')
  }
}

function numbersOf({ action, quantity, delta, expectedQuantity }: LineRequest) {
  if (action === 'count') return { count: quantity, expected: expectedQuantity }
  return action === 'adjust' ? { delta } : { quantity }
}

const place = (snapshot: Snapshot, name: string | undefined): Location =>
  name === undefined ? snapshot.defaultLocation : locationOf(snapshot, name)

function theTarget(
  snapshot: Snapshot,
  product: Product,
  size: string,
  { action }: LineRequest,
): LineTarget {
  const variant = snapshot.variantOf(product, size)
  if (variant) return { variantId: variant.id }
  if (action === 'add_stock') return { productId: product.id, size }
  throw sizeNotFound(snapshot, product, size)
}

/** The one product that is meant, or a refusal that helps to name it. */
function theProduct(
  snapshot: Snapshot,
  { kind, products, match }: Understanding,
  { size }: LineRequest,
): Product {
  if (Object.keys(match).length === 0) {
    throw new StockError(
      'invalid-request',
      'Say which product: send sku, or model with color, gender and size.',
    )
  }
  const [product, ...others] = products
  if (kind === 'found' && product && others.length === 0) return product

  const candidates = products.map((one) => candidate(snapshot, one, size))
  const members = { match, candidates }
  if (kind === 'none') {
    throw new StockError(
      'product-not-found',
      `${explainNone(match)} Ask which one is meant, then send its sku.`,
      members,
    )
  }
  if (kind === 'color-not-available') {
    throw new StockError(
      'color-not-available',
      `${explainNone(match)} Nothing was changed: ask which colour is meant.`,
      { ...members, colors: match.color?.candidates ?? [] },
    )
  }
  const names = products.map((one) => `${describeProduct(one)} (${one.sku})`)
  throw new StockError(
    'ambiguous-product',
    `Which one is meant: ${either(names)}? Nothing was changed: ask, then send the sku of the answer.`,
    members,
  )
}

function candidate(snapshot: Snapshot, product: Product, size: string | undefined) {
  const variant = size === undefined ? undefined : snapshot.variantOf(product, size)
  const shelves = snapshot
    .shelvesOf(product)
    .filter((shelf) => size === undefined || shelf.variant.id === variant?.id)
  return {
    sku: product.sku,
    model: product.name,
    color: product.color,
    gender: product.gender,
    available: shelves.reduce((units, { level }) => units + available(level), 0),
  }
}

/** The size that was said, or the only one there is. */
function theSize(snapshot: Snapshot, product: Product, asked: string | null): string {
  if (asked !== null) return asked
  const [only, ...others] = snapshot.variantsOf(product)
  if (only && others.length === 0) return only.size
  throw sizeNotFound(snapshot, product, null)
}

function sizeNotFound(snapshot: Snapshot, product: Product, asked: string | null): StockError {
  const sizes = snapshot.variantsOf(product).map(({ size }) => size)
  const name = describeProduct(product)
  const there = sizes.length > 0 ? `There is ${sizes.join(', ')}.` : 'It has no sizes yet.'
  return new StockError(
    'size-not-found',
    asked === null
      ? `Which size of ${name}? ${there}`
      : `${name} does not come in ${asked}. ${there}`,
    { sku: product.sku, sizes },
  )
}

/** Letters that nobody mishears or misreads: no 0 and O, no 1 and I. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A name for a reservation that can be said aloud: R-K7M2QX. */
const newReference = (): string =>
  `R-${Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`
