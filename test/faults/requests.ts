import type { Answer } from './call.ts'
import type { Line, Outcome, ShelfName, WriteRequest } from './history.ts'
import { locationOf, shelfName, skuOf } from './history.ts'
import type { Random } from './random.ts'
import { BACK, SIZE, STOCK } from './shop.ts'

const SKUS = Object.keys(STOCK)
const REFERENCES = ['Ann', 'Ben', 'Cid']

/** Actions by how often they are asked for. */
const ACTIONS: readonly Line['action'][] = [
  ...Array<'sale'>(6).fill('sale'),
  ...Array<'add_stock'>(4).fill('add_stock'),
  ...Array<'transfer'>(3).fill('transfer'),
  ...Array<'reserve'>(3).fill('reserve'),
  ...Array<'release'>(2).fill('release'),
  'return',
  'adjust',
  'count',
  'count',
]

/** Share of the requests with several lines, and of those without a request_id. */
const BATCHES = 0.15
const WITHOUT_ID = 0.1

/** Makes requests that the shop understands; whether it has the units is another matter. */
export function createRequests(random: Random, front: string, prefix: string) {
  const places = [front, BACK]
  let made = 0

  function lineOn(
    sku: string,
    place: string,
    level: (shelf: ShelfName) => number | undefined,
  ): Line {
    const action = random.of(ACTIONS)
    const shelf = shelfName(sku, place)
    const quantity = random.between(1, 4)
    const line = { action, shelf, quantity }
    switch (action) {
      case 'transfer':
        return { ...line, to: shelfName(sku, place === front ? BACK : front) }
      case 'adjust':
        return { ...line, quantity: random.chance(0.5) ? quantity : -quantity }
      case 'reserve':
      case 'release':
        return { ...line, reference: random.of(REFERENCES) }
      case 'sale':
        return random.chance(0.4) ? { ...line, reference: random.of(REFERENCES) } : line
      case 'count': {
        const known = level(shelf)
        if (known === undefined) return { ...line, action: 'add_stock' }
        const counted = Math.max(0, known + random.between(-2, 3))
        return { ...line, quantity: counted, ...(random.chance(0.7) && { expected: known }) }
      }
      default:
        return line
    }
  }

  return {
    /** @param level what the client believes to be on hand */
    next(level: (shelf: ShelfName) => number | undefined): WriteRequest {
      const tag = `op-${prefix}-${++made}`
      const count = random.chance(BATCHES) ? random.between(2, 4) : 1
      // A product once in a request: so no two lines meet on a shelf.
      const skus = new Set(Array.from({ length: count }, () => random.of(SKUS)))
      const lines = [...skus].map((sku) => lineOn(sku, random.of(places), level))
      return { tag, lines, ...(!random.chance(WITHOUT_ID) && { requestId: tag }) }
    },
  }
}

const TOOLS: Record<Line['action'], string> = {
  sale: 'registerSale',
  add_stock: 'addStock',
  return: 'returnStock',
  reserve: 'reserveStock',
  release: 'releaseStock',
  adjust: 'adjustStock',
  count: 'countStock',
  transfer: 'transferStock',
}

/** Where and how a request is sent, over REST and as a tool. */
export function messageOf({ tag, requestId, lines }: WriteRequest) {
  const control = requestId === undefined ? {} : { request_id: requestId }
  const [first, ...others] = lines
  if (!first) throw new Error('A request has a line.')
  if (others.length > 0) {
    const many = lines.map((line) => ({ action: line.action, ...bodyOf(line, tag) }))
    return { path: '/inventory/batch', tool: 'recordBatch', body: { lines: many, ...control } }
  }
  const body = { ...bodyOf(first, tag), ...control }
  return { path: `/inventory/${first.action}`, tool: TOOLS[first.action], body }
}

/** A line as the API takes it. Its reason, or the reference of an adjust, is the tag. */
function bodyOf({ action, shelf, to, quantity, reference, expected }: Line, tag: string) {
  const place = { sku: skuOf(shelf), size: SIZE, location: locationOf(shelf) }
  if (action === 'adjust') {
    return { ...place, delta: quantity, reason: 'correction', reference: tag }
  }
  return {
    ...place,
    quantity,
    reason: tag,
    ...(reference && { reference }),
    ...(expected !== undefined && { expected_quantity: expected }),
    ...(to && { to_location: locationOf(to) }),
  }
}

/** The request that a movement belongs to; empty for none of ours. */
export const tagIn = (reason: string, reference: string): string =>
  [reason, reference].find((text) => text.startsWith('op-')) ?? ''

interface ResultBody {
  readonly new_quantity: number
  readonly reserved: number
  readonly to: { readonly new_quantity: number } | null
  readonly movement: { readonly id: string; readonly quantity_before: number }
}

const FACTS = ['available', 'requested', 'held', 'expected', 'quantity'] as const

/** What an answer to a write means. @throws for one that no client should ever get */
export function outcomeOf(answer: Answer | undefined): Outcome {
  if (!answer) return { kind: 'unknown' }
  const { status, body } = answer
  if (status === 200 || status === 201) {
    const results = (body.results ?? [body]) as ResultBody[]
    const lines = results.map(({ movement, new_quantity, reserved, to }) => ({
      movement: movement.id,
      before: movement.quantity_before,
      after: new_quantity,
      reserved,
      ...(to && { toAfter: to.new_quantity }),
    }))
    return { kind: 'done', replayed: body.replayed === true, seq: Number(body.seq), lines }
  }
  if (status === 503) return { kind: body.may_be_written === true ? 'unknown' : 'not-done' }
  if (status === 408) return { kind: 'not-done' }
  if (status === 409 || status === 422) {
    // The first answer has them at its top; one that repeats it, as what was so then.
    const told = (body.at_that_time ?? body) as Record<string, unknown>
    const facts = FACTS.flatMap((name) =>
      typeof told[name] === 'number' ? [[name, told[name]]] : [],
    )
    const code = String(body.type).replace('/problems/', '')
    return {
      kind: 'refused',
      code,
      line: Number(told.line ?? 1) - 1,
      facts: Object.fromEntries(facts),
    }
  }
  throw new Error(`${status} ${JSON.stringify(body)}`)
}
