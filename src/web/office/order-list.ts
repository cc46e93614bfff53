import type { z } from 'zod'
import type { ReorderView } from '../../features/demand/reorder-operations.ts'
import type { PlotTable } from '../charts/plot.ts'

export type ReorderItem = z.output<typeof ReorderView>['items'][number]

/** A size of which some should be ordered. */
export interface WantedSize {
  readonly size: string
  readonly units: number
}

/** What is to be ordered of a product. */
export interface WantedProduct {
  readonly item: ReorderItem
  readonly sizes: readonly WantedSize[]
  readonly units: number
}

/** Units that somebody wants instead of what is suggested, by keyOf. */
export type Changes = ReadonlyMap<string, number>

export const keyOf = (sku: string, size: string): string => `${sku}\n${size}`

/** What is suggested of a product, or wanted instead; without sizes of which nothing is. */
export function wantedProduct(item: ReorderItem, changes: Changes): WantedProduct {
  const sizes = item.sizes
    .map(({ size, suggested }) => ({
      size,
      units: changes.get(keyOf(item.sku, size)) ?? suggested,
    }))
    .filter(({ units }) => units > 0)
  return { item, sizes, units: sizes.reduce((sum, size) => sum + size.units, 0) }
}

/** What is wanted of each product that is chosen; without those of which nothing is. */
export const wantedOf = (
  items: readonly ReorderItem[],
  chosen: ReadonlySet<string>,
  changes: Changes,
): WantedProduct[] =>
  items
    .filter(({ sku }) => chosen.has(sku))
    .map((item) => wantedProduct(item, changes))
    .filter(({ units }) => units > 0)

/** Products by their supplier, in the order in which they come. */
const bySupplier = (wanted: readonly WantedProduct[]): Map<string, WantedProduct[]> =>
  Map.groupBy(wanted, ({ item }) => item.supplier)

const nameOf = ({ model, color, gender }: ReorderItem): string =>
  [model, color, gender].filter(Boolean).join(', ')

/** The list as a message to a supplier: a line for each product, under the names of the suppliers. */
export function listAsText(wanted: readonly WantedProduct[]): string {
  const parts = [...bySupplier(wanted)].map(([supplier, products]) => {
    const lines = products.map(
      ({ item, sizes }) =>
        `${nameOf(item)} (${item.sku}): ${sizes.map(({ size, units }) => `${size} × ${units}`).join(', ')}`,
    )
    return [...(supplier === '' ? [] : [supplier]), ...lines].join('\n')
  })
  return parts.join('\n\n')
}

/** Names of the columns of the list as a file. */
export interface ListColumns {
  readonly supplier: string
  readonly product: string
  readonly size: string
  readonly units: string
}

/** The list as a table: a row for each size. */
export const listAsTable = (wanted: readonly WantedProduct[], names: ListColumns): PlotTable => ({
  columns: [names.supplier, 'SKU', names.product, names.size, names.units],
  rows: wanted.flatMap(({ item, sizes }) =>
    sizes.map(({ size, units }) => [item.supplier, item.sku, nameOf(item), size, units]),
  ),
})

/** Lines that one order takes. */
const MOST_LINES = 100

/** The list as orders: one a supplier, and more than one where it is long. */
export const listAsOrders = (wanted: readonly WantedProduct[]) =>
  [...bySupplier(wanted)].flatMap(([supplier, products]) => {
    const lines = products.flatMap(({ item, sizes }) =>
      sizes.map(({ size, units }) => ({ sku: item.sku, size, quantity: units })),
    )
    const parts = Array.from({ length: Math.ceil(lines.length / MOST_LINES) }, (_, at) =>
      lines.slice(at * MOST_LINES, (at + 1) * MOST_LINES),
    )
    return parts.map((part) => ({ ...(supplier !== '' && { supplier }), lines: part }))
  })
