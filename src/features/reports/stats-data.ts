import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Location, Product } from '../../domain/catalogue.ts'
import type { Past } from '../../domain/sales/sums.ts'
import type { PastLedger } from '../../ledger/past-ledger.ts'
import type { TradeLedger } from '../../ledger/trade-ledger.ts'
import type { Pace } from '../demand/pace-messages.ts'
import { type Item, itemOf, type StatsIndex } from './stats-index.ts'

/** What is known of the shop, and what of it is asked for. */
export interface View {
  readonly snapshot: Snapshot
  readonly trade: TradeLedger
  readonly past: PastLedger
  readonly index: StatsIndex
  readonly location: Location | undefined
  readonly isWanted: (item: Item) => boolean
  readonly timeZone: string
  readonly now: Date
  /** Foretells how fast a product sells and how long units of it last; null where it cannot. */
  readonly paceOf: PaceOf
}

export type PaceOf = (product: Product, available: number) => Pace | null

/** What is added up. */
export interface Data extends View {
  /** 1 for each variant of the ledger that is asked for. */
  readonly wanted: Uint8Array
  readonly pasts: readonly PastItem[]
  /** Leaves out what is not asked for: -1 in place of its group. */
  only(ofRow: (row: number) => number): (row: number) => number
}

interface PastItem {
  readonly item: Item
  readonly sold: Past
}

/** What of a shop is added up. */
export function dataOf(view: View): Data {
  const wanted = wantedOf(view)
  return { ...view, wanted, pasts: pastsOf(view), only: onlyWanted(view, wanted) }
}

function wantedOf({ index, isWanted }: View): Uint8Array {
  const wanted = new Uint8Array(index.items.length)
  for (const [variant, item] of index.items.entries()) {
    if (item && isWanted(item)) wanted[variant] = 1
  }
  return wanted
}

/** The past sales that are asked for. Where they were is not known: the default location has them. */
function pastsOf({ past, snapshot, location, isWanted }: View): PastItem[] {
  if (location && location !== snapshot.defaultLocation) return []
  const pasts: PastItem[] = []
  const add = (item: Item | undefined, sold: Past) => {
    if (item && isWanted(item)) pasts.push({ item, sold })
  }
  for (const [id, sold] of past.variants()) add(itemOf(snapshot, id), sold)
  for (const [id, sold] of past.products()) {
    const product = snapshot.product(id)
    add(product && { product, variant: null }, sold)
  }
  return pasts
}

function onlyWanted({ trade, location }: View, wanted: Uint8Array): Data['only'] {
  const at = location && trade.locations.numberOf(location.id)
  return (ofRow) => (row) =>
    wanted[trade.variant[row] ?? 0] && (at === undefined || trade.location[row] === at)
      ? ofRow(row)
      : -1
}
