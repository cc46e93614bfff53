import { createHash, randomUUID } from 'node:crypto'
import type { Location, Product, Variant } from '../domain/catalogue.ts'
import { StockError } from '../domain/errors.ts'
import type { Channel, LineTarget, NewMovement, RecordedMovement } from '../domain/movement.ts'
import { available, effectOf, type PlainMovementType } from '../domain/stock.ts'
import type { StockStore } from '../store/store.ts'
import type { CatalogueReader } from './catalogue.ts'
import { locationOf } from './inventory.ts'
import type { Snapshot } from './snapshot.ts'
import { type Match, type Reference, type Understanding, understand } from './understand.ts'
import { describeVariant, either, explainNone, guesses } from './words.ts'

/** Who asks, and by which door. */
export interface Caller {
  readonly actor: string
  readonly channel: Channel
}

/** One thing that the owner wants done to her stock, as she said it. */
export interface MovementRequest extends Reference {
  readonly type: PlainMovementType
  readonly quantity: number
  readonly location?: string | undefined
  /** One key for each thing the owner asked for; the same key again does nothing twice. */
  readonly requestId?: string | undefined
  readonly reason?: string | undefined
  readonly reference?: string | undefined
  readonly unitPrice?: number | undefined
  readonly occurredAt?: string | undefined
}

export interface Recorded {
  readonly movement: RecordedMovement
  readonly product: Product
  readonly match: Match
  /** Whether this request had been done before; nothing was written now. */
  readonly replayed: boolean
  readonly message: string
}

/** What a request comes to, once its words are understood. */
interface Plan {
  readonly product: Product
  readonly size: string
  readonly location: Location
  readonly target: LineTarget
  readonly match: Match
}

export type RecordService = ReturnType<typeof createRecordService>

/** Changes stock: understands the words, or asks; then one transaction in the database decides. */
export function createRecordService(deps: { catalogue: CatalogueReader; store: StockStore }) {
  const { catalogue, store } = deps

  /**
   * Records a sale or a delivery.
   * @throws StockError when the words are not clear, the shelf has too little, or the request_id
   *   belongs to another request. Nothing is written then.
   */
  async function record(request: MovementRequest, caller: Caller): Promise<Recorded> {
    const plan = await understandOrAsk(request)
    if (plan instanceof StockError) return replayOrThrow(request, caller, plan)
    const line: NewMovement = {
      ...effectOf(request.type, request.quantity),
      type: request.type,
      target: plan.target,
      locationId: plan.location.id,
      quantity: request.quantity,
      reason: request.reason,
      reference: request.reference,
      unitPrice: request.unitPrice,
      occurredAt: request.occurredAt,
      match: plan.match,
    }
    const answer = await store
      .recordMovements({ ...identify(request, caller), lines: [line] })
      .catch((error: unknown) => explainRefusal(error, plan))
      // A refusal too says that the shelf is not what we thought.
      .finally(() => catalogue.invalidate())
    return describe(answer)
  }

  /** The plan, or the refusal; made from the newest catalogue before anything is refused. */
  async function understandOrAsk(request: MovementRequest): Promise<Plan | StockError> {
    try {
      return planFor(await catalogue.read(), request)
    } catch (error) {
      if (!(error instanceof StockError) || error.code === 'store-unavailable') throw error
    }
    try {
      return planFor(await catalogue.readFresh(), request)
    } catch (error) {
      if (!(error instanceof StockError) || error.code === 'store-unavailable') throw error
      return error
    }
  }

  /** Words that are no longer clear may still repeat a request that was done when they were. */
  async function replayOrThrow(
    request: MovementRequest,
    caller: Caller,
    refusal: StockError,
  ): Promise<Recorded> {
    if (request.requestId === undefined) throw refusal
    const answer = await store.recordMovements({ ...identify(request, caller), lines: [] })
    if (answer.movements.length === 0) throw refusal
    return describe(answer)
  }

  async function describe(answer: {
    replayed: boolean
    movements: RecordedMovement[]
  }): Promise<Recorded> {
    const [movement] = answer.movements
    if (!movement) throw new Error('The ledger answered without a movement.')
    const product =
      (await catalogue.read()).product(movement.productId) ??
      (await catalogue.readFresh()).product(movement.productId)
    if (!product) throw new Error('The ledger names a product that is not in the catalogue.')
    const match = movement.match as Match
    return {
      ...{ movement, product, match, replayed: answer.replayed },
      message: tell(movement, product, answer.replayed) + guesses(match),
    }
  }

  return { record }
}

