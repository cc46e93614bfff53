import { IMPORTED_FIELDS, type ImportedProduct } from '../../src/domain/imported-product.ts'
import { PRODUCT_FIELDS } from '../../src/domain/product-fields.ts'
import type { Answer } from './answer.ts'
import { noteEvent } from './events.ts'
import { type Author, type Entry, inLedger } from './ledger.ts'
import { columnsOf, recordChange } from './product-changes.ts'
import { Refusal, validationMessages } from './refusal.ts'
import { defaultLocation, findOrMakeVariant, type Shelf } from './shelves.ts'
import { findRecord, selectJson } from './sql.ts'

type ImportedVariant = ImportedProduct['variants'][number]

interface ImportJob {
  readonly actor: string
  /** In which chat it was said; empty for none. */
  readonly conversation?: string
  /** A new one for each run. */
  readonly idempotency_key: string
  /** Written on every movement. */
  readonly reason: string
  /** Whether quantities replace the units on hand or are added to them. */
  readonly mode: 'set' | 'add'
  /** Reports what would change, writes nothing. */
  readonly dry_run?: boolean
  /** Does nothing when there are products already. */
  readonly only_if_empty?: boolean
  readonly products: readonly ImportedProduct[]
}

/** Its changes of products have the time of its movements: they are one request. */
interface ImportRun extends ImportJob {
  readonly created: string
}

interface Report {
  products_new: number
  products_changed: number
  variants_new: number
  movements: number
  units: number
  barcodes_new: number
}

/** Key of the progress in the app store, where it can be read while the transaction is open. */
const PROGRESS = 'stock.import'

/** Number of products that the running import has processed. */
export const importProgress = (app: CoreApp): number => app.store().get(PROGRESS) || 0

/**
 * Writes the products, sizes and quantities of a file. Every change of units is a movement. Runs
 * inside a transaction.
 * @returns 201 with what was written, 200 when there was nothing to do
 * @throws Refusal insufficient-stock: a shelf would hold less than is reserved; 409
 *   unexpected-quantity; location-not-found; invalid-request: data that can never be saved. All
 *   have the `sku` and the `size`
 */
export function importProducts(tx: CoreApp, job: ImportJob): Answer {
  const report: Report = {
    products_new: 0,
    products_changed: 0,
    variants_new: 0,
    movements: 0,
    units: 0,
    barcodes_new: 0,
  }
  const first = writtenUnder(tx, job)
  if (first.movements > 0) {
    return { status: 200, body: { skipped: false, replayed: true, ...report, ...first } }
  }
  if (job.only_if_empty && tx.countRecords('products') > 0) {
    return { status: 200, body: { skipped: true, replayed: false, ...report } }
  }
  const variantsBefore = tx.countRecords('variants')
  writeProducts(tx, job, report)
  report.variants_new = tx.countRecords('variants') - variantsBefore
  noteEvent(tx, importer(job), { type: 'import.done', data: { kind: 'stock', ...report } })
  const body = { skipped: false, replayed: false, ...report }
  return { status: 201, body, rollback: job.dry_run === true }
}

function writeProducts(tx: CoreApp, job: ImportJob, report: Report): void {
  tx.store().set(PROGRESS, 0)
  const fallback = defaultLocation(tx)
  const locationNamed = locationFinder(tx)
  inLedger(tx, (ledger) => {
    const request = ledger.of({ ...importer(job), idempotency_key: job.idempotency_key })
    const run = { ...job, created: ledger.now }
    for (const imported of job.products) {
      const product = about(imported, '', () => saveProduct(tx, run, imported, report))
      for (const line of imported.variants) {
        about(imported, line.size, () => {
          const variant = saveVariant(tx, product, line, report)
          const location = line.location ? locationNamed(line.location) : fallback
          const shelf = ledger.shelf(variant.id, location)
          requireExpected(shelf, line.expected)
          const change = changeOf(job, shelf, line.quantity)
          if (!change) return
          const { type, effect } = change
          if (effect.delta > 0 && !product.getBool('active')) {
            bringBack(tx, run, product)
            ledger.activate(product.id)
          }
          const entry = { type, line: report.movements++, reason: job.reason }
          request.write(shelf, entry, effect)
          report.units += effect.delta
        })
      }
      tx.store().set(PROGRESS, importProgress(tx) + 1)
    }
  })
}

const importer = ({ actor, conversation = '' }: ImportJob): Author => ({
  actor,
  channel: 'import',
  conversation,
})

/** What an earlier attempt of the same run wrote. A run that wrote no movement can be repeated. */
function writtenUnder(
  tx: CoreApp,
  { actor, idempotency_key: key }: ImportJob,
): Pick<Report, 'movements' | 'units'> {
  const sql = `
    SELECT json_object('movements', count(*), 'units', coalesce(sum(delta), 0)) AS value
    FROM movements WHERE idempotency_key != '' AND actor = {:actor} AND idempotency_key = {:key}`
  return selectJson(tx, sql, { actor, key })
}

