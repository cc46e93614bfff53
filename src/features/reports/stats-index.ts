import type { Shelf, Snapshot } from '../../catalogue/snapshot.ts'
import type { Product, Variant } from '../../domain/catalogue.ts'
import { inOrder } from '../../domain/sales/order.ts'
import type { TradeLedger } from '../../ledger/trade-ledger.ts'

/** What was sold: a product, in a size where that is known. */
export interface Item {
  readonly product: Product
  readonly variant: Variant | null
}

/** What the numbers of the ledger stand for. */
export interface StatsIndex {
  /** The rows that count, in the order in which they happened. */
  readonly order: Int32Array
  /** The item of each variant of the ledger; undefined for one that is gone. */
  readonly items: readonly (Item | undefined)[]
  /** Today's price and cost of each variant; 0 for none. */
  readonly prices: Float64Array
  readonly costs: Float64Array
  /** Every shelf, also of archived products. Its level is the newest that is known. */
  readonly shelves: readonly Shelf[]
  /** The variant of each of them; -1 for one that never moved. */
  readonly shelfVariants: Int32Array
}

/** Keeps the index until a product changes or something moves, and no snapshot longer than others do. */
export function createStatsIndex() {
  const known = new WeakMap<Snapshot, { trade: TradeLedger; size: number; held: ItemIndex }>()
  let order: { trade: TradeLedger; seq: number; held: Int32Array } | undefined
  return (snapshot: Snapshot, trade: TradeLedger): StatsIndex => {
    const { size } = trade.variants
    let items = known.get(snapshot)
    if (items?.trade !== trade || items.size !== size) {
      items = { trade, size, held: indexItems(snapshot, trade) }
      known.set(snapshot, items)
    }
    const { seq } = trade
    if (order?.trade !== trade || order.seq !== seq) order = { trade, seq, held: inOrder(trade) }
    return { ...items.held, order: order.held }
  }
}

type ItemIndex = Omit<StatsIndex, 'order'>

function indexItems(snapshot: Snapshot, { variants }: TradeLedger): ItemIndex {
  const items: (Item | undefined)[] = []
  const prices = new Float64Array(variants.size)
  const costs = new Float64Array(variants.size)
  for (let number = 0; number < variants.size; number += 1) {
    const item = itemOf(snapshot, variants.textOf(number))
    items.push(item)
    prices[number] = item?.product.price ?? 0
    costs[number] = item?.product.cost ?? 0
  }
  const shelves = snapshot.all.flatMap(snapshot.shelvesOf)
  const shelfVariants = Int32Array.from(shelves, ({ variant }) => variants.numberOf(variant.id))
  return { items, prices, costs, shelves, shelfVariants }
}

/** The item of a variant; undefined for one that is gone. */
export function itemOf(snapshot: Snapshot, variantId: string): Item | undefined {
  const variant = snapshot.variant(variantId)
  const product = variant && snapshot.product(variant.productId)
  return product && { product, variant }
}
