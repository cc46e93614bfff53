import { isTrade, type MovementType } from '../../src/domain/movement-types.ts'
import {
  levelAfter,
  referenceOf,
  requireActive,
  requireExisting,
  requireHeld,
} from './ledger-checks.ts'
import { insertRows, lastSeq, type NamedMovement, saveAsRecord } from './movements.ts'
import { type Money, moneySold, moneyThen } from './prices.ts'
import { Refusal } from './refusal.ts'
import { type Level, newId, type Place, readShelves, type Shelf, saveShelves } from './shelves.ts'

/** Who writes a movement, and under which idempotency key. */
export interface Author {
  readonly actor: string
  /** Source of the movement: an API channel, `admin`, `expiry` or `import`. */
  readonly channel: string
  /** Program that a person connected, and that asks for them. */
  readonly client?: string
  /** In which chat it was said; empty for none. */
  readonly conversation?: string
  /** Unique per actor; never expires. */
  readonly idempotency_key?: string
  /** Distinguishes a repeated request from a different one under the same key. */
  readonly request_hash?: string
  /** Distinguishes attempts of a request of which one says more: that it is confirmed. */
  readonly attempt_hash?: string
}

/** The effect of a movement on its shelf. */
export interface Effect {
  /** Units as the caller said them. */
  readonly quantity: number
  /** Change in units on hand. */
  readonly delta: number
  /** Change in reserved units. */
  readonly reserved_delta: number
  /** Reference that holds the units; default: that of the entry. */
  readonly reference?: string
}

/** The details of a movement. */
export interface Entry {
  readonly id?: string
  /** Index in the request, from 0. */
  readonly line?: number
  readonly type: MovementType
  readonly reason?: string
  readonly reference?: string
  readonly unit_price?: number
  readonly unit_cost?: number
  readonly expires_at?: string
  /** Default: now. */
  readonly occurred_at?: string
  /** Id of the movement that this one undoes. */
  readonly reverses?: string
  /** Id of the other half of a transfer. */
  readonly linked?: string
  /** Id of the line of an order that it is a delivery of. */
  readonly order_line?: string
  /** How the caller's words were matched, as JSON text. */
  readonly match?: string | null
}

/** A shelf and the saved `rev` of its row; null when other code saves the row. */
export type OpenShelf = Shelf & { saved: number | null }

/** Place of a movement, with its names if known. */
type NamedPlace = Place & Partial<Pick<Shelf, 'product' | 'size' | 'price' | 'cost'>>

/** What a request did so far, so that it can be rolled back. */
interface Trial {
  readonly seq: number
  readonly last: NamedMovement | null
  /** Number of pending movements before this request. */
  readonly waiting: number
  /** Levels of shelves before each change. */
  readonly before: [shelf: OpenShelf, quantity: number, reserved: number, rev: number][]
  /** Whether the database has a savepoint for this request. */
  isProtected: boolean
  /** Shelves that were saved since then, and the previous `rev` of their rows. */
  readonly flushed: [shelf: OpenShelf, saved: number | null][]
}

/** Pending movements that are written together; an import has many. */
const MAX_PENDING = 500

/** The movements of one request. */
export interface LedgerRequest {
  /**
   * Changes the level of a shelf in memory.
   * @returns the movement, for the caller to save
   * @throws Refusal insufficient-stock or product-archived, product-not-found or
   *   location-not-found, invalid-request
   */
  move(shelf: OpenShelf, entry: Entry, effect: Effect): NamedMovement
  /** Like `move`, and saves the movement. */
  write(shelf: OpenShelf, entry: Entry, effect: Effect): NamedMovement
  /** Writes a movement without changing the balance. */
  explain(place: Place, entry: Entry, effect: Effect, after: Level): NamedMovement
}

/**
 * The only writer of balances and movements in a transaction. It numbers the movements and keeps the
 * units on hand of every shelf at or above 0 and at or above reserved. It works in memory and writes
 * everything together: in `finish` at the end, or in `settle` before other code reads movements or
 * balances from the database.
 */
export class Ledger {
  readonly #tx: CoreApp
  readonly #shelves = new Map<string, OpenShelf>()
  /** When all its movements are made, in PocketBase's format. */
  readonly now = new DateTime().string()
  #seq: number
  #waiting: NamedMovement[] = []
  /** The newest movement. */
  #last: NamedMovement | null = null
  #trial: Trial | null = null