/** The key that makes a repeated request harmless, and what tells it from another request. */
function identify({ requestId, ...request }: MovementRequest, { actor, channel }: Caller) {
  const parts = Object.entries(request).filter(([, value]) => value !== undefined)
  const canonical = JSON.stringify(parts.sort(([a], [b]) => (a < b ? -1 : 1)))
  return {
    ...{ actor, channel },
    // Without a key of the caller's, one of ours lets the connection be retried safely.
    idempotencyKey: requestId === undefined ? `auto-${randomUUID()}` : `id-${requestId}`,
    requestHash: createHash('sha256').update(canonical).digest('hex'),
  }
}

function planFor(snapshot: Snapshot, request: MovementRequest): Plan {
  const understanding = understand(snapshot, request)
  const location =
    request.location === undefined
      ? snapshot.defaultLocation
      : locationOf(snapshot, request.location)
  const product = theProduct(snapshot, understanding, request)
  const size = theSize(snapshot, product, request.size ?? understanding.size)
  const variant = snapshot.variantOf(product, size)
  if (!variant && request.type !== 'ADD_STOCK') throw sizeNotFound(snapshot, product, size)
  const target: LineTarget = variant ? { variantId: variant.id } : { productId: product.id, size }
  return { product, size, location, target, match: understanding.match }
}

/** The one product that is meant, or a refusal that helps to name it. */
function theProduct(
  snapshot: Snapshot,
  { kind, products, match }: Understanding,
  request: MovementRequest,
): Product {
  if (Object.keys(match).length === 0) {
    throw new StockError(
      'invalid-request',
      'Say which product: send sku, or model with color, gender and size.',
    )
  }
  const [product, ...others] = products
  if (kind === 'found' && product && others.length === 0) return product

  const candidates = products.map((one) => candidate(snapshot, one, request.size))
  const names = candidates.map(({ name, sku }) => `${name} (${sku})`)
  const members = { match, candidates: candidates.map(({ name: _, ...rest }) => rest) }
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
    name: [product.name, product.color, product.gender].filter(Boolean).join(', '),
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
  const sizes = snapshot.variantsOf(product).map(({ size }: Variant) => size)
  const name = [product.name, product.color].filter(Boolean).join(', ')
  const there = sizes.length > 0 ? `There is ${sizes.join(', ')}.` : 'It has no sizes yet.'
  return new StockError(
    'size-not-found',
    asked === null
      ? `Which size of ${name}? ${there}`
      : `${name} does not come in ${asked}. ${there}`,
    { sku: product.sku, sizes },
  )
}

/** Puts names to what the database refused in numbers. */
function explainRefusal(error: unknown, plan: Plan): never {
  if (!(error instanceof StockError)) throw error
  const what = describeVariant(plan.product, plan.size)
  if (error.code === 'insufficient-stock') {
    const { available, quantity, reserved, requested } = error.details
    const kept = Number(reserved) > 0 ? ` (${quantity} on hand, ${reserved} reserved)` : ''
    throw new StockError(
      'insufficient-stock',
      `Only ${available} of ${what} available${kept}, ${requested} asked. Nothing was changed.`,
      {
        available,
        requested,
        sku: plan.product.sku,
        size: plan.size,
        location: plan.location.name,
      },
      { cause: error },
    )
  }
  if (error.code === 'request-id-reused') {
    throw new StockError(
      'request-id-reused',
      'This request_id was used for another request. Nothing was changed: send a new request_id for a new thing to do.',
      {},
      { cause: error },
    )
  }
  throw error
}

const VERBS: Partial<Record<RecordedMovement['type'], string>> = {
  SALE: 'Sold',
  ADD_STOCK: 'Added',
}

/** "Sold 2 Hermès, Blanche, Femme, 38: 5 → 3." */
function tell(movement: RecordedMovement, product: Product, replayed: boolean): string {
  const { type, quantity, size, quantityBefore, quantityAfter } = movement
  const done = `${VERBS[type] ?? type} ${quantity} ${describeVariant(product, size)}: ${quantityBefore} → ${quantityAfter}.`
  return replayed ? `Done before, not again: ${done}` : done
}
