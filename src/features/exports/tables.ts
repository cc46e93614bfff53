import type { Shelf } from '../../catalogue/snapshot.ts'
import { available } from '../../domain/stock.ts'
import type { HistoryItem } from '../stock/movements.ts'
import type { Cell } from './csv.ts'

/** The columns of a file: the heading, and a function for the cell of an item. */
type Table<T> = readonly (readonly [heading: string, cell: (item: T) => Cell])[]

/** Uses headings that the import accepts, so that the file can be edited and imported again. */
export const INVENTORY: Table<Shelf> = [
  ['SKU', ({ product }) => product.sku],
  ['Model', ({ product }) => product.name],
  ['Color', ({ product }) => product.color],
  ['Gender', ({ product }) => product.gender],
  ['Size', ({ variant }) => variant.size],
  ['Quantity', ({ level }) => level.quantity],
  ['Reserved', ({ level }) => level.reserved],
  ['Available', ({ level }) => available(level)],
  ['Location', ({ location }) => location.name],
  ['Cost', ({ product }) => product.cost],
  ['Price', ({ product }) => product.price],
  ['Barcode', ({ variant }) => variant.barcode],
  ['Category', ({ product }) => product.category],
  ['Supplier', ({ product }) => product.supplier],
  ['Lead time', ({ product }) => product.leadTimeDays || null],
  ['Pack size', ({ product }) => product.packSize || null],
  ['Reorder point', ({ product }) => product.reorderPoint || null],
]

export const MOVEMENTS: Table<HistoryItem> = [
  ['Occurred at', ({ entry }) => entry.occurredAt],
  ['Type', ({ entry }) => entry.type],
  ['SKU', ({ product }) => product?.sku ?? ''],
  ['Model', ({ product }) => product?.name ?? ''],
  ['Color', ({ product }) => product?.color ?? ''],
  ['Gender', ({ product }) => product?.gender ?? ''],
  ['Size', ({ entry }) => entry.size],
  ['Location', ({ location }) => location?.name ?? ''],
  ['Quantity', ({ entry }) => entry.quantity],
  ['Delta', ({ entry }) => entry.delta],
  ['Reserved delta', ({ entry }) => entry.reservedDelta],
  ['Quantity after', ({ entry }) => entry.quantityAfter],
  ['Reserved after', ({ entry }) => entry.reservedAfter],
  ['Unit price', ({ entry }) => entry.unitPrice],
  ['Reason', ({ entry }) => entry.reason],
  ['Reference', ({ entry }) => entry.reference],
  ['Actor', ({ entry }) => entry.actor],
  ['Channel', ({ entry }) => entry.channel],
  ['Movement', ({ entry }) => entry.id],
  ['Undone', ({ entry }) => (entry.undone ? 'yes' : '')],
  ['Reverses', ({ entry }) => entry.reverses],
  ['Reversed by', ({ entry }) => entry.reversedBy],
  ['Linked', ({ entry }) => entry.linked],
  ['Expires at', ({ entry }) => entry.expiresAt],
  ['Recorded at', ({ entry }) => entry.createdAt],
]

export const headingsOf = <T>(table: Table<T>): string[] => table.map(([heading]) => heading)

export const recordOf = <T>(table: Table<T>, item: T): Cell[] =>
  table.map(([, cellOf]) => cellOf(item))