  constructor(tx: CoreApp) {
    this.#tx = tx
    this.#seq = lastSeq(tx)
  }

  /** Reads all shelves that are not loaded yet, in one query. */
  load(places: readonly Place[]): void {
    const unknown = new Map<string, Place>()
    for (const place of places) {
      const key = shelfKey(place)
      if (!this.#shelves.has(key)) unknown.set(key, place)
    }
    if (unknown.size === 0) return
    for (const shelf of readShelves(this.#tx, [...unknown.values()])) {
      this.#shelves.set(shelfKey(shelf), Object.assign(shelf, { saved: shelf.rev }))
    }
  }

  shelf(variant: string, location: string): OpenShelf {
    const place = { variant, location }
    const key = shelfKey(place)
    if (!this.#shelves.has(key)) this.load([place])
    return this.#shelves.get(key) as OpenShelf
  }

  /** Marks the shelves of a product as active again. */
  activate(product: string): void {
    for (const shelf of this.#shelves.values()) if (shelf.product === product) shelf.active = true
  }

  /** Starts a request of an author. */
  of(author: Author): LedgerRequest {
    let batch = ''
    const number = (place: NamedPlace, entry: Entry, effect: Effect, after: Level) => {
      const id = entry.id || newId()
      // The id of the first movement is the batch id of the request.
      batch = batch || id
      const money = this.#money(entry, place)
      const stamp = { id, batch, seq: ++this.#seq, now: this.now, ...money }
      return movementOf(stamp, author, place, entry, effect, after)
    }
    const move: LedgerRequest['move'] = (shelf, entry, effect) =>
      number(shelf, entry, effect, this.#change(shelf, entry, effect))
    return {
      move,
      write: (shelf, entry, effect) => this.#wait(move(shelf, entry, effect)),
      explain: (place, entry, effect, after) => this.#wait(number(place, entry, effect, after)),
    }
  }

  /**
   * Does all of a request, or nothing.
   * @throws Refusal from `work`
   */
  attempt<T>(work: () => T): T {
    const trial: Trial = {
      seq: this.#seq,
      last: this.#last,
      waiting: this.#waiting.length,
      before: [],
      isProtected: false,
      flushed: [],
    }
    this.#trial = trial
    try {
      const result = work()
      if (trial.isProtected) this.#execute('RELEASE request')
      return result
    } catch (error) {
      // Any other error fails the whole transaction.
      if (error instanceof Refusal) this.#takeBack(trial)
      throw error
    } finally {
      this.#trial = null
    }
  }

  /** Makes a savepoint before a request writes to the database, so that it can be rolled back. */
  protect(): void {
    const trial = this.#trial
    if (!trial || trial.isProtected) return
    insertRows(this.#tx, this.#waiting.slice(0, trial.waiting))
    this.#waiting = this.#waiting.slice(trial.waiting)
    trial.isProtected = true
    this.#execute('SAVEPOINT request')
  }

  /** Writes pending changes, so that the database matches the ledger in memory. */
  settle(): void {
    this.protect()
    this.#flush()
  }

  /**
   * Writes the remaining changes. PocketBase notifies its listeners of each saved record, even of one
   * that a savepoint rolled back, so only one record is saved, at the very end.
   */
  finish(): void {
    const last = this.#last
    const isWritten = this.#waiting[this.#waiting.length - 1] !== last
    if (!isWritten) this.#waiting.pop()
    this.#flush()
    if (last) saveAsRecord(this.#tx, last, isWritten)
  }

  #change(shelf: OpenShelf, entry: Entry, effect: Effect): Level {
    requireExisting(shelf, entry)
    const after = levelAfter(shelf, entry, effect)
    if (effect.delta > 0) requireActive(shelf, entry)
    if (effect.reserved_delta < 0) {
      this.settle()
      requireHeld(this.#tx, shelf, entry, effect)
    }
    this.#trial?.before.push([shelf, shelf.quantity, shelf.reserved, shelf.rev])
    shelf.quantity = after.quantity
    shelf.reserved = after.reserved
    shelf.rev++
    return after
  }

  /**
   * What a unit changes hands for where nothing else was said, and what the shop had paid for it: a sale
   * has the list price and the cost of its moment, a return those of the sale. An undo has the money of
   * what it undoes.
   */
  #money(entry: Entry, place: NamedPlace): Money {
    const { type, reverses, reference = '', occurred_at, unit_price = 0, unit_cost = 0 } = entry
    const { variant, product = '', price = 0, cost = 0 } = place
    if (!isTrade(type) || reverses) return { unit_price, unit_cost }
    const then = toTime(occurred_at)
    if (type === 'RETURN') this.settle()
    const sold = type === 'RETURN' ? moneySold(this.#tx, variant, reference, then) : NO_MONEY
    const before = then ? moneyThen(this.#tx, product, then) : NO_MONEY
    return {
      unit_price: unit_price || sold.unit_price || before.unit_price || price,
      unit_cost: sold.unit_cost || before.unit_cost || cost,
    }
  }

  #wait(movement: NamedMovement): NamedMovement {
    this.#waiting.push(movement)
    this.#last = movement
    if (this.#waiting.length >= MAX_PENDING && !this.#trial) this.#flush()
    return movement
  }

  #flush(): void {
    insertRows(this.#tx, this.#waiting)
    this.#waiting = []
    const changed = [...this.#shelves.values()].filter(
      ({ saved, rev }) => saved !== null && saved !== rev,
    )
    saveShelves(this.#tx, changed)
    for (const shelf of changed) {
      this.#trial?.flushed.push([shelf, shelf.saved])
      shelf.saved = shelf.rev
    }
  }

  #takeBack(failed: Trial): void {
    if (failed.isProtected) {
      this.#execute('ROLLBACK TO request')
      this.#execute('RELEASE request')
      this.#waiting = []
      for (const [shelf, saved] of failed.flushed.reverse()) shelf.saved = saved
    } else {
      this.#waiting.length = failed.waiting
    }
    for (const [shelf, quantity, reserved, rev] of failed.before.reverse()) {
      Object.assign(shelf, { quantity, reserved, rev })
    }
    this.#seq = failed.seq
    this.#last = failed.last
  }

  #execute(sql: string): void {
    this.#tx.db().newQuery(sql).execute()
  }
}

/** Runs the work with a ledger and writes its changes. */
export function inLedger<T>(tx: CoreApp, work: (ledger: Ledger) => T): T {
  const ledger = new Ledger(tx)
  const result = work(ledger)
  ledger.finish()
  return result
}

const shelfKey = ({ variant, location }: Place): string => `${variant} ${location}`

const NO_MONEY: Money = { unit_price: 0, unit_cost: 0 }

interface Stamp extends Money {
  readonly id: string
  readonly batch: string
  readonly seq: number
  readonly now: string
}

const movementOf = (
  stamp: Stamp,
  author: Author,
  place: NamedPlace,
  entry: Entry,
  effect: Effect,
  after: Level,
): NamedMovement => ({
  id: stamp.id,
  seq: stamp.seq,
  batch: stamp.batch,
  line: entry.line || 0,
  variant: place.variant,
  location: place.location,
  product: place.product || '',
  size: place.size || '',
  type: entry.type,
  quantity: effect.quantity,
  delta: effect.delta,
  reserved_delta: effect.reserved_delta,
  quantity_after: after.quantity,
  reserved_after: after.reserved,
  reason: entry.reason || '',
  reference: referenceOf(entry, effect),
  unit_price: stamp.unit_price,
  unit_cost: stamp.unit_cost,
  match: entry.match || null,
  actor: author.actor,
  channel: author.channel,
  client: author.client || '',
  conversation: author.conversation || '',
  idempotency_key: author.idempotency_key || '',
  request_hash: author.request_hash || '',
  reverses: entry.reverses || '',
  linked: entry.linked || '',
  order_line: entry.order_line || '',
  expires_at: toTime(entry.expires_at),
  occurred_at: toTime(entry.occurred_at) || stamp.now,
  created: stamp.now,
})

/** A time in PocketBase's format; empty for none. */
const toTime = (text: string | undefined): string => (text ? new DateTime(text).string() : '')
