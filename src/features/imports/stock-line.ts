import { PRODUCT_FIELDS } from '../../domain/product-fields.ts'
import { quoted } from '../../domain/text.ts'
import { saysNone } from '../../matching/none.ts'
import {
  fold,
  isRoundedNumber,
  type Reject,
  readAmount,
  readQuantity,
  readSizeCell,
  readText,
  readUnits,
} from './cells.ts'
import type { Row } from './parse.ts'
import type { PlannedProduct, PlannedVariant } from './planned-product.ts'

/** One line of the stock file, read: a quantity of one product in one size. */
export type StockLine = Omit<PlannedProduct, 'aliases' | 'variants'> &
  PlannedVariant & { id: string }

/** Reads one line; calls `reject` for each thing in it that the shop owner must correct. */
export function readStockLine({ line, cells }: Row, reject: Reject): StockLine {
  const text = (value: string | undefined, label: string, max: number) =>
    readText(value ?? '', label, max, reject)
  const label = (field: 'category' | 'supplier') => {
    const said = text(cells[field], field, PRODUCT_FIELDS[field].max)
    return saysNone(said) ? '' : said
  }
  const units = (field: 'leadTimeDays' | 'packSize' | 'reorderPoint', label: string) => {
    const { wire, max } = PRODUCT_FIELDS[field]
    return readUnits(cells[wire] ?? '', label, max, reject)
  }
  // 96 leaves room in a SKU of 100 characters for the letters of the colour.
  const id = text(cells.id, 'ID', 96)
  const name = text(cells.model, 'model', 200)
  const color = text(cells.color, 'colour', 100)
  const sku = text(cells.sku, 'SKU', 100) || (id && deriveSku(id, color))
  const location = text(cells.location, 'location', 100)
  const barcode = text(cells.barcode, 'barcode', 100)
  if (sku === '') reject('The line has no ID and no SKU: fill in one of them.')
  if (name === '') reject('The model is missing: fill it in.')
  if (isRoundedNumber(barcode)) {
    reject(`The barcode ${quoted(barcode)} has lost its digits: format that column as text.`)
  }
  return {
    line,
    id,
    sku,
    name,
    color,
    barcode,
    ...(location && { location }),
    gender: text(cells.gender, 'gender', 50),
    category: label('category'),
    cost: readAmount(cells.cost ?? '', 'cost', reject),
    price: readAmount(cells.price ?? '', 'price', reject),
    supplier: label('supplier'),
    leadTimeDays: units('leadTimeDays', 'lead time'),
    packSize: units('packSize', 'pack size'),
    reorderPoint: units('reorderPoint', 'reorder point'),
    size: readSizeCell(cells.size ?? '', reject),
    quantity: readQuantity(cells.quantity ?? '', reject),
  }
}

/**
 * The SKU of a product that has only an ID: the ID and the first three letters of its colour
 * (`1` in Multicolore is `1-MUL`), because the colours of one model may share an ID.
 */
function deriveSku(id: string, color: string): string {
  const letters = fold(color).replace(/\P{L}/gu, '').toUpperCase().slice(0, 3)
  return letters === '' ? id : `${id}-${letters}`
}
