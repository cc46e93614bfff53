import { startOfDay } from '../domain/day.ts'
import type { PastSales } from '../domain/demand/flow.ts'
import { NO_SALES } from '../domain/demand/flow.ts'
import type { TimeSpan } from '../domain/period.ts'
import type { PastSaleRow } from '../store/past-sales-store.ts'

/** The middle of a day, by when a sale of which only the day is known counts. */
const NOON_SECONDS = 12 * 3_600

/** Sales of one size, or of a product where the size is not known, oldest first. */
export interface Sold extends PastSales {
  readonly time: number[]
  readonly units: number[]
  /** 0 where it is not known. */
  readonly unitPrice: number[]
}

const NONE: Sold = { ...NO_SALES, time: [], units: [], unitPrice: [] }

/** What of the past sales is asked for. */
interface Asked extends TimeSpan {
  /** All where it is missing. */
  readonly productIds?: readonly string[] | undefined
  /** Whether a size is asked for; all are where it is missing. */
  readonly isSize?: ((variantId: string) => boolean) | undefined
}

/** Sales of before the ledger, which moved no stock. */
export class PastLedger {
  readonly #variants = new Map<string, Sold>()
  readonly #products = new Map<string, Sold>()
  /** The sizes of each product of which there are past sales. */
  readonly #sizes = new Map<string, Set<string>>()
  /** Units of all of them. */
  #units = 0
  /** When the last of them was. */
  #last = Number.NEGATIVE_INFINITY
  /** When the first of them was, in seconds since 1970; null for none. */
  readonly begins: number | null
  readonly size: number

  constructor(rows: readonly PastSaleRow[], timeZone: string) {
    this.size = rows.length
    const noons = new Map<string, number>()
    const noonOf = (day: string): number => {
      const known = noons.get(day)
      if (known !== undefined) return known
      const noon = startOfDay(day, timeZone).getTime() / 1000 + NOON_SECONDS
      noons.set(day, noon)
      return noon
    }
    // The days have one length, so that they sort as text.
    const byDay = rows.toSorted((a, b) => (a[3] < b[3] ? -1 : a[3] > b[3] ? 1 : a[0] - b[0]))
    this.begins = byDay[0] === undefined ? null : noonOf(byDay[0][3])
    for (const [, product, variant, day, units, unitPrice] of byDay) {
      const sizes = this.#sizes.get(product) ?? new Set()
      if (variant !== '') sizes.add(variant)
      this.#sizes.set(product, sizes)
      const sold = variant === '' ? ofKey(this.#products, product) : ofKey(this.#variants, variant)
      this.#last = noonOf(day)
      sold.time.push(this.#last)
      sold.units.push(units)
      this.#units += units
      sold.unitPrice.push(unitPrice)
    }
  }

  /** Units that were sold in a time, each at noon of its day. Those without a size count where all sizes do. */
  unitsIn({ from, to, productIds, isSize }: Asked): number {
    // As the ledger is asked most of the time.
    if (from === null && to === null && !productIds && !isSize) return this.#units
    const begin = from === null ? Number.NEGATIVE_INFINITY : Date.parse(from) / 1000
    const end = to === null ? Number.POSITIVE_INFINITY : Date.parse(to) / 1000
    // Most questions are about today.
    if (begin > this.#last) return 0
    let units = 0
    const count = (sold: Sold) => {
      for (let at = 0; at < sold.length; at += 1) {
        const time = sold.time[at] ?? 0
        if (time >= begin && time < end) units += sold.units[at] ?? 0
      }
    }
    for (const id of productIds ?? this.#sizes.keys()) {
      const sizes = [...(this.#sizes.get(id) ?? [])]
      for (const size of isSize ? sizes.filter(isSize) : sizes) count(this.ofVariant(size))
      if (!isSize) count(this.ofProduct(id))
    }
    return units
  }

  /** All sizes of which there are past sales. */
  variants(): Iterable<readonly [variantId: string, sold: Sold]> {
    return this.#variants
  }

  /** All products of which there are past sales without a size. */
  products(): Iterable<readonly [productId: string, sold: Sold]> {
    return this.#products
  }

  ofVariant(variantId: string): Sold {
    return this.#variants.get(variantId) ?? NONE
  }

  /** Those of which the size is not known. */
  ofProduct(productId: string): Sold {
    return this.#products.get(productId) ?? NONE
  }
}

function ofKey(sold: Map<string, Sold>, key: string): Sold {
  const known = sold.get(key)
  if (known) return known
  const time: number[] = []
  const made: Sold = {
    time,
    units: [],
    unitPrice: [],
    get length() {
      return time.length
    },
  }
  sold.set(key, made)
  return made
}
