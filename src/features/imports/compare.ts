import { locationOf } from '../../catalogue/find-location.ts'
import type { Shelf, Snapshot } from '../../catalogue/snapshot.ts'
import type { Product, Variant } from '../../domain/catalogue.ts'
import { sizeKey } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import { count, countInFrench, figure } from '../../domain/figures.ts'
import {
  IMPORTED_FIELDS,
  type ImportedField,
  type ImportedFields,
  type ImportedProduct,
} from '../../domain/imported-product.ts'
import { PRODUCT_FIELDS } from '../../domain/product-fields.ts'
import { type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import type { Steps } from '../../shared/turns.ts'
import type { ImportJob } from '../../store/import-store.ts'
import type { RowProblem } from './parse.ts'
import type { PlannedProduct, PlannedVariant } from './planned-product.ts'

export interface FieldChange {
  readonly field: string
  readonly before: string
  readonly after: string
}

/** The change that a row of the file would make. */
export interface RowChange {
  readonly line: number
  readonly kind: 'new' | 'changed'
  /** SKU as in the catalogue; for a new product, as in the file. */
  readonly sku: string
  readonly name: string
  readonly size: string
  readonly location: string
  /** Units; `before` and `after` are equal when only the product changes. */
  readonly before: number
  readonly after: number
  readonly fields: readonly FieldChange[]
}

export interface Comparison {
  readonly changes: readonly RowChange[]
  readonly unchanged: number
  /** Rows that cannot be imported into the current stock. */
  readonly problems: readonly RowProblem[]
  /** The products to write, with only their changes. */
  readonly products: readonly ImportedProduct[]
}

type Mode = ImportJob['mode']

/** Rows that are compared at once: a few milliseconds of work. */
const ROWS_A_STEP = 200

/** Compares a file with the stock and keeps only the changes. */
export function* compareImport(
  snapshot: Snapshot,
  planned: readonly PlannedProduct[],
  mode: Mode,
): Steps<Comparison> {
  const rows = createRowReader(snapshot, mode)
  const compared: ComparedProduct[] = []
  for (const product of planned) compared.push(yield* compareProduct(snapshot, product, rows))
  return {
    changes: compared.flatMap(({ changes }) => changes).sort((a, b) => a.line - b.line),
    unchanged: compared.reduce((sum, { unchanged }) => sum + unchanged, 0),
    problems: rows.problems.sort((a, b) => a.line - b.line),
    products: compared.flatMap(({ product }) => product ?? []),
  }
}

interface ComparedProduct {
  readonly changes: readonly RowChange[]
  readonly unchanged: number
  /** null when there is nothing to write. */
  readonly product: ImportedProduct | null
}

function* compareProduct(
  snapshot: Snapshot,
  planned: PlannedProduct,
  rows: RowReader,
): Steps<ComparedProduct> {
  const known = productWithSku(snapshot, planned.sku)
  const fields = known ? fieldChanges(known, planned) : []
  const compared: ComparedRow[] = []
  for (const [index, variant] of planned.variants.entries()) {
    if (index % ROWS_A_STEP === 0) yield
    const row = rows.read(known, planned, variant)
    if (row) compared.push(row)
  }
  const writing = compared.filter(({ written }) => written !== null)
  const changing = compared.filter(({ written }) => written !== null || fields.length > 0)
  const writes = compared.length > 0 && (fields.length > 0 || writing.length > 0)
  return {
    changes: changing.map(({ change }) => ({ ...change, fields: [...change.fields, ...fields] })),
    unchanged: compared.length - changing.length,
    product: writes
      ? {
          ...(known ? onlyChanged(known.sku, planned, fields) : planned),
          variants: writing.flatMap(({ written }) => written ?? []),
        }
      : null,
  }
}

/** The product to write. An empty value keeps the current one. */
function onlyChanged(sku: string, planned: PlannedProduct, fields: readonly FieldChange[]) {
  const changes = new Set(fields.map(({ field }) => field))
  const values = IMPORTED_FIELDS.map((field) => {
    const nothing = typeof planned[field] === 'string' ? '' : null
    return [field, changes.has(wireOf(field)) ? planned[field] : nothing]
  })
  return {
    sku,
    aliases: changes.has('aliases') ? planned.aliases : [],
    ...(Object.fromEntries(values) as ImportedFields),
  }
}

const wireOf = (field: ImportedField): string => PRODUCT_FIELDS[field].wire

/** The product with just this SKU, not as another name. */
export function productWithSku(snapshot: Snapshot, sku: string): Product | undefined {
  const isIt = ({ product }: { product: Product }) =>
    product.sku.toLowerCase() === sku.toLowerCase()
  return snapshot.withCode(sku).find(isIt)?.product
}

/** The changed fields. Ignores spacing that a file cannot hold, and fractions of a cent. */
function fieldChanges(known: Product, planned: PlannedProduct): FieldChange[] {
  const fields = IMPORTED_FIELDS.map((field) => ({
    field: wireOf(field),
    before: shown(known[field]),
    after: shown(planned[field]),
    same: isSame(known[field], planned[field]),
  }))
  const names = new Set(known.aliases.map((alias) => alias.toLowerCase()))
  const added = planned.aliases.filter((alias) => !names.has(alias.toLowerCase()))
  const aliases = {
    field: 'aliases',
    before: known.aliases.join(', '),
    after: [...known.aliases, ...added].join(', '),
    same: added.length === 0,
  }
  return [...fields, aliases]
    .filter(({ same }) => !same)
    .map(({ field, before, after }) => ({ field, before, after }))
}

const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim().normalize('NFC')
const shown = (value: string | number | null): string => (value === null ? '' : String(value))

/** Whether the file says nothing else than what is known. */
function isSame(known: string | number | null, given: string | number | null): boolean {
  if (given === null || given === '') return true
  if (typeof given === 'string') return given === spaced(String(known))
  return cents(given) === cents(Number(known))
}

const cents = (amount: number): number => Math.round(amount * 100)

interface ComparedRow {
  readonly change: RowChange
  /** null when the shelf does not change. */
  readonly written: ImportedProduct['variants'][number] | null
}

type RowReader = ReturnType<typeof createRowReader>

/** Reads the rows of one file against the stock, and collects the problems. */
function createRowReader(snapshot: Snapshot, mode: Mode) {
  const problems: RowProblem[] = []
  /** Shelves already read, with their line in the file. */
  const seen = new Map<string, number>()

  /** null for a row that cannot be imported. */
  function read(
    product: Product | undefined,
    planned: PlannedProduct,
    row: PlannedVariant,
  ): ComparedRow | null {
    try {
      return compareRow(product, planned, row)
    } catch (error) {
      if (!(error instanceof StockError)) throw error
      problems.push({ file: 'stock', line: row.line, reason: sameInAll(error.message) })
      return null
    }
  }

  function compareRow(
    product: Product | undefined,
    planned: PlannedProduct,
    row: PlannedVariant,
  ): ComparedRow {
    const { line, quantity } = row
    const location =
      row.location === undefined ? snapshot.defaultLocation : locationOf(snapshot, row.location)
    const { sku, name } = product ?? planned
    if (product) requireOneSpelling(product, row.size)
    const variant = product && snapshot.variantOf(product, row.size)
    const size = variant?.size ?? row.size
    requireOnce(`${sku} ${sizeKey(size)} ${location.id}`, line)
    const shelf = shelfOf(product, variant, location.id)
    const before = shelf?.level.quantity ?? 0
    const after = mode === 'set' ? quantity : before + quantity
    requireAllowed(shelf, after)
    const barcode = newBarcode(variant, row)
    const writes = !variant || after !== before || barcode !== ''
    const expected = mode === 'set' ? { expected: before } : {}
    return {
      change: {
        line,
        sku,
        name,
        size,
        location: location.name,
        before,
        after,
        kind: variant && shelf ? 'changed' : 'new',
        fields: [
          ...(barcode ? [{ field: 'barcode', before: '', after: barcode }] : []),
          // Units of an archived product in the file reactivate it.
          ...(product?.active === false && after > before
            ? [{ field: 'active', before: 'archived', after: 'sold' }]
            : []),
        ],
      },
      written: writes ? { size, quantity, barcode, location: location.name, ...expected } : null,
    }
  }

  function shelfOf(product: Product | undefined, variant: Variant | undefined, location: string) {
    if (!product || !variant) return undefined
    return snapshot
      .shelvesOf(product)
      .find((shelf) => shelf.variant.id === variant.id && shelf.location.id === location)
  }

  /** The new barcode of the variant; '' when it keeps its own. */
  function newBarcode(variant: Variant | undefined, { barcode }: PlannedVariant): string {
    if (barcode === '' || barcode === variant?.barcode) return ''
    if (variant?.barcode) {
      throw bad(
        say({
          en: `The barcode on record is ${asName(variant.barcode)}, not ${asName(barcode)}: correct the file, or the barcode in the admin UI.`,
          fr: `Le code-barres enregistré est ${asName(variant.barcode)}, pas ${asName(barcode)} : corrigez le fichier, ou le code-barres dans l’interface d’administration.`,
        }),
      )
    }
    const owner = snapshot.withCode(barcode).find((target) => target.variant?.barcode === barcode)
    if (owner?.variant && owner.variant.id !== variant?.id) {
      throw bad(
        say({
          en: `The barcode ${asName(barcode)} belongs to ${asName(owner.product.sku)} already: correct it.`,
          fr: `Le code-barres ${asName(barcode)} est déjà celui de ${asName(owner.product.sku)} : corrigez-le.`,
        }),
      )
    }
    return barcode
  }

  /** Rejects a row that matches two shelves. */
  function requireOneSpelling(product: Product, size: string): void {
    const alike = snapshot
      .variantsOf(product)
      .filter((variant) => sizeKey(variant.size) === sizeKey(size))
    if (alike.length < 2) return
    const sizes = alike.map((variant) => asName(variant.size))
    throw bad(
      say({
        en: `The sizes ${sizes.join(' and ')} are the same: join them with npm run join-sizes first.`,
        fr: `Les tailles ${sizes.join(' et ')} sont la même : réunissez-les d’abord avec npm run join-sizes.`,
      }),
    )
  }

  function requireOnce(key: string, line: number): void {
    const first = seen.get(key)
    if (first !== undefined) {
      throw bad(
        say({
          en: `The shelf is on line ${first} already: keep one line.`,
          fr: `Cette taille est déjà, pour ce lieu, à la ligne ${first} : gardez une seule ligne.`,
        }),
      )
    }
    seen.set(key, line)
  }

  return { problems, read }
}

function requireAllowed(shelf: Shelf | undefined, after: number): void {
  const reserved = shelf?.level.reserved ?? 0
  if (after < reserved) {
    throw bad(
      say({
        en: `${count(reserved, 'is', 'are')} reserved, so there cannot be ${figure(after)}: release what is reserved first.`,
        fr: `${countInFrench(reserved, 'est réservé', 'sont réservés')}, il ne peut pas y en avoir ${figure(after)} : libérez d’abord ce qui est réservé.`,
      }),
    )
  }
}

const bad = (reason: Sentence) => new StockError('invalid-request', reason)
