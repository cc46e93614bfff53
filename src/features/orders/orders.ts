import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Reference } from '../../catalogue/understand.ts'
import type { Caller, RequestKey } from '../../domain/caller.ts'
import { compareKeys } from '../../domain/collation.ts'
import { dayOf } from '../../domain/day.ts'
import { StockError } from '../../domain/errors.ts'
import type { Author, Written } from '../../domain/movement.ts'
import { type Order, type OrderStatus, outstandingOf, statusOf } from '../../domain/order.ts'
import { readDay } from '../../domain/period.ts'
import type { By } from '../../domain/person.ts'
import { join, type Sentence } from '../../domain/say.ts'
import { plain } from '../../matching/normalise.ts'
import { authorOf, lastWord } from '../../shared/idempotency.ts'
import { guesses } from '../../shared/message-parts.ts'
import { doneBefore } from '../../shared/nothing-changed.ts'
import { type Page, type PageRequest, paginate } from '../../shared/paging.ts'
import type { LedgerStore } from '../../store/ledger-store.ts'
import type { OrderStore, Receipt } from '../../store/order-store.ts'
import { eachLine } from '../stock/each-line.ts'
import { tell } from '../stock/movement-messages.ts'
import { type Outcome, outcomeOf } from '../stock/outcome.ts'
import { planLine } from '../stock/plan-line.ts'
import { tellArchived } from '../stock/refusal-messages.ts'
import { type ArrivedLine, arrivedLines } from './arrived-lines.ts'
import { type Names, tellCancelled, tellLeft, tellOrdered, tellOrders } from './order-messages.ts'
import { explainOrderRefusal, orderNotFound } from './order-refusal-messages.ts'

export interface OrderRequest extends RequestKey {
  readonly supplier?: string | undefined
  readonly expectedAt?: string | undefined
  readonly note?: string | undefined
  readonly lines: readonly OrderedLine[]
  /** The caller says that a size which nothing else comes in is meant. */
  readonly confirm?: boolean | undefined
}

interface OrderedLine extends Reference {
  readonly quantity: number
  readonly location?: string | undefined
  readonly unitCost?: number | undefined
}

export interface ReceiptRequest extends RequestKey {
  /** Number or id. */
  readonly id: string
  /** All that is expected where it is missing. */
  readonly lines?: readonly ArrivedLine[] | undefined
  /** Where it arrived; where each line was ordered for where it is missing. */
  readonly location?: string | undefined
  /** The caller says that more came than was ordered. */
  readonly confirm?: boolean | undefined
}

export interface OrdersQuery extends PageRequest {
  readonly status?: OrderStatus | 'all' | undefined
  readonly supplier?: string | undefined
  readonly location?: string | undefined
}

/** An order with the names of what is in it. */
export interface NamedOrder {
  readonly order: Order
  readonly names: Names
}

export interface OrdersPage extends Page<NamedOrder> {
  readonly total: number
  /** Units that are expected of all that fit. */
  readonly units: number
  readonly message: Sentence
}

export interface OrderWritten extends NamedOrder {
  /** Whether something was written now. */
  readonly changed: boolean
  readonly message: Sentence
}

export interface ReceiptOutcome extends Outcome, NamedOrder {}

export type OrderService = ReturnType<typeof createOrderService>