/** Finds locations by name and caches them: a file repeats few names on many rows. */
function locationFinder(tx: CoreApp): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const id = known.get(name) || locationNamed(tx, name)
    known.set(name, id)
    return id
  }
}

/**
 * @param name compared without case
 * @returns id
 * @throws Refusal location-not-found
 */
function locationNamed(tx: CoreApp, name: string): string {
  // SQLite lowers only ASCII letters, so the name is also compared as written.
  const filter = 'name = {:name} || name:lower = {:lower}'
  const params = { name, lower: name.toLowerCase() }
  const [found] = tx.findRecordsByFilter('locations', filter, '', 1, 0, params)
  if (!found) throw new Refusal('location-not-found', { location: name })
  return found.id
}

/**
 * @param expected units on hand; undefined accepts any number
 * @throws Refusal unexpected-quantity
 */
function requireExpected({ quantity }: Shelf, expected: number | undefined): void {
  if (expected === undefined || expected === quantity) return
  throw new Refusal('unexpected-quantity', { expected, quantity })
}

/**
 * Adds the SKU and size to a refusal.
 * @param size empty for the product itself
 */
function about<T>({ sku }: ImportedProduct, size: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) throw error.with({ sku, size })
    const reason = validationMessages(error)
    throw reason === null ? error : new Refusal('invalid-request', { reason }).with({ sku, size })
  }
}

/**
 * Creates the size if it is missing, and sets the barcode of the file if it has none. An existing
 * barcode is never overwritten: after a wrong file, scans would find the wrong shoe. The API checks
 * this first; this check catches a barcode that was written since then.
 * @throws Refusal invalid-request with the existing barcode as `on_record`
 */
function saveVariant(
  tx: CoreApp,
  product: core.Record,
  { size, barcode }: ImportedVariant,
  report: Report,
): core.Record {
  const variant = findOrMakeVariant(tx, product.id, size)
  const known = variant.getString('barcode')
  if (barcode === '' || barcode === known) return variant
  if (known !== '') throw new Refusal('invalid-request', { barcode, on_record: known })
  requireFree(tx, barcode)
  variant.set('barcode', barcode)
  tx.save(variant)
  report.barcodes_new++
  return variant
}

/** @throws Refusal invalid-request with the size that has the barcode */
function requireFree(tx: CoreApp, barcode: string): void {
  // SQLite uses the partial index only if the query repeats its condition.
  const condition = "barcode != '' AND barcode = {:barcode}"
  const other = findRecord(tx, 'variants', condition, { barcode })
  if (!other) return
  const owner = tx.findRecordById('products', other.getString('product'))
  throw new Refusal('invalid-request', {
    barcode,
    owner_sku: owner.getString('sku'),
    owner_size: other.getString('size'),
  })
}

/** Creates the product, or updates the fields that differ. An empty cell changes nothing. */
function saveProduct(
  tx: CoreApp,
  run: ImportRun,
  imported: ImportedProduct,
  report: Report,
): core.Record {
  const found = findRecord(tx, 'products', 'sku = {:sku} COLLATE NOCASE', { sku: imported.sku })
  const product = found || new Record(tx.findCachedCollectionByNameOrId('products'))
  const before = columnsOf(product)
  const known = product.getString('aliases').split('\n')
  const aliases = [...new Set([...known, ...imported.aliases])].filter(Boolean).join('\n')
  const sku = found ? found.getString('sku') : imported.sku
  const values: [column: string, value: string | number | null][] = [
    ['sku', sku],
    ['aliases', aliases],
    ...IMPORTED_FIELDS.map((field): [string, string | number | null] => [
      PRODUCT_FIELDS[field].column,
      imported[field],
    ]),
  ]

  let changed = false
  for (const [column, value] of values) {
    if (value === null || value === '' || product.get(column) === value) continue
    product.set(column, value)
    changed = true
  }
  if (found && !changed) return product
  if (found) report.products_changed++
  else {
    product.set('active', true)
    report.products_new++
  }
  tx.save(product)
  if (found) recordChange(tx, importer(run), product, before, { created: run.created })
  else noteEvent(tx, importer(run), { type: 'product.created', product: product.id })
  return product
}

/** Reactivates an archived product when the file has units of it. */
function bringBack(tx: CoreApp, run: ImportRun, product: core.Record): void {
  const before = columnsOf(product)
  product.set('active', true)
  tx.save(product)
  recordChange(tx, importer(run), product, before, { created: run.created })
}

/** The movement that brings the shelf to the quantity of the file; null when nothing changes. */
function changeOf(job: ImportJob, shelf: Shelf, quantity: number) {
  const isCount = job.mode === 'set' && (shelf.id !== '' || shelf.rev > 0)
  const delta = isCount ? quantity - shelf.quantity : quantity
  if (delta === 0) return null
  const type: Entry['type'] = isCount ? 'ADJUSTMENT' : 'ADD_STOCK'
  return { type, effect: { quantity: Math.abs(delta), delta, reserved_delta: 0 } }
}
