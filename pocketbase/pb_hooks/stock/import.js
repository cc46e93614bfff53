// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal, faultsOf } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./changes.js')} */
const { fieldsOf, noteChange } = require(`${__hooks}/stock/changes.js`)
/** @type {typeof import('./ledger.js')} */
const { inLedger } = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./shelves.js')} */
const { defaultLocation, findOrMakeVariant } = require(`${__hooks}/stock/shelves.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * @typedef {object} ImportedVariant
 * @property {string} size
 * @property {number} quantity
 * @property {string} barcode
 * @property {string} [location] name; the default location where it is missing
 * @property {number} [expected] units that the shelf must hold
 */

/**
 * @typedef {object} ImportedProduct
 * @property {string} sku
 * @property {string[]} aliases
 * @property {string} name
 * @property {string} color
 * @property {string} gender
 * @property {string} category
 * @property {number | null} cost
 * @property {number | null} price
 * @property {ImportedVariant[]} variants
 */

/**
 * @typedef {object} Import
 * @property {string} actor
 * @property {string} idempotency_key another one for each run
 * @property {string} reason written on every movement
 * @property {'set' | 'add'} mode whether quantities are what the shelf holds, or what came in
 * @property {boolean} [dry_run] count what would happen, write nothing
 * @property {boolean} [only_if_empty] do nothing when there are products
 * @property {ImportedProduct[]} products
 */

/**
 * @typedef {object} Report
 * @property {number} products_new
 * @property {number} products_changed
 * @property {number} variants_new
 * @property {number} movements
 * @property {number} units
 * @property {number} barcodes_new
 */

/**
 * Writes products, sizes and quantities of a file. Every unit that changes is a movement. Runs
 * inside a transaction.
 * @param {CoreApp} tx
 * @param {Import} job
 * @returns {import('./answer.js').Answer} 201 with what was written, 200 when nothing was to do
 * @throws Refusal 409 insufficient-stock: a shelf would hold less than is reserved; 409
 *   unexpected-quantity; 404 location-not-found; 400 invalid-request: what can never be saved. All
 *   name the `sku` and the `size`
 */
function importProducts(tx, job) {
  /** @type {Report} */
  const report = {
    ...{ products_new: 0, products_changed: 0, variants_new: 0, movements: 0, units: 0 },
    barcodes_new: 0,
  }
  const first = writtenUnder(tx, job)
  if (first.movements > 0) {
    return { status: 200, body: { skipped: false, replayed: true, ...report, ...first } }
  }
  if (job.only_if_empty && tx.countRecords('products') > 0) {
    return { status: 200, body: { skipped: true, replayed: false, ...report } }
  }
  tx.store().set('stock.import', 0)
  const fallback = defaultLocation(tx)
  const locationNamed = locationFinder(tx)
  const variantsBefore = tx.countRecords('variants')

  inLedger(tx, (ledger) => {
    const request = ledger.of({
      actor: job.actor,
      channel: 'import',
      idempotency_key: job.idempotency_key,
    })
    for (const imported of job.products) {
      const product = about(imported, '', () => saveProduct(tx, job, imported, report))
      for (const line of imported.variants) {
        about(imported, line.size, () => {
          const variant = saveVariant(tx, product, line, report)
          const { location, expected } = line
          const shelf = ledger.shelf(variant.id, location ? locationNamed(location) : fallback)
          requireExpected(shelf, expected)
          const change = changeOf(job, shelf, line.quantity)
          if (!change) return
          const { type, effect } = change
          if (effect.delta > 0 && !product.getBool('active')) {
            bringBack(tx, job, product)
            ledger.activate(product.id)
          }
          const entry = { type, line: report.movements++, reason: job.reason }
          request.write(shelf, entry, effect)
          report.units += effect.delta
        })
      }
      // The caller asks for the progress while this transaction is still open.
      tx.store().set('stock.import', (tx.store().get('stock.import') || 0) + 1)
    }
  })
  report.variants_new = tx.countRecords('variants') - variantsBefore
  const body = { skipped: false, replayed: false, ...report }
  return { status: 201, body, rollback: job.dry_run === true }
}

/**
 * What an earlier try of the same run wrote. One that wrote no movement can be done again.
 * @param {CoreApp} tx
 * @param {Import} job
 * @returns {{ movements: number, units: number }}
 */
function writtenUnder(tx, { actor, idempotency_key: key }) {
  const sql = `
    SELECT json_object('movements', count(*), 'units', coalesce(sum(delta), 0)) AS value
    FROM movements WHERE idempotency_key != '' AND actor = {:actor} AND idempotency_key = {:key}`
  return JSON.parse(selectText(tx, sql, { actor, key }))
}

/**
 * Finds locations by their names, asking for each name once: a file has few, on many rows.
 * @param {CoreApp} tx
 */
function locationFinder(tx) {
  /** @type {Map<string, string>} */
  const known = new Map()
  return (/** @type {string} */ name) => {
    const id = known.get(name) || locationNamed(tx, name)
    known.set(name, id)
    return id
  }
}

/**
 * @param {CoreApp} tx
 * @param {string} name compared without case
 * @returns {string} id
 * @throws Refusal 404 location-not-found
 */
function locationNamed(tx, name) {
  // SQLite knows the small letters of ASCII only, so the name as it is written comes first.
  const filter = 'name = {:name} || name:lower = {:lower}'
  const [found] = tx.findRecordsByFilter('locations', filter, '', 1, 0, {
    ...{ name, lower: name.toLowerCase() },
  })
  if (!found) throw new Refusal(404, 'location-not-found', { location: name })
  return found.id
}

/**
 * @param {import('./shelves.js').Shelf} shelf
 * @param {number} [expected] units; any number where it is missing
 * @throws Refusal 409 unexpected-quantity
 */
function requireExpected(shelf, expected) {
  const { quantity } = shelf
  if (expected === undefined || expected === quantity) return
  throw new Refusal(409, 'unexpected-quantity', { expected, quantity })
}

/**
 * Says of a refusal, or of what can never be saved, which line of the file it is about.
 * @template T
 * @param {ImportedProduct} product
 * @param {string} size empty for the product itself
 * @param {() => T} work
 * @returns {T}
 */
function about({ sku }, size, work) {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) {
      const { code, details } = error.body
      throw new Refusal(error.status, code, { ...details, sku, size })
    }
    const reason = faultsOf(error)
    throw reason === null ? error : new Refusal(400, 'invalid-request', { reason, sku, size })
  }
}

/**
 * Makes the size where it is missing, and gives it the barcode of the file where it has none. One
 * that it has is not overwritten: a wrong file would make every scan find another shoe. The API looks
 * before; this is about one that was written a moment ago.
 * @param {CoreApp} tx
 * @param {core.Record} product
 * @param {{ size: string, barcode: string }} line
 * @param {Report} report
 * @returns {core.Record}
 * @throws Refusal 400 invalid-request with the barcode that is `on_record`
 */
function saveVariant(tx, product, { size, barcode }, report) {
  const variant = findOrMakeVariant(tx, product.id, size)
  const known = variant.getString('barcode')
  if (barcode === '' || barcode === known) return variant
  if (known !== '') throw new Refusal(400, 'invalid-request', { barcode, on_record: known })
  requireFree(tx, barcode)
  variant.set('barcode', barcode)
  tx.save(variant)
  report.barcodes_new++
  return variant
}

/**
 * @param {CoreApp} tx
 * @param {string} barcode
 * @throws Refusal 400 invalid-request with the size that has it
 */
function requireFree(tx, barcode) {
  // SQLite takes the partial index only when the query repeats its condition.
  const same = $dbx.exp("barcode != '' AND barcode = {:barcode}", { barcode })
  const [other] = tx.findAllRecords('variants', same)
  if (!other) return
  const owner = tx.findRecordById('products', other.getString('product'))
  throw new Refusal(400, 'invalid-request', {
    ...{ barcode, owner_sku: owner.getString('sku'), owner_size: other.getString('size') },
  })
}

/**
 * Makes the product, or changes what the file says otherwise. An empty cell changes nothing.
 * @param {CoreApp} tx
 * @param {Import} job
 * @param {ImportedProduct} imported
 * @param {Report} report
 * @returns {core.Record}
 */
function saveProduct(tx, job, imported, report) {
  const same = $dbx.exp('sku = {:sku} COLLATE NOCASE', { sku: imported.sku })
  const [found] = tx.findAllRecords('products', same)
  const product = found || new Record(tx.findCachedCollectionByNameOrId('products'))
  const before = fieldsOf(product)
  const known = product.getString('aliases').split('\n')
  const aliases = [...new Set([...known, ...imported.aliases])].filter(Boolean).join('\n')
  const { name, color, gender, category, cost, price } = imported
  const sku = found ? found.getString('sku') : imported.sku
  const fields = { sku, name, color, gender, category, cost, price, aliases }

  let changed = false
  for (const [field, value] of Object.entries(fields)) {
    if (value === null || value === '' || product.get(field) === value) continue
    product.set(field, value)
    changed = true
  }
  if (found && !changed) return product
  if (found) report.products_changed++
  else {
    product.set('active', true)
    report.products_new++
  }
  tx.save(product)
  if (found) noteChange(tx, { actor: job.actor, channel: 'import' }, product, before)
  return product
}

/**
 * A file that has units of an archived product says that it is sold again.
 * @param {CoreApp} tx
 * @param {Import} job
 * @param {core.Record} product
 */
function bringBack(tx, job, product) {
  const before = fieldsOf(product)
  product.set('active', true)
  tx.save(product)
  noteChange(tx, { actor: job.actor, channel: 'import' }, product, before)
}

/**
 * What takes the shelf to what the file says, or null when it is there already.
 * @param {Import} job
 * @param {import('./shelves.js').Shelf} shelf
 * @param {number} quantity
 */
function changeOf(job, shelf, quantity) {
  const isCount = job.mode === 'set' && (shelf.id !== '' || shelf.rev > 0)
  const delta = isCount ? quantity - shelf.quantity : quantity
  if (delta === 0) return null
  return {
    type: isCount ? 'ADJUSTMENT' : 'ADD_STOCK',
    effect: { quantity: Math.abs(delta), delta, reserved_delta: 0 },
  }
}

module.exports = { importProducts }
