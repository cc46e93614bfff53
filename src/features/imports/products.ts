import { sizeKey } from '../../domain/catalogue.ts'
import { IMPORTED_FIELDS, type ImportedFields } from '../../domain/imported-product.ts'
import { PRODUCT_FIELDS } from '../../domain/product-fields.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { asName, quoted } from '../../domain/text.ts'
import type { Steps } from '../../shared/turns.ts'
import { fold, type Reject } from './cells.ts'
import { type RowProblem, requireColumns, type Table } from './parse.ts'
import type { PlannedProduct, PlannedVariant } from './planned-product.ts'
import { readStockLine, type StockLine } from './stock-line.ts'
import { cellName } from './words.ts'

type Entry = {
  product: Omit<PlannedProduct, 'aliases' | 'variants'>
  line: number
  aliases: Set<string>
  variants: Map<string, PlannedVariant>
}

const identity = [
  ['name', 'model'],
  ['color', 'colour'],
  ['gender', 'gender'],
] as const
const optional = IMPORTED_FIELDS.filter((field) => !identity.some(([name]) => name === field))

/** Rows that are read at once: a few milliseconds of work. */
const ROWS_A_STEP = 200

/**
 * The products of the stock file, in its order, from the rows that can be taken; each other row is a
 * problem.
 *
 * @throws SetupError when the file has no column for the model, size, quantity, or ID and SKU
 */
export function* planProducts(
  table: Table,
): Steps<{ products: PlannedProduct[]; problems: RowProblem[] }> {
  requireColumns(table, [['model'], ['size'], ['quantity'], ['id', 'sku']])
  const entries = new Map<string, Entry>()
  const barcodes = new Map<string, StockLine>()
  const problems = [...table.problems]
  for (const [index, row] of table.rows.entries()) {
    if (index % ROWS_A_STEP === 0) yield
    const before = problems.length
    const reject = (reason: Sentence) => problems.push({ file: 'stock', line: row.line, reason })
    const line = readStockLine(row, reject)
    if (problems.length === before) addStockLine({ entries, barcodes }, line, reject)
  }
  const products = [...entries.values()].map(({ product, aliases, variants }) => ({
    ...product,
    aliases: [...aliases],
    variants: [...variants.values()],
  }))
  return { products, problems }
}

/** Characters of all plain IDs of a product together; the field of its other names takes no more. */
const MAX_ALIASES = 2_000

interface Known {
  readonly entries: Map<string, Entry>
  /** The first line of each barcode. */
  readonly barcodes: Map<string, StockLine>
}

function addStockLine({ entries, barcodes }: Known, item: StockLine, reject: Reject): void {
  const entry = entries.get(fold(item.sku)) ?? newEntry(item)
  const { product, aliases, variants } = entry
  const place = `${sizeKey(item.size)}\n${fold(item.location ?? '')}`
  const variant = variants.get(place)
  const conflict =
    productConflict(entry, item) ??
    (variant && variantConflict(variant, item)) ??
    barcodeConflict(barcodes.get(item.barcode), item) ??
    aliasConflict(entry, item)
  if (conflict) {
    reject(conflict)
    return
  }
  entries.set(fold(item.sku), entry)
  complete(product, item)
  if (item.id && item.id !== product.sku) aliases.add(item.id)
  const { size, quantity, barcode, line, location } = item
  if (barcode && !barcodes.has(barcode)) barcodes.set(barcode, item)
  if (variant) variant.barcode ||= barcode
  else variants.set(place, { size, quantity, barcode, line, ...(location && { location }) })
}

function newEntry(item: StockLine): Entry {
  const product = { sku: item.sku, ...fieldsOf(item) }
  return { product, line: item.line, aliases: new Set(), variants: new Map() }
}

const fieldsOf = (item: StockLine): ImportedFields =>
  Object.fromEntries(IMPORTED_FIELDS.map((field) => [field, item[field]])) as ImportedFields &
    object