/** Keeps orders on the way, from the day they are made until everything has arrived. */
export function createOrderService(deps: {
  catalogue: CatalogueReader
  store: OrderStore & Pick<LedgerStore, 'noteRefusal'>
  timeZone: string
}) {
  const { catalogue, store, timeZone } = deps
  const todayIs = () => dayOf(new Date(), timeZone)

  return {
    /**
     * Makes an order of all lines, or none.
     * @throws StockError when words are not clear, or the request_id belongs to another request.
     *   Nothing is written then.
     */
    async create(request: OrderRequest, caller: Caller): Promise<OrderWritten> {
      const { requestId: _key, confirm = false, ...content } = request
      const author = authorOf({ order: content }, request, caller, { confirm })
      const plan = await understandOrAsk((snapshot) => planOrder(snapshot, request))
      const { replayed, order } = await once(author, request, plan, {
        write: ({ wish }) => store.createOrder(author, wish),
        // Refuses what has no lines, unless an order was made under the key.
        again: () => store.createOrder(author, { lines: [] }),
      })
      const names = await namesFor(order)
      const notes = order.lines.map((_, n) =>
        plan instanceof StockError ? '' : (plan.notes[n] ?? ''),
      )
      const before = replayed && doneBefore()
      const message = join([before, tellOrdered(order, names, notes)])
      return { order, names, changed: !replayed, message }
    },

    /**
     * A page of the orders that fit, by the day they are expected. At a location its lines alone.
     * @throws StockError 'location-not-found'
     */
    async list(query: OrdersQuery): Promise<OrdersPage> {
      const { status = 'open', supplier } = query
      const snapshot = await catalogue.read()
      const place = query.location === undefined ? undefined : locationOf(snapshot, query.location)
      const all = await store.readOrders({ open: status === 'open' })
      const orders = all
        .map((order) => (place ? onlyAt(order, place.id) : order))
        .filter((order) => order.lines.length > 0 || place === undefined)
        .filter((order) => status === 'all' || statusOf(order) === status)
        .filter((order) => supplier === undefined || isFrom(order, supplier))
        .sort(byDay)
      const names = { snapshot: await namedBy(orders), today: todayIs() }
      const page = paginate(orders, query, orderKey)
      return {
        total: orders.length,
        units: outstandingOf(orders.flatMap(({ lines }) => lines)),
        items: page.items.map((order) => ({ order, names })),
        nextCursor: page.nextCursor,
        cursorAfter: ({ order }) => page.cursorAfter(order),
        message: tellOrders(orders, names, { status, supplier, place }),
      }
    },

    /**
     * Adds what arrived of an order to the stock: all that is expected, or some lines.
     * @param only name of the only location of which the caller may know; null for all
     * @throws StockError 'order-not-found', 'not-on-order', 'nothing-outstanding', 'product-archived',
     *   'more-than-ordered' unless confirmed. Nothing is written then.
     */
    async receive(
      request: ReceiptRequest,
      caller: Caller,
      only: string | null,
    ): Promise<ReceiptOutcome> {
      const { id, lines, location, confirm = false } = request
      const author = authorOf({ receive: { id, lines, location } }, request, caller, { confirm })
      const snapshot = await catalogue.read()
      const onlyId = only === null ? undefined : locationOf(snapshot, only).id
      const [known] = await store.readOrders({ order: id })
      const order = known && (onlyId === undefined ? known : onlyAt(known, onlyId))
      const plan = await understandOrAsk(async (now): Promise<Receipt | StockError> => {
        if (!order || order.lines.length === 0) return orderNotFound(id)
        const arrived = lines && (await arrivedLines(now, order, lines))
        if (arrived instanceof StockError) return arrived
        const locationId = location === undefined ? undefined : locationOf(now, location).id
        return { order: order.id, lines: arrived, onlyId, locationId, refuseMore: !confirm }
      })
      const receipt = { order: order?.id ?? id, onlyId, refuseMore: true }
      const done = await once(author, request, plan, {
        write: (wish) => store.receiveOrder(author, wish),
        again: () => store.receiveOrder(author, receipt),
        name: order?.number ?? id,
      })
      catalogue.applyWritten(done.movements)
      const left = onlyId === undefined ? done.order : onlyAt(done.order, onlyId)
      const names = await namesFor(left)
      return { ...(await told(caller, done, names, left)), order: left, names }
    },

    /**
     * What is still expected of an order no longer is; what arrived stays.
     * @throws StockError 'order-not-found', 'nothing-outstanding' where all of it arrived
     */
    async cancel(id: string, by: By): Promise<OrderWritten> {
      const [before] = await store.readOrders({ order: id })
      const { cancelled, order } = await store
        .cancelOrder(by, id)
        .catch(async (error: unknown) => {
          throw await explained(error, {}, before?.number ?? id)
        })
        .finally(() => catalogue.invalidate())
      const given = outstandingOf(before?.lines ?? [])
      const message = tellCancelled(order, cancelled, given)
      return { order, names: await namesFor(order), changed: cancelled, message }
    },
  }

  /** What was added, in words, and what is still expected. */
  async function told(caller: Caller, done: Written, { snapshot, today }: Names, order: Order) {
    const outcome = await outcomeOf(caller, done, { snapshot, catalogue }, (one) => [
      join([tell(one), guesses(one.movement.match ?? {})]),
    ])
    const left = tellLeft(order, { snapshot, today })
    return { ...outcome, message: join([outcome.message, left]) }
  }

  /** The plan, or the refusal; made from the newest catalogue before anything is refused. */
  async function understandOrAsk<Plan>(
    plan: (snapshot: Snapshot) => Promise<Plan | StockError>,
  ): Promise<Plan | StockError> {
    const held = await catalogue.read()
    const first = await plan(held).catch(asRefusal)
    if (!(first instanceof StockError)) return first
    const fresh = await catalogue.readFresh()
    return fresh === held ? first : plan(fresh).catch(asRefusal)
  }

  /**
   * Does what is planned. A refusal is noted first, so that no late attempt of it is done after all; where
   * another attempt was done meanwhile, its answer is given again.
   */
  async function once<Plan, Done>(
    author: Author,
    request: RequestKey,
    plan: Plan | StockError,
    { name = '', write, again }: Work<Plan, Done>,
  ): Promise<Done> {
    const refused = async (refusal: unknown) => {
      // Without a request_id no other attempt can have done it.
      if (request.requestId === undefined) throw refusal
      await lastWord(store.noteRefusal, author, request, refusal)
      return again()
    }
    try {
      if (plan instanceof StockError) return await refused(plan)
      return await write(plan).catch(async (error: unknown) =>
        refused(await explained(error, request, name)),
      )
    } finally {
      catalogue.invalidate()
    }
  }

  async function explained(error: unknown, key: RequestKey, order: string): Promise<unknown> {
    const names = { snapshot: await catalogue.read(), today: todayIs() }
    return explainOrderRefusal(error, key, { ...names, order, timeZone })
  }

  async function planOrder(
    snapshot: Snapshot,
    { lines, supplier, note, expectedAt, confirm }: OrderRequest,
  ) {
    const day = expectedAt && readDay(expectedAt, { now: new Date(), timeZone })
    const plans = await eachLine(lines, (line) => {
      const plan = planLine(snapshot, { ...line, action: 'add_stock' }, confirm)
      if (!plan.product.active) {
        const { text, members } = tellArchived(plan.product)
        throw new StockError('product-archived', text, members)
      }
      return { plan, line }
    })
    if (plans instanceof StockError) return plans
    return {
      wish: {
        ...{ supplier, note, expectedAt: day },
        lines: plans.map(({ plan, line }) => ({
          target: plan.movement.target,
          locationId: plan.location.id,
          quantity: line.quantity,
          unitCost: line.unitCost,
        })),
      },
      notes: plans.map(({ plan }) => join([plan.why, guesses(plan.movement.match ?? {})])),
    }
  }

  async function namesFor(order: Order): Promise<Names> {
    return { snapshot: await namedBy([order]), today: todayIs() }
  }

  /** A snapshot that has the names of all products of some orders. */
  async function namedBy(orders: readonly Order[]): Promise<Snapshot> {
    const snapshot = await catalogue.read()
    const isNamed = orders
      .flatMap(({ lines }) => lines)
      .every(({ productId }) => snapshot.product(productId))
    return isNamed ? snapshot : catalogue.readFresh()
  }
}

interface Work<Plan, Done> {
  /** How people name the order. */
  readonly name?: string
  write(plan: Plan): Promise<Done>
  /** What was done under the key of the request. */
  again(): Promise<Done>
}

/** A refusal as a value; every other error is a fault. */
function asRefusal(error: unknown): StockError {
  if (error instanceof StockError) return error
  throw error
}

/** The order with its lines for one location alone. */
const onlyAt = (order: Order, locationId: string): Order => ({
  ...order,
  lines: order.lines.filter((line) => line.locationId === locationId),
})

const isFrom = (order: Order, supplier: string): boolean =>
  plain(order.supplier).includes(plain(supplier))

/** Sorts after every day. */
const NO_DAY = '9999-12-31'

const orderKey = ({ expectedAt, number, id }: Order): readonly string[] => [
  expectedAt ?? NO_DAY,
  number,
  id,
]

const byDay = (a: Order, b: Order): number => compareKeys(orderKey(a), orderKey(b))
