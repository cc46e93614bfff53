import { MOVEMENT_TYPES, type MovementType } from '../domain/movement-types.ts'
import { Names } from './names.ts'

/** A movement, as it is added. */
export interface TradeMovement {
  readonly seq: number
  readonly variantId: string
  readonly locationId: string
  readonly type: MovementType
  readonly delta: number
  readonly unitPrice: number
  readonly unitCost: number
  readonly actor: string
  readonly isFirst: boolean
  /** Seconds since 1970. */
  readonly time: number
  /** Number of the movement that it undoes; 0 for none. */
  readonly reversed: number
}

/** A shop of a thousand movements and one of a million start alike. */
const FIRST_CAPACITY = 1_024

/**
 * All that moved, in columns of numbers: a million movements are 45 MB and are added up in
 * milliseconds. A row is the number (`seq`) of its movement; where none is, `type` is 255.
 */
export class TradeLedger {
  readonly variants = new Names()
  readonly locations = new Names()
  readonly actors = new Names()
  #capacity = FIRST_CAPACITY
  #seq = 0
  #begins: number | null = null

  variant = new Int32Array(FIRST_CAPACITY)
  location = new Uint16Array(FIRST_CAPACITY)
  actor = new Int32Array(FIRST_CAPACITY)
  /** Index in MOVEMENT_TYPES. */
  type = new Uint8Array(FIRST_CAPACITY).fill(NONE)
  delta = new Int32Array(FIRST_CAPACITY)
  unitPrice = new Float64Array(FIRST_CAPACITY)
  unitCost = new Float64Array(FIRST_CAPACITY)
  /** Seconds since 1970. */
  time = new Float64Array(FIRST_CAPACITY)
  /**
   * 1 where a movement is no undo and is in effect. Sums over these are net: a movement, its undo, the
   * undo of that and so on count once, at the moment of the first.
   */
  stands = new Uint8Array(FIRST_CAPACITY)
  /** 1 for the stock that the shop began with. */
  isFirst = new Uint8Array(FIRST_CAPACITY)
  /** The movement that an undo, or the undo of an undo, is about in the end. */
  #root = new Int32Array(FIRST_CAPACITY)
  /** The movement of the same variant before it; 0 for none. */
  #before = new Int32Array(FIRST_CAPACITY)
  /** The last movement of each variant; 0 for none. */
  #last = new Int32Array(FIRST_CAPACITY)

  /** Number of the last movement. */
  get seq(): number {
    return this.#seq
  }

  /** When the first of them happened, by number, in seconds since 1970; null where there is none. */
  get begins(): number | null {
    return this.#begins
  }

  /** Adds a movement. One that is there already changes nothing. */
  add(movement: TradeMovement): void {
    const { seq, reversed } = movement
    if (seq <= this.#seq) return
    while (seq >= this.#capacity) this.#grow()
    this.#seq = seq
    this.#begins ??= movement.time
    const variant = this.variants.add(movement.variantId)
    this.variant[seq] = variant
    this.location[seq] = this.locations.add(movement.locationId)
    this.actor[seq] = this.actors.add(movement.actor)
    this.type[seq] = MOVEMENT_TYPES.indexOf(movement.type)
    this.delta[seq] = movement.delta
    this.unitPrice[seq] = movement.unitPrice
    this.unitCost[seq] = movement.unitCost
    this.time[seq] = movement.time
    this.isFirst[seq] = Number(movement.isFirst)
    if (reversed === 0) this.stands[seq] = 1
    else {
      const root = this.#root[reversed] || reversed
      this.#root[seq] = root
      this.stands[root] = 1 - (this.stands[root] ?? 0)
    }
    if (variant >= this.#last.length) this.#last = widened(this.#last, 2 * this.#last.length)
    this.#before[seq] = this.#last[variant] ?? 0
    this.#last[variant] = seq
  }

  /**
   * The standing movements of a variant, in the order in which they happened.
   * @param location its number; all locations where it is missing
   */
  rowsOf(variantId: string, location?: number): number[] {
    const variant = this.variants.numberOf(variantId)
    const { time } = this
    const rows: number[] = []
    let isOrdered = true
    let later = Number.POSITIVE_INFINITY
    for (let row = this.#last[variant] ?? 0; row > 0; row = this.#before[row] ?? 0) {
      if (!this.stands[row] || (location !== undefined && this.location[row] !== location)) continue
      rows.push(row)
      const at = time[row] ?? 0
      if (at > later) isOrdered = false
      later = at
    }
    rows.reverse()
    return isOrdered ? rows : rows.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || a - b)
  }

  #grow(): void {
    this.#capacity *= 2
    const size = this.#capacity
    this.variant = widened(this.variant, size)
    this.location = widened(this.location, size)
    this.actor = widened(this.actor, size)
    const type = new Uint8Array(size).fill(NONE)
    type.set(this.type)
    this.type = type
    this.delta = widened(this.delta, size)
    this.unitPrice = widened(this.unitPrice, size)
    this.unitCost = widened(this.unitCost, size)
    this.time = widened(this.time, size)
    this.stands = widened(this.stands, size)
    this.isFirst = widened(this.isFirst, size)
    this.#root = widened(this.#root, size)
    this.#before = widened(this.#before, size)
  }
}

/** The type of a row without a movement. */
const NONE = 255

type Column = Int32Array | Uint8Array | Uint16Array | Float64Array

function widened<C extends Column>(column: C, size: number): C {
  const wider = new (column.constructor as new (length: number) => C)(size)
  wider.set(column)
  return wider
}
