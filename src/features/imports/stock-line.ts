import { PRODUCT_FIELDS } from '../../domain/product-fields.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import { saysNone } from '../../matching/none.ts'
import {
  fold,
  isRoundedNumber,
  missing,
  type Reject,
  readAmount,
  readQuantity,
  readSizeCell,
  readText,
  readUnits,
} from './cells.ts'
import type { Row } from './parse.ts'
import type { PlannedProduct, PlannedVariant } from './planned-product.ts'
import { type Cell, cellFault } from './words.ts'

/** One line of the stock file, read: a quantity of one product in one size. */
export type StockLine = Omit<PlannedProduct, 'aliases' | 'variants'> &
  PlannedVariant & { id: string }

/** Reads one line; calls `reject` for each thing in it that the shop owner must correct. */
export function readStockLine({ line, cells }: Row, reject: Reject): StockLine {
  const text = (value: string | undefined, label: Cell, max: number) =>
    readText(value ?? '', label, max, reject)
  const label = (field: 'category' | 'supplier') => {
    const said = text(cells[field], field, PRODUCT_FIELDS[field].max)
    return saysNone(said) ? '' : said
  }
  const units = (field: 'leadTimeDays' | 'packSize' | 'reorderPoint', label: Cell) => {
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
  if (sku === '') reject(noCode())
  if (name === '') reject(missing('model'))
  if (isRoundedNumber(barcode)) {
    reject(lostDigits(quoted(barcode)))
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

/** Of a line whose product has no code. */
export const noCode = (): Sentence =>
  say({
    en: 'The line has no ID and no SKU: fill in one of them.',
    fr: 'La ligne n’a ni ID ni SKU : remplissez l’un des deux.',
  })

/** Of a barcode that a spreadsheet has rounded. */
export const lostDigits = (shown: string): Sentence =>
  cellFault('barcode', shown, {
    en: 'has lost its digits: format that column as text.',
    fr: 'a perdu ses chiffres : mettez cette colonne au format texte.',
  })

/**
 * The SKU of a product that has only an ID: the ID and the first three letters of its colour
 * (`1` in Multicolore is `1-MUL`), because the colours of one model may share an ID.
 */
function deriveSku(id: string, color: string): string {
  const letters = fold(color).replace(/\P{L}/gu, '').toUpperCase().slice(0, 3)
  return letters === '' ? id : `${id}-${letters}`
}