/** Takes what no earlier row of the product says. */
function complete(product: Entry['product'], item: ImportedFields): void {
  const missing = optional.filter((field) => isNothing(product[field]))
  Object.assign(product, Object.fromEntries(missing.map((field) => [field, item[field]])))
}

const isNothing = (value: string | number | null): boolean => value === null || value === ''

function productConflict({ product, line }: Entry, item: StockLine): Sentence | undefined {
  for (const [field, label] of identity) {
    if (fold(product[field]) !== fold(item[field])) {
      const [sku, known, given] = [asName(product.sku), quoted(product[field]), quoted(item[field])]
      return say({
        en: `The SKU ${sku} has the ${label} ${known} on line ${line} but ${given} here: make them the same, or give this product another ID or SKU.`,
        fr: `SKU ${sku} : ${cellName(label)} est ${known} à la ligne ${line} mais ${given} ici ; mettez la même chose, ou donnez à ce produit un autre ID ou SKU.`,
      })
    }
  }
  for (const field of optional) {
    const [known, given] = [product[field] ?? '', item[field] ?? '']
    if (known !== '' && given !== '' && known !== given) {
      const [sku, before, here] = [product.sku, String(known), String(given)].map(asName)
      return say({
        en: `The SKU ${sku}, first seen on line ${line}, has the ${PRODUCT_FIELDS[field].wire.replaceAll('_', ' ')} ${before} but ${here} here: make them the same.`,
        fr: `SKU ${sku}, vu d’abord à la ligne ${line} : ${PRODUCT_FIELDS[field].french} ${before}, mais ${here} ici ; mettez la même chose.`,
      })
    }
  }
  return undefined
}

function variantConflict(variant: PlannedVariant, item: StockLine): Sentence | undefined {
  const { quantity, barcode, line } = variant
  const [sku, size, location] = [item.sku, item.size, item.location ?? ''].map(asName)
  const where = say({
    en: `The SKU ${sku} in size ${size}${item.location ? ` at ${location}` : ''} is already on line ${line}`,
    fr: `Le SKU ${sku} en taille ${size}${item.location ? ` à ${location}` : ''} est déjà à la ligne ${line}`,
  })
  if (quantity !== item.quantity) {
    return say({
      en: `${where} with the quantity ${quantity}, not ${item.quantity}: keep one line.`,
      fr: `${where} avec la quantité ${quantity}, pas ${item.quantity} : gardez une seule ligne.`,
    })
  }
  if (barcode && item.barcode && barcode !== item.barcode) {
    return say({
      en: `${where} with the barcode ${asName(barcode)}, not ${asName(item.barcode)}: keep one line.`,
      fr: `${where} avec le code-barres ${asName(barcode)}, pas ${asName(item.barcode)} : gardez une seule ligne.`,
    })
  }
  return undefined
}

function barcodeConflict(first: StockLine | undefined, item: StockLine): Sentence | undefined {
  if (
    !first ||
    (fold(first.sku) === fold(item.sku) && sizeKey(first.size) === sizeKey(item.size))
  ) {
    return undefined
  }
  const [barcode, sku, size] = [item.barcode, first.sku, first.size].map(asName)
  return say({
    en: `The barcode ${barcode} is already that of the SKU ${sku} in size ${size} on line ${first.line}: correct one of them.`,
    fr: `Le code-barres ${barcode} est déjà celui du SKU ${sku} en taille ${size} à la ligne ${first.line} : corrigez l’un des deux.`,
  })
}

function aliasConflict({ product, aliases }: Entry, { id }: StockLine): Sentence | undefined {
  if ([...aliases, id].join('\n').length <= MAX_ALIASES) return undefined
  return say({
    en: `The SKU ${asName(product.sku)} has more IDs than can be kept (${aliases.size + 1}): give this product another SKU.`,
    fr: `Le SKU ${asName(product.sku)} a plus d’ID qu’on ne peut en garder (${aliases.size + 1}) : donnez à ce produit un autre SKU.`,
  })
}
